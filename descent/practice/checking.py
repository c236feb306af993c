"""Checks a reader's function against the worked solution: in the page (in Pyodide) and in a notebook, the same code.

Standard library only, and no other module of the package: the page carries this file alone. Nothing here is graded, so
nothing here is secret. The reader's code runs on the reader's own machine.
"""

from __future__ import annotations

import ast
import contextlib
import copy
import inspect
import io
import json
import math
import traceback
from collections.abc import Callable
from typing import Any

SOURCE = "<your code>"
TOLERANCE = 1e-6  # relative, and absolute near zero: another order of the same sums is not a mistake
NEAR = 1e-3  # relative: rounded, or found by small differences
LONGEST = 2000  # characters of what the reader's code printed
CURES = {
    ModuleNotFoundError: "Only plain Python with its standard library is here; lists and math are enough",
    OSError: "There is no keyboard, no file and no network here; use the arguments",
    EOFError: "There is no keyboard here; use the arguments",
}
Practice = dict[str, Any]
Outcome = tuple[str, Any]  # ("value", what came back) or ("raised", what was said)


def check_source(practice: Practice, source: str) -> dict[str, Any]:
    """Run a reader's source and check the function that it defines; the verdict as plain data.

    `verdict` is "right", "mistake" (a known one), "wrong" or "error"; `says` is a sentence for the reader; `curves`
    are the points of their curve and of the right one, where the practice has something to draw; `printed` is what
    their code printed when its function was called on the first input.
    """
    namespace: dict[str, Any] = {"__name__": "practice"}
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            exec(compile(source, SOURCE, "exec"), namespace)
    except SyntaxError as error:
        return _told("error", _sentence(f"Python can't read line {error.lineno}: {error.msg}"))
    except Exception as error:
        return _told("error", _sentence(f"Your code stops with {_named(error)}"))
    function = namespace.get(practice["function"])
    if not callable(function):
        return _told("error", f"There is no function {practice['function']} any more; keep its name, or press Reset.")
    with contextlib.redirect_stdout(printed):
        _outcome(function, practice["inputs"][0])
    with contextlib.redirect_stdout(io.StringIO()):
        found = check(practice, function)
    if found["verdict"] != "right" and _uses_caret(source):
        found["says"] += " In Python, ^ is not a power: write **."
    return {**found, "printed": printed.getvalue()[:LONGEST]}


def check(practice: Practice, function: Callable[..., Any]) -> dict[str, Any]:
    """Compare a function with the solution on every input of the practice."""
    solution = defined(practice, practice["solution"])
    right, mine = _outcomes(solution, practice), _outcomes(function, practice)
    curves = {"yours": _curve(practice, function), "right": _curve(practice, solution)}
    place = next((i for i, pair in enumerate(zip(mine, right, strict=True)) if not _same(*pair)), None)
    if place is None:
        return _told("right", practice.get("praise", "Right: it agrees with the solution on every input."), curves)
    known = []
    for mistake in practice["mistakes"]:
        theirs = _outcomes(defined(practice, mistake["code"]), practice)
        if all(map(_same, mine, theirs)):
            return _told("mistake", mistake["says"], curves)
        known.append((mistake["says"], theirs))
    stop = next((i for i, (kind, _) in enumerate(mine) if kind == "raised"), None)
    if stop is not None:
        stops = _sentence(f"{_call(practice, stop)} stops with {mine[stop][1]}")
        for says, theirs in known:
            if _same_where_it_ends(mine, theirs, right):
                return _told("mistake", f"{says} And {stops}", curves)
    kind, found = mine[place]
    call = _call(practice, place)
    if kind == "raised":
        return _told("error", _sentence(f"{call} stops with {found}"), curves)
    if found is None:
        return _told("wrong", f"{call} gives None: is the return missing? print only shows a value.", curves)
    gives = f"{call} gives {show(found)}; it should give {show(right[place][1])}."
    return _told("wrong", " ".join([gives, *_pattern(mine, right)]), curves)


def _call(practice: Practice, index: int) -> str:
    return f"{practice['function']}({', '.join(map(show, practice['inputs'][index]))})"


def _same_where_it_ends(mine: list[Outcome], theirs: list[Outcome], right: list[Outcome]) -> bool:
    """Is it the known mistake wherever a value came back, and no right answer in two places or more?"""
    ends = [i for i, (kind, _) in enumerate(mine) if kind == "value"]
    return all(_same(mine[i], theirs[i]) for i in ends) and sum(not _same(mine[i], right[i]) for i in ends) >= 2


def _pattern(mine: list[Outcome], right: list[Outcome]) -> list[str]:
    """What all wrong numbers have in common, as a sentence; none if there is nothing to say."""
    if any(kind == "raised" for kind, _ in mine):
        return []
    pairs = [pair for one, other in zip(mine, right, strict=True) for pair in _pairs(one[1], other[1])]
    if not all(isinstance(one, int | float) and math.isfinite(one) for pair in pairs for one in pair):
        return []
    if all(math.isclose(one, other, rel_tol=NEAR, abs_tol=NEAR) for one, other in pairs):
        return ["All numbers are near, but not equal: rounded, or found by small differences?"]
    ratios = [one / other for one, other in pairs if abs(other) > TOLERANCE]
    zeros_fit = all(abs(one) <= TOLERANCE for one, other in pairs if abs(other) <= TOLERANCE)
    if len(ratios) < 3 or not zeros_fit or not all(map(_close, ratios, ratios[1:])) or abs(ratios[0]) < TOLERANCE:
        return []
    times = "the negative of" if _close(ratios[0], -1.0) else f"{show(ratios[0])} times"
    return [f"Every number is {times} what it should be."]


def _pairs(one: Any, other: Any) -> list[tuple[Any, Any]]:
    """The numbers of two results that stand in the same place; where the shapes differ, what differs."""
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return [pair for each in zip(one, other, strict=True) for pair in _pairs(*each)]
    return [(one, other)]


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
        return "raised", _named(error)
    if given != inputs:
        return "raised", "its arguments changed: build new lists and leave the given ones as they are"
    return "value", value


def _plain(value: Any) -> Any:
    """Arrays and tensors as lists, tuples and generators as lists: what JSON can carry and a comparison understands."""
    if inspect.isgenerator(value):
        value = list(value)
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
    return f"{value + 0.0:.6g}"  # no minus before a zero


def _named(error: BaseException) -> str:
    """An exception as a reader is told of it: its name, its text, the line, and a cure where one is known."""
    text = str(error)
    cure = next((f". {cure}" for kind, cure in CURES.items() if isinstance(error, kind)), "")
    return f"{type(error).__name__}{f': {text}' if text else ''}{_line(error)}{cure}"


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _uses_caret(source: str) -> bool:
    return any(
        isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.BitXor)
        for node in ast.walk(ast.parse(source))
    )


def _line(error: BaseException) -> str:
    """Where in the reader's own code an exception came from."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == SOURCE]
    return f" in line {lines[-1]}" if lines else ""


def _told(verdict: str, says: str, curves: dict[str, list[tuple[float, float]]] | None = None) -> dict[str, Any]:
    return {"verdict": verdict, "says": says, "curves": curves or {"yours": [], "right": []}, "printed": ""}


def check_json(practice: str, source: str) -> str:
    """`check_source`, with text in and text out: what the page's worker calls."""
    return json.dumps(check_source(json.loads(practice), source))
