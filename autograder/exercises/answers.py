"""Candidates for an exercise: its solution, its stub, the files under `answers/`, and the chapter pasted in."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import jupytext

from autograder.exercises.exercise import Exercise, ExerciseError, Task

Cells = list[tuple[str, str]]
BLOCK = re.compile(r"^# %% (\S+)[ \t]*$", re.MULTILINE)
REGION = re.compile(r"^([ \t]*)### BEGIN SOLUTION.*?### END SOLUTION[^\n]*", re.DOTALL | re.MULTILINE)
WORD = re.compile(r"\w+")
STUB = r"\1# YOUR CODE HERE" + "\n" + r"\1raise NotImplementedError()"


def read_answer(path: Path) -> dict[str, str]:
    """The blocks of an answer file, by `grade_id`: `# %% <grade_id>`, then the whole text of that solution cell."""
    _, *parts = BLOCK.split(path.read_text())
    return {name: text.strip("\n") for name, text in zip(parts[::2], parts[1::2], strict=True)}


def place(exercise: Exercise, answer: Mapping[str, str]) -> Cells:
    """The exercise's code cells `(id, source)` with the answer's cells in place of the solution's.

    Raises
    ------
    ExerciseError
        If the answer names a cell that is not the solution cell of an automatic task.
    """
    if strange := set(answer) - {task.solution_id for task in exercise.automatic}:
        raise ExerciseError(f"{exercise.slug}: the answer names {sorted(strange)}, which are no solution cells")
    code = [cell for cell in exercise.notebook.cells if cell.cell_type == "code"]
    return [(cell["id"], answer.get(cell["id"], cell.source)) for cell in code]


def solution(exercise: Exercise) -> dict[str, str]:
    """The solution's own cells, as an answer."""
    sources = {cell["id"]: cell.source for cell in exercise.notebook.cells}
    return {task.solution_id: sources[task.solution_id] for task in exercise.automatic}


def stub(exercise: Exercise) -> dict[str, str]:
    """What a student gets: each solution region replaced as nbgrader replaces it."""
    return {name: REGION.sub(STUB, source) for name, source in solution(exercise).items()}


def reached(exercise: Exercise, answer: Mapping[str, str]) -> list[str]:
    """The tasks whose tests an answer can change: those of its cells, and those that mention what these define.

    A cell that mentions a changed name changes what it defines in turn. What a function does to a framework's global
    state when it is called is not followed.
    """
    changed, found = set[str](), []
    tests = {task.test_id: task.name for task in exercise.automatic}
    for name, source in place(exercise, answer):
        if name not in answer and not changed & set(WORD.findall(source)):
            continue
        if name in tests:
            found.append(tests[name])
        else:
            changed |= set(_defined(source))
    return found


def _defined(source: str) -> Iterator[str]:
    """The functions and classes of a cell; of its other statements, every name: they may do anything to it."""
    for top in ast.parse(source).body:
        if isinstance(top, ast.FunctionDef | ast.ClassDef):
            yield top.name
        else:
            yield from WORD.findall(ast.unparse(top))


def pasted_chapter(exercise: Exercise, chapter: Path) -> list[dict[str, str]]:
    """Answers that paste the chapter's functions.

    An exported name that the chapter defines gets that function. Any other is tried with each of the chapter's
    functions for the same framework in turn, one answer for each turn.
    """
    notebook = jupytext.read(chapter, fmt="md:myst")
    kept = [_definitions(cell.source) for cell in notebook.cells if cell.cell_type == "code"]
    code = "\n\n".join(filter(None, kept))
    names = [node.name for node in ast.parse(code).body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    stubs = stub(exercise)
    turns = max([len(_for_the_same_framework(names, export)) for task in exercise.automatic for export in task.exports])
    return [
        {
            task.solution_id: "\n".join((stubs[task.solution_id], code, *_renamed(task, names, turn)))
            for task in exercise.automatic
        }
        for turn in range(max(turns, 1))
    ]


def _definitions(source: str) -> str:
    """Imports, functions, classes and constants of a cell: what a paste brings along, without running the figures."""
    try:
        body = ast.parse(source).body
    except SyntaxError:  # a magic or a shell line
        return ""
    kept = [node for node in body if isinstance(node, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef)]
    return "\n".join(ast.unparse(node) for node in kept)


def _for_the_same_framework(names: list[str], export: str) -> list[str]:
    return [name for name in names if _framework(name) == _framework(export)]


def _framework(name: str) -> str:
    return next((suffix for suffix in ("torch", "tf") if name.endswith(f"_{suffix}")), "")


def _renamed(task: Task, names: list[str], turn: int) -> list[str]:
    lines = []
    for export in set(task.exports) - set(names):
        fitting = _for_the_same_framework(names, export)
        lines += [f"{export} = {fitting[turn % len(fitting)]}"] if fitting else []
    return sorted(lines)
