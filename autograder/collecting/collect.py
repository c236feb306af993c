"""Step 1 of grading: take what was handed in. One notebook from each student, nothing else, and nothing is lost.

Each attempt is kept under `.autograder/attempts/`; `submitted/` holds the one that counts, beside a `timestamp.txt`
written here from a trusted time, or not at all. A student's own `timestamp.txt` is not carried over.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from autograder import files
from autograder.collecting.choosing import Choice, Chooser
from autograder.collecting.inbox import NOTEBOOK_NAMES, Offer
from autograder.course.course import Course
from autograder.errors import Trouble


@dataclass(frozen=True)
class Receipt:
    """What is known of one student's submission: which file, its hash, when it came, what was odd.

    `state` is new, resubmitted, unchanged, older (than the one that counts), missing, refused, or kept (this one
    could not be taken, so an earlier attempt still counts). `for_person` says why only a person can read it,
    `asks` why a person has to look at it all the same.
    """

    student: str
    exercise: str
    state: str
    file: str = ""
    sha256: str = ""
    received: str | None = None
    marked_late: bool = False
    name: str = ""
    problem: str = ""
    attempts: int = 0
    notes: tuple[str, ...] = ()
    for_person: str = ""
    asks: tuple[str, ...] = ()

    @property
    def time(self) -> datetime | None:
        return datetime.fromisoformat(self.received) if self.received else None


def receipt_path(course: Course, slug: str, student: str) -> Path:
    return course.state / "receipts" / slug / f"{student}.json"


def receipt(course: Course, slug: str, student: str) -> Receipt | None:
    """The receipt of the attempt that counts, if this student handed anything in."""
    data = files.read_json(receipt_path(course, slug, student))
    return Receipt(**data | {name: tuple(data.get(name, ())) for name in ("notes", "asks")}) if data else None


def name(course: Course, slug: str, student: str) -> str:
    """What the LMS calls this student, if their receipt can be read and says so."""
    known = _legible(course, slug, student)
    return known.name if known else ""


def _legible(course: Course, slug: str, student: str) -> Receipt | None:
    """The receipt, if it can be read: a damaged one is written anew."""
    try:
        return receipt(course, slug, student)
    except (ValueError, TypeError, KeyError, OSError):
        return None


def students(course: Course, slug: str) -> list[str]:
    """Everyone of whom something was collected for this exercise."""
    return sorted(path.stem for path in (course.state / "receipts" / slug).glob("[!.]*.json"))


def check(chooser: Chooser, offers: Sequence[Offer]) -> None:
    """Raise Trouble if all that was handed in is of one other exercise: then nothing is stored."""
    others = set[str]()
    for offer in [offer for offer in offers if offer.files] if len(offers) > 1 else ():
        others.add(chooser.another(offer))
        if len(others) > 1 or "" in others:
            return
    if others:
        other = others.pop()
        raise Trouble(
            f"these are notebooks of {other!r}, not of {chooser.slug!r}; run `autograder collect {other} PLACE`"
        )


def take(course: Course, slug: str, offer: Offer, chooser: Chooser | None = None) -> Receipt:
    """Take one student's notebook into the course, and return what to tell the instructor."""
    choice = (chooser or Chooser(course, slug)).choose(offer)
    before = _legible(course, slug, offer.student)
    found = Receipt(offer.student, slug, "missing", choice.name, name=offer.name, marked_late=offer.marked_late,
                    notes=choice.notes, asks=choice.asks, for_person=choice.for_person)  # fmt: skip
    if not choice.name:
        return _nothing_taken(course, found, before)
    if choice.problem:
        return _nothing_taken(course, replace(found, state="refused", problem=choice.problem), before)
    when = offer.received.astimezone(UTC).isoformat() if offer.received else None
    fresh = replace(found, state="new", sha256=hashlib.sha256(choice.data).hexdigest(), received=when)
    if choice.for_person and before and before.sha256 and not before.for_person:
        _keep_attempts(course, fresh, choice)
        return _nothing_taken(course, found, before)
    return _store(course, fresh, before, choice)


def _nothing_taken(course: Course, found: Receipt, before: Receipt | None) -> Receipt:
    """Keep an earlier attempt in force; else remember that nothing usable came."""
    if before and before.sha256:
        return replace(found, attempts=before.attempts, state="kept", sha256=before.sha256)
    files.write_json(receipt_path(course, found.exercise, found.student), asdict(found))
    return found


def _store(course: Course, fresh: Receipt, before: Receipt | None, choice: Choice) -> Receipt:
    place = course.path("submitted", fresh.student, fresh.exercise)
    current = before.sha256 if before else ""
    same = current == fresh.sha256 and (place.exists() or bool(fresh.for_person))
    counts = not before or not (before.time and fresh.time) or fresh.time >= before.time
    state = "unchanged" if same else "new" if not current else "resubmitted" if counts else "older"
    if same and before and fresh.received is None:
        fresh = replace(fresh, received=before.received)
    fresh = replace(fresh, state=state, attempts=_keep_attempts(course, fresh, choice))
    if state != "older":
        if not fresh.for_person:
            files.write_bytes(place, choice.data if choice.text is None else choice.text.encode("utf-8", "replace"))
            _write_timestamp(place.parent / "timestamp.txt", fresh.time)
        files.write_json(receipt_path(course, fresh.exercise, fresh.student), asdict(fresh))
    return fresh


def _keep_attempts(course: Course, fresh: Receipt, choice: Choice) -> int:
    """Keep this attempt for good, once, and the other files that were worked on; returns how many there are."""
    folder = course.state / "attempts" / fresh.exercise / fresh.student
    for name, data in (*choice.beside, (choice.name, choice.data)):
        digest = hashlib.sha256(data).hexdigest()
        kept = sorted(path.name for path in folder.glob("*-*"))
        if not any(path.endswith(digest[:12]) for path in kept):
            attempt = folder / f"{len(kept) + 1:03d}-{digest[:12]}"
            files.write_bytes(attempt / f"{fresh.exercise}{_ending(name)}", data)
            files.write_json(attempt / "receipt.json", asdict(replace(fresh, file=name, sha256=digest)))
    return len(list(folder.glob("*-*")))


def _ending(name: str) -> str:
    """Of the file as it is kept."""
    return ".ipynb" if name.lower().endswith(NOTEBOOK_NAMES) else PurePosixPath(name.lower()).suffix


def _write_timestamp(path: Path, time: datetime | None) -> None:
    """The file in which nbgrader looks for the time; none where the time is unknown, and so no lateness."""
    if time is None:
        path.unlink(missing_ok=True)
    else:
        files.write_bytes(path, f"{time.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f} UTC\n".encode())
