"""What all commands share: one line for what went wrong, and the way to the course."""

from __future__ import annotations

import functools
import tempfile
import traceback
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from datetime import time as clock
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from autograder import console
from autograder.course import ids
from autograder.errors import Trouble, known

if TYPE_CHECKING:
    from autograder.course.course import Course

EXISTING = click.Path(path_type=Path)
END_OF_DAY = clock(23, 59, 59)


class Commands(click.Group):
    """Turns every failure into one line and a non-zero exit status; a surprise keeps its traceback in a file."""

    def invoke(self, ctx: click.Context) -> Any:
        from autograder.exercises.exercise import ExerciseError

        try:
            return super().invoke(ctx)
        except (Trouble, ExerciseError) as error:
            raise click.ClickException(str(error)) from None
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            raise click.ClickException(known(error) or _surprise(error)) from None


def _surprise(error: Exception) -> str:
    try:
        with tempfile.NamedTemporaryFile("w", prefix="autograder-", suffix=".log", delete=False) as log:
            traceback.print_exc(file=log)
        where = f"details in {log.name}; please report them"
    except OSError as no_log:
        where = f"no details, for no log can be written: {no_log.strerror}"
    first = str(error).strip().splitlines()[:1]
    return f"unexpected {type(error).__name__}: {''.join(first)} ({where})"


def usable(here: Course, slugs: Iterable[str], check: Callable[..., None] | None = None) -> tuple[list[Any], list[str]]:
    """The exercises that can be read and pass the `check`, and a line on each of the others, which stop nobody."""
    from autograder.exercises.exercise import ExerciseError

    found, troubles = [], []
    for slug in dict.fromkeys(slugs):
        try:
            exercise = here.exercise(slug)
            if check:
                check(here, exercise)
            found.append(exercise)
        except (Trouble, ExerciseError) as error:
            troubles.append(str(error))
    return found, troubles


def released(here: Course) -> list[str]:
    if not here.released():
        raise Trouble("nothing is released in this course; run `autograder release SLUG` first")
    return here.released()


def stop(troubles: Sequence[str]) -> None:
    """End a command that has done what it could, with a line for each thing that it could not do.

    Raises
    ------
    Trouble
        If there is any.
    """
    for line in troubles[:-1]:
        click.echo(console.plain(line), err=True)
    if troubles:
        raise Trouble(troubles[-1])


def time(text: str) -> datetime:
    """A time as it is given to an option; a day means its end, and without a zone it is this machine's."""
    try:
        return datetime.combine(date.fromisoformat(text), END_OF_DAY).astimezone()
    except ValueError:
        pass
    try:
        return datetime.fromisoformat(text).astimezone()
    except ValueError:
        raise Trouble(
            f"{text!r} is not a time; write it as 2026-10-01T23:59+02:00, or 2026-10-01 for its end"
        ) from None


def moment(when: datetime) -> str:
    """A time as the instructor's clock has it, with its zone."""
    local = when.astimezone()
    return f"{local:%Y-%m-%d %H:%M:%S %Z}" if local.second else f"{local:%Y-%m-%d %H:%M %Z}"


class Student(click.ParamType):
    """A student's id as it is typed, which may be another way to write the one that is kept."""

    name = "student"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return ids.tidy(value)


STUDENT = Student()


def unsound(here: Course, slugs: Iterable[str]) -> list[str]:
    """A line on whom a command could not read and left out, with the file and the cure; none if there is nobody."""
    from autograder.collecting import roster

    damaged = [line for slug in slugs for line in roster.damaged(here, slug)]
    return [f"left out: {'; '.join(dict.fromkeys(damaged))}"] if damaged else []


def course_option(command: Callable[..., None]) -> Callable[..., None]:
    """`--course PATH`, by default the course that the current folder is in."""

    @click.option("-C", "--course", "course_folder", type=EXISTING, default=Path(), envvar="AUTOGRADER_COURSE",
                  help="The course folder (default: where you are).")  # fmt: skip
    @functools.wraps(command)
    def wrapped(course_folder: Path, **rest: Any) -> None:
        from autograder.course import course

        here = course.find(course_folder)
        with here.private():
            command(here=here, **rest)

    return wrapped
