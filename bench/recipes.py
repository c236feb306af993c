"""A submission from its recipe: an exercise's released notebook, answered, and what the student made of it.

The cells are the exercise's own, so a recipe follows an exercise that changes; only what is the student's is written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from copy import deepcopy
from typing import Any, Literal

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_output
from pydantic import Field

from autograder.errors import nearest
from autograder.exercises import sample_class
from autograder.exercises.exercise import Exercise
from autograder.exercises.notebooks import student_notebook
from autograder.exercises.typed_toml import Entries, Text


class RecipeError(ValueError):
    """A recipe that doesn't fit its exercise; the message names the cell and the cure."""


class CellSpec(Entries):
    """`[cells.<name>]`: a cell of the exercise, by its id without the slug; any other name is a cell of the student's.

    `metadata` is merged into what is there, table by table. A cell that is placed, by `before` or `after`, is moved.
    """

    source: str | None = None
    repeat: int = Field(default=1, gt=0)
    copies: Text | None = None
    before: Text | None = None
    after: Text | None = None
    removed: bool = False
    metadata: dict[str, Any] = Field(default_factory=dict)
    outputs: list[dict[str, Any]] = Field(default_factory=list)


class NotebookSpec(Entries):
    """`[notebook]`: what holds for the whole of it. `answered` are the tasks with a right answer, else all of them."""

    name: Text | None = None
    answered: list[Text] | None = None
    untouched_copy: Text | None = None  # the released notebook, handed in too, under this name
    tags: list[Text] = Field(default_factory=list)  # of every cell
    lost: Literal["ids", "metadata"] | None = None
    nbformat: Literal[3, 4] = 4
    filled_to_mb: int = Field(default=0, ge=0)  # by an output, as a log or a row of plots does


def files(exercise: Exercise, whole: NotebookSpec, cells: dict[str, CellSpec]) -> dict[str, bytes]:
    """The notebooks that are handed in, by name."""
    made = {whole.name or f"{exercise.slug}.ipynb": _text(build(exercise, whole, cells), whole.nbformat)}
    if whole.untouched_copy:
        made[whole.untouched_copy] = _text(student_notebook(exercise), 4)
    return made


def build(exercise: Exercise, whole: NotebookSpec, cells: dict[str, CellSpec]) -> NotebookNode:
    """The notebook, cell by cell in the recipe's order.

    Raises
    ------
    RecipeError
        If the recipe names a task or a cell that the exercise has not, or leaves out what a new cell needs.
    """
    notebook = _answered(exercise, whole.answered)
    for name, change in cells.items():
        _change(notebook.cells, exercise.slug, name, change)
    for cell in notebook.cells if whole.tags else ():
        cell.metadata["tags"] = whole.tags
    if whole.filled_to_mb:
        text = "x" * whole.filled_to_mb * 1_000_000
        next(cell for cell in notebook.cells if cell.cell_type == "code").outputs = [new_output("stream", text=text)]
    if whole.lost:
        _lose(notebook, whole.lost)
    return notebook


def _answered(exercise: Exercise, names: list[str] | None) -> NotebookNode:
    tasks = {task.name: task for task in exercise.tasks}
    for name in set(names or ()) - set(tasks):
        raise RecipeError(f"[notebook] answered: {exercise.slug} has no task {name!r}; {nearest(name, tasks)}")
    done = {tasks[name].solution_id for name in (tasks if names is None else names)}
    notebook, right = student_notebook(exercise), sample_class.fill(exercise, sample_class.best(exercise))
    for cell, answer in zip(notebook.cells, right.cells, strict=True):
        cell.source = answer.source if cell.id in done else cell.source
    return notebook


def _change(cells: list[NotebookNode], slug: str, name: str, change: CellSpec) -> None:
    """Carry out one table of the recipe."""
    known = {cell.id.removeprefix(f"{slug}-"): cell for cell in cells}
    for fault in _faults(known, name, change):
        raise RecipeError(f"[cells.{name}]: {fault}")
    cell = known.get(name) or NotebookNode(deepcopy(known.get(change.copies)) or new_code_cell(), id=name)
    if change.source is not None:
        cell.source = (change.source * change.repeat).removesuffix("\n")
    _merge(cell.metadata, change.metadata)
    if change.outputs:
        cell.outputs = nbformat.from_dict(change.outputs)
    place = change.before or change.after
    if place or change.removed:
        cells[:] = [other for other in cells if other is not cell]
    if place:
        at = next(i for i, other in enumerate(cells) if other is known[place])
        cells.insert(at + bool(change.after), cell)


def _faults(known: Collection[str], name: str, change: CellSpec) -> Iterator[str]:
    """What doesn't fit in a table, of the cells that are `known`."""
    own, others = name not in known, [other for other in known if other != name]
    for there in filter(None, (change.before, change.after, change.copies)):
        if there not in others:
            yield f"there is no other cell {there!r}; {nearest(there, others)}"
    if change.before and change.after:
        yield "it stands before one cell and after another; delete before or after"
    if own and not (change.before or change.after):
        yield f"there is no such cell; {nearest(name, known)} (a cell of the student's own takes before or after)"
    if own and not (change.copies or change.source):
        yield "a cell of the student's own has no text; give it a source, or copies"
    if change.copies and not own:
        yield "a cell of the exercise's is no copy; delete copies, or name the cell otherwise"
    if change == CellSpec():
        yield "it changes nothing; give it a source, say, or delete it"


def _merge(old: dict[str, Any], new: dict[str, Any]) -> None:
    for key, value in new.items():
        if isinstance(value, dict):
            _merge(old.setdefault(key, NotebookNode()), value)
        else:
            old[key] = value


def _lose(notebook: NotebookNode, lost: str) -> None:
    """Drop what some editors drop when they save: all metadata, or the ids of cells, which came with nbformat 4.5."""
    if lost == "ids":
        notebook.nbformat_minor = 4
        for cell in notebook.cells:
            del cell["id"]
        return
    for place in (notebook, *notebook.cells):
        place.metadata = NotebookNode()


def _text(notebook: NotebookNode, version: int) -> bytes:
    written = nbformat.versions[version].writes_json(nbformat.convert(notebook, version))
    return (written.rstrip("\n") + "\n").encode()
