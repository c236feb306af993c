"""Names in a zip or on a disk that nobody says the encoding of, as older packers on Windows write them."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import pairwise

STANDARD = "cp437"  # what a zip's names are in where nothing else is said
# The surest first: bytes are seldom UTF-8 or one of these scripts by chance; Latin letters fit every page.
PAGES = ("cp932", "cp866", STANDARD, "cp852", "cp850")
ONE_SCRIPT = {"IDEOGRAPHIC": "CJK", "HIRAGANA": "CJK", "KATAKANA": "CJK", "KATAKANA-HIRAGANA": "CJK"}
RARE = "ƒ"  # in cp437 where other pages have č


def decode(names: Sequence[bytes]) -> tuple[list[str], str]:
    """The names as people wrote them, and the code page: one for all, for one program packed them."""
    try:
        return [name.decode("utf-8") for name in names], "utf-8"
    except UnicodeDecodeError:
        page = next((page for page in PAGES if all(_reads_well(name, page) for name in names)), STANDARD)
        return [name.decode(page) for name in names], page


def _reads_well(raw: bytes, page: str) -> bool:
    """Whether it reads as words, each in one script, with no capital after a small letter."""
    try:
        name = raw.decode(page)
    except UnicodeDecodeError:
        return False
    if any(not (c.isascii() or c.isalpha() or c.isspace()) or c in RARE for c in name):
        return False
    return all(_go_together(one, other) for one, other in pairwise(name) if one.isalpha() and other.isalpha())


def _go_together(one: str, other: str) -> bool:
    grows = one.islower() and other.isupper() and not other.isascii()
    return _script(one) == _script(other) and not grows


def _script(letter: str) -> str:
    """Unicode's names of letters begin with their script."""
    first = unicodedata.name(letter, "UNKNOWN").split()[0]
    return ONE_SCRIPT.get(first, first)
