"""Whether all that is random in an exercise's hidden tests comes from `fresh_seed()`.

A number that stands in the test is the same for everybody: what a feedback page shows of a first attempt could be
copied onto a second. What comes from the system can't be repeated at a regrade. So whatever takes a seed has to be
called with one that was drawn: `fresh_seed()` itself, or a name that the same cell binds to what comes of it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from autograder.exercises.exercise import Exercise, grader_data, is_locked
from autograder.sandbox.seeds import FRESH

HIDDEN = re.compile(r"### BEGIN HIDDEN TESTS(.*?)### END HIDDEN TESTS", re.DOTALL)
SEEDED = {
    "default_rng", "RandomState", "Random", "SeedSequence", "PCG64", "PCG64DXSM", "Philox", "SFC64", "MT19937",
    "seed", "manual_seed", "manual_seed_all", "set_random_seed", "set_seed", "from_seed", "from_key_counter",
}  # fmt: skip
FROM_THE_SYSTEM = {
    "urandom", "getrandom", "token_bytes", "token_hex", "randbits", "SystemRandom", "uuid4", "time_ns",
}  # fmt: skip
KEYS = ("seed", "random_state")  # keywords, and keys of options, that hold a seed
GLOBAL = re.compile(r"(random|(np|numpy)\.random|torch|(tf|tensorflow)\.random|keras\.random)\.\w+")
DRAWS = {
    "rand", "randn", "randint", "randperm", "random", "random_sample", "ranf", "sample", "choice", "choices",
    "shuffle", "permutation", "permuted", "bytes", "normal", "uniform", "integers", "binomial", "bernoulli",
    "multinomial", "poisson", "exponential", "gamma", "beta", "standard_normal", "truncated_normal", "categorical",
    "dropout", "gauss", "normalvariate", "randrange", "lognormal",
}  # fmt: skip
OPEN = f"{FRESH} is called outside of the hidden tests, where numbers have to be the same at each run"
Problem = tuple[int, str]  # a line, and what is wrong there


def findings(exercise: Exercise) -> Iterator[tuple[str, str]]:
    """Cells with what is wrong there: hidden tests, the set-up cells that these may call, and what students see."""
    for cell in exercise.notebook.cells:
        if cell.cell_type == "code" and is_locked(cell):
            seen = _without_the_source(HIDDEN.sub("", cell.source))
            code = "\n".join(HIDDEN.findall(cell.source)) if grader_data(cell).get("grade") else seen
            found = {*problems(code), *([(0, OPEN)] if FRESH in seen else [])}
            yield from ((cell["id"], problem) for _, problem in sorted(found))


def _without_the_source(source: str) -> str:
    """A cell without the function that draws from the system."""
    kept = [node for node in ast.parse(source).body if getattr(node, "name", "") != FRESH]
    return ast.unparse(ast.Module(kept, []))


def problems(source: str) -> Iterator[Problem]:
    """What in this code is random, and does not come from `fresh_seed()`."""
    tree = ast.parse(source)
    drawn = _drawn_names(tree)
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _call(node, drawn)
        elif isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            yield from _held([(key.value, value) for key, value in pairs if isinstance(key, ast.Constant)], drawn)
        elif id(node) not in called and _name(node) in SEEDED | FROM_THE_SYSTEM and not _is_variable(node):
            yield getattr(node, "lineno", 0), f"{ast.unparse(node)} is handed on, so nobody sees which seed it gets"


def _call(node: ast.Call, drawn: set[str]) -> Iterator[Problem]:
    name, given = _name(node.func), [*node.args, *(word.value for word in node.keywords)]
    if name in SEEDED and not any(_is_drawn(arg, drawn) for arg in given):
        yield node.lineno, f"{ast.unparse(node)} has no seed that was drawn"
    elif name in FROM_THE_SYSTEM:
        yield node.lineno, f"{ast.unparse(node)} draws from the system, and no regrade can repeat it"
    elif name in DRAWS and GLOBAL.fullmatch(ast.unparse(node.func)) and not any(_is_drawn(arg, drawn) for arg in given):
        yield node.lineno, f"{ast.unparse(node)} draws from what all share; make a generator of the test's own"
    else:
        yield from _held([(word.arg, word.value) for word in node.keywords], drawn)


def _held(pairs: Iterable[tuple[object, ast.expr]], drawn: set[str]) -> Iterator[Problem]:
    for key, value in pairs:
        if key in KEYS and not _is_drawn(value, drawn):
            yield value.lineno, f"{key} is {ast.unparse(value)}, which was not drawn"


def _name(node: ast.AST) -> str:
    """The last part of a name, however it is reached: as an attribute, by an import, or in a text for `getattr`."""
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.alias):
        return node.name.rpartition(".")[2]
    if isinstance(node, ast.Name):
        return node.id if isinstance(node.ctx, ast.Load) else ""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _is_variable(node: ast.AST) -> bool:
    """Whether this is the plain word `seed`, which is as good a name for a number or an option as for a function."""
    return isinstance(node, ast.Name | ast.Constant) and _name(node) in KEYS


def _is_drawn(node: ast.AST, drawn: set[str]) -> bool:
    return any(isinstance(part, ast.Name) and part.id in drawn for part in ast.walk(node))


def _drawn_names(tree: ast.AST) -> set[str]:
    """`fresh_seed`, and the names that nothing else is ever bound to than what comes of drawn names."""
    bound: dict[str, list[ast.AST]] = {}
    for name, value in _bindings(tree):
        bound.setdefault(name, []).append(value)
    drawn = {FRESH}
    while more := {name for name, all_ in bound.items() if all(_is_drawn(one, drawn) for one in all_)} - drawn:
        drawn |= more
    return drawn


def _bindings(tree: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    functions = {node.name: node.args for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            yield from (pair for target in node.targets for pair in _bound(target, node.value))
        elif isinstance(node, ast.NamedExpr | ast.AnnAssign | ast.AugAssign) and node.value:
            yield from _bound(node.target, node.value)
        elif isinstance(node, ast.For | ast.comprehension):
            rows = node.iter.elts if isinstance(node.iter, ast.Tuple | ast.List) else [node.iter]
            yield from (pair for row in rows for pair in _bound(node.target, row))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in functions:
            names = [arg.arg for arg in functions[node.func.id].args]
            yield from zip(names, node.args, strict=False)
            yield from ((word.arg, word.value) for word in node.keywords if word.arg)
        elif isinstance(node, ast.arguments):
            yield from _defaults(node)


def _bound(target: ast.AST, value: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """Names with what is bound to them: part by part where both sides have the same parts."""
    sides = (target, value)
    if all(isinstance(side, ast.Tuple | ast.List) for side in sides) and len(target.elts) == len(value.elts):  # type: ignore[attr-defined]
        for one, other in zip(target.elts, value.elts, strict=True):  # type: ignore[attr-defined]
            yield from _bound(one, other)
    else:
        yield from ((part.id, value) for part in ast.walk(target) if isinstance(part, ast.Name))


def _defaults(given: ast.arguments) -> Iterator[tuple[str, ast.AST]]:
    named = [*given.posonlyargs, *given.args]
    yield from ((arg.arg, value) for arg, value in zip(named[::-1], given.defaults[::-1], strict=False))
    yield from ((arg.arg, value) for arg, value in zip(given.kwonlyargs, given.kw_defaults, strict=True) if value)
