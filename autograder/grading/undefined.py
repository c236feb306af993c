"""Why a name that a test needed does not exist: the cell that should have defined it, or a name that is nearly it.

What is looked for is text in the student's own cells, for a cell that did not run can seldom be parsed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

from nbformat import NotebookNode

from autograder.exercises.exercise import Exercise, Task, is_locked
from autograder.sandbox.examined import Examined, error_of

BINDS = (
    r"^[ \t]*(?:async\s+)?(?:def|class)\s+{0}\b",
    r"^[ \t]*(?:from\b[^#\n]*)?\bimport\b[^#\n]*(?:\b{0}\b|\*)",
    r"^[^#\n=(]*\b{0}\b[^#\n=(]*=(?!=)",
)
DEFINES = re.compile(r"^(?:async\s+)?(?:def|class)\s+(\w+)|^(\w+)\s*=(?!=)", re.MULTILINE)
NEAR = 0.7  # of 1: how much alike two names must be


def culprit(exercise: Exercise, notebook: NotebookNode, found: Examined, name: str) -> NotebookNode | None:
    """The student's cell that should have defined the name and stopped; of a chain of such cells the first."""
    stopped = [cell for cell in _own(notebook) if _has_stopped(found, cell.id)]
    owner = _owner(exercise, name)
    guilty = next((cell for cell in stopped if owner and cell.id == owner.solution_id), None) or _binding(stopped, name)
    while guilty is not None and (error := error_of(found, guilty.id)) and (missing := error["name"]):
        before = _binding(stopped[: stopped.index(guilty)], missing)
        if before is None:
            break
        guilty = before
    return guilty


def is_exported(exercise: Exercise, name: str) -> bool:
    return _owner(exercise, name) is not None


def nearly(exercise: Exercise, notebook: NotebookNode, name: str) -> str:
    """What the student may have called it: a name much like it, or the one thing that its cell defines; or nothing."""
    known = {name for task in exercise.tasks for name in task.exports}
    owner = _owner(exercise, name)
    defined = {cell.id: [one for one in _defined(cell.source) if one not in known] for cell in _own(notebook)}
    near = get_close_matches(name, [one for names in defined.values() for one in names], 1, NEAR)
    beside = defined.get(owner.solution_id, []) if owner else []
    return near[0] if near else beside[0] if len(beside) == 1 else ""


def _own(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code" and not is_locked(cell)]


def _has_stopped(found: Examined, name: str) -> bool:
    told = found["cells"].get(name)
    return told is not None and (bool(told["error"]) or "cause" in told)


def _owner(exercise: Exercise, name: str) -> Task | None:
    return next((task for task in exercise.tasks if name in task.exports), None)


def _binding(cells: list[NotebookNode], name: str) -> NotebookNode | None:
    patterns = [re.compile(form.format(re.escape(name)), re.MULTILINE) for form in BINDS]
    return next((cell for cell in cells if any(form.search(cell.source) for form in patterns)), None)


def _defined(source: str) -> Iterator[str]:
    return (match[1] or match[2] for match in DEFINES.finditer(source))
