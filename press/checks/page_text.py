"""The parts of a page's Markdown: its header, and its code cells with their tags."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

HEADER = re.compile(r"\A---\n(.*?)^---$", re.DOTALL | re.MULTILINE)
CELL = re.compile(r"^```\{code-cell\}[^\n]*\n(?P<options>(?::[^\n]*\n)*)(?P<code>.*?)^```$", re.DOTALL | re.MULTILINE)
UNSEEN = re.compile(r"\b(?:hide|remove)-(?:cell|input)\b")


def header(text: str) -> dict[str, Any]:
    """What stands between the first two `---` of a page."""
    found = HEADER.match(text)
    return yaml.safe_load(found[1]) if found else {}


def code_cells(text: str) -> Iterator[re.Match[str]]:
    """The page's code cells, each with its `options` and its `code`."""
    return CELL.finditer(text)


def visible_cells(text: str) -> Iterator[re.Match[str]]:
    """Those whose code a reader sees without unfolding anything."""
    return (cell for cell in code_cells(text) if not UNSEEN.search(cell["options"]))
