"""The commands that look and change nothing: why one student has this score, and where the whole class stands."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from autograder import console
from autograder.cli_frame import EXISTING, STUDENT, check_sound, course_option


@click.command(epilog="Example: autograder status")
@course_option
def status(here: Any) -> None:
    """Show where each exercise of the course stands, and what to do next."""
    from autograder import status as standing

    found = [standing.standing(here, slug) for slug in console.track(here.slugs, "reading")]
    columns = ("exercise", "released", "due", "in", "graded", "to do", "mean", "person?", "pages")
    lines = [(s.slug, "yes" if s.released else "no", s.due, s.collected, s.graded, s.to_grade,
              "" if s.mean is None else f"{s.mean:.1f} / {s.points:g}", s.waiting, s.pages) for s in found]  # fmt: skip
    console.table(f"{here.root}, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC", columns, lines, columns[3:])
    for line in [line for one in found for line in standing.remarks(one)]:
        console.say(line)
    check_sound(here, here.released())


@click.command(epilog="Example: autograder show s123 cross-entropy")
@click.argument("student", type=STUDENT)
@click.argument("exercise")
@course_option
def show(here: Any, student: str, exercise: str) -> None:
    """Tell why STUDENT has this score in EXERCISE: each task, its message, notes, grades given by hand, the files."""
    from autograder import show as showing

    told = showing.story(here, student, exercise)
    for heading, lines in showing.tell(told, min(100, console.console().width)):
        console.say(heading, "bold")
        if lines:
            console.say("\n".join([*lines, ""]))


@click.command(epilog="Examples: autograder report · autograder report cross-entropy -o ~/cross-entropy.html")
@click.argument("slugs", nargs=-1)
@click.option("-o", "--output", type=EXISTING, help="The file to write (default: report.html in the course folder).")
@course_option
def report(here: Any, slugs: tuple[str, ...], output: Path | None) -> None:
    """Write one page about the class in the exercises SLUGS (default: all that are released), to open in a browser.

    Scores, the tasks that many failed, the most common mistakes, and what waits for you. It names students: keep it.
    """
    from autograder import report as reporting

    chosen = reporting.chosen(here, slugs)
    tallies = [reporting.tally_of(here, slug) for slug in console.track(chosen, "reading")]
    page = reporting.write(here, tallies, output or here.root / "report.html", datetime.now(UTC))
    console.say(f"wrote {page}")
    check_sound(here, chosen)
