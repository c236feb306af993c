"""What the page *Where the frameworks differ* shows: each row of the tables, run on the spot, and the defaults.

Nothing here knows a difference: the rows are in `descent.reference`, and a row whose two sides don't give what it says
stops the page.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from descent.frameworks import FRAMEWORKS
from descent.oracles import argument_names, expected, own_defaults, run_side
from descent.reference import (
    DIFFERENCES,
    OPTIMIZER_DIFFERENCES,
    OPTIMIZERS,
    SCHEDULE_DIFFERENCES,
    TRAINING_DIFFERENCES,
)
from descent.reference.differences import Difference, Side
from descent.reference.optimizers.row import Optimizer

LABELS = {name: framework.title for name, framework in FRAMEWORKS.items()}
WIDTH = 78


def rows(*subjects: str) -> list[Difference]:
    """The rows about these subjects, in the tables' order; a name may be a beginning, such as binary_.

    Raises
    ------
    ValueError
        For a name that no row has: the page would show nothing there, and say nothing of it.
    """
    table: list[Difference] = [*DIFFERENCES, *OPTIMIZER_DIFFERENCES, *SCHEDULE_DIFFERENCES, *TRAINING_DIFFERENCES]
    for name in subjects:
        if not any(row.about.startswith(name) for row in table):
            raise ValueError(f"no difference is about {name!r}; there are {sorted({row.about for row in table})}")
    return [row for row in table if row.about.startswith(subjects)]


def compare(*subjects: str) -> list[str]:
    """Run both sides of each row about the subjects and display them; return the rows' names.

    Raises
    ------
    AssertionError
        If a side doesn't give what its row says.
    """
    chosen = rows(*subjects)
    _display("\n\n".join(_section(row) for row in chosen))
    return [row.name for row in chosen]


def show_defaults() -> None:
    """Display what each optimizer's class does when it is made without options, read from the installed versions."""
    lines = ["| optimizer | option | PyTorch | TensorFlow |", "|---|---|---|---|"]
    _display("\n".join([*lines, *(line for row in _whole_classes() for line in _defaults(row))]))


def _display(text: str) -> None:
    from IPython.display import Markdown, display

    display(Markdown(text))


def _section(row: Difference) -> str:
    parts = [f"**{row.name[0].upper()}{row.name[1:]}.** {row.says}", "```python"]
    for framework, label in LABELS.items():
        side = getattr(row, framework)
        parts += [f"# {label}: {_outcome(framework, side, row.name)}", spread(side.call)]
    return "\n".join([parts[0], "", *parts[1:], "```"])


def _outcome(framework: str, side: Side, name: str) -> str:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        got = run_side(framework, side)
    np.testing.assert_allclose(got.ravel().astype(float), expected(side).ravel(), rtol=1e-6, atol=1e-12, err_msg=name)
    return _short(got) + (f", with a {caught[0].category.__name__}" if caught else "")


def _short(value: Any) -> str:
    if value.size == 0:
        return "an empty tensor"
    if value.dtype == bool:
        return "yes" if value else "no"
    numbers = [f"{number:.6g}" for number in value.ravel()]
    return numbers[0] if value.size == 1 else f"[{', '.join(numbers)}]"


def spread(call: str) -> str:
    """A call as code of at most `WIDTH` columns where it can be: an argument to a line, the longest call first."""
    return "\n".join(_spread(ast.parse(call, mode="eval").body, ""))


def _spread(node: ast.expr, indent: str, before: str = "", after: str = "") -> Iterator[str]:
    line = f"{indent}{before}{ast.unparse(node)}{after}"
    if len(line) <= WIDTH:
        yield line
    elif isinstance(node, ast.Call) and (node.args or node.keywords):
        yield from _spread(node.func, indent, before, "(")
        for value in node.args:
            yield from _spread(value, f"{indent}    ", after=",")
        for word in node.keywords:
            yield from _spread(word.value, f"{indent}    ", f"{word.arg}=", ",")
        yield f"{indent}){after}"
    elif isinstance(node, ast.Lambda):
        yield f"{indent}{before}{ast.unparse(node).partition(':')[0]}: ("
        yield from _spread(node.body, f"{indent}    ")
        yield f"{indent}){after}"
    else:
        yield line


def _whole_classes() -> Iterable[Optimizer]:
    """The rows that both frameworks have: for each pair of classes the one that names most of their options."""
    chosen: dict[tuple[str, str], Optimizer] = {}
    for row in OPTIMIZERS:
        if row.torch and row.keras:
            pair = (row.torch.name, row.keras.name)
            chosen[pair] = max(chosen.get(pair, row), row, key=lambda one: len(argument_names("torch", one)))
    return chosen.values()


def _defaults(row: Optimizer) -> Iterator[str]:
    title = row.step.__name__.removesuffix("_step")
    theirs = {framework: (argument_names(framework, row), own_defaults(framework, row)) for framework in LABELS}
    for option in dict.fromkeys(name for names, _ in theirs.values() for name in names):
        cells = [
            f"`{names[option]}` = {values[option]:g}" if option in names else "–" for names, values in theirs.values()
        ]
        yield f"| {title} | {option} | {cells[0]} | {cells[1]} |"
        title = ""
