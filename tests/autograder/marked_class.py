"""A class with verdicts and a gradebook but without a run: what the commands that look need, in milliseconds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from autograder.course import gradebook
from autograder.course.course import Course
from autograder.exercises.exercise import Exercise
from autograder.grading import judge
from autograder.reporting.statistics import Entry, Tally, tally
from autograder.verdict import Cause, Note, NoteKind, Outcome, SubmissionVerdict, TaskVerdict

GRADED = {"engine": "fake", "graded": "2026-10-03T08:00:00+00:00"}
USES_FSUM = Note("task 'absolute' uses the forbidden math.fsum", NoteKind.FORBIDDEN, "absolute")
Failures = Mapping[str, tuple[Cause, str]]


def ran(exercise: Exercise, student: str, failed: Failures | None = None, **more: Any) -> SubmissionVerdict:
    """A verdict on work that was run: all points but for the `failed` tasks; written answers wait."""
    tasks = tuple(_task(task, (failed or {}).get(task.name)) for task in exercise.tasks)
    causes = [task.cause for task in tasks if task.cause]
    outcome = Outcome.FAILED if causes else Outcome.PASSED
    waits = any(task.outcome is Outcome.WAITING for task in tasks)
    rest = {"needs_person": waits, "extra": GRADED, "seconds": 1.25} | more
    return SubmissionVerdict(student, exercise.slug, outcome, causes[0] if causes else None, tasks, **rest)


def _task(task: Any, failure: tuple[Cause, str] | None) -> TaskVerdict:
    if failure:
        return TaskVerdict(task.name, Outcome.FAILED, 0.0, task.points, *failure)
    if task.written:
        return TaskVerdict(task.name, Outcome.WAITING, 0.0, task.points, None, "A person will read this answer.")
    return TaskVerdict(task.name, Outcome.PASSED, task.points, task.points)


def nothing(exercise: Exercise, student: str) -> SubmissionVerdict:
    """Of whom nothing came."""
    return replace(judge.missing(exercise, student, ()), extra=GRADED)


def unreadable(exercise: Exercise, student: str) -> SubmissionVerdict:
    return replace(judge.malformed(exercise, student, "the file is empty", ()), extra=GRADED)


def our_fault(exercise: Exercise, student: str, why: str) -> SubmissionVerdict:
    return replace(judge.our_fault(exercise, student, why), extra=GRADED)


def mark(
    here: Course, exercise: Exercise, verdicts: Iterable[SubmissionVerdict], times: Mapping[str, datetime] | None = None
) -> None:
    """Save the verdicts, and their scores in the gradebook as an engine would."""
    for verdict in verdicts:
        gradebook.enter(here, exercise.slug, verdict.student, "", (times or {}).get(verdict.student))
        here.save_verdict(verdict)
        tests = {task.name: task.test_id for task in exercise.tasks}
        with gradebook.gradebook(here) as book:
            for task in verdict.tasks:
                row = book.find_grade(tests[task.task], exercise.slug, exercise.slug, verdict.student)
                row.auto_score = None if task.outcome is Outcome.WAITING else task.score
                row.needs_manual_grade = row.auto_score is None or row.manual_score is not None
            book.db.commit()


def give(here: Course, exercise: Exercise, student: str, task: str, points: float, comment: str = "") -> None:
    """What a person does in formgrader: points for a task, and a comment on its cell."""
    cell = next(one for one in exercise.tasks if one.name == task)
    with gradebook.gradebook(here) as book:
        row = book.find_grade(cell.test_id, exercise.slug, exercise.slug, student)
        row.manual_score, row.needs_manual_grade = points, False
        if comment:
            book.find_comment(cell.solution_id, exercise.slug, exercise.slug, student).manual_comment = comment
        book.db.commit()


def late_costs(here: Course, points: str) -> None:
    """Give the course a rule of its own: `points` is Python's, of `score` and `seconds`, as an instructor writes it."""
    config = here.root / "nbgrader_config.py"
    config.write_text(f"""{config.read_text()}
from nbgrader.plugins import BasePlugin


class ByRule(BasePlugin):
    def late_submission_penalty(self, student_id, score, seconds):
        return {points}


c.AssignLatePenalties.plugin_class = ByRule
""")


def wrong(value: float, says: str = "That is the sum, not the mean.") -> tuple[Cause, str]:
    return Cause.WRONG, f"mean_squared on four pairs returned {value}, which is not right. {says}"


def a_class(light: Exercise) -> list[SubmissionVerdict]:
    """Ten students, of each kind some: the scores of the seven that could be run are 10, 10, 10, 4, 4, 6, 0."""
    copied = Note("cell 'mean-loss-absolute-test' was copied (2 of them)")
    nothing_done = {"absolute": (Cause.RAISED, "NotImplementedError: "), "squared": (Cause.TAMPERED, "Interfered.")}
    return [
        ran(light, "s01"),
        ran(light, "s02", notes=(USES_FSUM,)),
        ran(light, "s03", notes=(copied,)),
        ran(light, "s04", {"squared": wrong(421.0)}),
        ran(light, "s05", {"squared": wrong(8.5)}),
        ran(light, "s06", {"absolute": (Cause.TIMEOUT, "The code was stopped.")}),
        ran(light, "s07", nothing_done),
        unreadable(light, "s08"),
        our_fault(light, "s09", "OSError: the disk is full"),
        nothing(light, "s10"),
    ]


def counted(light: Exercise, verdicts: list[SubmissionVerdict]) -> Tally:
    return tally(light, [verdict.student for verdict in verdicts], [Entry(verdict) for verdict in verdicts])
