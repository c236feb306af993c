"""The instructor's commands. Each says what it did in a table, and what went wrong in one line with the cure."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any, NoReturn

import click

from autograder import cli_class, cli_collect, cli_frame, cli_look, console
from autograder.cli_frame import EXISTING, STUDENT, Commands, check_sound, course_option
from autograder.errors import Trouble


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
    from autograder import course as courses

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
def release(here: Any, slugs: tuple[str, ...], everything: bool, due: str | None, exchange: bool) -> None:
    """Make the students' notebooks of the exercises SLUGS in release/, and enter them in the gradebook.

    Run it again when an exercise has changed; grades stay.
    """
    from autograder import recast, source, stock

    exercises = [here.exercise(slug) for slug in (here.slugs if everything else slugs)]
    if not exercises:
        raise Trouble(f"name an exercise or give --all; there is: {', '.join(here.slugs)}")
    when = cli_frame.time(due) if due else None
    for exercise in console.track(exercises, "releasing"):
        source.write_source(exercise, here.root / "source")
        for lost in stock.release(here, exercise.slug, when, exchange):
            console.say(f"note: {recast.keep(here, exercise.slug, lost)}")
    dues = {e.slug: time for e in exercises if (time := stock.due_date(here, e.slug))}
    lines = [(e.slug, e.title, len(e.tasks), console.number(e.points), f"release/{e.slug}/",
              cli_frame.moment(dues[e.slug]) if e.slug in dues else "no time") for e in exercises]  # fmt: skip
    columns = ("exercise", "title", "tasks", "points", "hand out", "due")
    console.table("Released", columns, lines, ("tasks", "points"))


@cli.command(epilog="Examples: autograder grade · autograder grade cross-entropy --student s123 --regrade · "
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
    here: Any, slugs: tuple[str, ...], only: tuple[str, ...], regrade: bool, workers: int | None, scheduler: str,
    tls_ca: Path | None, tls_cert: Path | None, tls_key: Path | None, unsafe: bool,
) -> None:  # fmt: skip
    """Grade what is new or changed in the exercises SLUGS (default: all). A stopped run goes on where it was."""
    from autograder import pool
    from autograder.engine import IsolatedEngine

    exercises = [here.exercise(slug) for slug in slugs or _released(here)]
    where = pool.Where(scheduler, workers or 0, tls_ca, tls_cert, tls_key)
    engine = IsolatedEngine(exercises, not unsafe, where)
    engine.warm()  # before what follows, which imports for a second or two
    from autograder import grade as grading
    from autograder import roster
    from autograder.closing import closing

    for exercise in exercises:
        grading.check_released(here, exercise)
    everyone = {student for exercise in exercises for student in roster.members(here, exercise.slug)}
    chosen = {exercise.slug: roster.chosen(here, exercise.slug, only, everyone) for exercise in exercises}
    work = [(one, chosen[one.slug] if regrade else grading.due(here, one, chosen[one.slug], engine.name))
            for one in exercises]  # fmt: skip
    verdicts: list[Any] = []
    with engine:
        total = sum(len(students) for _, students in work)
        verdicts += console.track(grading.grade(here, work, engine), "grading", total)
    for exercise in exercises:
        _grades(here, exercise.slug, chosen[exercise.slug])
        if left := roster.left(here, exercise.slug):
            console.say(f"left out, for they have left the class: {', '.join(left)}")
    lines = [(*row[:4], ", ".join(row[4])) for row in closing(verdicts)]
    console.table("Graded now", ("exercise", "verdict", "cause", "how many", "for example"), lines, ("how many",))
    failed = [verdict for verdict in verdicts if verdict.outcome == "our fault"]
    for verdict in failed:
        console.say(f"not graded: {verdict.student}, {verdict.exercise}: {verdict.notes[-1]}")
    if failed:
        raise Trouble(
            f"{len(failed)} not graded by a fault of ours; see the lines above, then run `autograder grade` again"
        )


def _released(here: Any) -> list[str]:
    if not here.released():
        raise Trouble("nothing is released in this course; run `autograder release SLUG` first")
    return here.released()


def _grades(here: Any, slug: str, students: list[str]) -> None:
    """The closing table: a line for each student, then how many by verdict and cause."""
    from collections import Counter

    from autograder import export

    rows = [row for row in export.rows(here, slug) if row["student"] in students]
    lines = [(r["student"], f"{r['score']:g} / {r['points']:g}", r["verdict"], r["cause"], r["hours_late"] or "unknown",
              r["waits_for_person"], r["notes"]) for r in rows]  # fmt: skip
    columns = ("student", "score", "verdict", "cause", "hours late", "person?", "notes")
    console.table(f"Grades of {slug}", columns, lines, ("score", "hours late"))
    counts = Counter(f"{r['verdict']}{', ' + r['cause'] if r['cause'] else ''}" for r in rows)
    console.say(" · ".join(f"{count} {what}" for what, count in sorted(counts.items(), key=lambda item: -item[1])))


@cli.command(epilog="Example: autograder feedback cross-entropy")
@click.argument("slugs", nargs=-1)
@click.option("--student", "only", multiple=True, type=STUDENT, help="Only this student (may be given more than once).")
@course_option
def feedback(here: Any, slugs: tuple[str, ...], only: tuple[str, ...]) -> None:
    """Write each graded student's page to feedback/<student>/<exercise>/, with no hidden test and nothing that runs."""
    from autograder import grade as grading
    from autograder import roster

    withheld, failed, chosen = [], [], slugs or _released(here)
    for slug in chosen:
        exercise = here.exercise(slug)
        students = roster.chosen(here, slug, only)
        sound = [student for student in students if not roster.damage(here, slug, student)]
        verdicts = [verdict for student in sound if (verdict := here.verdict(slug, student))]
        if not verdicts and sound:
            raise Trouble(f"{slug!r} is not graded yet; run `autograder grade {slug}` first")
        done = [(verdict.student, grading.try_feedback(here, exercise, verdict))
                for verdict in console.track(verdicts, f"writing feedback on {slug}")]  # fmt: skip
        console.table(f"Feedback on {slug}", ("student", "page"), done)
        withheld += [f"{student} ({slug})" for student, state in done if state == "withheld"]
        failed += [f"{student} ({slug})" for student, state in done if state.startswith(grading.NOT_WRITTEN)]
    if withheld:
        raise Trouble(
            f"withheld, for the page would show a hidden test or solution: {', '.join(withheld)}; look at them"
        )
    if failed:
        raise Trouble(f"no page was written for {', '.join(failed)}; see the lines above")
    check_sound(here, chosen)


