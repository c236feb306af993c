"""The one exception that a person at the terminal sees: a line with the cause and the cure."""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

FULL = (errno.ENOSPC, errno.EDQUOT)
FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)
AGAIN = "then run the same command again: it goes on where it stopped"
DATABASE = (  # what a database says, and what helps
    ("is full", "make room"),
    ("is locked", "close what has it open (formgrader, a database browser, another run)"),
    ("", "start it, or mend its address and rights (c.CourseDirectory.db_url in nbgrader_config.py)"),
)
DRIVERS = {"psycopg": "psycopg[binary]", "psycopg2": "psycopg2-binary"}


class Trouble(Exception):
    """Something an instructor can put right; the message says what is wrong and what to do, in one line."""


def is_everybodys(error: BaseException) -> bool:
    """Whether what failed for one student would for all: no room, or no gradebook."""
    return bool(known(error)) and not (isinstance(error, OSError) and error.errno in FORBIDDEN)


def known(error: BaseException, place: Path | str = "") -> str:
    """The line for what a machine does to anybody: a full or closed disk, a gradebook out of reach; else empty."""
    if isinstance(error, OSError) and error.errno in (*FULL, *FORBIDDEN):
        where = error.filename or place
        if error.errno in FULL:
            return f"the disk is full{f' ({where})' if where else ''}; make room, {AGAIN}"
        return f"{where or 'a file'} can't be opened ({error.strerror}); give yourself the right to, {AGAIN}"
    if isinstance(error, ModuleNotFoundError) and error.name in DRIVERS:
        return f"the gradebook's database needs the package {error.name}; pip install '{DRIVERS[error.name]}'"
    database = sys.modules.get("sqlalchemy.exc")
    if database and isinstance(error, database.DBAPIError):
        said = " ".join(str(error.orig or error).split())
        cure = next(cure for words, cure in DATABASE if words in said)
        return f"the gradebook can't be used ({said}); {cure}, {AGAIN}"
    return ""


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that is meant, as a question; the known ones where none is near."""
    known = list(known)
    near = get_close_matches(name, known, 1, 0.6)
    return f"did you mean {near[0]!r}?" if near else f"there is: {', '.join(known) or 'none yet'}"
