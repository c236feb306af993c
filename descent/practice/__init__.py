"""Practice that checks itself: a small function to write, in the page or in a notebook. Nothing of it is graded.

Each practice is one file, `cells/<name>.toml`: `title`, `task`, `stub`, `solution`, `inputs`, known `mistakes` with
what to say, `hints`, and what to `draw`. No code belongs to it beyond these.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from descent.practice.checking import check as compare

CELLS = Path(__file__).parent / "cells"
NEEDED = ("title", "task", "stub", "solution", "inputs", "hints", "mistakes")
KNOWN = {*NEEDED, "function", "draw", "labels", "praise"}
LONGEST_LABELS = (46, 30)  # characters that fit along the drawing's two axes


class PracticeError(ValueError):
    """A practice that can't be used; the message names the file, what is wrong and the cure."""


def names() -> list[str]:
    """Every practice, by name."""
    return sorted(path.stem for path in CELLS.glob("*.toml"))


@cache
def load(name: str) -> Mapping[str, Any]:
    """A practice as plain data, with `name` and `function` filled in.

    Raises
    ------
    PracticeError
        If there is no such practice, or something of it is missing or unknown.
    """
    path = CELLS / f"{name}.toml"
    if not path.is_file():
        raise PracticeError(f"there is no practice {name!r}; there are {', '.join(names()) or 'none yet'}")
    found = tomllib.loads(path.read_text(encoding="utf-8"))
    if missing := [key for key in NEEDED if key not in found]:
        raise PracticeError(
            f"{path.name}: {', '.join(missing)} missing; descent/practice/__init__.py says what each is"
        )
    if unknown := sorted(set(found) - KNOWN):
        raise PracticeError(f"{path.name}: unknown entry {', '.join(unknown)}; known are {', '.join(sorted(KNOWN))}")
    first = re.search(r"^def (\w+)\(", found["stub"], re.MULTILINE)
    if not first:
        raise PracticeError(f"{path.name}: the stub defines no function; begin it with `def name(...):`")
    for text in (found["stub"], found["solution"], *(mistake["code"] for mistake in found["mistakes"])):
        if f"def {found.get('function', first[1])}(" not in text:
            raise PracticeError(f"{path.name}: stub, solution and each mistake must define the same function")
    for label, longest in zip(found.get("labels", ()), LONGEST_LABELS, strict=False):
        if len(label) > longest:
            raise PracticeError(f"{path.name}: the axis has no room for {label!r}; use {longest} characters at most")
    return {"name": name, "function": first[1], **found}


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
