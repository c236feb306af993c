"""Step 1 of grading: take what was handed in. One notebook from each student, nothing else, and nothing is lost.

Each attempt is kept under `.autograder/attempts/`; `submitted/` holds the one that counts, beside a `timestamp.txt`
written here from a trusted time, or not at all. A student's own `timestamp.txt` is not carried over.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from autograder import store
from autograder.canonical import MAX_BYTES
from autograder.course import Course
from autograder.offers import NOTEBOOK_NAMES, Offer, OfferedFile


@dataclass(frozen=True)
class Receipt:
    """What is known of one student's submission: which file, its hash, when it came, what was odd.

    `state` is new, resubmitted, unchanged, older (than the one that counts), missing, refused, or kept (this one
    could not be taken, so an earlier attempt still counts).
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

    @property
    def time(self) -> datetime | None:
        return datetime.fromisoformat(self.received) if self.received else None


def receipt_path(course: Course, slug: str, student: str) -> Path:
    return course.state / "receipts" / slug / f"{student}.json"


def receipt(course: Course, slug: str, student: str) -> Receipt | None:
    """The receipt of the attempt that counts, if this student handed anything in."""
    data = store.read_json(receipt_path(course, slug, student))
    return Receipt(**{**data, "notes": tuple(data["notes"])}) if data else None


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


def take(course: Course, slug: str, offer: Offer) -> Receipt:
    """Take one student's notebook into the course, and return what to tell the instructor."""
    offered, notes = _choose(slug, offer)
    before = _legible(course, slug, offer.student)
    found = Receipt(offer.student, slug, "missing", name=offer.name, marked_late=offer.marked_late, notes=notes)
    if offered is None:
        return _nothing_taken(course, found, before)
    data, problem = _read(offered)
    if problem:
        return _nothing_taken(course, replace(found, state="refused", file=offered.name, problem=problem), before)
    when = offer.received.astimezone(UTC).isoformat() if offer.received else None
    digest = hashlib.sha256(data).hexdigest()
    return _store(course, replace(found, state="new", file=offered.name, sha256=digest, received=when), before, data)


def _read(offered: OfferedFile) -> tuple[bytes, str]:
    """The file's bytes, or why they were refused. A damaged zip member fails in many ways, and costs no one else."""
    try:
        data = offered.read(MAX_BYTES + 1)
    except Exception as error:
        return b"", f"{offered.name} can't be read ({error})"
    too_large = f"the notebook is too large (more than {MAX_BYTES / 1e6:.0f} MB)"
    return data, too_large if len(data) > MAX_BYTES else ""


def _choose(slug: str, offer: Offer) -> tuple[OfferedFile | None, tuple[str, ...]]:
    """The student's notebook among their files: the right name first, then one that holds it, then any."""
    notes = [*offer.notes, *(f"{file.name}: {file.trouble}; not taken" for file in offer.files if file.trouble)]
    sound = [file for file in offer.files if not file.trouble and file.name]
    notebooks = [file for file in sound if file.name.lower().endswith(NOTEBOOK_NAMES)]
    notebooks.sort(key=lambda file: (_base(file) != f"{slug}.ipynb", slug not in file.name, file.name))
    chosen = notebooks[0] if notebooks else None
    if chosen and _base(chosen) != f"{slug}.ipynb":
        notes.append(f"the notebook was named {chosen.name!r}; taken as {slug}.ipynb")
    notes += [f"{file.name}: not taken" for file in sound if file is not chosen and _base(file) != "timestamp.txt"]
    if any(_base(file) == "timestamp.txt" for file in sound):
        notes.append("timestamp.txt: not taken; a student's own time is not believed")
    return chosen, tuple(notes)


def _base(file: OfferedFile) -> str:
    return file.name.rsplit("/", 1)[-1]


def _nothing_taken(course: Course, found: Receipt, before: Receipt | None) -> Receipt:
    """Keep an earlier attempt in force; else remember that nothing usable came."""
    if before and before.sha256:
        return replace(found, attempts=before.attempts, state="kept", sha256=before.sha256)
    store.write_json(receipt_path(course, found.exercise, found.student), asdict(found))
    return found


def _store(course: Course, fresh: Receipt, before: Receipt | None, data: bytes) -> Receipt:
    place = course.path("submitted", fresh.student, fresh.exercise)
    current = before.sha256 if before else ""
    same = current == fresh.sha256 and place.exists()
    counts = not before or not (before.time and fresh.time) or fresh.time >= before.time
    state = "unchanged" if same else "new" if not current else "resubmitted" if counts else "older"
    if same and before and fresh.received is None:
        fresh = replace(fresh, received=before.received)
    fresh = replace(fresh, state=state, attempts=_keep_attempt(course, fresh, data))
    if state != "older":
        store.write_bytes(place, data)
        _write_timestamp(place.parent / "timestamp.txt", fresh.time)
        store.write_json(receipt_path(course, fresh.exercise, fresh.student), asdict(fresh))
    return fresh


def _keep_attempt(course: Course, fresh: Receipt, data: bytes) -> int:
    """Keep this attempt for good, once; returns how many there are."""
    folder = course.state / "attempts" / fresh.exercise / fresh.student
    kept = sorted(path.name for path in folder.glob("*-*"))
    if not any(name.endswith(fresh.sha256[:12]) for name in kept):
        attempt = folder / f"{len(kept) + 1:03d}-{fresh.sha256[:12]}"
        store.write_bytes(attempt / f"{fresh.exercise}.ipynb", data)
        store.write_json(attempt / "receipt.json", asdict(fresh))
        kept.append(attempt.name)
    return len(kept)


def _write_timestamp(path: Path, time: datetime | None) -> None:
    """The file in which nbgrader looks for the time; none where the time is unknown, and so no lateness."""
    if time is None:
        path.unlink(missing_ok=True)
    else:
        store.write_bytes(path, f"{time.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f} UTC\n".encode())
