"""The commands about who is in the class and until when their work is due."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import click

from autograder import console
from autograder.cli import frame
from autograder.cli.frame import STUDENT, course_option
from autograder.course.score import late
from autograder.errors import Trouble

if TYPE_CHECKING:
    from autograder.course.course import Course


@click.command(epilog="Examples: autograder extend s123 adam --until 2026-10-05T23:59+02:00 · "
                      "autograder extend s123 adam --days 2 · autograder extend s123 adam --days 0")  # fmt: skip
@click.argument("student", type=STUDENT)
@click.argument("exercise")
@click.option("--until", help="When this student's work is due, as 2026-10-05T23:59+02:00, or a day.")
@click.option("--days", type=click.FloatRange(0), help="How many days after everybody's due date; 0 takes it back.")
@click.option("--new", is_flag=True, help="The student is not known here yet, for nothing of theirs has come.")
@course_option
def extend(here: Course, student: str, exercise: str, until: str | None, days: float | None, new: bool) -> None:
    """Give STUDENT more time for EXERCISE. It holds for what came and what will come, and through every regrade.

    An extension replaces the one before. It counts from everybody's due date, and moves with it.
    """
    from autograder.collecting import people, roster
    from autograder.course import gradebook

    slug = here.exercise(exercise).slug
    if (until is None) == (days is None):
        raise Trouble("give either --until TIME or --days N")
    by = frame.time(until) if until else timedelta(days=days or 0)
    due = roster.extend(here, slug, student, by, new)
    who = people.called(people.names(here), student)
    console.say(f"{slug} of {who} is due at {frame.moment(due)}")
    score = gradebook.scores(here, slug)[student]
    if score.received:
        cost = f"late by {late(score.seconds_late)}, which costs {console.number(score.penalty)} points"
        console.say(f"what came at {roster.moment(score.received)} is {cost if score.seconds_late else 'in time'}")


@click.command(epilog="Examples: autograder drop s123 · autograder drop s123 --undo")
@click.argument("student", type=STUDENT)
@click.option("--undo", is_flag=True, help="Take them back, with the grades that people gave them by hand.")
@course_option
def drop(here: Course, student: str, undo: bool) -> None:
    """Take STUDENT, who has left the class, out of the gradebook and of every list. Their files stay where they are."""
    from autograder.collecting import people, roster

    who = people.called(people.names(here), student)
    if undo:
        roster.take_back(here, student)
        console.say(f"{who} is back; run `autograder grade` to grade what they handed in")
        return
    kept = roster.drop(here, student)
    console.say(f"dropped {who}; what was given by hand is kept in {kept}")
    console.say(f"to take them back: autograder drop {student} --undo")
