"""Judges a reader's function against the worked solution: in the page (in Pyodide) and in a notebook, the same code.

Standard library only: the page carries this file and `running.py` alone. Nothing here is graded, so nothing here is
secret.
"""

from __future__ import annotations

import ast
import json
import math
from collections.abc import Callable
from typing import Any

from descent.practice.running import Outcome, Practice, call, curve, defined, observe, outcome, sentence, show

TOLERANCE = 1e-6  # relative, and absolute near zero: another order of the same sums is not a mistake
NEAR = 1e-3  # relative: rounded, or found by small differences
Curves = dict[str, list[tuple[float, float]]]


def check_source(practice: Practice, source: str) -> dict[str, Any]:
    """Run a reader's source and check the function that it defines; the verdict as plain data.

    `verdict` is "right", "mistake" (a known one), "wrong" or "error"; `says` is a sentence for the reader; `curves`
    are the points of their curve and of the right one, where the practice has something to draw; `printed` is what
    their code printed in `call`, the call that the sentence is about (the first one, where it is about them all).
    """
    return judge_source(practice, source, observe(practice, source))


def judge_source(practice: Practice, source: str, seen: dict[str, Any]) -> dict[str, Any]:
    """The verdict on what `observe` saw of a source."""
    if "fails" in seen:
        return {**_told("error", seen["fails"]), "call": "", "printed": seen["printed"][""]}
    found = judge(practice, seen)
    if found["verdict"] != "right" and _uses_caret(source):
        found["says"] += " In Python, ^ is not a power: write **."
    about = call(practice, found.pop("place"))
    return {**found, "call": about, "printed": seen["printed"].get(about, "")}


def check(practice: Practice, function: Callable[..., Any]) -> dict[str, Any]:
    """Compare a function with the solution on every input of the practice."""
    return judge(practice, {"outcomes": _outcomes(practice, function), "curve": curve(practice, function)})


def judge(practice: Practice, seen: dict[str, Any]) -> dict[str, Any]:
    """The verdict on what a function gave; `place` is the input that it is about."""
    solution = defined(practice, practice["solution"])
    right, mine = _outcomes(practice, solution), seen["outcomes"]
    curves = {"yours": seen["curve"], "right": curve(practice, solution)}
    place = next((i for i, pair in enumerate(zip(mine, right, strict=True)) if not _same(*pair)), None)
    if place is None:
        return _told("right", practice.get("praise", "Right: it agrees with the solution on every input."), curves)
    return _known(practice, mine, right, curves) or _wrong(practice, mine, right, curves, place)


def _known(practice: Practice, mine: list[Outcome], right: list[Outcome], curves: Curves) -> dict[str, Any] | None:
    """The verdict where it is a mistake that the practice knows; also where it stops on some input."""
    known = []
    for mistake in practice["mistakes"]:
        theirs = _outcomes(practice, defined(practice, mistake["code"]))
        if all(map(_same, mine, theirs)):
            return _told("mistake", mistake["says"], curves)
        known.append((mistake["says"], theirs))
    stop = next((i for i, (kind, _) in enumerate(mine) if kind == "raised"), None)
    if stop is not None:
        stops = sentence(f"{call(practice, stop)} stops with {mine[stop][1]}")
        for says, theirs in known:
            if _same_where_it_ends(mine, theirs, right):
                return _told("mistake", f"{says} And {stops}", curves, stop)
    return None


def _wrong(practice: Practice, mine: list[Outcome], right: list[Outcome], curves: Curves, place: int) -> dict[str, Any]:
    """The verdict where nobody knows the mistake: what the first call that differs gives."""
    kind, found = mine[place]
    where = call(practice, place)
    if kind == "raised":
        return _told("error", sentence(f"{where} stops with {found}"), curves, place)
    if found is None:
        says = f"{where} gives None: is the return missing? print only shows a value."
        return _told("wrong", says, curves, place)
    gives = f"{where} gives {show(found)}; it should give {show(right[place][1])}."
    return _told("wrong", " ".join([gives, *_pattern(mine, right)]), curves, place)


def _outcomes(practice: Practice, function: Callable[..., Any]) -> list[Outcome]:
    return [outcome(function, inputs) for inputs in practice["inputs"]]


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


def _uses_caret(source: str) -> bool:
    return any(
        isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.BitXor)
        for node in ast.walk(ast.parse(source))
    )


def _told(verdict: str, says: str, curves: Curves | None = None, place: int = 0) -> dict[str, Any]:
    return {"verdict": verdict, "says": says, "curves": curves or {"yours": [], "right": []}, "place": place}


def judge_json(practice: str, source: str, seen: str) -> str:
    """`judge_source`, with text in and text out: what the page's worker calls."""
    return json.dumps(judge_source(json.loads(practice), source, json.loads(seen)))
