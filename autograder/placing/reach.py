"""Which of a student's statements a task's code reaches, and which forbidden built-ins are among them.

A task reaches its solution cell, and in the student's other cells what binds a name that this code looks for, and so
on. A check of the student's own, or a helper that only another task calls, is not reached. What they bind *anew* is:
`my_loss = F.cross_entropy` in a cell below. An answer that the exercise lets a task build on is not looked into.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping

from nbformat import NotebookNode

from autograder.exercises import forbidden
from autograder.exercises.exercise import Exercise, Task, grader_data, is_locked
from autograder.placing.definitions import ANYTHING, MAX_CODE, Piece, defined, inner, pieces, runs_text

Cells = Mapping[str, list[Piece]]


def forbidden_uses(exercise: Exercise, notebook: NotebookNode) -> dict[str, list[str]]:
    """The forbidden built-ins that each task reaches, by the task's name; no score depends on it."""
    if not any(task.forbidden for task in exercise.automatic) or is_too_long(notebook):
        return {}
    cells = _taken_apart(notebook)
    found = {task.name: _used(exercise, task, cells) for task in exercise.automatic if task.forbidden}
    return {name: used for name, used in found.items() if used}


def is_too_long(notebook: NotebookNode) -> bool:
    """Whether there is too much code to look for names in."""
    return sum(len(cell.source) for cell in notebook.cells if _is_theirs(cell)) > MAX_CODE


def exports(exercise: Exercise, task: Task) -> set[str]:
    """The names that a task is to define: those that its tests take, else those of its solution."""
    cell = next(cell for cell in exercise.notebook.cells if cell.id == task.solution_id)
    return set(task.exports or defined(cell.source))


def _is_theirs(cell: NotebookNode) -> bool:
    return cell.cell_type == "code" and not is_locked(cell)


def _taken_apart(notebook: NotebookNode) -> Cells:
    """The student's code, cell by cell, and the imports of the exercise's own set-up."""
    cells = {cell.id: pieces(cell.source) or [] for cell in notebook.cells if _is_theirs(cell)}
    for cell in notebook.cells:
        if cell.cell_type == "code" and is_locked(cell) and not grader_data(cell).get("grade"):
            imports = (
                piece for piece in pieces(cell.source) or () if isinstance(piece.node, ast.Import | ast.ImportFrom)
            )
            cells[cell.id] = list(imports)
    return cells


def _used(exercise: Exercise, task: Task, cells: Cells) -> list[str]:
    reached = [piece.node for piece in _reached(exercise, task, cells)]
    calls = [part for node in reached for part in ast.walk(node) if runs_text(part) and isinstance(part, ast.Call)]
    run = [piece.node for call in calls for piece in inner(call)]
    try:
        return forbidden.uses_in(ast.Module([*reached, *run], []), task.forbidden)
    except (RecursionError, MemoryError):
        return []  # nested so deeply that it can't run either


def _reached(exercise: Exercise, task: Task, cells: Cells) -> list[Piece]:
    reached = list(cells.get(task.solution_id, ()))
    wanted = exports(exercise, task) | _loads(reached)
    given = _built_on(exercise, task)
    rest = [piece for name, found in cells.items() if name not in {task.solution_id, *given} for piece in found]
    theirs = {name for piece in rest if not isinstance(piece.node, ast.Import | ast.ImportFrom) for name in piece.binds}
    while found := [piece for piece in rest if _matters(piece, wanted, theirs)]:
        reached += found
        wanted |= _loads(found)
        rest = [piece for piece in rest if piece not in found]
    return reached


def _matters(piece: Piece, wanted: set[str], theirs: set[str]) -> bool:
    """Whether it binds a wanted name, or may change one of the student's own by a method."""
    return bool(
        piece.binds & {*wanted, ANYTHING} or piece.touches & wanted & theirs or (ANYTHING in wanted and piece.binds)
    )


def _loads(found: Iterable[Piece]) -> set[str]:
    return {name for piece in found for name in piece.loads}


def _built_on(exercise: Exercise, task: Task) -> set[str]:
    """The solution cells of the tasks on which this one is meant to build."""
    tasks = {one.name: one for one in exercise.automatic}
    found, left = set[str](), list(task.depends_on)
    while left:
        if (one := tasks.get(left.pop())) and one.solution_id not in found:
            found.add(one.solution_id)
            left += one.depends_on
    return found
