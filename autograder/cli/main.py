"""The instructor's commands. Each says what it did in a table, and what went wrong in one line with the cure."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from autograder import console
from autograder.cli import collecting, frame, grading, look, people
from autograder.cli.frame import EXISTING, Commands, course_option
from autograder.errors import Trouble

if TYPE_CHECKING:
    from autograder.course.course import Course


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
def cli() -> None:
    """Mark a class on top of nbgrader.

    \b
    The way through a course:
      autograder init ~/courses/descent            once, anywhere outside the repository
      cd ~/courses/descent
      autograder release cross-entropy             hand release/cross-entropy/ out
      autograder collect cross-entropy ~/Downloads/submissions.zip
      autograder grade
      autograder report                            how the class is doing, as a page
      autograder feedback                          one page for each student
      autograder export > grades.csv
    """


@cli.command(epilog="Example: autograder init ~/courses/descent")
@click.argument("course", type=EXISTING)
@click.option("--solutions", type=EXISTING, help="The repository's solutions/ (default: the one around you).")
def init(course: Path, solutions: Path | None) -> None:
    """Make the folder COURSE for a class, outside the repository; on an existing one, renew where its exercises are."""
    from autograder.course import course as courses

    made, is_new = courses.create(course, courses.find_solutions(solutions))
    console.say(f"{'made' if is_new else 'renewed'} the course {made.root}")
    console.say(f"exercises: {', '.join(made.slugs)} (from {made.solutions})")
    console.say(f"next: cd {made.root} && autograder release {made.slugs[0]}")


@cli.command(
    epilog="Examples: autograder release cross-entropy --due 2026-10-01T23:59+02:00 · autograder release --all"
)
@click.argument("slugs", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Release every exercise of the repository.")
@click.option("--due", help="When it is due, as 2026-10-01T23:59+02:00, or a day.")
@click.option("--exchange", is_flag=True, help="Also put it into nbgrader's exchange.")
@course_option
def release(here: Course, slugs: tuple[str, ...], everything: bool, due: str | None, exchange: bool) -> None:
    """Make the students' notebooks of the exercises SLUGS in release/, and enter them in the gradebook.

    Run it again when an exercise has changed; grades stay.
    """
    from autograder.course import cell_changes, gradebook, nbgrader_bridge
    from autograder.exercises import notebooks

    exercises = [here.exercise(slug) for slug in (here.slugs if everything else slugs)]
    if not exercises:
        raise Trouble(f"name an exercise or give --all; there is: {', '.join(here.slugs)}")
    when = frame.time(due) if due else None
    for exercise in console.track(exercises, "releasing"):
        notebooks.write_source(exercise, here.root / "source")
        for lost in nbgrader_bridge.release(here, exercise.slug, when, exchange):
            console.say(f"note: {cell_changes.keep(here, exercise.slug, lost)}")
    dues = {e.slug: time for e in exercises if (time := gradebook.due_date(here, e.slug))}
    lines = [(e.slug, e.title, len(e.tasks), console.number(e.points), f"release/{e.slug}/",
              frame.moment(dues[e.slug]) if e.slug in dues else "no time") for e in exercises]  # fmt: skip
    columns = ("exercise", "title", "tasks", "points", "hand out", "due")
    console.table("Released", columns, lines, ("tasks", "points"))


@cli.command(epilog="Examples: autograder doctor · autograder doctor --install")
@click.option("--install", is_flag=True, help="Install a browser for the tests by apt-get (as root), or name it.")
def doctor(install: bool) -> None:
    """Say what this machine can do, and what to change."""
    from autograder import doctor as checking

    if install:
        console.say(checking.install())
    found = [check() for check in console.track(checking.checks(), "looking")]
    lines = [(f.what, "yes" if f.ok else "NO" if f.needed else "no", f.seen, "" if f.ok else f.cure) for f in found]
    console.table("This machine", ("what", "fine", "seen", "what to do"), lines)
    if broken := [f.what for f in found if f.needed and not f.ok]:
        raise Trouble(f"grading will not work without: {', '.join(broken)}")


@cli.command(epilog="Examples: autograder demo · autograder demo /tmp/class --exercise cross-entropy")
@click.argument("place", type=EXISTING, required=False)
@click.option("--exercise", help="The exercise to hand in (default: the first of the repository).")
@click.option("--solutions", type=EXISTING, help="The repository's solutions/ (default: the one around you).")
def demo(place: Path | None, exercise: str | None, solutions: Path | None) -> None:
    """Make a sample class in PLACE (default: a temporary folder) and take it through all commands."""
    from autograder.cli import demo
    from autograder.course import course

    where = place or Path(tempfile.mkdtemp(prefix="descent-demo-"))
    demo.run(where, course.find_solutions(solutions), exercise, _shown)


def _shown(*words: str) -> None:
    """Run a command as if it had been typed, below the line that was."""
    console.say(f"\n$ autograder {' '.join(words)}")
    cli.main(list(words), prog_name="autograder", standalone_mode=False)


for command in (
    collecting.collect, grading.grade, grading.feedback, people.extend, people.drop,
    look.status, look.show, look.report, look.export,
):  # fmt: skip
    cli.add_command(command)


def main() -> NoReturn:
    """The entry point of `autograder`."""
    cli(prog_name="autograder")
    raise SystemExit(0)
