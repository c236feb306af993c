"""Checks a reader's function against the worked solution: in the page (in Pyodide) and in a notebook, the same code.

Standard library only, and no other module of the package: the page carries this file alone. Nothing here is graded, so
nothing here is secret. The reader's code runs on the reader's own machine.
"""

from __future__ import annotations

import copy
import json
import math
import traceback
from collections.abc import Callable
from typing import Any

SOURCE = "<your code>"
TOLERANCE = 1e-6  # relative, and absolute near zero: another order of the same sums is not a mistake
Practice = dict[str, Any]
Outcome = tuple[str, Any]  # ("value", what came back) or ("raised", what was said)


def check_source(practice: Practice, source: str) -> dict[str, Any]:
    """Run a reader's source and check the function that it defines; the verdict as plain data.

    `verdict` is "right", "mistake" (a known one), "wrong" or "error"; `says` is a sentence for the reader; `curves`
    are the points of their curve and of the right one, where the practice has something to draw.
    """
    namespace: dict[str, Any] = {"__name__": "practice"}
    try:
        exec(compile(source, SOURCE, "exec"), namespace)
    except SyntaxError as error:
        return _told("error", f"Python can't read line {error.lineno}: {error.msg}.")
    except Exception as error:
        return _told("error", f"Your code stops with {_named(error)}{_line(error)}.")
    function = namespace.get(practice["function"])
    if not callable(function):
        return _told("error", f"There is no function {practice['function']} any more; keep its name, or press Reset.")
    return check(practice, function)


def check(practice: Practice, function: Callable[..., Any]) -> dict[str, Any]:
    """Compare a function with the solution on every input of the practice."""
    solution = defined(practice, practice["solution"])
    right, mine = _outcomes(solution, practice), _outcomes(function, practice)
    curves = {"yours": _curve(practice, function), "right": _curve(practice, solution)}
    place = next((i for i, pair in enumerate(zip(mine, right, strict=True)) if not _same(*pair)), None)
    if place is None:
        return _told("right", practice.get("praise", "Right: it agrees with the solution on every input."), curves)
    for mistake in practice.get("mistakes", []):
        theirs = _outcomes(defined(practice, mistake["code"]), practice)
        if all(map(_same, mine, theirs)):
            return _told("mistake", mistake["says"], curves)
    call = f"{practice['function']}({', '.join(map(show, practice['inputs'][place]))})"
    kind, found = mine[place]
    if kind == "raised":
        return _told("error", f"{call} stops with {found}.", curves)
    return _told("wrong", f"{call} gives {show(found)}; it should give {show(right[place][1])}.", curves)


def defined(practice: Practice, source: str) -> Callable[..., Any]:
    """The practice's function as this source defines it."""
    namespace: dict[str, Any] = {}
    exec(compile(source, SOURCE, "exec"), namespace)
    function: Callable[..., Any] = namespace[practice["function"]]
    return function


def _outcomes(function: Callable[..., Any], practice: Practice) -> list[Outcome]:
    return [_outcome(function, inputs) for inputs in practice["inputs"]]


def _outcome(function: Callable[..., Any], inputs: list[Any]) -> Outcome:
    given = copy.deepcopy(inputs)
    try:
        value = _plain(function(*given))
    except Exception as error:
        return "raised", f"{_named(error)}{_line(error)}"
    if given != inputs:
        return "raised", "its arguments changed: make new lists instead"
    return "value", value


def _plain(value: Any) -> Any:
    """Arrays and tensors as lists, tuples as lists: what JSON can carry and a comparison understands."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value


def _same(one: Outcome, other: Outcome) -> bool:
    if one[0] != other[0]:
        return False
    return (one[0] == "raised" and _kind(one[1]) == _kind(other[1])) or (one[0] == "value" and _close(one[1], other[1]))


def _kind(text: str) -> str:
    """Which exception it was, whatever it said and wherever it came from."""
    return text.partition(":")[0].partition(" in line")[0]


def _close(one: Any, other: Any) -> bool:
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_close, one, other))
    if isinstance(one, int | float) and isinstance(other, int | float):
        if math.isnan(one) or math.isnan(other):
            return math.isnan(one) and math.isnan(other)
        return math.isclose(one, other, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    return bool(type(one) is type(other) and one == other)


def _curve(practice: Practice, function: Callable[..., Any]) -> list[tuple[float, float]]:
    """The points [x, y] of the practice's `draw`, an expression that calls the function by its name."""
    if "draw" not in practice:
        return []
    try:
        points = eval(practice["draw"], {"math": math, practice["function"]: function})
        return [(float(x), float(y)) for x, y in points if math.isfinite(float(x)) and math.isfinite(float(y))]
    except Exception:
        return []


def show(value: Any) -> str:
    """A number or a list as a reader sees it: six significant digits."""
    if isinstance(value, bool) or not isinstance(value, int | float | list):
        return repr(value)[:80]
    if isinstance(value, list):
        return f"[{', '.join(map(show, value))}]"
    return f"{value:.6g}"


def _named(error: BaseException) -> str:
    text = str(error)
    return f"{type(error).__name__}{f': {text}' if text else ''}"


def _line(error: BaseException) -> str:
    """Where in the reader's own code an exception came from."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == SOURCE]
    return f" in line {lines[-1]}" if lines else ""


def _told(verdict: str, says: str, curves: dict[str, list[tuple[float, float]]] | None = None) -> dict[str, Any]:
    return {"verdict": verdict, "says": says, "curves": curves or {"yours": [], "right": []}}


def check_json(practice: str, source: str) -> str:
    """`check_source`, with text in and text out: what the page's worker calls."""
    return json.dumps(check_source(json.loads(practice), source))
