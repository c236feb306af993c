"""A sample class of an exercise: each student's id says what they handed in.

It is made from the exercise's own answers, so it grows with them.
"""

from __future__ import annotations

import re
from copy import deepcopy
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from autograder import files
from autograder.exercises import answers, notebooks
from autograder.exercises.exercise import Exercise, without_markers

IN_TIME, LATE, AGAIN = "2026-10-01T18:00:00+00:00", "2026-10-02T05:29:00+00:00", "2026-10-01T21:30:00+00:00"
WRITTEN = "An answer in the student's own words, which waits for a person to read it."
STUB = re.compile(r"^([ \t]*)raise NotImplementedError\(\)", re.MULTILINE)
LOOP, CRASH, EXIT = r"\1while True:\n\1    pass", r'\1raise KeyError("weights")', r"\1__import__('os')._exit(1)"


def write_class(exercise: Exercise, place: Path) -> tuple[Path, Path]:
    """Write what the class hands in: a first folder, a second with what was handed in again, and the times."""
    first, second = place / "handed-in", place / "handed-in-again"
    for student, data in hand_ins(exercise).items():
        files.write_bytes(first / student / f"{exercise.slug}.ipynb", data)
    files.write_bytes(first / "misnamed" / "homework final (2).ipynb", _written(exercise, best(exercise)))
    files.write_bytes(first / "missing-file" / "notes.txt", b"I could not find the notebook.\n")
    files.write_bytes(second / "resubmitted" / f"{exercise.slug}.ipynb", _written(exercise, best(exercise)))
    times = {student: LATE if student == "late" else IN_TIME for student in hand_ins(exercise)}
    lines = ["student,received", *(f"{student},{time}" for student, time in times.items())]
    files.write_bytes(place / "received.csv", ("\n".join(lines) + "\n").encode())
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
        "stub": notebooks.notebook_text(notebooks.student_notebook(exercise)).encode(),
        "crashing": _written(exercise, {**good, first: STUB.sub(CRASH, stub[first])}),
        "exiting": _written(exercise, {**good, first: STUB.sub(EXIT, stub[first])}),
        "timing-out": _written(exercise, {**good, first: STUB.sub(LOOP, stub[first])}),
        "late": _written(exercise, good),
        "resubmitted": notebooks.notebook_text(notebooks.student_notebook(exercise)).encode(),
        "copied-cell": notebooks.notebook_text(_with_copies(exercise, fill(exercise, good))).encode(),
        "not-json": b"<html>Please sign in to download this file</html>\n",
        "empty-file": b"",
    }


def best(exercise: Exercise) -> dict[str, str]:
    """The exercise's own solution, as a student would have it: without the markers."""
    return {name: without_markers(source) for name, source in answers.solution(exercise).items()}


def fill(exercise: Exercise, answer: dict[str, str]) -> NotebookNode:
    """The released notebook with an answer in its solution cells, and words in its written ones."""
    notebook = notebooks.student_notebook(exercise)
    words = {task.solution_id: WRITTEN for task in exercise.tasks if task.written}
    for cell in notebook.cells:
        cell.source = {**words, **answer}.get(cell.id, cell.source)
    return notebook


def _written(exercise: Exercise, answer: dict[str, str]) -> bytes:
    return notebooks.notebook_text(fill(exercise, answer)).encode()


def _with_copies(exercise: Exercise, notebook: NotebookNode) -> NotebookNode:
    """A test cell pasted in again at the end, under a cell of the student's own."""
    test_id = exercise.automatic[0].test_id
    copy = deepcopy(next(cell for cell in notebook.cells if cell.id == test_id))
    copy.id = "pasted"
    notebook.cells += [new_code_cell("helper = 1", id="own"), copy]
    return notebook
