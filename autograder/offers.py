"""What a folder, an LMS's zip or nbgrader's exchange offers: for each student, files that may or may not be taken.

Nothing here is trusted. Links and special files are never followed, names that leave the archive are refused, and a
file is read only when it is wanted, and never past its limit.
"""

from __future__ import annotations

import os
import re
import stat
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO

from autograder import users
from autograder.errors import Trouble

MAX_FILES = 50_000
MAX_DEPTH = 8
MOODLE = re.compile(r"(?P<name>.+)_(?P<id>\d+)_assignsubmission_(?:file|onlinetext)_?(?P<file>.*)")
CANVAS = re.compile(r"(?P<name>[^_]+)(?P<late>_LATE)?_(?P<id>\d+)_\d+_(?P<file>.+)")
STUDENT = re.compile(r"\w[\w .,'()@-]{0,99}")  # no character that means something in a path or a glob
JUNK = re.compile(r"(\.|__MACOSX$|Thumbs\.db$)")


@dataclass(frozen=True)
class OfferedFile:
    """One file of a student's. `trouble` says why it may not be taken; `read(limit)` gives at most `limit` bytes."""

    name: str
    read: Callable[[int], bytes]
    trouble: str = ""
    modified: float = 0.0  # seconds, as the folder or the zip has it


@dataclass
class Offer:
    """One student's files, with what the LMS or the exchange recorded about them."""

    student: str
    files: list[OfferedFile] = field(default_factory=list)
    name: str = ""
    received: datetime | None = None
    marked_late: bool = False
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Entry:
    """A file as it lies in the folder or zip, before anyone knows whose it is."""

    parts: tuple[str, ...]
    read: Callable[[int], bytes]
    trouble: str = ""
    modified: float = 0.0


def read_offers(place: Path) -> tuple[list[Offer], list[str]]:
    """The offers in a folder or zip, by student, and a line for each file that belongs to no student.

    Known layouts: `<student>/<file>`, `<student>/<exercise>/<file>`, Moodle's `<name>_<id>_assignsubmission_file_…` and
    Canvas's `<name>_<id>_<id>_<file>`.
    """
    if place.is_dir():
        entries = list(_walk(place, ()))
    elif zipfile.is_zipfile(place):
        entries = _unpacked(place)
    else:
        what = "no such file or folder" if not place.exists() else "neither a folder nor a zip file"
        raise Trouble(f"{place}: {what}; give the folder of submissions or the zip that the LMS made")
    return _by_student(entries)


def _by_student(entries: list[Entry]) -> tuple[list[Offer], list[str]]:
    offers: dict[str, Offer] = {}
    strays = []
    for entry in entries:
        owner = _owner(entry.parts)
        if owner is None or not STUDENT.fullmatch(owner.student):
            strays.append(f"{'/'.join(entry.parts)}: {entry.trouble or 'no name that a student may have'}; left out")
            continue
        offer = offers.setdefault(owner.student, owner)
        offer.marked_late |= owner.marked_late
        if entry.read is not _nothing or entry.trouble:
            offer.files.append(OfferedFile(_file_name(entry.parts), entry.read, entry.trouble, entry.modified))
    return sorted(offers.values(), key=lambda offer: offer.student), strays


def _owner(parts: tuple[str, ...]) -> Offer | None:
    if match := MOODLE.fullmatch(parts[0]):
        return Offer(match["id"], name=match["name"])
    if len(parts) == 1:
        match = CANVAS.fullmatch(parts[0])
        return Offer(match["id"], name=match["name"], marked_late=bool(match["late"])) if match else None
    return Offer(parts[0])


def _file_name(parts: tuple[str, ...]) -> str:
    if len(parts) > 1:
        return "/".join(parts[1:])
    match = MOODLE.fullmatch(parts[0]) or CANVAS.fullmatch(parts[0])
    return match["file"] if match else parts[0]


def _nothing(limit: int) -> bytes:
    return b""


def _walk(folder: Path, above: tuple[str, ...]) -> Iterator[Entry]:
    """Every file under `folder`; an empty folder of a student's too, so that they get their line."""
    if len(above) > MAX_DEPTH:
        yield Entry(above, _nothing, "nested too deeply")
        return
    found = [item for item in sorted(os.scandir(folder), key=lambda item: item.name) if not JUNK.match(item.name)]
    if above and not found:
        yield Entry((*above, ""), _nothing)
    if len(found) > MAX_FILES:
        raise Trouble(f"{folder} holds more than {MAX_FILES:,} files; is it the right one?")
    for item in found:
        parts = (*above, item.name)
        if item.is_dir(follow_symlinks=False):
            yield from _walk(Path(item.path), parts)
        elif item.is_file(follow_symlinks=False):
            yield Entry(parts, _reader(Path(item.path)), modified=item.stat(follow_symlinks=False).st_mtime)
        else:
            # A linked folder at the top still names its student, who gets a line.
            parts = (*parts, item.name) if not above else parts
            yield Entry(parts, _nothing, "a link or a special file")


