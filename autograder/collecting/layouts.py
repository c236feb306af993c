"""Whose a file is, by how the systems that collect work name their folders and files.

Where a system counts people, its number is the student's id, and the name that stands beside it is kept; else the
folder's name is. Times in names are the system's record, in the zone of this machine. A loose file under no known
name is nobody's: no student is ever called by a file's name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import takewhile

import yaml

from autograder.collecting.archives import Entry

# Ada Lovelace_4711_assignsubmission_file_/…, or …_file_name.ipynb; a text typed into Moodle is …_onlinetext_/….
MOODLE = re.compile(r"(?P<name>.+?)(?:_(?P<id>\d+))?_assignsubmission_(?:file|onlinetext)(?:_(?P<file>.*))?")
# lovelaceada_LATE_4711_99_name.ipynb; a name keeps its underscores, and who is hidden has letters in the id.
CANVAS = re.compile(
    r"(?:(?P<hidden>anon)(?P<l1>_LATE)?_(?P<code>[A-Za-z0-9]+)_\d+_(?P<f1>.+)"
    r"|(?P<name>.+?)(?P<late>_LATE)?_(?P<id>\d+)_(?:(?P<attachment>\d+)_(?P<file>.+)|text\.html))"
)
# 30001-7001 - Ada Lovelace - Nov 20, 2026 630 PM/…, or … PM - name.ipynb
BRIGHTSPACE = re.compile(
    r"(?P<id>\d+)-\d+ - (?P<name>.+?) - (?P<time>\w{3,9}\.? \d{1,2}, \d{4} \d{3,4} [AP]M)(?: - (?P<file>.+))?"
)
# Homework 1_ada_attempt_2026-11-20-18-30-00_name.ipynb, and …-00.txt beside it
BLACKBOARD = re.compile(r"(?P<who>.+)_attempt_(?P<time>\d{4}(?:-\d\d){5})(?:_(?P<file>.+)|\.txt)")
SAKAI = re.compile(r"(?P<name>.+)\((?P<id>[^()]+)\)")  # Lovelace, Ada(ada1)/Submission attachment(s)/…
SAKAIS_FOLDER = "submission attachment(s)"
CLASSROOM = re.compile(r"(?P<name>[^\d]+?) - (?P<file>.+)")  # Ada Lovelace - name.ipynb
GRADESCOPE, GRADESCOPES_LIST = re.compile(r"submission_\d+"), "submission_metadata.yml"
NAMELESS = re.compile(r"Default group|Participant|.*\D\d+")  # Moodle's words for somebody whose name it hides
TYPED = "text.html"  # a text typed into Canvas, for a person to read
LARGEST_LIST = 20_000_000  # bytes


@dataclass(frozen=True)
class Owner:
    """Whose a file is, and what it is called without that. `hidden`: the system keeps the name to itself.

    `is_folder`: nothing but a folder's name says so.
    """

    student: str
    file: str
    name: str = ""
    received: datetime | None = None
    marked_late: bool = False
    hidden: bool = False
    is_folder: bool = False


@dataclass(frozen=True)
class Download:
    """What all the names together tell, which one alone does not."""

    exercises: Collection[str] = ()
    blackboards: str = ""  # its name of the assignment, which its files begin with
    is_canvas: bool = True
    is_sakai: bool = False
    submitters: Mapping[str, list[Owner]] = field(default_factory=dict)

    def owners(self, parts: tuple[str, ...]) -> list[Owner]:
        """Whose this file is: mostly one student's, a group's for Gradescope, and nobody's where nothing says."""
        first, rest = parts[0], "/".join(parts[1:])
        if first in self.submitters:
            return [replace(owner, file=rest) for owner in self.submitters[first]]
        if found := _moodle(first) or _brightspace(first):
            return [replace(found, file=rest or found.file)]
        if len(parts) > 1:
            return [] if GRADESCOPE.fullmatch(first) else [self._folder(first, rest)]
        return [found for system in (self._canvas, self._blackboard, self._classroom) if (found := system(first))][:1]

    def _folder(self, first: str, rest: str) -> Owner:
        match = SAKAI.fullmatch(first) if self.is_sakai else None
        if match:
            return Owner(match["id"], rest, match["name"])
        return Owner(first, rest, is_folder=True)

    def _canvas(self, first: str) -> Owner | None:
        match = CANVAS.fullmatch(first) if self.is_canvas else None
        if match and match["hidden"]:
            return Owner(match["code"], match["f1"], marked_late=bool(match["l1"]), hidden=True)
        return match and Owner(match["id"], match["file"] or TYPED, match["name"], marked_late=bool(match["late"]))

    def _blackboard(self, first: str) -> Owner | None:
        match = BLACKBOARD.fullmatch(first)
        if not match:
            return None
        who = match["who"].removeprefix(self.blackboards)
        return Owner(who, match["file"] or "", received=_time(match["time"], "%Y-%m-%d-%H-%M-%S"))

    def _classroom(self, first: str) -> Owner | None:
        match = CLASSROOM.fullmatch(first)
        named = match and any(match["file"].startswith(slug) for slug in self.exercises)
        return Owner(match["name"], match["file"]) if match and named else None


