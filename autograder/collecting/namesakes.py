"""People who come back under another number: Moodle counts them anew in each assignment.

A name that stands for somebody here already is asked about, never split and never joined unasked: two people may have
one name. The answers are kept, so that the same download asks nothing again.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from autograder import files
from autograder.collecting import collect
from autograder.collecting.inbox import Offer
from autograder.course import gradebook, ids
from autograder.course.course import Course
from autograder.errors import Trouble

SAME, NEW = "same", "new"


@dataclass(frozen=True)
class Answers:
    """What the instructor says: of everybody whose name is known here, and of single numbers."""

    everybody: str = ""
    single: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Settled:
    """Offers whose student is clear, under the id that they have here; who joined whom; who has to be asked about.

    `decided` are all numbers whose id is another, or was asked about, now and before.
    """

    offers: list[Offer] = field(default_factory=list)
    joined: dict[str, str] = field(default_factory=dict)
    decided: dict[str, str] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)


def read_answers(texts: Sequence[str]) -> Answers:
    """`same`, `new`, and NUMBER=ID of each."""
    everybody = [text for text in texts if text in (SAME, NEW)]
    single = [ids.tidy(text).rpartition("=")[::2] for text in texts if text not in (SAME, NEW)]
    if len(everybody) > 1 or not all(number and student for number, student in single):
        raise Trouble("--who takes `same` or `new`, and NUMBER=ID, as in --who 4712=4711")
    if why := next((why for _, student in single if (why := ids.fault(student))), ""):
        raise Trouble(f"--who: {why}")
    return Answers("".join(everybody), dict(single))


def settle(course: Course, offers: Sequence[Offer], known: Mapping[str, str], answers: Answers) -> Settled:
    """Whose each offer is, by what is known here (`known`: ids with names) and the answers, which are kept."""
    before: dict[str, str] = dict(files.read_json(course.state / "numbers.json") or {})
    here = {offer.student for offer in offers}
    decided = {**before, **answers.single}
    holders = {offer.student: _holders(offer, known, here) for offer in offers if offer.student not in known}
    alone = Counter(who[0] for student, who in holders.items() if len(who) == 1 and student not in decided)
    result = Settled(decided=decided)
    for offer in offers:
        number, who = offer.student, holders.get(offer.student, [])
        student = decided.get(number) or _answer(offer, who, answers.everybody, bool(who) and alone[who[0]] == 1)
        if not student:
            result.asked[number] = _question(offer, who)
            continue
        if offer.hidden or who or student != number:
            decided[number] = student
        if student != number and number not in before:
            result.joined[number] = student
        offer.student = student
        result.offers.append(offer)
    if decided != before:
        files.write_json(course.state / "numbers.json", decided)
    return result


def _answer(offer: Offer, who: Sequence[str], everybody: str, is_only_one: bool) -> str:
    """The student whose offer it is; empty if that has to be asked."""
    if (not who and not offer.hidden) or everybody == NEW:
        return offer.student
    return who[0] if everybody == SAME and len(who) == 1 and is_only_one else ""


def _question(offer: Offer, who: Sequence[str]) -> str:
    number, name = offer.student, offer.name
    if not who:
        return f"{number}: the download hides the name{f' ({name})' if name else ''}, and the next may count anew"
    same = " or ".join(f"--who {number}={one}" for one in who)
    return f"{number} ({name}): that name stands here for {', '.join(who)}; {same} if it is the same person"


def _holders(offer: Offer, known: Mapping[str, str], here: set[str]) -> list[str]:
    """Who is known by that name; not who is in the same download, under a number of their own."""
    keys = _keys(offer.name)
    return sorted(one for one, name in known.items() if one not in here and keys & _keys(name))


def _keys(name: str) -> set[str]:
    """A name in whatever order, case and spacing; also without a group's name and a hyphen before it."""
    words = unicodedata.normalize("NFKC", name).casefold().replace("_", " ")
    pieces = words.split("-")[::-1]
    tails = list(accumulate(pieces, lambda tail, piece: f"{piece}-{tail}"))
    return {" ".join(sorted(re.split(r"[\s,]+", tail.strip()))) for tail in tails if tail.strip()}


def known_people(course: Course) -> dict[str, str]:
    """Everybody of whom something came or whom the gradebook has, with the name that the LMS or a person gave them."""
    names: dict[str, str] = defaultdict(str)
    for slug in course.slugs:
        for student in collect.students(course, slug):
            names[student] = names[student] or collect.name(course, slug, student)
    return {**names, **{student: name or names[student] for student, name in gradebook.names(course).items()}}
