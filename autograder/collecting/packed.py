"""A zip that a student handed in: its files as if they had been handed in beside it.

Nothing is unpacked to disk. What is in it is read when it is wanted, never past its limit, zips in zips only so deep
and so large in all: a bomb is a file that is not taken.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace

from autograder.collecting import archives
from autograder.collecting.inbox import OfferedFile
from autograder.collecting.reading import MAX_RAW

MAX_MEMBERS = 500
MAX_DEPTH = 3  # zips in zips
MEMBER = b"PK\x01\x02"  # opens the entry of each file in a zip's directory


class Unpacking:
    """Opens the zips of one submission, up to a size in all."""

    def __init__(self) -> None:
        self._room = MAX_RAW

    def opened(self, file: OfferedFile, depth: int = 0) -> Iterator[OfferedFile]:
        """The file itself; or, if it is a zip, what is in it, with a `trouble` where that may not be taken."""
        if file.trouble or not file.name.lower().endswith(".zip"):
            yield file
            return
        try:
            data = self._read(file, depth)
            entries, _ = archives.zipped(io.BytesIO(data), MAX_MEMBERS)
        except Exception as error:  # a zip can be damaged in many ways
            yield replace(file, trouble=f"the zip can't be opened ({error})")
            return
        for entry in [entry for entry in entries if entry.trouble != archives.HIDDEN]:
            name = f"{file.name}/{'/'.join(entry.parts)}"
            yield from self.opened(OfferedFile(name, entry.read, entry.trouble, entry.modified), depth + 1)

    def _read(self, file: OfferedFile, depth: int) -> bytes:
        if depth > MAX_DEPTH:
            raise ValueError("zips in zips, nested too deeply")
        data = file.read(self._room + 1)
        self._room -= len(data)
        if self._room < 0:
            raise ValueError(f"more than {MAX_RAW / 1e6:.0f} MB of zips")
        if data.count(MEMBER) > MAX_MEMBERS:
            raise ValueError(f"more than {MAX_MEMBERS} files in it")
        return data
