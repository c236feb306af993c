"""An exercise's wrong answers, `solutions/<slug>/wrong.toml`: what each mistake replaces in a task's solution."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Annotated, NamedTuple

from pydantic import Field, RootModel

from autograder.errors import nearest
from autograder.exercises.typed_toml import Entries, Text, TomlError, read_toml
from descent.swaps import SwapError, code_of

FILE = "wrong.toml"
Pair = Annotated[list[str], Field(min_length=2, max_length=2)]


class MistakeSpec(Entries):
    """A mistake: the sentence that fits it, and the pairs of what it replaces in the solution, or its whole code."""

    says: Text
    swap: list[Pair] | None = Field(default=None, min_length=1)
    code: Text | None = None


class WrongSpec(MistakeSpec):
    """`[<task>.<name>]`: a wrong answer to this task, with words of the message meant for it.

    It must fail the task, or else those that `fails` lists (none: it is flagged for the built-in that `says` names).
    """

    fails: list[Text] | None = None


class WrongSpecs(RootModel[dict[str, dict[str, WrongSpec]]]):
    """The whole file."""


class Cell(NamedTuple):
    """The solution cell of a task."""

    id: str
    source: str


@dataclass(frozen=True)
class WrongAnswer:
    """A mistake that people really make: the tasks it must fail, words of the message meant for it, and its cells."""

    name: str
    fails: tuple[str, ...]
    says: str
    cells: dict[str, str]


def read_wrong_answers(path: Path, tasks: Iterable[str], solutions: Mapping[str, Cell]) -> list[WrongAnswer]:
    """The wrong answers of the file by name; none if there is no file. `solutions` are those of automatic `tasks`.

    What is replaced is looked for in the solution without its docstrings, which say much of it in other words.

    Raises
    ------
    TomlError
        If an entry, a task or an old text is not what it should be, with the cure; a line for each.
    """
    if not path.is_file():
        return []
    specs, bare = read_toml(path, WrongSpecs).root, {task: _bare(cell) for task, cell in solutions.items()}
    if faults := [f"{path}: {fault}" for fault in _faults(specs, list(tasks), bare)]:
        raise TomlError("\n".join(faults))
    found = [_answer(name, spec, task, bare[task]) for task, named in specs.items() for name, spec in named.items()]
    return sorted(found, key=lambda answer: answer.name)


def _faults(specs: Mapping[str, Mapping[str, WrongSpec]], tasks: list[str], bare: Mapping[str, Cell]) -> Iterator[str]:
    """What is wrong with entries that have the right types."""
    seen = dict[str, str]()
    for task, named in specs.items():
        if task not in bare:
            yield f"[{task}.*] no task {task!r} with a solution cell; {nearest(task, bare)}"
        for name, spec in named.items():
            if seen.setdefault(name, task) != task:
                yield f"[{task}.{name}] has the name of [{seen[name]}.{name}]; give one of them another"
            yield from (f"[{task}.{name}] {fault}" for fault in _faults_of(spec, tasks, bare.get(task)))


def _faults_of(spec: WrongSpec, tasks: list[str], cell: Cell | None) -> Iterator[str]:
    yield from (f"fails: no task {task!r}; {nearest(task, tasks)}" for task in spec.fails or () if task not in tasks)
    try:
        if cell:
            _code(spec, cell)
    except SwapError as error:
        yield str(error)


def _answer(name: str, spec: WrongSpec, task: str, cell: Cell) -> WrongAnswer:
    fails = [task] if spec.fails is None else spec.fails
    return WrongAnswer(name, tuple(fails), spec.says, {cell.id: _code(spec, cell)})


def _code(spec: WrongSpec, cell: Cell) -> str:
    return code_of(spec.model_dump(), cell.source, f"the solution cell {cell.id}").strip("\n")


def _bare(cell: Cell) -> Cell:
    """The cell without its docstrings and the empty lines that follow them, its last line as whole as the others."""
    lines, dropped = cell.source.splitlines(keepends=True), set[int]()
    try:
        tree = ast.parse(cell.source)
    except SyntaxError:  # said by whoever runs the solution
        return cell
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) and len(node.body) > 1:
            dropped |= set(range(node.body[0].lineno - 1, node.body[0].end_lineno or 0))
            dropped |= set(takewhile(lambda at: not lines[at].strip(), range(node.body[0].end_lineno or 0, len(lines))))
    return Cell(cell.id, "".join(line for at, line in enumerate(lines) if at not in dropped))
