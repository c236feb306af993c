"""Grade a class: what is due, in any order, each verdict written as soon as it is known.

Nothing that happens with one submission stops another. An exception in here or in the engine is *our fault*: queued for
a person, never a zero. Only what would stop every other one, too (no disk, no gradebook), ends the run, with a line.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

from nbformat import NotebookNode

from autograder import files
from autograder.collecting import collect, reading
from autograder.collecting.reading import Malformed
from autograder.course import gradebook
from autograder.course.course import Course
from autograder.errors import Trouble
from autograder.exercises import notebooks
from autograder.exercises.exercise import Exercise
from autograder.grading import judge
from autograder.grading.engine import Engine, Job
from autograder.grading.record import Recorder
from autograder.placing import placing, reach
from autograder.sandbox import seeds
from autograder.sandbox.examined import Answer
from autograder.verdict import Note, NoteKind, Outcome, SubmissionVerdict


def fingerprint(course: Course, exercise: Exercise, student: str, engine: str) -> dict[str, str]:
    """What a verdict rests on; it is out of date as soon as one of these differs."""
    try:
        receipt = collect.receipt(course, exercise.slug, student)
    except (ValueError, TypeError, KeyError, OSError):
        receipt = None  # which is told when the work itself is read
    return {
        "input": (receipt.sha256 or receipt.problem) if receipt else "",
        "received": (receipt.received or "") if receipt else "",
        "exercise": edition(exercise),
        "engine": engine,
    }


def edition(exercise: Exercise) -> str:
    """A hash of the exercise as it is now."""
    if "fingerprint" not in exercise.derived:
        exercise.derived["fingerprint"] = hashlib.sha256(notebooks.source_text(exercise).encode()).hexdigest()
    return exercise.derived["fingerprint"]


def due(course: Course, exercise: Exercise, students: Iterable[str], engine: str) -> list[str]:
    """The students whose verdict is missing, out of date, our fault, or not in the gradebook (a lost one, say)."""
    known = set(gradebook.known_students(course))
    return [one for one in students if one not in known or not _is_current(course, exercise, one, engine)]


def attempt(course: Course, exercise: Exercise, student: str, engine: str, drawn: str) -> dict[str, str]:
    """The fingerprint, and the seed of the hidden inputs: as at this work's first grading, or `drawn` if this is it.

    So a regrade tries the same numbers, also after a change of the exercise; work that is handed in anew, others.
    """
    known, verdict = fingerprint(course, exercise, student, engine), _last(course, exercise, student)
    kept = verdict.extra.get("seed", "") if verdict and verdict.extra.get("input") == known["input"] else ""
    return known | {"seed": kept or drawn}


def _by_seed(exercise: Exercise, students: Iterable[str], basis: dict[tuple[str, str], dict[str, str]]) -> list[str]:
    """One seed after the other: to an examiner, each makes another suite of the exercise."""
    return sorted(students, key=lambda student: basis[exercise.slug, student]["seed"])


def _last(course: Course, exercise: Exercise, student: str) -> SubmissionVerdict | None:
    """The verdict of before; none where its file is damaged, so that it is found anew."""
    try:
        return course.verdict(exercise.slug, student)
    except (ValueError, TypeError, KeyError, OSError):
        return None


def _is_current(course: Course, exercise: Exercise, student: str, engine: str) -> bool:
    verdict = _last(course, exercise, student)
    if verdict is None or verdict.outcome is Outcome.OUR_FAULT:
        return False
    basis = fingerprint(course, exercise, student, engine)
    return all(verdict.extra.get(name) == value for name, value in basis.items())


def is_stale(course: Course, exercise: Exercise, verdict: SubmissionVerdict) -> bool:
    """Whether the exercise, the work or its time of arrival is another by now than when this verdict was found."""
    basis = fingerprint(course, exercise, verdict.student, "")
    return any(verdict.extra.get(name, basis[name]) != basis[name] for name in ("input", "received", "exercise"))


def check_released(course: Course, exercise: Exercise) -> None:
    """The gradebook must know the exercise as it is now, or its tests and points would be those of another day."""
    path = course.root / "source" / exercise.slug / f"{exercise.slug}.ipynb"
    if not path.is_file():
        raise Trouble(f"{exercise.slug!r} is not released in this course; run `autograder release {exercise.slug}`")
    if path.read_text(encoding="utf-8") != notebooks.source_text(exercise):
        raise Trouble(
            f"{exercise.slug!r} has changed since its release; run `autograder release {exercise.slug}` again"
        )


Work = Sequence[tuple[Exercise, Sequence[str]]]  # exercises, each with the students to grade in it


def grade(course: Course, work: Work, engine: Engine) -> Iterator[SubmissionVerdict]:
    """Grade these students; each verdict is on disk when it is yielded. The exercises follow without a pause."""
    with _only_run(course), gradebook.Book(course) as book:
        recorders = {exercise.slug: Recorder(course, exercise, book, engine.name) for exercise, _ in work}
        drawn = seeds.draw()  # one for all, so that an exercise is prepared once
        basis = {(exercise.slug, student): attempt(course, exercise, student, engine.name, drawn)
                 for exercise, students in work for student in students}  # fmt: skip
        settled: list[SubmissionVerdict] = []

        def jobs() -> Iterator[Job]:
            for exercise, students in work:
                for student in _by_seed(exercise, students, basis):
                    made, known = _job(course, exercise, student), basis[exercise.slug, student]
                    if isinstance(made, Job):
                        yield replace(made, seed=known["seed"])
                    else:
                        settled.append(_refuse(course, recorders[exercise.slug], made, known))

        for job, found in engine.run(jobs()):
            slug = job.exercise.slug
            verdict = _record(recorders[slug], job, found, basis[slug, job.student])
            yield verdict
            while settled:
                yield settled.pop()
        yield from settled


@contextmanager
def _only_run(course: Course) -> Iterator[None]:
    """There is one writer: two runs at a time would write over each other's notebooks."""
    with files.alone(course.state / "grading") as alone:
        if not alone:
            raise Trouble(f"another run is grading {course.root}; wait until it has ended")
        yield


