"""An exercise as its folder holds it: `solutions/<slug>/<slug>.md` plus `exercise.toml`, read and checked.

Everything else about an exercise (nbgrader source, student notebook, the list in the book) is derived from here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import jupytext
from nbformat import NotebookNode

from autograder.errors import nearest
from autograder.exercises.exercise_spec import ExerciseSpec, TaskSpec
from autograder.exercises.typed_toml import TomlError, read_toml
from autograder.exercises.wrong_answers import FILE, Cell, WrongAnswer, read_wrong_answers

MARKERS = tuple(
    f"### {edge} {region}" for region in ("SOLUTION", "HIDDEN TESTS", "MARK SCHEME") for edge in ("BEGIN", "END")
)
SLUG = re.compile(r"[a-z0-9-]+")


class ExerciseError(ValueError):
    """An exercise folder that is not well-formed; the message names the place and the cure."""


@dataclass(frozen=True)
class Task:
    """One graded step. An automatic task has a solution cell and a test cell; a written one has a single cell."""

    name: str
    points: float
    solution_id: str
    test_id: str
    written: bool = False
    title: str = ""
    exports: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()


@dataclass(frozen=True)
class Exercise:
    slug: str
    folder: Path
    title: str
    chapter: str
    minutes: int
    objectives: tuple[str, ...]
    out_of_scope: tuple[str, ...]
    limits: dict[str, float]
    tasks: tuple[Task, ...]
    wrong: tuple[WrongAnswer, ...]
    right: tuple[Path, ...]
    notebook: NotebookNode = field(repr=False, compare=False)
    derived: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)  # made from it once, then kept

    @property
    def points(self) -> float:
        return sum(task.points for task in self.tasks)

    @property
    def automatic(self) -> tuple[Task, ...]:
        return tuple(task for task in self.tasks if not task.written)

    @cached_property
    def secret_lines(self) -> frozenset[str]:
        """The lines of solution, hidden tests and answers that no student may see (hunted by `press.publish.leaks`)."""
        lines = [line for cell in self.notebook.cells for line in secret_part(cell.source)]
        texts = [path.read_text() for path in self.right]
        texts += [source for answer in self.wrong for source in answer.cells.values()]
        lines += [line for text in texts for line in text.splitlines() if not line.startswith("#")]
        lines += [line.partition("  # ")[0] for line in lines]
        shown = {line.strip() for cell in self.notebook.cells for line in open_part(cell.source)}
        return frozenset(line.strip() for line in lines) - shown - {""}


def load(folder: Path) -> Exercise:
    """Read the exercise in `folder`.

    Raises
    ------
    ExerciseError
        If a file is missing, a marker misspelt, an id wrong, or the TOML and the notebook disagree; a line for each.
    """
    slug = folder.name
    master, spec_path = folder / f"{slug}.md", folder / "exercise.toml"
    if not SLUG.fullmatch(slug):
        raise ExerciseError(f"{folder}: a slug is lower-case letters, digits and hyphens; rename the folder")
    for path in (master, spec_path):
        if not path.is_file():
            raise ExerciseError(f"{path} is missing; every exercise has {slug}.md and exercise.toml")
    notebook = read_master(master)
    spec = _spec(spec_path)
    tasks = _tasks(slug, notebook, spec.tasks, spec_path)
    return Exercise(
        slug=slug,
        folder=folder,
        title=spec.title,
        chapter=spec.chapter,
        minutes=spec.minutes,
        objectives=tuple(spec.objectives),
        out_of_scope=tuple(spec.out_of_scope),
        limits=spec.limits.model_dump(exclude_unset=True),
        tasks=tuple(tasks),
        wrong=tuple(_wrong_answers(folder / FILE, tasks, notebook)),
        right=tuple(sorted((folder / "answers" / "right").glob("*.py"))),
        notebook=notebook,
    )


def load_all(solutions: Path) -> list[Exercise]:
    """Every exercise under `solutions/`, by slug."""
    return [load(folder) for folder in sorted(solutions.iterdir()) if folder.is_dir() and folder.name[0] not in "._"]


def read_master(path: Path) -> NotebookNode:
    """The exercise's notebook, with stable cell ids: the `grade_id`, or the position for a plain cell.

    A bare cell `<slug>-checks` gets the checks that the exercises share.
    """
    notebook = jupytext.read(path, fmt="md:myst")
    slug, seen = path.stem, set()
    for position, cell in enumerate(notebook.cells):
        check_markers(cell.source, f"{path}, cell {position + 1}")
        grade_id = grader_data(cell).get("grade_id")
        if grade_id and not grade_id.startswith(f"{slug}-"):
            raise ExerciseError(f"{path}: grade_id {grade_id!r} must start with {slug + '-'!r}")
        if grade_id in seen:
            raise ExerciseError(f"{path}: grade_id {grade_id!r} stands twice; give each cell its own")
        seen |= {grade_id} - {None}
        cell["id"] = grade_id or f"{slug}-text-{position + 1:02d}"
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        if cell.id == f"{slug}-checks" and not cell.source.strip():
            cell.source = shared_checks()
    return notebook


@cache
def shared_checks() -> str:
    """The text of `checks` that stands in notebooks: what is below its imports."""
    text = Path(__file__).with_name("checks.py").read_text(encoding="utf-8")
    return text[text.index("def make_checks") :].strip("\n")


def grader_data(cell: NotebookNode) -> dict[str, Any]:
    """nbgrader's metadata of a cell, empty for a plain one."""
    return cell.metadata.get("nbgrader", {})


