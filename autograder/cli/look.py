"""The commands that look and change nothing: why one student has this score, and where the whole class stands."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder import console
from autograder.cli import frame
from autograder.cli.frame import EXISTING, STUDENT, course_option
from autograder.errors import Trouble

if TYPE_CHECKING:
    from autograder.course.course import Course


@click.command(epilog="Example: autograder status")
@course_option
def status(here: Course) -> None:
    """Show where each exercise of the course stands, and what to do next."""
    from autograder.collecting import people
    from autograder.reporting import status as standing

    names = people.names(here)
    exercises, troubles = frame.usable(here, [*here.slugs, *here.released()])
    found = [standing.standing(here, one.slug, names) for one in console.track(exercises, "reading")]
    title, columns = f"{here.root}, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC", standing.COLUMNS
    console.table(title, columns, [one.cells for one in found], columns[2:])
    exposed = [f"{here.root}: {here.exposed}"] if here.exposed else []
    for line in [*exposed, *(line for one in found for line in standing.remarks(one, names))]:
        console.say(line)
    frame.stop([*troubles, *frame.unsound(here, here.released())])


@click.command(epilog="Example: autograder show s123 cross-entropy")
@click.argument("student", type=STUDENT)
@click.argument("exercise")
@course_option
def show(here: Course, student: str, exercise: str) -> None:
    """Tell why STUDENT has this score in EXERCISE: each task, its message, notes, grades given by hand, the files."""
    from autograder.collecting import roster
    from autograder.reporting import show as showing

    if why := roster.damage(here, here.exercise(exercise).slug, student):
        raise Trouble(why)
    told = showing.story(here, student, exercise)
    for heading, lines in showing.tell(told, min(100, console.console().width)):
        console.say(heading, "bold")
        if lines:
            console.say("\n".join([*lines, ""]))


@click.command(epilog="Examples: autograder report · autograder report cross-entropy -o ~/cross-entropy.html")
@click.argument("slugs", nargs=-1)
@click.option("-o", "--output", type=EXISTING, help="The file to write (default: report.html in the course folder).")
@course_option
def report(here: Course, slugs: tuple[str, ...], output: Path | None) -> None:
    """Write one page about the class in the exercises SLUGS (default: all that are released), to open in a browser.

    Scores, the tasks that many failed, the most common mistakes, and what waits for you. It names students: keep it.
    """
    from autograder.collecting import people
    from autograder.reporting import gather
    from autograder.reporting import report as reporting

    names = people.names(here)
    exercises, troubles = frame.usable(here, slugs or frame.released(here))
    tallies = [gather.tally_of(here, one.slug, names) for one in console.track(exercises, "reading")]
    if tallies:
        page = reporting.write(here, tallies, output or here.root / "report.html", datetime.now(UTC))
        console.say(f"wrote {page}")
    frame.stop([*troubles, *frame.unsound(here, [one.slug for one in exercises])])


@click.command(epilog="Examples: autograder export > grades.csv · autograder export cross-entropy --tasks -o tasks.csv")
@click.argument("slugs", nargs=-1)
@click.option("-o", "--output", type=EXISTING, help="The file to write (default: standard output).")
@click.option("--tasks", is_flag=True, help="One row for each task, with its message.")
@course_option
def export(here: Course, slugs: tuple[str, ...], output: Path | None, tasks: bool) -> None:
    """Write the grades as CSV, with grades given by hand and what lateness cost."""
    from autograder.reporting import export as exporting

    exercises, troubles = frame.usable(here, slugs or frame.released(here))
    of, columns = (exporting.task_rows, exporting.TASK_COLUMNS) if tasks else (exporting.rows, exporting.COLUMNS)
    rows = [row for one in exercises for row in of(here, one.slug)]
    if output is None:
        exporting.write(sys.stdout, columns, rows)
    else:
        with output.open("w", newline="", encoding="utf-8") as stream:
            count = exporting.write(stream, columns, rows)
        console.say(f"wrote {count} rows to {output}")
    frame.stop([*troubles, *frame.unsound(here, [one.slug for one in exercises])])
