"""What often helps with an exception: a sentence for whoever meets it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from autograder.sandbox.examined import Exceptional

OFFERED = "Python's own modules and what the course's requirements.txt lists"
PASTED = frozenset("\u00a0\u200b\u201c\u201d\u201e\u2018\u2019")  # spaces and quotes that no keyboard writes
GPU = frozenset(("cuda", "mps"))


def on_error(error: Exceptional, lines: Sequence[str]) -> list[str]:
    """On what a cell stopped with, and the student's own lines that led there."""
    line = lines[-1] if lines else ""
    pasted = "SyntaxError" in error["kinds"] and PASTED & set(line)
    found = on_module(error.get("name")) if "ModuleNotFoundError" in error["kinds"] else []
    found += ["A character of this line comes from a page or a word processor: type it anew."] * bool(pasted)
    gpu = GPU & set(re.findall(r"\w+", line))
    return found + ["There is no GPU where work is graded: ask torch.cuda.is_available() first."] * bool(gpu)


def on_module(name: str | None) -> list[str]:
    """On an import of what is not there."""
    return [f"Where work is graded there is no {name!r}, only {OFFERED}: do without it."] if name else []
