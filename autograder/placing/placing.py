"""Step 2 of grading: the exercise's own notebook, with the student's text placed in it.

The source notebook decides everything: cells, order, metadata, tests. What a student hands in gives only text: that of
the solution cells, and the cells that they added, where they added them; and the pictures in their texts. A tag, an
output or a test cell of theirs decides nothing. What is missing, copied, moved, edited or renamed becomes a note.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.exercises import notebooks
from autograder.exercises.exercise import Exercise, grader_data
from autograder.exercises.texts import clean
from autograder.placing.matching import SKIP, Match
from autograder.placing.pictures import Album
from autograder.placing.recovery import Recovery
from autograder.verdict import Note, NoteKind

MISSING = "# The cell {!r} was not in the notebook that was handed in."


class Placed(NamedTuple):
    """The notebook to run, notes for the instructor on what was odd in the one handed in, and whether it tampers.

    `waits` are the tasks that only a person can judge, each with why; `is_foreign`, whether nothing of the exercise's
    was found in it.
    """

    notebook: NotebookNode
    notes: tuple[Note, ...]
    tampered: bool
    waits: Mapping[str, str] = {}
    is_foreign: bool = False


def canonical(exercise: Exercise, handed_in: NotebookNode) -> Placed:
    """The student's text in the exercise's notebook."""
    master = notebooks.source_notebook(exercise)
    released = {cell.id: cell.source for cell in notebooks.student_notebook(exercise).cells}
    match = Match({cell.id: cell for cell in master.cells}, released, handed_in)
    found = Recovery(exercise, match)
    placing = _Placing(match, found)
    cells = placing.added_after("")
    for cell in master.cells:
        placing.fill(cell)
        cells += [cell, *placing.added_after(cell.id)]
    master.cells = cells
    skipped = [_skipped(cell) for cell in match.skipped()]
    notes = (*map(Note, (*match.notes, *placing.notes, *found.notes)), *skipped)
    is_foreign = match.is_empty and not any(found.texts.values()) and not found.waits
    return Placed(master, notes, bool(skipped), found.waits, is_foreign)


def _skipped(cell: NotebookNode) -> Note:
    return Note(f"cell {cell.id!r} was tagged {SKIP!r}, which stops nothing here", NoteKind.SKIPPED)


def unread(exercise: Exercise, reason: str) -> NotebookNode:
    """The exercise without answers, where no notebook came: a person reads what did, and gives the points here."""
    empty = canonical(exercise, new_notebook()).notebook
    empty.cells.insert(0, new_markdown_cell(f"{reason}.", id="top-added-01"))
    return empty


class _Placing:
    """Puts text and pictures into the exercise's cells, and makes the student's own."""

    def __init__(self, match: Match, found: Recovery) -> None:
        self.match, self.found = match, found
        self.notes: list[str] = []
        self._album = Album()

    def fill(self, cell: NotebookNode) -> None:
        """Put the student's text into a cell of the exercise, where it is theirs to write."""
        theirs, data = self.match.chosen.get(cell.id), grader_data(cell)
        if theirs is None and data:
            self.notes.append(f"cell {cell.id!r} is missing")
        if data.get("solution"):
            self._fill_solution(cell, theirs[1] if theirs else None)
        elif theirs and not data and cell.id not in self.found.merged:
            self._write(cell, clean(theirs[1].source), theirs[1])
        elif theirs and data and not self.match.is_untouched(cell.id, theirs[1].source):
            self.notes.append(f"locked cell {cell.id!r} was edited; the exercise's own was used")

    def _fill_solution(self, cell: NotebookNode, theirs: NotebookNode | None) -> None:
        text = self.found.texts[cell.id]
        if text is None:
            text = self.match.released[cell.id] if cell.cell_type == "markdown" else MISSING.format(cell.id)
        self._write(cell, text, theirs)

    def _write(self, cell: NotebookNode, text: str, theirs: NotebookNode | None) -> None:
        cell.source = text
        if cell.cell_type == "markdown":
            cell.source, kept = self._album.adopt(text, theirs.get("attachments") if theirs else None)
            if kept:
                cell.attachments = kept

    def added_after(self, anchor: str) -> list[NotebookNode]:
        """The student's own cells that follow the exercise's cell `anchor`, with nothing but their text."""
        cells = []
        for number, one in enumerate((one for one in self.found.own if one.anchor == anchor), 1):
            new = new_code_cell if one.is_code else new_markdown_cell
            cell = new(one.text, id=f"{anchor or 'top'}-added-{number:02d}"[-64:])
            self._write(cell, one.text, one.cell)
            cells.append(cell)
        return cells


def is_added(cell: NotebookNode) -> bool:
    """Whether a cell of a canonical notebook is one that the student added."""
    return "-added-" in cell.id and not grader_data(cell)
