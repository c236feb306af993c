"""Wrong code, told by what it replaces in the right code: `swap`, pairs of an old text and a new one, or whole `code`.

The practices' known mistakes and the exercises' wrong answers are written so. Standard library only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from itertools import pairwise
from typing import Any

LONGEST = 60  # characters of a text in a message


class SwapError(ValueError):
    """A mistake that does not say what it replaces; the message names the text and the cure."""


def code_of(mistake: Mapping[str, Any], right: str, where: str) -> str:
    """The wrong code: the mistake's `code`, or the right code with each `swap` made. `where` names the right code.

    Raises
    ------
    SwapError
        If the mistake has neither or both, or an old text is not found exactly once.
    """
    swaps, code = mistake.get("swap"), mistake.get("code")
    if (swaps is None) == (code is None):
        raise SwapError(f"has {'neither swap nor' if code is None else 'both swap and'} code; write one of them")
    return str(code) if swaps is None else swapped(right, swaps, where)


def swapped(right: str, swaps: Sequence[Sequence[str]], where: str) -> str:
    """The right code with the new text of each pair in place of the old one, which stands there exactly once."""
    places = sorted((_place(right, old, where), old, new) for old, new in swaps)
    for (start, old, _), (following, other, _) in pairwise(places):
        if start + len(old) > following:
            raise SwapError(f"swap: {_short(old)} and {_short(other)} overlap in {where}; make one pair of them")
    for start, old, new in reversed(places):
        right = right[:start] + new + right[start + len(old) :]
    return right


def _place(right: str, old: str, where: str) -> int:
    if not old:
        raise SwapError(f"swap: an old text is empty; take a line of {where} and write it into the new text too")
    if not (count := right.count(old)):
        near = get_close_matches(old, right.splitlines(), 1, 0)
        raise SwapError(f"swap: {_short(old)} is not in {where}; copy it from there, perhaps from {_short(near[0])}")
    if count > 1:
        raise SwapError(f"swap: {_short(old)} stands {count} times in {where}; take in more of what is around it")
    return right.index(old)


def _short(text: str) -> str:
    text = text.strip("\n")
    return repr(text if len(text) <= LONGEST else f"{text[:LONGEST]}…")
