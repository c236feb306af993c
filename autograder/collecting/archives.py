"""What a folder or zip holds, before anyone knows whose it is.

Nothing in it is trusted. Links and special files are never followed, names that leave the archive are refused, and a
file is read only when it is wanted, and never past its limit.
"""

from __future__ import annotations

import os
import re
import stat
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO

from autograder.collecting import codepages
from autograder.course import ids
from autograder.errors import Trouble

MAX_FILES = 50_000
MAX_DEPTH = 8
JUNK = re.compile(r"(\.|__MACOSX$|Thumbs\.db$)")
SYSTEMS_OWN = re.compile(r"(\._|\.DS_Store$|\.ipynb_checkpoints$|\.git$|__MACOSX$|Thumbs\.db$)")
HIDDEN = "a hidden file, or a copy of Jupyter's own"
UTF8 = 0x800  # the flag of a zip's member whose name says its encoding


@dataclass(frozen=True)
class Entry:
    """One file. `trouble` says why it may not be taken; `read(limit)` gives at most `limit` bytes.

    `modified` is in seconds, as the folder or the zip has it.
    """

    parts: tuple[str, ...]
    read: Callable[[int], bytes]
    trouble: str = ""
    modified: float = 0.0

    @property
    def is_there(self) -> bool:
        """Whether there is a file, or something to say of one; an empty folder's entry only names the folder."""
        return self.read is not nothing or bool(self.trouble)


def nothing(limit: int) -> bytes:
    return b""


def read(place: Path) -> tuple[list[Entry], list[str]]:
    """The files of a folder or zip, and a line where the names in it had to be guessed at.

    Raises
    ------
    Trouble
        If it is neither, or a zip that can't be read.
    """
    if place.is_dir():
        return list(walk(place)), []
    if not place.exists():
        raise Trouble(f"{place}: no such file or folder; give the folder of submissions or the zip that the LMS made")
    try:
        return _unpacked(place)
    except (zipfile.BadZipFile, UnicodeDecodeError, EOFError):
        pass
    raise Trouble(f"{place}: {_no_zip(place)}")


def _no_zip(place: Path) -> str:
    """What a file is instead, by its first bytes, and the cure."""
    with place.open("rb") as stream:
        head = stream.read(200).lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith(b"pk"):
        return "a broken zip, as a download that stopped leaves it; download it again"
    if head.startswith((b"<!doctype html", b"<html")):
        return "a web page, most likely the one for signing in; sign in to the LMS and download it again"
    return "neither a folder nor a zip file; give the folder of submissions or the zip that the LMS made"


def walk(folder: Path, above: tuple[str, ...] = ()) -> Iterator[Entry]:
    """Every file under `folder`; an empty folder of a student's too, so that they get their line."""
    if len(above) > MAX_DEPTH:
        yield Entry(above, nothing, "nested too deeply")
        return
    items = sorted(os.scandir(folder), key=lambda item: item.name)
    found = [item for item in items if not (JUNK if above else SYSTEMS_OWN).match(item.name)]
    if len(found) > MAX_FILES:
        raise Trouble(f"{folder} holds more than {MAX_FILES:,} files; is it the right one?")
    if above and not found:
        yield Entry((*above, _name(items[0].name)), nothing, HIDDEN) if items else Entry((*above, ""), nothing)
    for item in found:
        yield from _item(item, (*above, _name(item.name)))


def _item(item: os.DirEntry[str], parts: tuple[str, ...]) -> Iterator[Entry]:
    if item.is_dir(follow_symlinks=False):
        yield from walk(Path(item.path), parts)
    elif item.is_file(follow_symlinks=False):
        yield Entry(parts, _reader(Path(item.path)), modified=item.stat(follow_symlinks=False).st_mtime)
    else:
        # A linked folder at the top still names its student, who gets a line.
        yield Entry(parts if len(parts) > 1 else parts * 2, nothing, "a link or a special file")


def _name(name: str) -> str:
    """A name of the disk's; one that is not in UTF-8 came out of a zip that said nothing of its encoding."""
    return ids.tidy(codepages.decode([os.fsencode(name)])[0][0])


def _reader(path: Path) -> Callable[[int], bytes]:
    def read(limit: int) -> bytes:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(handle, "rb") as stream:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise OSError(f"{path} is no longer a plain file")
            return stream.read(limit)

    return read


def _unpacked(path: Path) -> tuple[list[Entry], list[str]]:
    members, page = zipped(path, MAX_FILES)
    guessed = [f"{path.name} does not say how its names are written; they were read as {page}"] if page else []
    return members, guessed


def zipped(place: Path | IO[bytes], most: int) -> tuple[list[Entry], str]:
    """The files in a zip, and the code page that their names were read in, if it was a guess."""
    with zipfile.ZipFile(place) as archive:
        members = [info for info in archive.infolist() if not info.is_dir()]
    if len(members) > most:
        raise Trouble(f"{place} holds more than {most:,} files; is it the right one?")
    names, page = _names(members)
    entries = [_member(place, info, name) for info, name in zip(members, names, strict=True)]
    return [shown for entry in entries if (shown := _without_junk(entry))], page


def _names(members: Sequence[zipfile.ZipInfo]) -> tuple[list[str], str]:
    """The members' names, and the code page that they were read in, if it was a guess."""
    raw = [info.orig_filename.encode("utf-8" if info.flag_bits & UTF8 else "cp437") for info in members]
    unsaid = [name for name, info in zip(raw, members, strict=True) if not info.flag_bits & UTF8]
    found, page = codepages.decode(unsaid)
    known = dict(zip(unsaid, found, strict=True))
    names = [name.decode() if info.flag_bits & UTF8 else known[name] for name, info in zip(raw, members, strict=True)]
    return list(map(ids.tidy, names)), "" if page == "utf-8" else page


def _member(path: Path | IO[bytes], info: zipfile.ZipInfo, name: str) -> Entry:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if not parts or parts[0] == "/" or ".." in parts or re.match(r"[A-Za-z]:", parts[0]):
        return Entry((name,), nothing, "a name that leaves the archive")
    if stat.S_ISLNK(info.external_attr >> 16):
        return Entry(parts, nothing, "a link")
    if info.flag_bits & 1:
        return Entry(parts, nothing, "encrypted")

    def read(limit: int) -> bytes:
        with zipfile.ZipFile(path) as archive, archive.open(info) as stream:
            return stream.read(limit)

    return Entry(parts, read, modified=_time(info))


def _time(info: zipfile.ZipInfo) -> float:
    try:
        return datetime(*info.date_time, tzinfo=UTC).timestamp()
    except ValueError:
        return 0.0


def _without_junk(entry: Entry) -> Entry | None:
    """None for what a system puts into a zip; what is hidden in a student's folder still names the student."""
    if entry.trouble:
        return entry
    at = next((n for n, part in enumerate(entry.parts) if (JUNK if n else SYSTEMS_OWN).match(part)), None)
    if at is None:
        return entry
    return Entry(entry.parts[: at + 1], nothing, HIDDEN) if at else None
