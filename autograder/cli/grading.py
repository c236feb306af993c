"""The commands that mark: `grade` finds the verdicts, `feedback` tells the students."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from autograder import console
from autograder.cli import frame
from autograder.cli.frame import EXISTING, STUDENT, course_option
from autograder.errors import is_everybodys

if TYPE_CHECKING:
    from autograder.course.course import Course

NOT_WRITTEN = "not written"
GRADES = ("student", "name", "score", "hours late", "result")


@click.command(epilog="Examples: autograder grade · autograder grade cross-entropy --student s123 --regrade · "
                      "autograder grade --scheduler tls://cluster:8786 --tls-ca ca.pem --tls-cert me.pem "
                      "--tls-key key.pem")  # fmt: skip
@click.argument("slugs", nargs=-1)
@click.option("--student", "only", multiple=True, type=STUDENT, help="Only this student (may be given more than once).")
@click.option("--regrade", is_flag=True, help="Also what is graded and unchanged. Grades given by hand stay.")
@click.option("--workers", type=click.IntRange(1), help="How many at a time on this machine (default: its cores).")
@click.option("--scheduler", default="", help="Grade on a Dask cluster, by its scheduler's address.")
@click.option("--tls-ca", type=EXISTING, help="The certificate of the cluster's authority.")
@click.option("--tls-cert", type=EXISTING, help="Your own certificate.")
@click.option("--tls-key", type=EXISTING, help="Your own key.")
@click.option(
    "--unsafe-no-sandbox", "unsafe", is_flag=True, help="Run students' code without walls; grades are marked."
)
@course_option
def grade(
    here: Course, slugs: tuple[str, ...], only: tuple[str, ...], regrade: bool, workers: int | None, scheduler: str,
    tls_ca: Path | None, tls_cert: Path | None, tls_key: Path | None, unsafe: bool,
) -> None:  # fmt: skip
    """Grade what is new or changed in the exercises SLUGS (default: all). A stopped run goes on where it was."""
    from autograder.grading import dask_pool
    from autograder.grading.engine import IsolatedEngine

    readable, missing = frame.usable(here, slugs or frame.released(here))
    if not readable:
        frame.stop(missing)
    where = dask_pool.Where(scheduler, workers or 0, tls_ca, tls_cert, tls_key)
    engine = IsolatedEngine(readable, not unsafe, where, here.secret)
    engine.warm()  # before what follows, which imports for a second or two
    from autograder.collecting import roster
    from autograder.grading import grade as grading

    exercises, changed = frame.usable(here, [one.slug for one in readable], grading.check_released)
    everyone = {student for exercise in exercises for student in roster.members(here, exercise.slug)}
    chosen = {exercise.slug: roster.chosen(here, exercise.slug, only, everyone) for exercise in exercises}
    work = [(one, chosen[one.slug] if regrade else grading.due(here, one, chosen[one.slug], engine.name))
            for one in exercises]  # fmt: skip
    verdicts: list[Any] = []
    with engine:
        total = sum(len(students) for _, students in work)
        verdicts += console.track(grading.grade(here, work, engine), "grading", total)
    if exercises:
        _tell(here, chosen, verdicts)
    frame.stop([*missing, *changed, *_faults(verdicts)])


def _tell(here: Course, chosen: dict[str, list[str]], verdicts: Sequence[Any]) -> None:
    """What is new, student by student; where the class stands, by exercise; who waits, and what is next."""
    from autograder.collecting import people, roster
    from autograder.reporting.summary import COLUMNS, closing

    names = people.names(here)
    for slug in chosen:
        if new := {verdict.student: verdict for verdict in verdicts if verdict.exercise == slug}:
            _new(here, slug, new)
    if not verdicts:
        console.say("nothing new: all that was handed in is graded; --regrade does it again")
    known = (here.verdict(slug, one) for slug, students in chosen.items() for one in students
             if not roster.damage(here, slug, one))  # fmt: skip
    lines = [row.cells(names) for row in closing(filter(None, known))]
    console.table("By exercise", COLUMNS, lines, ("how many",))
    _next(here, list(chosen), names)


def _new(here: Course, slug: str, new: dict[str, Any]) -> None:
    """The table of one exercise's new verdicts, by student; below the result stands what was odd."""
    from autograder.reporting import export, review

    lines = []
    for row in export.rows(here, slug):
        if verdict := new.get(row["student"]):
            score = f"{console.number(row['score'])} / {console.number(row['points'])}"
            told = "\n".join([row["result"], *review.forbidden(verdict), *review.odd(verdict)])
            lines.append((row["student"], row["name"], score, row["hours_late"], told))
    console.table(f"New grades of {slug}", GRADES, lines, ("score", "hours late"))


