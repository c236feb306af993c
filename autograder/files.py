"""Files that are whole or not there: a new content is written beside the old one, then takes its place."""

from __future__ import annotations

import errno
import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


def write_bytes(path: Path, data: bytes, sync: bool = True) -> None:
    """Replace `path` by `data` in one step, so that a killed run leaves the old content or the new.

    `sync` waits for the disk, so that a power cut does, too: not needed for what can be made again. The name beside it
    is always the same: what a killed run left there, the next one overwrites.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".writing-{path.name}")
    try:
        with beside.open("wb") as stream:
            stream.write(data)
            stream.flush()
            if sync:
                os.fsync(stream.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def append_line(path: Path, line: str) -> None:
    """Append a line, whole or not at all. A part of one that a power cut left at the end is taken off before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    data = line.encode() + b"\n"
    with path.open("a+b", buffering=0) as stream:
        size = _whole_lines(stream)
        try:
            if stream.write(data) < len(data):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        except OSError:
            stream.truncate(size)
            raise


def _whole_lines(stream: Any) -> int:
    """The size of a file without the beginning of a line at its end, which is cut off."""
    size = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, size - 1))
    if size and stream.read(1) != b"\n":
        stream.seek(0)
        size = stream.read().rfind(b"\n") + 1
        stream.truncate(size)
    return size


@contextmanager
def alone(path: Path) -> Iterator[bool]:
    """Whether nobody else is inside here with the same `path`. The kernel lets go of it whatever ends the process."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def write_json(path: Path, data: Any) -> None:
    """`write_bytes` of readable JSON."""
    write_bytes(path, (json.dumps(data, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode())


def read_json(path: Path) -> Any:
    """The content of `path`, or None where there is no such file."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