def is_locked(cell: NotebookNode) -> bool:
    """Whether the cell is the exercise's own and not the student's to write."""
    data = grader_data(cell)
    return bool(data) and not data.get("solution")


def check_markers(source: str, place: str) -> None:
    """Raise if a region marker is misspelt, unclosed or nested: a lost marker would publish the solution."""
    open_marker = None
    for line in source.splitlines():
        text = line.strip()
        if text in MARKERS:
            edge, region = text.split()[1], text.split(maxsplit=2)[2]
            if (edge == "BEGIN") != (open_marker is None) or (edge == "END" and region != open_marker):
                raise ExerciseError(f"{place}: {text!r} does not match what is open here ({open_marker or 'nothing'})")
            open_marker = region if edge == "BEGIN" else None
        elif near := _nearly_a_marker(text):
            raise ExerciseError(f"{place}: {text!r} looks like a misspelt {near!r}; spell it exactly so")
    if open_marker:
        raise ExerciseError(f"{place}: '### BEGIN {open_marker}' is never closed; add '### END {open_marker}'")


def secret_part(source: str) -> list[str]:
    """The lines of a cell between its BEGIN and END markers."""
    return _split(source)[0]


def open_part(source: str) -> list[str]:
    """The lines of a cell outside its markers: what a student sees."""
    return _split(source)[1]


def without_markers(source: str) -> str:
    """A cell as somebody who knows the solution would hand it in."""
    return "\n".join(line for line in source.split("\n") if line.strip() not in MARKERS)


def _split(source: str) -> tuple[list[str], list[str]]:
    secret: list[str] = []
    shown: list[str] = []
    inside = False
    for line in source.splitlines():
        if line.strip() in MARKERS:
            inside = line.strip().startswith("### BEGIN")
        else:
            (secret if inside else shown).append(line)
    return secret, shown


def _nearly_a_marker(text: str) -> str | None:
    if not text.startswith("#") or len(text) > 40:
        return None
    words = re.sub(r"[^A-Z ]", "", text.upper()).strip()
    for marker in MARKERS:
        if SequenceMatcher(None, words, marker[4:]).ratio() > 0.8:
            return marker
    return None


def _spec(path: Path) -> ExerciseSpec:
    try:
        return read_toml(path, ExerciseSpec)
    except TomlError as error:
        raise ExerciseError(str(error)) from None


def _tasks(slug: str, notebook: NotebookNode, specs: dict[str, TaskSpec], path: Path) -> list[Task]:
    graded = [cell for cell in notebook.cells if grader_data(cell).get("grade")]
    names = [_task_name(slug, grader_data(cell), path) for cell in graded]
    if stray := sorted(set(specs) - set(names)):
        raise ExerciseError(
            f"{path}: [tasks.{stray[0]}] has no graded cell in the notebook; {nearest(stray[0], names)}"
        )
    ids = {grader_data(cell).get("grade_id") for cell in notebook.cells}
    tasks = []
    for name, cell in zip(names, graded, strict=True):
        data = grader_data(cell)
        if name not in specs:
            raise ExerciseError(f"{path}: no [tasks.{name}] for the graded cell {data['grade_id']!r}; add it")
        if f"{slug}-{name}" not in ids:
            raise ExerciseError(f"{path.parent}: task {name!r} has tests but no cell {f'{slug}-{name}'!r}; add it")
        tasks.append(_task(slug, name, data, specs[name]))
    for task in tasks:
        _check_named(task.depends_on, names, f"{path}: [tasks.{task.name}] depends_on")
    return tasks


def _task_name(slug: str, data: dict[str, Any], path: Path) -> str:
    name = data["grade_id"].removeprefix(f"{slug}-")
    if not data.get("solution") and not name.endswith("-test"):
        raise ExerciseError(f"{path.parent}: test cell {data['grade_id']!r} must be named '{slug}-<task>-test'")
    return name if data.get("solution") else name.removesuffix("-test")


def _task(slug: str, name: str, data: dict[str, Any], spec: TaskSpec) -> Task:
    return Task(
        name=name,
        points=float(data["points"]),
        solution_id=f"{slug}-{name}",
        test_id=data["grade_id"],
        written=bool(data.get("solution")),
        title=spec.title,
        exports=tuple(spec.exports),
        forbidden=tuple(spec.forbidden),
        depends_on=tuple(spec.depends_on),
        hints=tuple(spec.hints),
    )


def _check_named(tasks: Iterable[str], known: list[str], place: str) -> None:
    """Raise for a task that the exercise does not have."""
    for name in tasks:
        if name not in known:
            raise ExerciseError(f"{place}: no task {name!r}; {nearest(name, known)}")


def _wrong_answers(path: Path, tasks: list[Task], notebook: NotebookNode) -> list[WrongAnswer]:
    sources = {cell["id"]: cell.source for cell in notebook.cells}
    solutions = {
        task.name: Cell(task.solution_id, without_markers(sources[task.solution_id]) + "\n")
        for task in tasks
        if not task.written
    }
    try:
        return read_wrong_answers(path, [task.name for task in tasks], solutions)
    except TomlError as error:
        raise ExerciseError(str(error)) from None
