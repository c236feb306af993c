"""An exercise that has lost or gained cells after somebody handed it in: the gradebook gets the cells that it has now.

Scores of the tasks that stay are left alone; the next `grade` fills in the new ones. What people had given by hand for
a task that is gone is handed back, so that it can be told and kept.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from nbformat import NotebookNode

from autograder import files
from autograder.console import number
from autograder.course.course import Course
from autograder.exercises.exercise import grader_data


class Gone(NamedTuple):
    """What a person gave for a cell that is no more: points (with extra credit) or a comment."""

    student: str
    cell: str
    score: float | None
    comment: str


def recast(book: Any, known: Any, source: NotebookNode) -> list[Gone]:
    """Add and remove cells of nbgrader's notebook `known` until they are those of `source`; returns what was lost."""
    slug, gone = known.name, list[Gone]()
    cells = {grader_data(cell)["grade_id"]: cell for cell in source.cells if grader_data(cell)}
    kinds = ((known.grade_cells, _is_graded, book.add_grade_cell, _graded),
             (known.solution_cells, _is_solution, book.add_solution_cell, _nothing),
             (known.source_cells, _is_kept, book.add_source_cell, _type))  # fmt: skip
    for there, belongs, add, basics in kinds:
        wanted = {name: cell for name, cell in cells.items() if belongs(grader_data(cell))}
        for cell in there:
            gone += [] if cell.name in wanted else _remove(book, cell)
        for name in sorted(wanted.keys() - {cell.name for cell in there}):
            add(name, slug, slug, **basics(wanted[name]))
    book.db.commit()
    return gone


def keep(course: Course, slug: str, lost: Gone) -> str:
    """Keep in `.autograder/removed.jsonl` what was lost; returns the line to print about it."""
    files.append_line(course.state / "removed.jsonl", json.dumps({"exercise": slug, **lost._asdict()}))
    what = f"the comment {lost.comment!r}" if lost.comment else f"{number(lost.score)} points by hand"
    return f"{slug} no longer has the cell {lost.cell!r}, for which {lost.student} had {what}"


def _is_graded(data: dict[str, Any]) -> bool:
    return bool(data.get("grade"))


def _is_solution(data: dict[str, Any]) -> bool:
    return bool(data.get("solution"))


def _is_kept(data: dict[str, Any]) -> bool:
    return bool(data.get("grade") or data.get("solution") or data.get("locked"))


def _graded(cell: NotebookNode) -> dict[str, Any]:
    """What the gradebook insists on for a new cell; nbgrader writes the rest when it releases."""
    return {"cell_type": cell.cell_type, "max_score": float(grader_data(cell)["points"])}


def _type(cell: NotebookNode) -> dict[str, Any]:
    return {"cell_type": cell.cell_type}


def _nothing(cell: NotebookNode) -> dict[str, Any]:
    return {}


def _remove(book: Any, cell: Any) -> list[Gone]:
    """Delete a cell with the grades and comments on it; returns those that a person had given."""
    grades, comments = [*(getattr(cell, "grades", ()) or ())], [*(getattr(cell, "comments", ()) or ())]
    gone = [_given(grade) for grade in grades if grade.manual_score is not None or grade.extra_credit]
    gone += [Gone(c.student.id, cell.name, None, c.manual_comment) for c in comments if c.manual_comment]
    for row in (*grades, *comments, cell):
        book.db.delete(row)
    return gone


def _given(grade: Any) -> Gone:
    score = grade.manual_score if grade.manual_score is not None else grade.auto_score or 0.0
    return Gone(grade.student.id, grade.name, score + (grade.extra_credit or 0.0), "")
