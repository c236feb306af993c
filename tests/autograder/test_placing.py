"""Whatever a student does to the cells, the exercise's own notebook runs, with their text in it."""

from __future__ import annotations

import json
from copy import deepcopy

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from light_class import answered
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograder.collecting import reading
from autograder.collecting.reading import Malformed
from autograder.exercises import notebooks
from autograder.exercises.exercise import Exercise, grader_data
from autograder.placing import placing


def handed_in(light: Exercise, **changes: str) -> NotebookNode:
    return reading.read(answered(light, **changes))


def test_an_honest_notebook_gives_its_text_and_no_notes(light: Exercise) -> None:
    notebook, notes, *_ = placing.canonical(light, handed_in(light, absolute="mine = 1"))
    assert notes == ()
    assert [cell.id for cell in notebook.cells] == [cell.id for cell in light.notebook.cells]
    assert next(cell.source for cell in notebook.cells if cell.id == "mean-loss-absolute") == "mine = 1"


def test_the_hidden_tests_are_in_it_and_the_solution_is_not(light: Exercise) -> None:
    text = json.dumps(placing.canonical(light, notebooks.student_notebook(light))[0])
    assert "hidden_expected_absolute" in text and "absolute_errors" not in text


def test_a_missing_solution_cell_is_never_filled_with_the_solution(light: Exercise) -> None:
    empty = nbformat.v4.new_notebook()
    notebook, notes, *_ = placing.canonical(light, empty)
    text = json.dumps(notebook)
    assert "absolute_errors" not in text and "Squaring makes" not in text
    assert sum("is missing" in note.text for note in notes) == 6


def test_an_untouched_written_answer_stays_untouched_when_its_cell_is_missing(light: Exercise) -> None:
    notebook, *_ = placing.canonical(light, nbformat.v4.new_notebook())
    assert next(cell.source for cell in notebook.cells if cell.id == "mean-loss-why") == "YOUR ANSWER HERE"


def test_added_cells_stay_where_they_were_added_with_nothing_but_their_text(light: Exercise) -> None:
    theirs = handed_in(light)
    own = new_code_cell("helper = 1", metadata={"tags": ["skip-execution"], "nbgrader": {"grade_id": "x"}})
    theirs.cells.insert(2, own)
    notebook, *_ = placing.canonical(light, theirs)
    added = notebook.cells[2]
    assert (added.source, added.metadata, added.id) == ("helper = 1", {}, "mean-loss-setup-added-01")


def test_an_edited_plain_cell_is_the_students_to_edit(light: Exercise) -> None:
    theirs = handed_in(light)
    next(cell for cell in theirs.cells if cell.id == "mean-loss-text-10").source = "x = 2"
    notebook, notes, *_ = placing.canonical(light, theirs)
    assert notes == () and "x = 2" in [cell.source for cell in notebook.cells]


def test_a_text_cell_turned_into_code_is_the_students_own(light: Exercise) -> None:
    theirs = handed_in(light)
    position = next(at for at, cell in enumerate(theirs.cells) if cell.id == "mean-loss-text-03")
    theirs.cells[position] = new_code_cell("y = 1", id="mean-loss-text-03")
    notebook, *_ = placing.canonical(light, theirs)
    kinds = {cell.id: cell.cell_type for cell in notebook.cells}
    assert kinds["mean-loss-text-03"] == "markdown" and kinds["mean-loss-setup-added-01"] == "code"


edits = st.lists(
    st.tuples(
        st.sampled_from(["delete", "copy", "move", "edit", "rename", "strip", "retype", "add"]),
        st.integers(0, 30),
        st.integers(0, 30),
    ),
    max_size=12,
)


@given(edits=edits)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_edit_of_cells_changes_a_locked_cell_or_stops_the_class(
    light: Exercise, edits: list[tuple[str, int, int]]
) -> None:
    theirs = handed_in(light)
    for edit in edits:
        spoil(theirs.cells, *edit)
    notebook, *_ = placing.canonical(light, theirs)
    locked = [cell.source for cell in notebook.cells if grader_data(cell).get("locked")]
    assert locked == [cell.source for cell in light.notebook.cells if grader_data(cell).get("locked")]
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)
    nbformat.validate(notebook)
    assert placing.canonical(light, deepcopy(notebook))[0] == notebook, "a canonical notebook is its own canonical form"


def spoil(cells: list[NotebookNode], what: str, at: int, to: int) -> None:
    """One edit, as a student or an attacker may make it."""
    if what == "add" or not cells:
        cells.insert(
            to % (len(cells) + 1), new_code_cell(f"added = {at}") if at % 2 else new_markdown_cell(f"Added {at}")
        )
        return
    at, to = at % len(cells), to % len(cells)
    if what == "delete":
        del cells[at]
    elif what == "copy":
        cells.insert(to, deepcopy(cells[at]))
    elif what == "move":
        cells.insert(to, cells.pop(at))
    elif what == "edit":
        cells[at].source += f"\n# edited {to}"
    elif what == "rename" and grader_data(cells[at]):
        cells[at].metadata.nbgrader["grade_id"] = cells[to].id
    elif what == "strip":
        cells[at].metadata = NotebookNode()
    elif what == "retype":
        cells[at] = new_markdown_cell(cells[at].source, metadata=cells[at].metadata, id=cells[at].id)


HEAD = b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": '


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"\xff\xfe\x00", "not JSON"),
        (b"{", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "not a notebook"),
        (b'{"nbformat": 4}', "not a notebook"),
        (b'{"nbformat": 4, "cells": 3, "metadata": {}}', "damaged"),
        (b'{"nbformat": 99, "nbformat_minor": 0, "metadata": {}, "cells": []}', "damaged"),
        (HEAD + b"[5]}", "damaged"),
        (HEAD + b'[{"cell_type": "spam", "source": "", "metadata": {}}]}', "damaged"),
        (HEAD + b'[], "more": "' + b"x" * reading.MAX_BYTES + b'"}', "too large"),
    ],
)  # fmt: skip
def test_what_is_no_notebook_says_why(data: bytes, reason: str) -> None:
    with pytest.raises(Malformed, match=reason):
        reading.read(data)


def test_a_byte_order_mark_is_no_fault(light: Exercise) -> None:
    assert reading.read(b"\xef\xbb\xbf" + answered(light)).cells


def test_nbgrader_metadata_of_a_wrong_kind_is_dropped() -> None:
    notebook = nbformat.v4.new_notebook(cells=[new_code_cell("1", metadata={"nbgrader": "mine"})])
    assert reading.read(nbformat.writes(notebook).encode()).cells[0].metadata == {}


def test_of_a_copied_solution_cell_the_last_that_was_worked_on_counts(light: Exercise) -> None:
    theirs = handed_in(light, absolute="first = 1")
    at = next(at for at, cell in enumerate(theirs.cells) if cell.id == "mean-loss-absolute")
    released = next(cell.source for cell in notebooks.student_notebook(light).cells if cell.id == "mean-loss-absolute")
    for text in (released, "second = 2"):  # each goes right below the first, so the untouched one is the last
        theirs.cells.insert(at + 1, deepcopy(theirs.cells[at]))
        theirs.cells[at + 1].source = text
    notebook, notes, *_ = placing.canonical(light, theirs)
    assert next(cell.source for cell in notebook.cells if cell.id == "mean-loss-absolute") == "second = 2"
    assert any("was copied (3 of them)" in note.text for note in notes)
