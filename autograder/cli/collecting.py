"""The command that takes in what a class has handed in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from autograder import console
from autograder.cli.frame import EXISTING, course_option
from autograder.errors import Trouble, is_everybodys

if TYPE_CHECKING:
    from autograder.course.course import Course

FAILED = "failed"


@click.command(epilog="Examples: autograder collect cross-entropy ~/Downloads/moodle.zip · "
                      "autograder collect cross-entropy ~/Downloads/moodle.zip --who same · "
                      "autograder collect cross-entropy inbox/ --received received.csv · "
                      "autograder collect cross-entropy --exchange")  # fmt: skip
@click.argument("exercise")
@click.argument("place", type=EXISTING, required=False)
@click.option("--exchange", is_flag=True, help="Collect from nbgrader's exchange.")
@click.option("--received", type=EXISTING, help="A CSV (student,received) with the times at which work arrived.")
@click.option("--who", multiple=True, help="Who comes under a new number with a name that is known here: the `same` "
                                           "people, `new` ones, or NUMBER=ID for one of them.")  # fmt: skip
@course_option
def collect(
    here: Course, exercise: str, place: Path | None, exchange: bool, received: Path | None, who: tuple[str, ...]
) -> None:
    """Take what was handed in for EXERCISE from PLACE: a folder, or the zip that an LMS gives.

    A folder holds `<student>/<notebook>.ipynb`. Only the notebook is taken; links, other files and a student's own
    timestamp are left out and named. Nobody is late without a trusted time: the LMS's or exchange's, or --received.
    """
    from autograder.collecting import arrivals, namesakes
    from autograder.course import ids

    slug = here.exercise(exercise).slug
    if exchange == bool(place):
        raise Trouble("give either the folder or zip of submissions, or --exchange")
    answers = namesakes.read_answers(who)
    times = arrivals.read_times(received) if received else {}
    known = namesakes.known_people(here)
    offers, remarks = _offers(here, slug, place, known)
    if not offers and not remarks.left_out:
        raise Trouble(f"nothing to collect in {place or 'the exchange'}; it should hold <student>/{slug}.ipynb")
    settled = namesakes.settle(here, offers, known, answers)
    times = {settled.decided.get(student, student): time for student, time in times.items()}
    absent = arrivals.add_times(settled.offers, times)
    failed = _take(here, slug, settled.offers)
    notes = [*remarks.notes, *_joined_people(settled.joined)]
    notes += ids.alike([offer.student for offer in settled.offers], known)
    notes += [f"{student}: in {received}, but nothing was handed in" for student in absent]
    for note in [*notes, *_of_those_who_left(here, slug, settled.offers)]:
        console.say(f"note: {note}")
    _end(remarks.left_out, settled.asked, failed)


def _offers(here: Course, slug: str, place: Path | None, known: Any) -> Any:
    from autograder.collecting import exchange, inbox
    from autograder.course import nbgrader_bridge

    if place:
        return inbox.read_offers(place, here.slugs, known)
    inbound, check_owner = nbgrader_bridge.exchange(here)
    return exchange.read_exchange(inbound, slug, check_owner)


def _take(here: Course, slug: str, offers: Sequence[Any]) -> list[str]:
    """Take each, print the table, and return who failed."""
    from autograder.collecting import choosing, collect

    chooser = choosing.Chooser(here, slug)
    collect.check(chooser, offers)
    lines = [_line(here, chooser, offer) for offer in console.track(offers, "collecting")]
    columns = ("student", "state", "received", "attempts", "name", "notes")
    if lines:
        console.table(f"Collected {slug}", columns, lines, ("attempts",))
    return [line[0] for line in lines if line[1] == FAILED]


def _line(here: Course, chooser: Any, offer: Any) -> tuple[Any, ...]:
    from autograder.collecting import collect

    try:
        taken = collect.take(here, chooser.slug, offer, chooser)
    except Exception as error:
        if is_everybodys(error):
            raise
        return offer.student, FAILED, "", "", offer.name, str(error)
    notes = "; ".join(filter(None, (taken.problem, taken.for_person, *taken.asks, *taken.notes)))
    return taken.student, taken.state, taken.received or "unknown", taken.attempts or "", taken.name, notes


def _joined_people(joined: dict[str, str]) -> list[str]:
    told = ", ".join(f"{number} is {student}" for number, student in joined.items())
    return [f"by your answer {told}"] if told else []


def _of_those_who_left(here: Course, slug: str, offers: Sequence[Any]) -> list[str]:
    from autograder.collecting import roster

    gone = sorted(set(roster.left(here, slug)) & {offer.student for offer in offers})
    return [f"{who}: has left the class; `autograder drop {who} --undo` takes them back" for who in gone]


def _end(left_out: Sequence[str], asked: dict[str, str], failed: Sequence[str]) -> None:
    """Say who is missing from the course now; that is no success, though the rest is collected."""
    for line in [*left_out, *asked.values()]:
        console.say(f"left out: {line}")
    whom = [f"{len(left_out)} could not be told or taken"] if left_out else []
    if asked:
        whom.append(f"of {len(asked)} it must be said who they are: add --who same if whoever's name is known here is "
                    "the same person, --who new if nobody is, or --who NUMBER=ID for one of them")  # fmt: skip
    whom += [f"failed: {', '.join(failed)}"] if failed else []
    if whom:
        raise Trouble(f"not everything was collected: {'; '.join(whom)}; see the lines above")
