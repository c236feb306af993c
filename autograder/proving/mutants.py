"""Mechanical mutants of a solution cell: a fixed list of small changes, each applied at every site that fits.

A mutant that no test notices shows a test that is missing, or a change that makes no difference (`equivalence`). Only
the code between the solution markers is changed, always in the same order.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from autograder.exercises.exercise import MARKERS

BEGIN, END = MARKERS[0], MARKERS[1]
# Swapping the arguments of these makes no difference, so the operator does not fit there.
COMMUTATIVE = {"max", "min", "maximum", "minimum", "add", "multiply", "equal", "not_equal", "logical_and", "logical_or"}
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.MatMult: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
AXES = {"axis", "dim", "axes", "batch_dims"}


@dataclass(frozen=True)
class Mutant:
    """`name` says where and what; `source` is the whole cell; `function` is the top-level definition it is in."""

    name: str
    cell_id: str
    function: str
    source: str


def mutants(cell_id: str, source: str) -> list[Mutant]:
    """Every mutant of the cell, in the order of the source, each different from all others and from the original."""
    tree = ast.parse(source)
    seen, found = {ast.unparse(tree)}, []
    for function, node, parent in _sites(tree, _solution_lines(source)):
        for operator in OPERATORS:
            for change, replacement in operator(node, parent):
                mutated = _replaced(tree, node, replacement)
                if mutated not in seen:
                    seen.add(mutated)
                    found.append(
                        Mutant(f"{cell_id}:{node.lineno}:{node.col_offset} {change}", cell_id, function, mutated)
                    )
    return found


def _solution_lines(source: str) -> set[int]:
    lines, inside = set(), False
    for number, line in enumerate(source.splitlines(), 1):
        inside = (inside or line.strip() == BEGIN) and line.strip() != END
        if inside:
            lines.add(number)
    return lines


def _sites(tree: ast.Module, lines: set[int]) -> Iterator[tuple[str, ast.stmt | ast.expr, ast.AST]]:
    for top in tree.body:
        function = getattr(top, "name", "")
        for parent in ast.walk(top):
            for node in ast.iter_child_nodes(parent):
                if isinstance(node, ast.stmt | ast.expr) and node.lineno in lines:
                    yield function, node, parent


def _replaced(tree: ast.Module, old: ast.AST, new: ast.AST) -> str:
    """The tree's source with one node replaced. The original tree is left as it is."""

    class Swap(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> ast.AST:
            return new if node is old else self.generic_visit(node)

    # The copy keeps `old` itself by the memo, so that identity finds it.
    copied = copy.deepcopy(tree, {id(old): old})
    return ast.unparse(ast.fix_missing_locations(Swap().visit(copied)))


Change = tuple[str, ast.AST]
Operator = Callable[[ast.AST, ast.AST], Iterator[Change]]


def _with(node: ast.AST, **fields: object) -> ast.AST:
    other = copy.deepcopy(node)
    for name, value in fields.items():
        setattr(other, name, value)
    return other


def _words(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 40 else f"{text[:37]}..."


def arithmetic(node: ast.AST, parent: ast.AST) -> Iterator[Change]:
    """a + b becomes a − b, a · b becomes a / b, and so on."""
    if isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in ARITHMETIC:
        other = ARITHMETIC[type(node.op)]
        yield f"{type(node.op).__name__} → {other.__name__} in {_words(node)}", _with(node, op=other())


def comparison(node: ast.AST, parent: ast.AST) -> Iterator[Change]:
    """a > b becomes a ≥ b and a ≤ b; == becomes !=."""
    if isinstance(node, ast.Compare):
        for other in COMPARISONS[type(node.ops[0])]:
            yield (
                f"{type(node.ops[0]).__name__} → {other.__name__} in {_words(node)}",
                _with(node, ops=[other(), *node.ops[1:]]),
            )


def logic(node: ast.AST, parent: ast.AST) -> Iterator[Change]:
    """and becomes or; either branch of a conditional expression; an if's condition held true, then false."""
    if isinstance(node, ast.BoolOp):
        yield f"and ↔ or in {_words(node)}", _with(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
    if isinstance(node, ast.IfExp):
        yield f"always {_words(node.body)}", node.body
        yield f"always {_words(node.orelse)}", node.orelse
    if isinstance(node, ast.If | ast.While):
        for held in (True, False):
            if not (held and isinstance(node, ast.While)):
                yield f"condition {_words(node.test)} held {held}", _with(node, test=ast.Constant(held))


def unary(node: ast.AST, parent: ast.AST) -> Iterator[Change]:
    """The minus, the not, the ~ dropped."""
    if isinstance(node, ast.UnaryOp) and not (isinstance(node.operand, ast.Constant) and _is_axis(parent)):
        yield f"{type(node.op).__name__} dropped from {_words(node)}", node.operand


def constant(node: ast.AST, parent: ast.AST) -> Iterator[Change]:
    """A number raised by one (a fraction doubled); a boolean flipped; a text emptied."""
    if not isinstance(node, ast.Constant) or isinstance(parent, ast.Expr) or _is_axis(parent):
        return
    value = node.value
    if isinstance(value, bool):
        yield f"{value} → {not value}", ast.Constant(not value)
    elif isinstance(value, int | float):
        other = value + 1 if value == int(value) else 2 * value
        yield f"{value} → {other}", ast.Constant(other)
        if value == 1:
            yield "1 → 0", ast.Constant(0)
    elif isinstance(value, str):
        yield f"{value!r} → ''", ast.Constant("")


def _is_axis(node: ast.AST) -> bool:
    return isinstance(node, ast.keyword) and node.arg in AXES


def keywords(node: ast.AST, parent: ast.AST) -> Iterator[Change]:
    """A keyword argument dropped; an axis moved: −1 and 1 to 0, 0 to −1."""
    if not isinstance(node, ast.Call):
        return
    for place, word in enumerate(node.keywords):
        rest = [*node.keywords[:place], *node.keywords[place + 1 :]]
        yield f"{word.arg} dropped from {_words(node)}", _with(node, keywords=rest)
        if _is_axis(word):
            other = ast.UnaryOp(ast.USub(), ast.Constant(1)) if ast.unparse(word.value) == "0" else ast.Constant(0)
            moved = [*node.keywords[:place], ast.keyword(word.arg, other), *node.keywords[place + 1 :]]
            yield f"{word.arg} moved in {_words(node)}", _with(node, keywords=moved)


def positions(node: ast.AST, parent: ast.AST) -> Iterator[Change]:
    """Two neighbouring positional arguments swapped."""
    if not isinstance(node, ast.Call) or _called(node) in COMMUTATIVE:
        return
    for place, (left, right) in enumerate(pairwise(node.args)):
        args = [*node.args[:place], right, left, *node.args[place + 2 :]]
        yield f"arguments {place + 1} and {place + 2} swapped in {_words(node)}", _with(node, args=args)


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def calls(node: ast.AST, parent: ast.AST) -> Iterator[Change]:
    """A call replaced by its first argument; a method's also by the object."""
    if isinstance(node, ast.Call):
        if node.args and not isinstance(node.args[0], ast.Starred):
            yield f"{_words(node)} → its first argument", node.args[0]
        if isinstance(node.func, ast.Attribute) and not _is_module(node.func.value):
            yield f"{_words(node)} → its object", node.func.value


def _is_module(node: ast.AST) -> bool:
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name) and node.id in {"np", "numpy", "torch", "tf", "keras", "math", "F", "nn"}


def statements(node: ast.AST, parent: ast.AST) -> Iterator[Change]:
    """A statement deleted; a return value replaced by None; a loop left after one round or never entered."""
    if isinstance(node, ast.Return) and node.value is not None:
        yield f"return value dropped: {_words(node)}", ast.Return(ast.Constant(None))
    if isinstance(node, ast.Assign | ast.AugAssign | ast.Raise) or (
        isinstance(node, ast.Expr) and not isinstance(node.value, ast.Constant)
    ):
        yield f"deleted: {_words(node)}", ast.Pass()
    if isinstance(node, ast.For):
        yield f"loop over {_words(node.iter)} left after one round", _with(node, body=[*node.body, ast.Break()])
        yield f"loop over {_words(node.iter)} never entered", ast.Pass()


OPERATORS: tuple[Operator, ...] = (
    arithmetic,
    comparison,
    logic,
    unary,
    constant,
    keywords,
    positions,
    calls,
    statements,
)
