"""What a contribution needs to be whole: checks of `make check` that name a missing piece, its file and the cure."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from autograder.errors import nearest
from autograder.exercises.answers import solution
from autograder.exercises.exercise import Exercise, Task
from autograder.proving.proof import FEWEST_RIGHT, FEWEST_WRONG
from descent import practice
from press.checks.lengths import words
from press.checks.page_text import header
from press.directives.practice_spec import faults_of
from press.layout import Layout

PLACED = re.compile(r"^```\{practice\} ([\w-]+)\s*$", re.MULTILINE)
BASE = "MovingFigure"
LESSON = 900  # words of a page that prepares the next and has no exercise of its own


def exercises_complete(layout: Layout) -> Iterator[str]:
    """Answers enough, inputs for the mutants, and each exported name defined where its task is solved."""
    for exercise in layout.exercises:
        place = f"solutions/{exercise.slug}"
        if len(exercise.right) < FEWEST_RIGHT:
            yield f"{place}/answers/right/ holds {len(exercise.right)} answers; write {FEWEST_RIGHT}, in unlike styles"
        if len(exercise.wrong) < FEWEST_WRONG:
            yield f"{place}/wrong.toml holds {len(exercise.wrong)} answers; write {FEWEST_WRONG}, one mistake each"
        if not (exercise.folder / "inputs.py").is_file():
            yield f"{place}/inputs.py is missing; write it: it draws the inputs that tell mutants from the solution"
        for task in exercise.automatic:
            yield from (f"{place}/exercise.toml: {fault}" for fault in _undefined(exercise, task))
        if f"book/{exercise.chapter}" not in layout.docnames:
            known = nearest(exercise.chapter, [name.removeprefix("book/") for name in layout.docnames])
            yield f"{place}/exercise.toml: no chapter {exercise.chapter!r} in _toc.yml; {known}"


def _undefined(exercise: Exercise, task: Task) -> Iterator[str]:
    """The exports of a task that the solution cells define nowhere."""
    defined = {name for source in solution(exercise).values() for name in _defined(source)}
    for name in task.exports:
        if name not in defined:
            yield f"[tasks.{task.name}] exports {name!r}, which no solution cell defines; {nearest(name, defined)}"


def _defined(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def chapters_complete(layout: Layout) -> Iterator[str]:
    """Each page has its line in `_toc.yml`, and each chapter that teaches its exercise, unless it is a lesson."""
    for path in sorted((layout.root / "book").rglob("*.md")):
        if path.relative_to(layout.root).with_suffix("").as_posix() not in layout.docnames:
            yield f"{path.relative_to(layout.root)} is in no part of _toc.yml; add a line for it"
    for chapter in layout.chapters:
        text = chapter.path.read_text()
        if header(text).get("lesson"):
            if (length := words(text)) > LESSON:
                yield f"{chapter.docname}.md is a lesson of {length} words; shorten it to {LESSON}"
        elif chapter.teaches and "```{graded-exercise}" not in text:
            cure = (
                f"add a ```{{graded-exercise}} <slug> block, or `lesson: true` to its header (at most {LESSON} words)"
            )
            yield f"{chapter.docname}.md names no graded exercise; {cure}"


def practices_complete(layout: Layout) -> Iterator[str]:
    """Each practice whole, and placed by a page."""
    pages = [layout.root / f"{name}.md" for name in layout.docnames]
    placed = {name for page in pages for name in PLACED.findall(page.read_text())}
    meant = {name for one in placed for name in get_close_matches(one, practice.names(), 1)}  # a slip has its own line
    for name in practice.names():
        yield from faults_of(name)
        if name not in meant:
            yield f"{practice.path_of(name)}: no page places it; add a ```{{practice}} {name} block to a chapter"


def figures_complete(layout: Layout) -> Iterator[str]:
    """Each figure's class registered in `FIGURES`, and its module beside it in `js/`."""
    folder = layout.root / "descent" / "widgets"
    registered = _names_in(folder / "__init__.py", "FIGURES")
    for path in sorted(folder.glob("*.py")):
        where = path.relative_to(layout.root)
        for figure in _figures(ast.parse(path.read_text())):
            if figure.name not in registered:
                yield f"{where}: {figure.name} is not registered; add it to FIGURES in __init__.py"
            if not (folder / "js" / f"{path.stem}.js").is_file():
                yield f"{where}: {figure.name} has no js/{path.stem}.js to draw it; write it"


def _figures(tree: ast.Module) -> list[ast.ClassDef]:
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    return [one for one in classes if any(isinstance(base, ast.Name) and base.id == BASE for base in one.bases)]


def losses_complete(layout: Layout) -> Iterator[str]:
    """Each loss with a gradient, each optimizer with a step and each schedule, exported and with its row."""
    folder = layout.root / "descent" / "reference"
    for path in sorted((folder / "losses").glob("*.py")):
        for name in [name for name in _functions(path, "y_true") if name.endswith("_gradient")]:
            yield from _unlisted(layout, path, name, name.removesuffix("_gradient"))
    for path in sorted((folder / "optimizers").glob("*.py")):
        for name in [name for name in _functions(path, "weights") if name.endswith("_step")]:
            yield from _unlisted(layout, path, name, name)
    for path in sorted((folder / "schedules").glob("*.py")):
        for name in [name for name in _functions(path, "step") if not name.startswith("_")]:
            yield from _unlisted(layout, path, name, name)


def _unlisted(layout: Layout, path: Path, name: str, in_row: str) -> Iterator[str]:
    """Where the function `name` of the module `path` is missing: among the exports, or as `in_row` in its table."""
    table, exports = path.parent / "table.py", layout.root / "descent" / "reference" / "__init__.py"
    where = path.relative_to(layout.root)
    if name not in _names_in(exports, "__all__"):
        yield f"{where}: {name} is not exported; add it to {exports.relative_to(layout.root)}"
    test = Path("tests") / "reference" / f"test_{in_row}.py"
    if in_row not in _mentioned(table) and not (layout.root / test).is_file():
        cure = f"add one to {table.relative_to(layout.root)}, or, where no framework has it, write {test}"
        yield f"{where}: {in_row} has no row; {cure}"


def _functions(path: Path, first: str) -> list[str]:
    """The functions of a module whose first argument has this name."""
    functions = [node for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef)]
    return [node.name for node in functions if node.args.args and node.args.args[0].arg == first]


def _mentioned(path: Path) -> set[str]:
    """All names that a module mentions after a dot."""
    return {node.attr for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute)}


def _names_in(path: Path, variable: str) -> set[str]:
    """The names, or the texts, in the list or tuple that a module calls `variable`."""
    found: set[str] = set()
    for node in ast.parse(path.read_text()).body:
        targets = [node.target] if isinstance(node, ast.AnnAssign) else getattr(node, "targets", [])
        if any(isinstance(target, ast.Name) and target.id == variable for target in targets):
            found |= {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
            found |= {str(part.value) for part in ast.walk(node) if isinstance(part, ast.Constant)}
    return found
