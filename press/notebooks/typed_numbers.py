"""Finds decimals and percentages typed in prose: a figure that can be computed is glued or a reference value.

An exception stands on the line above, with its reason: `% typed: the learning rate that the source recommends`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

NUMBER = re.compile(r"(?<![\w.])\d+\.\d+(?![\w.]*\.\d)|\b\d+(?:\.\d+)?\s?(?:%|percent\b)")
# Not prose: code spans, roles, placeholders, addresses, DOIs.
NOT_PROSE = re.compile(r"\{[\w:-]+\}`[^`]*`|`+[^`]*`+|\{\{.*?\}\}|\]\([^)]*\)|https?://\S+|10\.\d{4,}/\S+")
FENCE = re.compile(r"^\s*(`{3,}|~{3,})")


def typed_numbers(path: Path) -> Iterator[str]:
    """One sentence for each figure typed in the page's prose."""
    fence, excused = "", False
    for number, line in enumerate(path.read_text().splitlines(), 1):
        opening = FENCE.match(line)
        if fence:
            fence = "" if line.strip() == fence else fence
        elif opening:
            fence = opening[1]
        elif line.startswith("% typed:"):
            if not line.removeprefix("% typed:").strip():
                yield f"{path}:{number}: an exception needs its reason after '% typed:'"
            excused = True
            continue
        elif not excused:
            for found in NUMBER.findall(NOT_PROSE.sub(" ", line)):
                yield f"{path}:{number}: {found!r} is typed in prose; glue it, or use {{{{ values.name }}}}"
        excused = False
