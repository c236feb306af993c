"""What nbgrader reads (the source notebook) and what a student opens (the released one), both from an exercise.

`solutions/<slug>/` itself is never shown to nbgrader: it copies every other file of its source folder into the release,
and would hand out the master, its TOML and the answers. So a folder with the one notebook is generated for it.
"""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.exercises.exercise import Exercise, Task
from autograder.exercises.texts import trimmed

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


def source_notebook(exercise: Exercise) -> NotebookNode:
    """The exercise as nbgrader's source: solutions and hidden tests in place, no outputs, no pairing metadata.

    A `jupytext` entry would let a student's saved notebook write a Markdown file with their code in it.
    """
    notebook = deepcopy(exercise.notebook)
    notebook.metadata = NotebookNode(kernelspec=NotebookNode(KERNEL), language_info=NotebookNode(name="python"))
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return notebook


def student_notebook(exercise: Exercise) -> NotebookNode:
    """The released form, by nbgrader's own preprocessors: equal to what `nbgrader generate_assignment` writes.

    Solutions, hidden tests and mark schemes are cleared, cells locked, checksums computed; cell ids are the master's.
    """
    if "student" not in exercise.derived:
        exercise.derived["student"] = _released(source_notebook(exercise))
    return deepcopy(exercise.derived["student"])


def _released(source: NotebookNode) -> NotebookNode:
    """The student's form of a source notebook: nbgrader's steps, in order, but for the one that needs a database."""
    from nbgrader.converters import GenerateAssignment  # a second and a database library, for whoever releases only
    from nbgrader.preprocessors import SaveCells

    notebook = deepcopy(source)
    resources: dict[str, Any] = {"nbgrader": {}}
    for step in GenerateAssignment().preprocessors:
        if step is not SaveCells:
            notebook, resources = step()(notebook, resources)
    return notebook


def source_text(exercise: Exercise) -> str:
    """The source notebook's file."""
    if "source" not in exercise.derived:
        exercise.derived["source"] = notebook_text(source_notebook(exercise))
    return exercise.derived["source"]


def is_answered(exercise: Exercise, notebook: NotebookNode, task: Task) -> bool:
    """Whether a written task has anything in it that was not released there."""
    cells = student_notebook(exercise).cells
    released = next(cell.source for cell in cells if cell.id == task.solution_id)
    text = next(cell.source for cell in notebook.cells if cell.id == task.solution_id)
    return trimmed(text) not in ("", trimmed(released))


def notebook_text(notebook: NotebookNode) -> str:
    """The notebook as the bytes of its file, the same on every run."""
    return nbformat.writes(notebook, version=4).rstrip("\n") + "\n"


def write_source(exercise: Exercise, folder: Path) -> Path:
    """Write `<folder>/<slug>/<slug>.ipynb`, the one file that nbgrader may see, and return its path."""
    path = folder / exercise.slug / f"{exercise.slug}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source_text(exercise), encoding="utf-8")
    return path
