"""How the grader's pages are made, the student's and the instructor's: all that is put in is text, in one dress."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from autograder.console import plain

HERE = Path(__file__).parent / "templates"
SHARED = "pages.css"


def environment(**filters: Callable[..., Any]) -> Environment:
    """Templates that escape what is put in, spell out control characters, and refuse what is missing."""
    made = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        finalize=_spelled_out,
    )  # fmt: skip
    made.filters |= filters
    return made


def _spelled_out(value: Any) -> Any:
    """A text's control characters in words; what the template itself made is left alone."""
    return plain(value) if type(value) is str else value


def style(name: str) -> str:
    """A page's own style sheet, below the one that all share."""
    return form(name)


def form(*names: str) -> str:
    """What a page is made by, as text: where it changes, so do the pages."""
    return "".join((HERE / name).read_text(encoding="utf-8") for name in (SHARED, *names))
