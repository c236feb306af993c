"""One page about a class, for its instructor: self-contained, without a script, and nothing of a student's runs in it.

`tally_of` reads an exercise from the course folder and the gradebook, `page` draws the tallies, `write` keeps the page.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from markupsafe import Markup

from autograder import collect, pages, reasons, roster, stock, store
from autograder.course import Course
from autograder.errors import Trouble
from autograder.mistakes import Mistake
from autograder.score import ByHand, Score
from autograder.tally import MOST_BARS, Entry, Tally, tally
from autograder.verdict import SubmissionVerdict

TEMPLATE, STYLE = "report.html.tpl", "report.css"
TALLEST = 150  # the highest bar, in the units of the picture
MISTAKES = 6  # of an exercise; below them the page says how many more there are
LINE, LINES = 200, 8  # characters and lines of one message
NOBODY: tuple[None, ByHand] = (None, ByHand())


def chosen(course: Course, slugs: Sequence[str]) -> list[str]:
    """The exercises to report on: those named, else all that are released."""
    known = [course.exercise(slug).slug for slug in slugs] or course.released()
    if not known:
        raise Trouble("nothing is released in this course; run `autograder release SLUG` first")
    return list(dict.fromkeys(known))


def tally_of(course: Course, slug: str) -> Tally:
    """One exercise's numbers."""
    exercise, rows = course.exercise(slug), stock.sheet(course, slug)
    students = roster.sound(course, slug)
    verdicts = [verdict for student in students if (verdict := course.verdict(slug, student))]
    entries = [_entry(course, verdict, *rows.get(verdict.student, NOBODY)) for verdict in verdicts]
    return tally(exercise, students, entries, stock.due_date(course, slug))


def _entry(course: Course, verdict: SubmissionVerdict, score: Score | None, hand: ByHand) -> Entry:
    return Entry(verdict, score, hand, collect.receipt(course, verdict.exercise, verdict.student))


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
    store.write_bytes(path, page(course.name, tallies, now).encode())
    return path


def page(name: str, tallies: Sequence[Tally], now: datetime) -> str:
    """The whole page. What is due first stands first, which is the order of the course."""
    style = pages.style(STYLE)
    ordered = sorted(tallies, key=lambda one: (one.due is None, one.due, one.slug))
    return pages.environment(points=points, time=_time, brief=brief).get_template(TEMPLATE).render(
        name=name, tallies=ordered, now=now, style=Markup(style), policy=policy(style), means=reasons.MEANS,
        shared=shared, columns=columns, tallest=TALLEST,
    )  # fmt: skip


def shared(found: Sequence[Mistake]) -> tuple[Sequence[Mistake], Sequence[Mistake]]:
    """The mistakes to show, which several made, and the others."""
    count = sum(len(mistake.students) > 1 for mistake in found[:MISTAKES])
    return found[:count], found[count:]


def policy(style: str) -> str:
    """A browser loads nothing, runs nothing, and takes this one style sheet, known by its hash."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def points(value: float) -> str:
    """Two digits at most, and none that say nothing."""
    return f"{round(value, 2):g}"


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
            name=points(bar.low) if bar.high - bar.low <= 1 else f"{points(bar.low)} to {points(bar.high)}",
            label=points(bar.low) if place % every == 0 or place == last else "",
        )
        for place, bar in enumerate(one.bars)
    ]