def survey(entries: Iterable[Entry], exercises: Collection[str]) -> Download:
    """Look over all the names of a download."""
    entries = list(entries)
    loose = [entry.parts[0] for entry in entries if len(entry.parts) == 1]
    sakai = any(len(entry.parts) > 1 and entry.parts[1].lower() == SAKAIS_FOLDER for entry in entries)
    lists = (entry.read for entry in entries if entry.parts == (GRADESCOPES_LIST,))
    return Download(exercises, _blackboards(loose), _is_canvas(loose), sakai, _submitters(next(lists, None)))


def _blackboards(loose: Iterable[str]) -> str:
    """The assignment, by what all names share: both it and a student's name may hold the `_` between them."""
    who = {match["who"] for name in loose if (match := BLACKBOARD.fullmatch(name))}
    shared = takewhile(lambda pair: pair[0] == pair[1], zip(min(who, default=""), max(who, default=""), strict=False))
    common = "".join(one for one, _ in shared)
    return common[: common.rfind("_") + 1]


def _is_canvas(loose: Iterable[str]) -> bool:
    """Canvas numbers each file once, and each person; other people's `lab_1_2_ada.ipynb` only look like that."""
    found = [match for name in loose if (match := CANVAS.fullmatch(name)) and match["file"]]
    files, people = {match["attachment"] for match in found}, {(match["id"], match["name"]) for match in found}
    return len(files) == len(found) and len({number for number, _ in people}) == len(people)


def is_known(parts: tuple[str, ...], exercises: Collection[str]) -> bool:
    """Whether a system's own way of naming tells whose this is."""
    if len(parts) > 1 and (parts[1].lower() == SAKAIS_FOLDER or GRADESCOPE.fullmatch(parts[0])):
        return True
    return any(not owner.is_folder for owner in Download(exercises).owners(parts))


def _moodle(first: str) -> Owner | None:
    match = MOODLE.fullmatch(first)
    if not match:
        return None
    name = " ".join(match["name"].replace("_", " ").split())
    return Owner(match["id"] or name, match["file"] or "", name, hidden=bool(NAMELESS.fullmatch(name)))


def _brightspace(first: str) -> Owner | None:
    match = BRIGHTSPACE.fullmatch(first)
    if not match:
        return None
    day, clock = match["time"].rsplit(" ", 2)[0].replace(".", ""), match["time"].rsplit(" ", 2)[1:]
    time = f"{day[:3]} {day.split(' ', 1)[1]} {clock[0]:>04} {clock[1]}"
    return Owner(match["id"], match["file"] or "", match["name"], _time(time, "%b %d, %Y %I%M %p"))


def _time(text: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(text, form).astimezone()
    except ValueError:
        return None


def _submitters(read: Callable[[int], bytes] | None) -> dict[str, list[Owner]]:
    """Gradescope's list: for each folder, who handed it in (a group, maybe) and when."""
    try:
        told = yaml.safe_load(read(LARGEST_LIST)) if read else {}
        return {folder: [_submitter(one, about) for one in about[":submitters"]] for folder, about in told.items()}
    except (yaml.YAMLError, UnicodeDecodeError, AttributeError, KeyError, TypeError):
        return {}


def _submitter(one: Mapping[str, object], about: Mapping[str, object]) -> Owner:
    when = about.get(":created_at")
    received = when.astimezone() if isinstance(when, datetime) and when.tzinfo else None
    return Owner(str(one.get(":sid") or one[":email"]), "", str(one.get(":name") or ""), received)
