"""A sample class, taken from `init` to `status` through the same commands that an instructor types.

Each student's id says what they handed in. The class is made from the exercise's own answers, so it grows with them.
"""

from __future__ import annotations

import re
from copy import deepcopy
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from autograder import answers, console, course, source, store
from autograder.errors import Trouble
from autograder.exercise import Exercise, without_markers

DUE = "2026-10-01T23:59:00+00:00"
IN_TIME, LATE, AGAIN = "2026-10-01T18:00:00+00:00", "2026-10-02T05:29:00+00:00", "2026-10-01T21:30:00+00:00"
WRITTEN = "An answer in the student's own words, which waits for a person to read it."
STUB = re.compile(r"^([ \t]*)raise NotImplementedError\(\)", re.MULTILINE)
LOOP, CRASH, EXIT = r"\1while True:\n\1    pass", r'\1raise KeyError("weights")', r"\1__import__('os')._exit(1)"


def run(place: Path, solutions: Path, slug: str | None) -> None:
    """Make the class in `place`, run every command on it, and end with the table of grades."""
    if place.exists() and any(place.iterdir()):
        raise Trouble(f"{place} is not empty; give the demo an empty folder, or none for a temporary one")
    here = course.Course(place / "course", solutions)
    exercise = here.exercise(slug or here.slugs[0])
    first, second = write_class(exercise, place)
    root, times = str(here.root), str(place / "received.csv")
    _command("init", root, "--solutions", str(solutions))
    _command("release", exercise.slug, "--due", DUE, "--course", root)
    _command("collect", exercise.slug, str(first), "--received", times, "--course", root)
    store.write_bytes(place / "received-again.csv", f"student,received\nresubmitted,{AGAIN}\n".encode())
    _command("collect", exercise.slug, str(second), "--received", str(place / "received-again.csv"), "--course", root)
    _command("grade", exercise.slug, "--course", root)
    _command("feedback", exercise.slug, "--course", root)
    _command("export", exercise.slug, "--output", str(place / "grades.csv"), "--course", root)
    _command("report", "--course", root)
    _command("status", "--course", root)
    console.say(f"The class is in {place}. To see it in formgrader: cd {root} && jupyter lab")


def _command(*words: str) -> None:
    from autograder.cli import cli

    console.say(f"\n$ autograder {' '.join(words)}")
    cli.main(list(words), prog_name="autograder", standalone_mode=False)


def write_class(exercise: Exercise, place: Path) -> tuple[Path, Path]:
    """Write what the class hands in: a first folder, a second with what was handed in again, and the times."""
    first, second = place / "handed-in", place / "handed-in-again"
    for student, data in hand_ins(exercise).items():
        store.write_bytes(first / student / f"{exercise.slug}.ipynb", data)
    store.write_bytes(first / "misnamed" / "homework final (2).ipynb", _written(exercise, best(exercise)))
    store.write_bytes(first / "missing-file" / "notes.txt", b"I could not find the notebook.\n")
    store.write_bytes(second / "resubmitted" / f"{exercise.slug}.ipynb", _written(exercise, best(exercise)))
    times = {student: LATE if student == "late" else IN_TIME for student in hand_ins(exercise)}
    lines = ["student,received", *(f"{student},{time}" for student, time in times.items())]
    store.write_bytes(place / "received.csv", ("\n".join(lines) + "\n").encode())
    return first, second


def hand_ins(exercise: Exercise) -> dict[str, bytes]:
    """The bytes that each student hands in under the right name."""
    stub, good = answers.stub(exercise), best(exercise)
    first = exercise.automatic[0].solution_id
    variant = answers.read_answer(exercise.right[0]) if exercise.right else good
    wrong = exercise.wrong[0].cells if exercise.wrong else {first: stub[first]}
    return {
        "perfect": _written(exercise, good),
        "another-way": _written(exercise, {**good, **variant}),
        "partial": _written(exercise, {**good, **wrong}),
        "stub": source.notebook_text(source.student_notebook(exercise)).encode(),
        "crashing": _written(exercise, {**good, first: STUB.sub(CRASH, stub[first])}),
        "exiting": _written(exercise, {**good, first: STUB.sub(EXIT, stub[first])}),
        "timing-out": _written(exercise, {**good, first: STUB.sub(LOOP, stub[first])}),
        "late": _written(exercise, good),
        "resubmitted": source.notebook_text(source.student_notebook(exercise)).encode(),
        "copied-cell": source.notebook_text(_with_copies(exercise, fill(exercise, good))).encode(),
        "not-json": b"<html>Please sign in to download this file</html>\n",
        "empty-file": b"",
    }


def best(exercise: Exercise) -> dict[str, str]:
    """The exercise's own solution, as a student would have it: without the markers."""
    return {name: without_markers(source) for name, source in answers.solution(exercise).items()}


def fill(exercise: Exercise, answer: dict[str, str]) -> NotebookNode:
    """The released notebook with an answer in its solution cells, and words in its written ones."""
    notebook = source.student_notebook(exercise)
    words = {task.solution_id: WRITTEN for task in exercise.tasks if task.written}
    for cell in notebook.cells:
        cell.source = {**words, **answer}.get(cell.id, cell.source)
    return notebook


def _written(exercise: Exercise, answer: dict[str, str]) -> bytes:
    return source.notebook_text(fill(exercise, answer)).encode()


def _with_copies(exercise: Exercise, notebook: NotebookNode) -> NotebookNode:
    """A test cell pasted in again at the end, under a cell of the student's own."""
    test_id = exercise.automatic[0].test_id
    copy = deepcopy(next(cell for cell in notebook.cells if cell.id == test_id))
    copy.id = "pasted"
    notebook.cells += [new_code_cell("helper = 1", id="own"), copy]
    return notebook
