"""A fault in a text that somebody wrote here: told with the file, the line and the cure, and without a traceback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from descent.practice import PracticeError


class SourceError(ValueError):
    """What is wrong with a text, and the cure. `at` are words of the line on which it stands."""

    def __init__(self, message: str, at: str = "") -> None:
        super().__init__(message)
        self.at = at


@contextmanager
def located(path: Path, root: Path) -> Iterator[None]:
    """What goes wrong with the text of `path` in here gets its file and line."""
    try:
        yield
    except (SourceError, PracticeError) as error:
        line = _line(path.read_text(encoding="utf-8"), getattr(error, "at", ""))
        raise SourceError(f"{path.relative_to(root)}{line}: {error}") from None


def _line(text: str, at: str) -> str:
    """The first line with these words, or the beginning of them."""
    words = at.strip().splitlines()[:1]
    found = (number for number, line in enumerate(text.splitlines(), 1) if words and words[0] in line)
    return next((f", line {number}" for number in found), "")