def _reader(path: Path) -> Callable[[int], bytes]:
    def read(limit: int) -> bytes:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(handle, "rb") as stream:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise OSError(f"{path} is no longer a plain file")
            return stream.read(limit)

    return read


def _unpacked(path: Path) -> list[Entry]:
    """The zip's members, without a folder around them that is named like the zip."""
    with zipfile.ZipFile(path) as archive:
        members = [info for info in archive.infolist() if not info.is_dir()]
    if len(members) > MAX_FILES:
        raise Trouble(f"{path} holds more than {MAX_FILES:,} files; is it the right one?")
    entries = [member(path, info) for info in members]
    entries = [entry for entry in entries if not any(JUNK.match(part) for part in entry.parts) or entry.trouble]
    around = {entry.parts[0] for entry in entries if not entry.trouble}
    if around == {path.stem} and all(len(entry.parts) > 2 or entry.trouble for entry in entries):
        entries = [Entry(entry.parts[1:], entry.read, entry.trouble) for entry in entries if len(entry.parts) > 1]
    return entries


def member(path: Path | IO[bytes], info: zipfile.ZipInfo) -> Entry:
    """One file of a zip."""
    parts = PurePosixPath(info.filename.replace("\\", "/")).parts
    if not parts or parts[0] == "/" or ".." in parts or re.match(r"[A-Za-z]:", parts[0]):
        return Entry((info.filename,), _nothing, "a name that leaves the archive")
    if stat.S_ISLNK(info.external_attr >> 16):
        return Entry(parts, _nothing, "a link")
    if info.flag_bits & 1:
        return Entry(parts, _nothing, "encrypted")

    def read(limit: int) -> bytes:
        with zipfile.ZipFile(path) as archive, archive.open(info) as stream:
            return stream.read(limit)

    return Entry(parts, read, modified=_time(info))


def _time(info: zipfile.ZipInfo) -> float:
    try:
        return datetime(*info.date_time, tzinfo=UTC).timestamp()
    except ValueError:
        return 0.0


def read_exchange(inbound: Path, slug: str, check_owner: bool) -> tuple[list[Offer], list[str]]:
    """The newest submission of each student in the exchange's `inbound` folder.

    A submission's folder is named `<student>+<exercise>+<time>…` by the student's own program, which can write any time
    there. The trusted one is when the notebook's entry last changed on disk (ctime), which only the system sets.
    """
    newest: dict[str, Offer] = {}
    strays, arrivals = [], defaultdict(list)
    for folder in sorted(inbound.glob(f"*+{slug}+*")):
        student, _, claimed = folder.name.split("+")[:3]
        if folder.is_symlink() or not folder.is_dir() or not STUDENT.fullmatch(student):
            strays.append(f"{folder.name}: not a submission; left out")
        elif check_owner and users.owner(folder) != student:
            strays.append(f"{folder.name}: claims to be {student}'s but belongs to {users.owner(folder)}; left out")
        else:
            arrivals[student].append((_arrival(folder), claimed, folder))
    for student, found in arrivals.items():
        arrived, claimed, folder = max(found)
        files = [
            OfferedFile("/".join(entry.parts), entry.read, entry.trouble, entry.modified) for entry in _walk(folder, ())
        ]
        newest[student] = Offer(student, files, received=arrived, notes=_doubts(claimed, arrived))
    return sorted(newest.values(), key=lambda offer: offer.student), strays


def _arrival(folder: Path) -> datetime:
    changed = [path.lstat().st_ctime for path in folder.rglob("*.ipynb")] or [folder.lstat().st_ctime]
    return datetime.fromtimestamp(max(changed)).astimezone()


def _doubts(claimed: str, arrived: datetime) -> list[str]:
    try:
        said = datetime.fromisoformat(claimed.replace(" UTC", "+00:00"))
        said = said if said.tzinfo else said.replace(tzinfo=arrived.tzinfo)
    except ValueError:
        return [f"the submission claims an unreadable time ({claimed!r}); the exchange's was used"]
    if abs((arrived - said).total_seconds()) < 600:
        return []
    return [f"the submission claims {said:%Y-%m-%d %H:%M}, the exchange recorded {arrived:%Y-%m-%d %H:%M}"]
