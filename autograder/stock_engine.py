"""Today's engine: nbgrader's autograde on one canonical notebook, read back as a verdict."""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from datetime import UTC, datetime

import nbformat

from autograder import judge, source, stock, store
from autograder.course import Course
from autograder.engine import Job
from autograder.verdict import Cause, Outcome, SubmissionVerdict, TaskVerdict


class StockEngine:
    """Unsandboxed: for classes that are trusted not to cheat, until the isolated engine stands here."""

    name = "nbgrader"

    def grade(self, job: Job) -> SubmissionVerdict:
        began, folder = time.monotonic(), job.course.state / "canonical"
        path = folder / job.student / job.exercise.slug / f"{job.exercise.slug}.ipynb"
        store.write_bytes(path, source.notebook_text(job.notebook).encode())
        stamp = path.with_name("timestamp.txt")
        stamp.unlink(missing_ok=True)
        if job.received:
            store.write_bytes(stamp, f"{job.received.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f} UTC\n".encode())
        stock.enter(job.course, job.exercise.slug, job.student, "", job.received)
        stock.autograde(job.course, job.exercise.slug, job.student, folder, judge.cell_seconds(job.exercise))
        shutil.rmtree(folder / job.student)
        return read_back(job, time.monotonic() - began)

    def refuse(self, course: Course, verdict: SubmissionVerdict, received: datetime | None) -> None:
        stock.enter(course, verdict.exercise, verdict.student, "", received)
        stock.give_nothing(course, verdict.exercise, verdict.student)
        shutil.rmtree(course.path("autograded", verdict.student, verdict.exercise).parent, ignore_errors=True)


def read_back(job: Job, seconds: float) -> SubmissionVerdict:
    """The verdict that nbgrader's autograded notebook and gradebook hold."""
    slug = job.exercise.slug
    notebook = nbformat.read(job.course.path("autograded", job.student, slug), as_version=4)
    score = stock.scores(job.course, slug)[job.student]
    tasks = tuple(
        judge.task_verdict(job.exercise, notebook, task, score.tasks[task.test_id]) for task in job.exercise.tasks
    )
    late = {"seconds_late": score.seconds_late, "penalty": score.penalty}
    if broken := judge.setup_failure(notebook):
        return our_fault(job, broken, seconds)
    outcome, cause = summary(tasks)
    waits = score.needs_person or any(task.outcome is Outcome.WAITING for task in tasks)
    return SubmissionVerdict(job.student, slug, outcome, cause, tasks, job.notes, waits, seconds, late)


def summary(tasks: Sequence[TaskVerdict]) -> tuple[Outcome, Cause | None]:
    """Passed if nothing failed, else the gravest cause: one that stopped the code before one that judged it."""
    causes = [task.cause for task in tasks if task.outcome is Outcome.FAILED and task.cause]
    if not causes:
        return Outcome.PASSED, None
    judged = (Cause.MISSING, Cause.WRONG)
    return Outcome.FAILED, max(causes, key=lambda cause: judged.index(cause) if cause in judged else len(judged))


def our_fault(job: Job, reason: str, seconds: float = 0.0) -> SubmissionVerdict:
    """A verdict that says nothing about the student: something of ours failed, and a person has to look."""
    tasks = tuple(TaskVerdict(t.name, Outcome.OUR_FAULT, 0.0, t.points, Cause.GRADER_ERROR) for t in job.exercise.tasks)
    notes = (*job.notes, reason)
    return SubmissionVerdict(
        job.student, job.exercise.slug, Outcome.OUR_FAULT, Cause.GRADER_ERROR, tasks, notes, True, seconds
    )