def _next(here: Course, slugs: Sequence[str], names: Any) -> None:
    """Who waits for a person in these exercises, and the commands that go on from here."""
    from autograder.collecting import people, roster
    from autograder.reporting import gather, status

    tallies = [gather.tally_of(here, slug, names) for slug in slugs]
    for one in tallies:
        if left := roster.left(here, one.slug):
            console.say(f"left out of {one.slug}, for they have left the class: {people.listed(names, left)}")
        for line in status.waiting(one):
            console.say(f"waits for you in {one.slug}: {line}")
    if waiting := [(group.students[0], one.slug) for one in tallies for group in one.waiting]:
        console.say(f"next: autograder show {' '.join(waiting[0])} (why), or formgrader: cd {here.root} && jupyter lab")
    console.say("next: autograder feedback (the students' pages), autograder report (the class)")


def _faults(verdicts: Sequence[Any]) -> list[str]:
    failed = [verdict for verdict in verdicts if verdict.outcome == "our fault"]
    lines = [f"not graded: {verdict.student}, {verdict.exercise}: {verdict.notes[-1].text}" for verdict in failed]
    again = f"{len(failed)} not graded by a fault of ours; see the lines above, then run `autograder grade` again"
    return [*lines, again] if lines else []


@click.command(epilog="Example: autograder feedback cross-entropy")
@click.argument("slugs", nargs=-1)
@click.option("--student", "only", multiple=True, type=STUDENT, help="Only this student (may be given more than once).")
@course_option
def feedback(here: Course, slugs: tuple[str, ...], only: tuple[str, ...]) -> None:
    """Write each graded student's page to feedback/<student>/<exercise>/, with no hidden test and nothing that runs.

    A page that tells all that is known now is left as it is.
    """
    from autograder.collecting import people, roster

    exercises, troubles = frame.usable(here, slugs or frame.released(here))
    names = people.names(here)
    for exercise in exercises:
        students = roster.chosen(here, exercise.slug, only)
        sound = [student for student in students if not roster.damage(here, exercise.slug, student)]
        verdicts = [verdict for student in sound if (verdict := here.verdict(exercise.slug, student))]
        if verdicts:
            troubles += _pages(here, exercise, verdicts, names)
        elif sound:
            troubles.append(f"{exercise.slug!r} is not graded yet; run `autograder grade {exercise.slug}` first")
    frame.stop([*troubles, *frame.unsound(here, [one.slug for one in exercises])])


def _pages(here: Course, exercise: Any, verdicts: Sequence[Any], names: Any) -> list[str]:
    """Write one exercise's pages and tell of those that are new; returns a line for each that could not be written."""
    from autograder.collecting import people
    from autograder.course import gradebook
    from autograder.reporting import gather, publish

    rows, done, troubles = gradebook.sheet(here, exercise.slug), [], []
    for verdict in console.track(verdicts, f"writing feedback on {exercise.slug}"):
        try:
            state = publish.publish(here, exercise, verdict, *rows.get(verdict.student, gather.NOBODY))
        except Exception as error:
            if is_everybodys(error):
                raise
            state = f"{NOT_WRITTEN}: {error}"
        who = people.called(names, verdict.student)
        if state == publish.WITHHELD:
            troubles.append(f"withheld, for the page of {who} would show a hidden test or solution; look at it")
        elif state.startswith(NOT_WRITTEN):
            troubles.append(f"no page was written for {who}; see the table above")
        done.append((verdict.student, names.get(verdict.student, ""), state))
    new = [line for line in done if line[2] != publish.UNCHANGED]
    if new:
        console.table(f"Feedback on {exercise.slug}", ("student", "name", "page"), new)
    if len(new) < len(done):
        console.say(f"{exercise.slug}: {len(done) - len(new)} up to date")
    return troubles
