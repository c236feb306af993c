"""Practice that checks itself: a small function to write, in the page or in a notebook. Nothing of it is graded.

Each practice is one file, `cells/<name>.toml`: `title`, `task`, `stub`, `solution`, `inputs`, known `mistakes` with
what to say and what each replaces in the solution, `hints`, and what to `draw`. No code belongs to it beyond these.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from descent.practice.checking import check as compare
from descent.swaps import SwapError, code_of

CELLS = Path(__file__).parent / "cells"


class PracticeError(ValueError):
    """No practice of this name, or one whose mistakes can't be read; the message says what helps."""

    def __init__(self, message: str, at: str = "") -> None:
        super().__init__(message)
        self.at = at


def names() -> list[str]:
    """Every practice, by name."""
    return sorted(path.stem for path in CELLS.glob("*.toml"))


def path_of(name: str) -> Path:
    """The practice's file.

    Raises
    ------
    PracticeError
        If there is no such practice.
    """
    path = CELLS / f"{name}.toml"
    if not path.is_file():
        near = get_close_matches(name, names(), 1, 0.6)
        cure = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(names()) or 'none yet'}"
        raise PracticeError(f"there is no practice {name!r}; {cure}", name)
    return path


def function_of(code: str) -> str | None:
    """The name of the first function that a piece of code defines."""
    first = re.search(r"^def (\w+)\(", code, re.MULTILINE)
    return first and first[1]


@cache
def load(name: str) -> Mapping[str, Any]:
    """A practice as plain data. What it is made of: `press.directives.practice_spec`.

    Raises
    ------
    PracticeError
        If there is no such practice, or one of its mistakes does not say what it replaces.
    """
    return read(name)


def read(name: str) -> dict[str, Any]:
    """The practice's file as it is now, with `name` and `function` filled in, and each mistake's whole `code`."""
    path = path_of(name)
    found = tomllib.loads(path.read_text(encoding="utf-8"))
    found["mistakes"] = [_with_code(mistake, found["solution"], path) for mistake in found["mistakes"]]
    return {"name": name, "function": function_of(found["stub"]), **found}


def _with_code(mistake: Mapping[str, Any], solution: str, path: Path) -> dict[str, str]:
    try:
        return {"says": mistake["says"], "code": code_of(mistake, solution, "the solution")}
    except SwapError as error:
        raise PracticeError(f"{path}: the mistake {mistake['says']!r}: {error}") from None


def check(name: str, function: Callable[..., Any]) -> None:
    """Check your function for the practice `name`, here in the notebook: a sentence, and your curve over the right one.

    Raises
    ------
    PracticeError
        If there is no practice of this name.
    """
    practice = dict(load(name))
    found = compare(practice, function)
    print(("✓ " if found["verdict"] == "right" else "✗ ") + found["says"])
    if found["curves"]["right"]:
        _draw(practice, found["curves"])


def _draw(practice: Mapping[str, Any], curves: Mapping[str, list[tuple[float, float]]]) -> None:
    from descent import figures

    axes = figures.panel(practice["title"], *practice.get("labels", ("", "")))
    for name, colour, style in (("right", figures.BLUE, "-"), ("yours", figures.ORANGE, "--")):
        if curves[name]:
            axes.plot(*zip(*curves[name], strict=True), style, color=colour, label=name)
    axes.legend()
    figures.show(axes, alt=f"Your curve and the right one for the practice {practice['title']}, in one plot.")