def _record(recorder: Recorder, job: Job, found: Answer, basis: dict[str, str]) -> SubmissionVerdict:
    try:
        return recorder.graded(job, found, basis)
    except Trouble:
        raise
    except Exception as error:
        return recorder.fault(job.student, f"{type(error).__name__}: {error}", job.notes, basis)


def _refuse(course: Course, recorder: Recorder, verdict: SubmissionVerdict, basis: dict[str, str]) -> SubmissionVerdict:
    if verdict.outcome is Outcome.OUR_FAULT:
        return recorder.fault(verdict.student, verdict.notes[-1].text, verdict.notes[:-1], basis)
    receipt = collect.receipt(course, verdict.exercise, verdict.student)
    return recorder.refused(verdict, receipt.time if receipt else None, basis)


def _job(course: Course, exercise: Exercise, student: str) -> Job | SubmissionVerdict:
    """What there is to run of a student's; or the verdict, where there is nothing."""
    try:
        return _read(course, exercise, student)
    except Exception as error:
        return judge.our_fault(exercise, student, f"{type(error).__name__}: {error}")


def _read(course: Course, exercise: Exercise, student: str) -> Job | SubmissionVerdict:
    receipt = collect.receipt(course, exercise.slug, student)
    received, asks = (receipt.time, receipt.asks) if receipt else (None, ())
    notes = tuple(map(Note, receipt.notes)) if receipt else ()
    path = course.path("submitted", student, exercise.slug)
    if receipt and receipt.for_person:
        return judge.set_aside(exercise, student, receipt.for_person, notes)
    if receipt and receipt.problem:
        return judge.malformed(exercise, student, receipt.problem, notes)
    if not path.is_file():
        return judge.missing(exercise, student, notes)
    try:
        placed = placing.canonical(exercise, reading.read(path.read_bytes()))
        if placed.is_foreign:
            raise Malformed("there is nothing of this exercise in it")
    except Malformed as error:
        return judge.malformed(exercise, student, str(error), notes)
    flags = reach.forbidden_uses(exercise, placed.notebook)
    notes = (*notes, *placed.notes, *forbidden_notes(exercise, placed.notebook, flags))
    return Job(exercise, student, placed.notebook, received, notes, placed.tampered, "", placed.waits, asks, flags)


def forbidden_notes(exercise: Exercise, notebook: NotebookNode, flags: Mapping[str, list[str]]) -> Iterator[Note]:
    """A note for each forbidden built-in that a task reaches; no score depends on it."""
    if any(task.forbidden for task in exercise.automatic) and reach.is_too_long(notebook):
        yield Note("there is too much code to look for forbidden names in")
    for task, names in flags.items():
        yield from (Note(f"task {task!r} uses the forbidden {name}", NoteKind.FORBIDDEN, task) for name in names)
