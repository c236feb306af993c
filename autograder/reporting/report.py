"""One page about a class, for its instructor: self-contained, without a script, and nothing of a student's runs in it.

`page` draws the tallies, `write` keeps the page.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from markupsafe import Markup

from autograder import files
from autograder.console import number
from autograder.course.course import Course
from autograder.errors import Trouble
from autograder.reporting import pages, review
from autograder.reporting.mistakes import Mistake
from autograder.reporting.statistics import MOST_BARS, Tally

TEMPLATE, STYLE = "report.html.tpl", "report.css"
TALLEST = 150  # the highest bar, in the units of the picture
MISTAKES = 6  # of an exercise; below them the page says how many more there are
LINE, LINES = 200, 8  # characters and lines of one message


def write(course: Course, tallies: Sequence[Tally], path: Path, now: datetime) -> Path:
    """Write the page and return where it is.

    Raises
    ------
    Trouble
        If nothing is graded yet, or there is a folder of that name.
    """
    if not any(one.graded for one in tallies):
        raise Trouble(
            f"nothing is graded yet in {', '.join(one.slug for one in tallies)}; run `autograder grade` first"
        )
    if path.is_dir():
        raise Trouble(f"{path} is a folder; name a file, as in -o {path / 'report.html'}")
    files.write_bytes(path, page(course.name, tallies, now).encode())
    return path


def page(name: str, tallies: Sequence[Tally], now: datetime) -> str:
    """The whole page. What is due first stands first, which is the order of the course."""
    style = pages.style(STYLE)
    ordered = sorted(tallies, key=lambda one: (one.due is None, one.due, one.slug))
    return pages.environment(points=number, time=_time, brief=brief).get_template(TEMPLATE).render(
        name=name, tallies=ordered, now=now, style=Markup(style), policy=policy(style), means=review.MEANS,
        shared=shared, columns=columns, tallest=TALLEST, waits=waits(tallies),
    )  # fmt: skip


def waits(tallies: Sequence[Tally]) -> list[str]:
    """All that waits for somebody, in words: only where this is empty is there nothing to do."""
    counts = {
        "notebook{} to look at": sum(one.to_look for one in tallies),
        "notebook{} with written answers to read": sum(len(one.unread) for one in tallies),
        "notebook{} flagged": sum(one.flagged for one in tallies),
        "notebook{} to grade": sum(len(one.to_grade) for one in tallies),
        "page{} of feedback to write": sum(len(one.unpublished) for one in tallies),
    }
    return [f"{count:,} {what.format('s' if count > 1 else '')}" for what, count in counts.items() if count]


def shared(found: Sequence[Mistake]) -> tuple[Sequence[Mistake], Sequence[Mistake]]:
    """The mistakes to show, which several made, and the others."""
    count = sum(len(mistake.students) > 1 for mistake in found[:MISTAKES])
    return found[:count], found[count:]


def policy(style: str) -> str:
    """A browser loads nothing, runs nothing, and takes this one style sheet, known by its hash."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def brief(text: str) -> str:
    """A message at a length that a page can take: the call may be long, but what is said of it stands at the end."""
    lines = [line if len(line) <= LINE else f"{line[:LINE]} …" for line in text.splitlines()]
    return "\n".join([*lines[:LINES], *(["…"] if len(lines) > LINES else [])])


def _time(when: datetime) -> str:
    return f"{when.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


@dataclass(frozen=True)
class Column:
    """One bar as it is drawn: across in percent, so that it fits any page, and upwards in the picture's own units."""

    left: float
    middle: float
    width: float
    height: float
    count: int
    name: str
    label: str


def columns(one: Tally) -> list[Column]:
    """The bars of an exercise's distribution; every second one is labelled where there are many, and the last."""
    slot, most = 100 / len(one.bars), max(bar.count for bar in one.bars) or 1
    every, last = 2 if len(one.bars) > MOST_BARS // 2 + 1 else 1, len(one.bars) - 1
    return [
        Column(
            left=round((place + 0.1) * slot, 3),
            middle=round((place + 0.5) * slot, 3),
            width=round(0.8 * slot, 3),
            height=round(TALLEST * bar.count / most, 2),
            count=bar.count,
            name=number(bar.low) if bar.high - bar.low <= 1 else f"{number(bar.low)} to {number(bar.high)}",
            label=number(bar.low) if place % every == 0 or place == last else "",
        )
        for place, bar in enumerate(one.bars)
    ]
