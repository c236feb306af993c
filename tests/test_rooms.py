"""The house has floors: a room imports from rooms below it only, nothing in a circle, and nothing grows too large."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]

# Lowest first. Packages import from those before them; a package's rooms from the floors below their own, so that
# rooms of one floor know nothing of each other.
PACKAGES = ("descent", "autograder", "press", "bench")
FLOORS = {
    "autograder": (
        {"errors", "console", "files", "verdict"},
        {"exercises"},
        {"placing", "sandbox", "course"},
        {"proving", "collecting", "doctor", "stock"},
        {"grading"},
        {"reporting"},
        {"cli"},
        {"__main__"},
    ),
    "press": (
        {"layout", "source_error"},
        {"directives", "html", "execution", "publish"},
        {"notebooks", "checks"},
        {"check", "sphinx_extension"},
    ),
    "bench": (
        {"browser", "jailed_stock", "recipes"},
        {"corpus", "grading", "pages"},
        {"against_stock"},
        {"__main__"},
    ),
}
LONGEST_FILE, LONGEST_FUNCTION = 300, 40
SHORT, SHARE = 15, 0.95  # so many lines at most, in this share of the functions; signature and docstring apart


@cache
def modules() -> dict[str, Path]:
    """Every module of the house, by its dotted name."""
    paths = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    return {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in paths}


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def imported(module: str) -> set[str]:
    """The modules of the house that a module imports, at its top or inside a function."""
    found = set()
    for node in ast.walk(tree(modules()[module])):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            full = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in modules() else node.module for name in full}
    return (found & modules().keys()) - {module}


def test_what_is_imported_is_there() -> None:
    """mypy takes a module of ours that it can't find for a foreign one without types."""
    paths = [*modules().values(), *(ROOT / "tests").rglob("*.py")]
    nodes = [(path, node) for path in paths for node in ast.walk(tree(path)) if isinstance(node, ast.ImportFrom)]
    ours = [(path, node.module) for path, node in nodes if str(node.module).partition(".")[0] in PACKAGES]
    assert [(path, module) for path, module in ours if module not in modules()] == []


def edges() -> Iterator[tuple[str, str]]:
    yield from ((module, other) for module in modules() for other in imported(module))


def floor(module: str) -> int:
    """On which floor of its package a module stands; a package's own `__init__` is below them all."""
    package, _, rest = module.partition(".")
    room = rest.partition(".")[0]
    return next((number for number, rooms in enumerate(FLOORS[package]) if room in rooms), -1)


def test_every_room_has_its_floor() -> None:
    rooms = {tuple(module.split(".")[:2]) for module in modules() if module.partition(".")[0] in FLOORS}
    named = {(package, room) for package, floors in FLOORS.items() for rooms in floors for room in rooms}
    assert {room for room in rooms if len(room) == 2} == named


def test_packages_import_from_those_below_them_only() -> None:
    height = {package: number for number, package in enumerate(PACKAGES)}
    upward = [(a, b) for a, b in edges() if height[a.partition(".")[0]] < height[b.partition(".")[0]]]
    assert upward == []


@pytest.mark.parametrize("package", FLOORS)
def test_rooms_import_from_the_floors_below_them_only(package: str) -> None:
    inside = [(a, b) for a, b in edges() if a.startswith(f"{package}.") and b.startswith(f"{package}.")]
    between = [(a, b) for a, b in inside if a.split(".")[:2] != b.split(".")[:2]]
    assert [(a, b) for a, b in between if floor(a) <= floor(b)] == []


def test_nothing_imports_in_a_circle() -> None:
    TopologicalSorter({module: imported(module) for module in modules()}).prepare()  # raises CycleError


def test_no_file_is_longer_than_one_reads_at_a_time() -> None:
    lengths = {name: len(path.read_text().splitlines()) for name, path in modules().items()}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}


def functions() -> dict[str, int]:
    """The lines of each function, without signature and docstring; functions inside count for themselves."""
    found = [(name, node) for name, path in modules().items() for node in ast.walk(tree(path)) if _is_function(node)]
    return {f"{name}:{node.lineno} {node.name}": _lines(node) for name, node in found}


def _is_function(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)


def _lines(function: Any) -> int:
    code = function.body[1:] if ast.get_docstring(function) is not None else function.body
    inner = [node for node in function.body if _is_function(node)]
    whole = function.end_lineno - code[0].lineno + 1 if code else 0
    return whole - sum(node.end_lineno - node.lineno + 1 for node in inner)


def test_functions_are_short() -> None:
    lines = functions()
    long = {name: length for name, length in lines.items() if length > SHORT}
    said = f"{len(long)} of {len(lines)} functions are longer than {SHORT} lines: {long}"
    assert max(lines.values()) <= LONGEST_FUNCTION, said
    assert 1 - len(long) / len(lines) >= SHARE, said