@cli.command(epilog="Examples: autograder export > grades.csv · autograder export cross-entropy --tasks -o tasks.csv")
@click.argument("slugs", nargs=-1)
@click.option("-o", "--output", type=EXISTING, help="The file to write (default: standard output).")
@click.option("--tasks", is_flag=True, help="One row for each task, with its message.")
@course_option
def export(here: Any, slugs: tuple[str, ...], output: Path | None, tasks: bool) -> None:
    """Write the grades as CSV, with grades given by hand and what lateness cost."""
    from autograder import export as exporting

    for slug in slugs:
        here.exercise(slug)
    of, columns = (exporting.task_rows, exporting.TASK_COLUMNS) if tasks else (exporting.rows, exporting.COLUMNS)
    chosen = slugs or _released(here)
    rows = [row for slug in chosen for row in of(here, slug)]
    if output is None:
        exporting.write(sys.stdout, columns, rows)
    else:
        with output.open("w", newline="", encoding="utf-8") as stream:
            count = exporting.write(stream, columns, rows)
        console.say(f"wrote {count} rows to {output}")
    check_sound(here, chosen)


@cli.command(epilog="Examples: autograder doctor · autograder doctor --install")
@click.option("--install", is_flag=True, help="Install a browser for the tests by apt-get (as root), or name it.")
def doctor(install: bool) -> None:
    """Say what this machine can do, and what to change."""
    from autograder import doctor as checking

    if install:
        console.say(checking.install())
    found = list(console.track(checking.findings(), "looking", 10))
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
    from autograder import course, demo

    where = place or Path(tempfile.mkdtemp(prefix="descent-demo-"))
    demo.run(where, course.find_solutions(solutions), exercise)


cli.add_command(cli_collect.collect)
cli.add_command(cli_class.extend)
cli.add_command(cli_class.drop)
cli.add_command(cli_look.status)
cli.add_command(cli_look.show)
cli.add_command(cli_look.report)


def main() -> NoReturn:
    """The entry point of `autograder`."""
    cli(prog_name="autograder")
    raise SystemExit(0)
