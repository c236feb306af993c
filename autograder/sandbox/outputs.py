"""What a cell prints and displays, kept in nbformat's form and up to a limit."""

from __future__ import annotations

import io
import sys
from typing import Any

MAX_OUTPUT = 200_000  # characters that one cell may print; the rest is left out
MAX_PICTURES = 2_000_000  # characters of base64, over all pictures of a cell
MAX_ITEMS = 100  # displays of one cell


class Outputs:
    """The outputs of the cell that runs."""

    def __init__(self) -> None:
        self.items: list[dict[str, Any]] = []
        self.left, self.pictures, self.silent = MAX_OUTPUT, MAX_PICTURES, False

    def stream(self, name: str, text: str) -> None:
        if self.silent or self.left <= 0:
            return
        text = text[: self.left] if len(text) <= self.left else text[: self.left] + "\n… (the rest is left out)\n"
        self.left -= len(text)
        if self.items and self.items[-1].get("name") == name:
            self.items[-1]["text"] += text
        else:
            self.items.append({"output_type": "stream", "name": name, "text": text})

    def note(self, text: str) -> None:
        """A line of the grader's own to the student, beside what their code prints."""
        self.stream("stderr", f"({text})\n")

    def data(self, kind: str, data: dict[str, Any]) -> None:
        shown = {mime: value for mime, value in data.items() if isinstance(value, str) and self._fits(mime, value)}
        if shown and not self.silent and len(self.items) < MAX_ITEMS:
            self.items.append({"output_type": kind, "data": shown, "metadata": {}})

    def _fits(self, mime: str, value: str) -> bool:
        if mime.startswith("image/"):
            self.pictures -= len(value)
            return self.pictures >= 0
        self.left -= len(value)
        return self.left >= 0

    def clear(self) -> None:
        if not self.silent:
            self.items = []

    def take(self) -> list[dict[str, Any]]:
        items, self.items = self.items, []
        self.left, self.pictures = MAX_OUTPUT, MAX_PICTURES
        return items


class Stream(io.TextIOBase):
    """sys.stdout or sys.stderr. Closing it closes nothing, as in a notebook's kernel."""

    encoding = "utf-8"

    def __init__(self, name: str, outputs: Outputs) -> None:
        self.name, self.outputs = name, outputs

    def write(self, text: str) -> int:
        self.outputs.stream(self.name, str(text))
        return len(text)

    def writable(self) -> bool:
        return True

    def close(self) -> None:
        pass


class Streams:
    """Both streams, put where `print` looks for them; put back where a student's code has left nothing to print to."""

    def __init__(self, outputs: Outputs) -> None:
        self.both = {name: Stream(name, outputs) for name in ("stdout", "stderr")}

    def put(self) -> None:
        for name, stream in self.both.items():
            setattr(sys, name, stream)

    def mend(self) -> None:
        """IPython itself writes to them, and what is `None` or closed would end every later cell."""
        for name, stream in self.both.items():
            found = getattr(sys, name, None)
            if not callable(getattr(found, "write", None)) or getattr(found, "closed", False):
                setattr(sys, name, stream)
