"""Grades as CSV, from the gradebook: with what people gave by hand, and what lateness cost."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TextIO

from autograder.collecting import collect, people, roster
from autograder.console import number, rounded
from autograder.course import gradebook
from autograder.course.course import Course
from autograder.exercises.exercise import Exercise
from autograder.grading import grade
from autograder.reporting import outcome, review
from autograder.verdict import SubmissionVerdict

COLUMNS = (
    "exercise", "student", "name", "score", "points", "penalty", "received", "hours_late", "verdict", "cause",
    "result", "waits_for_person", "notes",
)  # fmt: skip
UNSAFE = "graded without the sandbox"
STALE = "something has changed since it was graded; run `autograder grade`"
TASK_COLUMNS = ("exercise", "student", "name", "task", "score", "points", "verdict", "cause", "message")


def lateness(receipt: collect.Receipt | None, seconds_late: float) -> str:
    """Hours late; `0` for in time, `late` where the LMS says so without a time, empty where nobody knows."""
    if receipt and receipt.received:
        return number(seconds_late / 3600, 1) if seconds_late > 0 else "0"
    return "late" if receipt and receipt.marked_late else ""


def rows(course: Course, slug: str) -> Iterator[dict[str, Any]]:
    """One row for each student of an exercise."""
    exercise, sheet, names = course.exercise(slug), gradebook.sheet(course, slug), people.names(course)
    for student in roster.sound(course, slug):
        verdict, receipt = course.verdict(slug, student), collect.receipt(course, slug, student)
        if student in sheet and verdict:
            score, hand = sheet[student]
            yield {
                "exercise": slug, "student": student, "name": names.get(student, ""),
                "score": rounded(score.final), "points": rounded(score.points), "penalty": rounded(score.penalty),
                "received": receipt.received if receipt else "", "hours_late": lateness(receipt, score.seconds_late),
                "verdict": verdict.outcome, "cause": verdict.cause or "",
                "result": outcome.result(exercise, verdict, score, hand),
                "waits_for_person": "yes" if review.to_look(exercise, verdict, score, hand) else "",
                "notes": "; ".join([*map(str, verdict.notes), *_remarks(course, exercise, verdict)]),
            }  # fmt: skip


def _remarks(course: Course, exercise: Exercise, verdict: SubmissionVerdict) -> Iterator[str]:
    if review.is_unsafe(verdict):
        yield UNSAFE
    if grade.is_stale(course, exercise, verdict):
        yield STALE


def task_rows(course: Course, slug: str) -> Iterator[dict[str, Any]]:
    """One row for each task that the exercise has now, of each student."""
    scores, exercise, names = gradebook.scores(course, slug), course.exercise(slug), people.names(course)
    for student in roster.sound(course, slug):
        verdict = course.verdict(slug, student)
        told = {task.task: task for task in verdict.tasks} if verdict else {}
        for task in exercise.tasks if verdict and student in scores else ():
            given, one = scores[student].tasks.get(task.test_id), told.get(task.name)
            yield {
                "exercise": slug, "student": student, "name": names.get(student, ""), "task": task.name,
                "score": "" if given is None else rounded(given), "points": rounded(task.points),
                "verdict": one.outcome if one else "not graded yet", "cause": (one and one.cause) or "",
                "message": one.message if one else "",
            }  # fmt: skip


def write(stream: TextIO, columns: Sequence[str], lines: Iterable[dict[str, Any]]) -> int:
    """Write a CSV and return the number of rows."""
    writer, count = csv.writer(stream), 0
    writer.writerow(columns)
    for line in lines:
        writer.writerow([_harmless(line[column]) for column in columns])
        count += 1
    return count


def _harmless(value: Any) -> Any:
    """A spreadsheet runs a text that begins like a formula; an apostrophe keeps it text."""
    return "'" + value if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
