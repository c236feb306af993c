"""The seeds of hidden random inputs.

The checks' cell of an exercise has a function `fresh_seed`, which draws from the system: so its notebook works without
the grader. The examiner puts a `Series` in that function's place, which follows from one seed: that of the attempt,
drawn at its first grading and kept with its verdict. A student's process has neither; it gets what a test computes from
the numbers.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import NoReturn

FRESH = "fresh_seed"


def draw() -> str:
    """A seed that nobody can guess."""
    return secrets.token_hex(16)


class Series:
    """`fresh_seed` as one test cell sees it: a number at each call, which all frameworks take for a seed (32 bits)."""

    def __init__(self, seed: str, cell: str) -> None:
        self._start, self._given = f"{seed} {cell}", 0

    def __call__(self) -> int:
        self._given += 1
        return int.from_bytes(hashlib.sha256(f"{self._start} {self._given}".encode()).digest()[:4], "big")

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"{FRESH} can't be called on the student's side; draw in the test, and hand over the number")
