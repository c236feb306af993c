"""When two texts of a cell are the same: line ends, trailing blanks and a last line feed are no edit."""

from __future__ import annotations


def clean(text: str) -> str:
    """The text with plain line ends, without lone surrogates, which JSON may carry and no file can."""
    return text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode("utf-8")


def trimmed(text: str) -> str:
    """What is compared of a text."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(map(str.rstrip, lines)).strip()


def same(one: str, other: str) -> bool:
    return trimmed(one) == trimmed(other)
