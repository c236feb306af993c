"""Grade a class: what is due, one student at a time, each verdict written before the next begins.

Nothing that happens with one submission stops another. An exception in here or in the engine is *our fault*: queued for
a person, never a zero.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

from nbformat import NotebookNode

from autograder import canonical, collect, feedback, forbidden, judge, source, stock, stock_engine
from autograder.canonical import Malformed
from autograder.course import Course
from autograder.engine import Engine, Job
from autograder.errors import Trouble
from autograder.exercise import Exercise
from autograder.verdict import Cause, Outcome, SubmissionVerdict, TaskVerdict

NOTHING = "No notebook was handed in."


def class_list(course: Course, slug: str) -> list[str]:
    """Everyone who handed this exercise in, and everyone whom the gradebook knows."""
    return sorted({*collect.students(course, slug), *stock.known_students(course)})


def fingerprint(course: Course, exercise: Exercise, student: str, engine: str) -> dict[str, str]:
    """What a verdict rests on; it is out of date as soon as one of these differs."""
    receipt = collect.receipt(course, exercise.slug, student)
    text = source.notebook_text(source.source_notebook(exercise))
    return {
        "input": (receipt.sha256 or receipt.problem) if receipt else "",
        "received": (receipt.received or "") if receipt else "",
        "exercise": hashlib.sha256(text.encode()).hexdigest(),
        "engine": engine,
    }


def due(course: Course, exercise: Exercise, students: Iterable[str], engine: str) -> list[str]:
    """The students whose verdict is missing, out of date, or our fault."""
    return [student for student in students if not _is_current(course, exercise, student, engine)]


def _is_current(course: Course, exercise: Exercise, student: str, engine: str) -> bool:
    verdict = course.verdict(exercise.slug, student)
    if verdict is None or verdict.outcome is Outcome.OUR_FAULT:
        return False
    basis = fingerprint(course, exercise, student, engine)
    return all(verdict.extra.get(name) == value for name, value in basis.items())


def check_released(course: Course, exercise: Exercise) -> None:
    """The gradebook must know the exercise as it is now, or its tests and points would be those of another day."""
    path = course.root / "source" / exercise.slug / f"{exercise.slug}.ipynb"
    if not path.is_file():
        raise Trouble(f"{exercise.slug!r} is not released in this course; run `autograder release {exercise.slug}`")
    if path.read_text(encoding="utf-8") != source.notebook_text(source.source_notebook(exercise)):
        raise Trouble(
            f"{exercise.slug!r} has changed since its release; run `autograder release {exercise.slug}` again"
        )


def grade(course: Course, exercise: Exercise, students: Iterable[str], engine: Engine) -> Iterator[SubmissionVerdict]:
    """Grade these students one after the other; each verdict is on disk when it is yielded."""
    for student in students:
        verdict = grade_one(course, exercise, student, engine)
        basis = fingerprint(course, exercise, student, engine.name)
        extra = {**verdict.extra, **basis, "graded": datetime.now(UTC).isoformat(timespec="seconds")}
        verdict = replace(verdict, extra=extra)
        course.save_verdict(verdict)
        yield verdict


def grade_one(course: Course, exercise: Exercise, student: str, engine: Engine) -> SubmissionVerdict:
    """One verdict, whatever happens."""
    receipt = collect.receipt(course, exercise.slug, student)
    received, notes = (receipt.time, receipt.notes) if receipt else (None, ())
    try:
        job = _job(course, exercise, student, received, notes, receipt.problem if receipt else "")
        if isinstance(job, SubmissionVerdict):
            engine.refuse(course, job, received)
            return job
        return engine.grade(job)
    except Exception as error:
        empty = Job(course, exercise, student, exercise.notebook, received, notes)
        return stock_engine.our_fault(empty, f"{type(error).__name__}: {error}")


def _job(
    course: Course, exercise: Exercise, student: str, received: datetime | None, notes: tuple[str, ...], problem: str
) -> Job | SubmissionVerdict:
    path = course.path("submitted", student, exercise.slug)
    if problem:
        return refused(exercise, student, Cause.MALFORMED, f"Your notebook could not be graded: {problem}.", notes)
    if not path.is_file():
        return refused(exercise, student, Cause.MISSING, NOTHING, notes)
    try:
        handed_in = canonical.read(path.read_bytes())
    except Malformed as error:
        return refused(exercise, student, Cause.MALFORMED, f"Your notebook could not be graded: {error}.", notes)
    notebook, oddities = canonical.canonical(exercise, handed_in)
    return Job(course, exercise, student, notebook, received, (*notes, *oddities, *forbidden_uses(exercise, notebook)))


def forbidden_uses(exercise: Exercise, notebook: NotebookNode) -> tuple[str, ...]:
    """A note for each forbidden built-in that a task's cell, or an added one, uses; no score depends on it."""
    added = [cell.source for cell in notebook.cells if cell.cell_type == "code" and canonical.is_added(cell)]
    notes = []
    for task in exercise.automatic:
        code = "\n".join([*added, judge.cell_named(notebook, task.solution_id).source])
        try:
            used = forbidden.uses(code, task.forbidden)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue  # what can't be parsed can't run either
        notes += [f"task {task.name!r} uses the forbidden {name}" for name in used]
    return tuple(notes)


def refused(exercise: Exercise, student: str, cause: Cause, reason: str, notes: tuple[str, ...]) -> SubmissionVerdict:
    """No points, with the reason in a sentence; a malformed notebook is also shown to a person."""
    tasks = tuple(TaskVerdict(task.name, Outcome.FAILED, 0.0, task.points, cause, reason) for task in exercise.tasks)
    person = cause is Cause.MALFORMED
    told = notes if cause is Cause.MISSING else (*notes, reason)
    return SubmissionVerdict(student, exercise.slug, Outcome.FAILED, cause, tasks, told, needs_person=person)


def publish_feedback(course: Course, exercise: Exercise, verdict: SubmissionVerdict) -> str:
    """Write one student's page; returns `written`, `withheld` (it would tell a secret), or why there is none."""
    page = course.path("feedback", verdict.student, exercise.slug).with_suffix(".html")
    if verdict.outcome is Outcome.OUR_FAULT:
        page.unlink(missing_ok=True)
        return "not graded yet"
    if not course.path("autograded", verdict.student, exercise.slug).is_file():
        feedback.write_refusal(exercise, verdict, page)
        return "written"
    try:
        stock.generate_feedback(course, exercise.slug, verdict.student)
    except RuntimeError as error:
        if feedback.TellsASecretError.__name__ not in str(error):
            raise
        feedback.write_withheld(exercise, page)
        return "withheld"
    return "written"
