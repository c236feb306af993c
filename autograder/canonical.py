"""Step 2 of grading: the exercise's own notebook, with the student's text placed in it.

The source notebook decides everything: cells, order, metadata, tests. What a student hands in gives only text: that of
the solution cells, and the cells that they added, where they added them. A tag, an output, an attachment or a test cell
of theirs decides nothing. What is missing, copied, moved, edited or renamed becomes a note, never an error.
"""

from __future__ import annotations

import json
import warnings
from collections import defaultdict
from typing import NamedTuple

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograder import source
from autograder.exercise import Exercise, grader_data, is_locked

MAX_BYTES = 10_000_000  # a released notebook is some 20 kB; one with a few plots of the student's own stays below 2 MB
MAX_CELLS = 1_000
SKIP = "skip-execution"  # a tag by which notebook runners leave a cell out
MISSING = "# The cell {!r} was not in the notebook that was handed in."


class Malformed(ValueError):
    """What was handed in can't be read as a notebook; the message says why in a sentence a student understands."""


def read(data: bytes) -> NotebookNode:
    """The notebook in `data`, upgraded to nbformat 4.

    Raises
    ------
    Malformed
        If the file is empty, too large, not JSON, or JSON but no notebook.
    """
    if len(data) > MAX_BYTES:
        raise Malformed(f"the notebook is too large ({len(data) / 1e6:.0f} MB; at most {MAX_BYTES / 1e6:.0f} MB)")
    if not data.strip():
        raise Malformed("the file is empty")
    try:
        text = data.decode("utf-8-sig")
        raw = json.loads(text)
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise Malformed("the file is not a notebook: its content is not JSON") from None
    if not isinstance(raw, dict) or "nbformat" not in raw or not ("cells" in raw or "worksheets" in raw):
        raise Malformed("the file is JSON, but not a notebook")
    return _checked(_upgraded(text))


def _upgraded(text: str) -> NotebookNode:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return nbformat.reads(text, as_version=4)
    except Exception:  # nbformat fails in many ways on forged input
        raise Malformed("the file is damaged: its parts are not those of a notebook") from None


def _checked(notebook: NotebookNode) -> NotebookNode:
    cells = notebook.get("cells")
    if not isinstance(cells, list) or len(cells) > MAX_CELLS:
        raise Malformed(f"the notebook has no list of cells, or more than {MAX_CELLS:,}")
    for position, cell in enumerate(cells):
        whole = (
            isinstance(cell, dict) and isinstance(cell.get("source"), str) and isinstance(cell.get("metadata"), dict)
        )
        if not whole or cell.get("cell_type") not in ("code", "markdown", "raw"):
            raise Malformed(f"cell {position + 1} of the notebook is damaged")
        if not isinstance(cell.metadata.get("nbgrader", {}), dict):
            del cell.metadata["nbgrader"]
    return notebook


class Placed(NamedTuple):
    """The notebook to run, notes for the instructor on what was odd in the one handed in, and whether it tampers."""

    notebook: NotebookNode
    notes: tuple[str, ...]
    tampered: bool


def canonical(exercise: Exercise, handed_in: NotebookNode) -> Placed:
    """The student's text in the exercise's notebook."""
    master = source.source_notebook(exercise)
    released = {cell.id: cell.source for cell in source.student_notebook(exercise).cells}
    sorting = _Sorting(master, released, handed_in)
    cells = sorting.added_after("")
    for cell in master.cells:
        sorting.fill(cell)
        cells += [cell, *sorting.added_after(cell.id)]
    master.cells = cells
    skipped = [f"cell {cell.id!r} was tagged {SKIP!r}, which stops nothing here" for cell in sorting.skipped()]
    return Placed(master, (*sorting.notes, *skipped), bool(skipped))


