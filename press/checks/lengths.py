"""How long a chapter is: its words of prose, and the code cells that it shows.

Words are counted outside the header, fenced blocks (code, quizzes, practice) and comments; a formula counts as one. Of
cells those count that are shown; a run of neighbouring cells for the frameworks is a pair, and counts once.
"""

from __future__ import annotations

import re

from press.checks.page_text import HEADER, visible_cells
from press.directives.framework_tabs import FRAMEWORKS

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
