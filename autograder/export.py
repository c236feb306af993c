"""Grades as CSV, from the gradebook: with what people gave by hand, and what lateness cost."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TextIO

from autograder import collect, grade, stock
from autograder.course import Course

COLUMNS = (
    "exercise", "student", "name", "score", "points", "penalty", "received", "hours_late", "verdict", "cause",
    "waits_for_person", "notes",
)  # fmt: skip
TASK_COLUMNS = ("exercise", "student", "task", "score", "points", "verdict", "cause", "message")


def lateness(receipt: collect.Receipt | None, seconds_late: float) -> str:
    """Hours late; `0` for in time, `late` where the LMS says so without a time, empty where nobody knows."""
    if receipt and receipt.received:
        return f"{seconds_late / 3600:.1f}" if seconds_late > 0 else "0"
    return "late" if receipt and receipt.marked_late else ""


def rows(course: Course, slug: str) -> Iterator[dict[str, Any]]:
    """One row for each student of an exercise."""
    scores = stock.scores(course, slug)
    for student in grade.class_list(course, slug):
        score, verdict = scores.get(student), course.verdict(slug, student)
        receipt = collect.receipt(course, slug, student)
        if score and verdict:
            yield {
                "exercise": slug, "student": student, "name": score.name or (receipt.name if receipt else ""),
                "score": max(0.0, score.score - score.penalty), "points": score.points, "penalty": score.penalty,
                "received": receipt.received if receipt else "", "hours_late": lateness(receipt, score.seconds_late),
                "verdict": verdict.outcome, "cause": verdict.cause or "",
                "waits_for_person": "yes" if score.needs_person or verdict.needs_person else "",
                "notes": "; ".join(verdict.notes),
            }  # fmt: skip


def task_rows(course: Course, slug: str) -> Iterator[dict[str, Any]]:
    """One row for each task of each student."""
    scores, exercise = stock.scores(course, slug), course.exercise(slug)
    test_ids = {task.name: task.test_id for task in exercise.tasks}
    for student in grade.class_list(course, slug):
        verdict = course.verdict(slug, student)
        for task in verdict.tasks if verdict and student in scores else ():
            given = scores[student].tasks.get(test_ids.get(task.task, ""))
            yield {
                "exercise": slug, "student": student, "task": task.task, "score": "" if given is None else given,
                "points": task.points, "verdict": task.outcome, "cause": task.cause or "", "message": task.message,
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