class _Sorting:
    """Which of the student's cells stands for which of the exercise's; the rest are their own."""

    def __init__(self, master: NotebookNode, released: dict[str, str], handed_in: NotebookNode) -> None:
        self.master = {cell.id: cell for cell in master.cells}
        self.released = released
        self.notes: list[str] = []
        keys = _keys(self.master, handed_in.cells)
        self.chosen = self._choose(keys, handed_in.cells)
        self._note_order()
        self._added: dict[str, list[NotebookNode]] = defaultdict(list)
        self._collect_added(keys, handed_in.cells)

    def fill(self, cell: NotebookNode) -> None:
        """Put the student's text into a cell of the exercise, where it is theirs to write."""
        theirs, data = self.chosen.get(cell.id), grader_data(cell)
        if theirs is None:
            if data:
                self.notes.append(f"cell {cell.id!r} is missing")
            if data.get("solution"):
                cell.source = self.released[cell.id] if cell.cell_type == "markdown" else MISSING.format(cell.id)
        elif data.get("solution") or not data:
            cell.source = _clean(theirs[1].source)
        elif not self._untouched(cell.id, theirs[1]):
            self.notes.append(f"locked cell {cell.id!r} was edited; the exercise's own was used")

    def skipped(self) -> list[NotebookNode]:
        """The exercise's locked cells that the student has tagged not to be run."""
        theirs = ((self.master[key], cell) for key, (_, cell) in self.chosen.items())
        return [mine for mine, cell in theirs if is_locked(mine) and SKIP in _tags(cell)]

    def added_after(self, anchor: str) -> list[NotebookNode]:
        """The student's own cells that follow the exercise's cell `anchor`, with nothing but their text."""
        cells = []
        for number, theirs in enumerate(self._added[anchor], 1):
            new = new_code_cell if theirs.cell_type == "code" else new_markdown_cell
            cells.append(new(_clean(theirs.source), id=f"{anchor or 'top'}-added-{number:02d}"[-64:]))
        return cells

    def _choose(self, keys: list[str | None], cells: list[NotebookNode]) -> dict[str, tuple[int, NotebookNode]]:
        found: dict[str, list[tuple[int, NotebookNode]]] = defaultdict(list)
        for position, (key, cell) in enumerate(zip(keys, cells, strict=True)):
            if key:
                found[key].append((position, cell))
        chosen = {}
        for key, places in found.items():
            # Of a copied solution cell the last counts that was worked on: in the student's notebook, too, it won.
            worked_on = [place for place in places if not self._untouched(key, place[1])]
            mine = grader_data(self.master[key]).get("solution") and worked_on
            chosen[key] = worked_on[-1] if mine else places[0]
            self._note_oddities(key, places)
        return chosen

    def _note_oddities(self, key: str, places: list[tuple[int, NotebookNode]]) -> None:
        if len(places) > 1:
            self.notes.append(f"cell {key!r} was copied ({len(places)} of them)")
        if any(cell.cell_type != self.master[key].cell_type for _, cell in places):
            self.notes.append(f"cell {key!r} has another type than it was released with")
        if grader_data(self.master[key]) and any(grader_data(cell).get("grade_id") != key for _, cell in places):
            self.notes.append(f"cell {key!r} has lost its name or was renamed; it was known by its cell id")

    def _note_order(self) -> None:
        furthest = -1
        for key in self.master:
            position = self.chosen.get(key, (furthest, None))[0]
            if position < furthest and grader_data(self.master[key]):
                self.notes.append(f"cell {key!r} was moved; it was put back in its place")
            furthest = max(furthest, position)

    def _collect_added(self, keys: list[str | None], cells: list[NotebookNode]) -> None:
        anchor = ""
        for position, (key, cell) in enumerate(zip(keys, cells, strict=True)):
            if key and self.chosen[key][0] == position:
                anchor = key
            elif cell.source.strip() and not (key and self._untouched(key, cell)):
                self._added[anchor].append(cell)

    def _untouched(self, key: str, cell: NotebookNode) -> bool:
        return cell.source.strip() in (self.released[key].strip(), self.master[key].source.strip())


def _tags(cell: NotebookNode) -> list[object]:
    tags = cell.metadata.get("tags")
    return tags if isinstance(tags, list) else []


def is_added(cell: NotebookNode) -> bool:
    """Whether a cell of a canonical notebook is one that the student added."""
    return "-added-" in cell.id and not grader_data(cell)


def _keys(master: dict[str, NotebookNode], cells: list[NotebookNode]) -> list[str | None]:
    """For each cell the id of the exercise's cell that it stands for: by nbgrader's name, by cell id, by equal text."""
    by_text = {cell.source.strip(): key for key, cell in master.items() if not grader_data(cell)}
    keys: list[str | None] = []
    for cell in cells:
        candidates = (grader_data(cell).get("grade_id"), cell.get("id"), by_text.get(cell.source.strip()))
        keys.append(next((key for key in candidates if _stands_for(key, cell, master)), None))
    return keys


def _stands_for(key: object, cell: NotebookNode, master: dict[str, NotebookNode]) -> bool:
    """A plain cell that became code (or text) is the student's own; a graded one stays what it was released as."""
    if not isinstance(key, str) or key not in master:
        return False
    return bool(grader_data(master[key])) or cell.cell_type == master[key].cell_type


def _clean(text: str) -> str:
    """The text without lone surrogates, which JSON may carry and no file can."""
    return text.encode("utf-8", "replace").decode("utf-8")
