"""What a folder, an LMS's zip or nbgrader's exchange offers: for each student, files that may or may not be taken."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from autograder.collecting import archives, layouts
from autograder.collecting.archives import HIDDEN, Entry
from autograder.collecting.layouts import Owner
from autograder.course import ids

NOTEBOOK_NAMES = (".ipynb", ".ipynb.txt", ".ipynb.json", ".json")  # what browsers and mail programs make of the name
COPY = re.compile(r"([ _-]*(\(\d+\)|copy ?\d*|\d+))*", re.IGNORECASE)  # what they put after it
MANY = 5  # notebooks of one student, beside those of the other exercises


@dataclass(frozen=True)
class OfferedFile:
    """One file of a student's. `trouble` says why it may not be taken; `read(limit)` gives at most `limit` bytes."""

    name: str
    read: Callable[[int], bytes]
    trouble: str = ""
    modified: float = 0.0  # seconds, as the folder or the zip has it


@dataclass
class Offer:
    """One attempt of a student's: its files, with what the LMS or the exchange recorded about them.

    `hidden`: the LMS keeps the name to itself. `is_folder`: nothing but a folder's name says whose it is.
    """

    student: str
    files: list[OfferedFile] = field(default_factory=list)
    name: str = ""
    received: datetime | None = None
    marked_late: bool = False
    notes: list[str] = field(default_factory=list)
    hidden: bool = False
    is_folder: bool = False


@dataclass
class Remarks:
    """What to tell the instructor: `left_out` may be somebody's work, not taken; `notes` cost nobody anything."""

    left_out: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_offers(
    place: Path, exercises: Collection[str] = (), known: Collection[str] = ()
) -> tuple[list[Offer], Remarks]:
    """The offers in a folder or zip, by student, and what was left out.

    Known layouts: `<student>/<file>`, `<student>/<exercise>/<file>`, and those of `layouts`; a folder around all of
    it is looked through. `exercises` are the slugs that name an exercise and no student, `known` the students so far.
    """
    entries, notes = archives.read(place)
    entries, around = _unwrapped(entries, exercises, known)
    offers, remarks = _by_student(entries, layouts.survey(entries, exercises))
    remarks.notes[:0] = [*notes, *(f"{name!r} is around everything, and was looked through" for name in around)]
    crowds = {offer.student: why for offer in offers if (why := _crowd(offer, exercises, len(offers) == 1))}
    remarks.left_out += [f"{student}: {why}" for student, why in crowds.items()]
    return [offer for offer in offers if offer.student not in crowds], remarks


def _unwrapped(
    entries: list[Entry], exercises: Collection[str], known: Collection[str]
) -> tuple[list[Entry], list[str]]:
    """The files without the folders around all of them, and the names of those."""
    around: list[str] = []
    while (top := _top(entries)) and top not in known and _is_wrapper(entries, exercises):
        around.append(top)
        entries = [replace(one, parts=one.parts[1:]) if _is_in(one, top) else one for one in entries]
    return entries, around


def _is_in(entry: Entry, top: str) -> bool:
    return len(entry.parts) > 1 and entry.parts[0] == top


def _top(entries: Sequence[Entry]) -> str:
    """The one folder that all files are in."""
    tops = {one.parts[0] if len(one.parts) > 1 else "" for one in entries if not one.trouble}
    return tops.pop() if len(tops) == 1 else ""


def _is_wrapper(entries: Sequence[Entry], exercises: Collection[str]) -> bool:
    """Whether what lies in the one folder are people's folders or files, and not one student's own."""
    inside = [one.parts for one in entries if not one.trouble]
    if any(layouts.is_known(parts, exercises) for parts in inside):
        return False
    if any(layouts.is_known(parts[1:], exercises) for parts in inside):
        return True
    direct = any(len(parts) == 2 and parts[1].lower().endswith(NOTEBOOK_NAMES) for parts in inside)
    folders = {parts[1] for parts in inside if len(parts) > 2}
    nbgraders = {parts[1] for parts in inside if len(parts) == 3 and parts[2] == f"{parts[1]}.ipynb"}
    return bool(folders) and not direct and not folders & {*exercises, *nbgraders}


def _by_student(entries: Sequence[Entry], download: layouts.Download) -> tuple[list[Offer], Remarks]:
    offers: dict[tuple[str, datetime | None], Offer] = {}
    remarks = Remarks()
    for entry in entries:
        owners = download.owners(entry.parts)
        if why := _stray(entry, owners):
            to = remarks.left_out if _may_be_work(entry) else remarks.notes
            to += [why] if entry.trouble != HIDDEN and why not in to else []
            continue
        for owner in owners:
            offer = offers.setdefault((owner.student, owner.received), _empty(owner))
            offer.marked_late |= owner.marked_late
            if entry.is_there:
                offer.files.append(OfferedFile(owner.file, entry.read, entry.trouble, entry.modified))
    for offer in offers.values():
        offer.files = [file for file in offer.files if file.trouble != HIDDEN] or offer.files
    return sorted(offers.values(), key=_order), remarks


def _empty(owner: Owner) -> Offer:
    return Offer(owner.student, [], owner.name, owner.received, owner.marked_late, [], owner.hidden, owner.is_folder)


def _order(offer: Offer) -> tuple[str, datetime]:
    """By student, and of one student the earliest attempt first, so that the latest one counts."""
    return offer.student, offer.received or datetime.min.replace(tzinfo=UTC)


def _stray(entry: Entry, owners: Sequence[Owner]) -> str:
    """Why a file is nobody's: a line for each of its kind."""
    if not owners:
        shown = "/".join(entry.parts[:1] if layouts.GRADESCOPE.fullmatch(entry.parts[0]) else entry.parts)
        cure = "; put it into a folder named by the student" if _may_be_work(entry) else ""
        return f"{shown}: {entry.trouble or f'nothing tells whose this is{cure}'}"
    faults = [f"{owner.student!r}: {why}; rename it" for owner in owners if (why := ids.fault(owner.student))]
    return faults[0] if faults else ""


def _may_be_work(entry: Entry) -> bool:
    """A loose list or page of the LMS's is no one's work."""
    return len(entry.parts) > 1 or bool(entry.trouble) or entry.parts[0].lower().endswith((*NOTEBOOK_NAMES, ".zip"))


def _crowd(offer: Offer, exercises: Collection[str], is_alone: bool) -> str:
    """Why a folder can't be one student's: many people's notebooks are in it."""
    names = sorted(file.name for file in offer.files if file.name.lower().endswith(NOTEBOOK_NAMES))
    inside = [name for name in names if "/" in name and name.split("/")[0] not in exercises]
    copies = [name for name in names if "/" not in name and not _is_named(name, exercises, exactly=True)]
    strange = [name for name in copies if not _is_named(name, exercises)]
    if not offer.is_folder:
        return ""
    if offer.student in exercises:
        return "is an exercise's name; put the notebook into a folder named by the student"
    in_folders = inside == names and len({name.rpartition("/")[0] for name in names}) > 1
    if in_folders or len(copies) > MANY or (is_alone and len(strange) > 1 and strange == names):
        found = f"{len(names)} notebooks ({', '.join(names[:3])}{', …' if names[3:] else ''})"
        return f"{found} do not look like one student's; give the folder that holds one folder for each student"
    return ""


def _is_named(name: str, exercises: Collection[str], exactly: bool = False) -> bool:
    """Whether a notebook is named as an exercise is, or as a copy of it."""
    stem = name.split(".")[0]
    rest = [stem[len(slug) :] for slug in exercises if stem.startswith(slug)]
    return any(not one or (not exactly and COPY.fullmatch(one)) for one in rest)
