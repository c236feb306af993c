"""How long a chapter is: its words of prose, and the code cells that it shows.

Words are counted outside the header, fenced blocks (code, quizzes, practice) and comments; a formula counts as one. Of
cells those count that are shown; a run of neighbouring cells for the frameworks is a pair, and counts once.

`ceilings.toml` lists the chapters that are still longer than they may be, each with its present number: it may fall,
and the ceiling with it, but not grow.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from press.checks.page_text import HEADER, visible_cells
from press.directives.framework_tabs import FRAMEWORKS
from press.layout import Layout

LONGEST = 15  # lines of a cell that is shown unfolded
BLOCK = re.compile(r"^(`{3,}).*?^\1$", re.DOTALL | re.MULTILINE)
FORMULA = re.compile(r"\$\$.*?\$\$|\$[^$]+\$", re.DOTALL)
MARKS = re.compile(r"^%.*$|^:::.*$|^:\w[\w-]*:.*$|\{[\w:-]+\}|\]\([^)]*\)", re.MULTILINE)
WORD = re.compile(r"\S*\w\S*")


def words(text: str) -> int:
    """The words of prose of a page."""
    prose = BLOCK.sub(" ", HEADER.sub("", text))
    return len(WORD.findall(MARKS.sub(" ", FORMULA.sub(" formula ", prose))))


def shown_cells(text: str) -> int:
    """The code cells that a page shows, a pair for the two frameworks counted once."""
    count, end, in_pair = 0, -1, False
    for cell in visible_cells(text):
        paired = any(re.search(rf"\b{name}\b", cell["options"]) for name in FRAMEWORKS)
        goes_on = paired and in_pair and not text[end : cell.start()].strip()
        count += not goes_on
        end, in_pair = cell.end(), paired
    return count


def long_cells(text: str) -> int:
    """The shown cells of more than 15 lines."""
    return sum(len(cell["code"].strip().splitlines()) > LONGEST for cell in visible_cells(text))


COUNTS = {"words": words, "cells": shown_cells, "long cells": long_cells}
LIMITS = {"words": 1800, "cells": 20, "long cells": 0}
CEILINGS = Path(__file__).with_name("ceilings.toml")

Ceilings = dict[str, dict[str, int]]


def chapters_short_enough(layout: Layout) -> Iterator[str]:
    """No chapter over the limits, or over its own ceiling where it has one."""
    yield from too_long(layout, tomllib.loads(CEILINGS.read_text()))


def too_long(layout: Layout, ceilings: Ceilings) -> Iterator[str]:
    """A line for each number that is over its limit, and for each ceiling that is too high by now."""
    chapters = {chapter.slug: chapter for chapter in layout.chapters if chapter.teaches}
    for slug in ceilings.keys() - chapters.keys():
        yield f"press/checks/{CEILINGS.name} has a ceiling for {slug!r}, which is no chapter; take it out"
    for slug, chapter in chapters.items():
        text, own = chapter.path.read_text(), ceilings.get(slug, {})
        for what, count in COUNTS.items():
            if fault := _fault(what, count(text), own.get(what)):
                yield f"{chapter.docname}.md has {fault}"


def _fault(what: str, number: int, ceiling: int | None) -> str:
    limit = LIMITS[what] if ceiling is None else ceiling
    if number > limit:
        return f"{number} {what}, over its limit of {limit}; shorten, fold or split"
    if ceiling is None or number == ceiling:
        return ""
    cure = f"set its ceiling to {number}" if number > LIMITS[what] else "take its ceiling out"
    return f"only {number} {what} left; {cure} in press/checks/{CEILINGS.name}"
