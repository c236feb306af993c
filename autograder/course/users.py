"""The users of this machine by name; by number where it has no name for them, as in many containers."""

from __future__ import annotations

import getpass
import os
import pwd
from pathlib import Path


def name(uid: int | None = None) -> str:
    """A user's name, by default that of whom this process belongs to."""
    uid = os.getuid() if uid is None else uid
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def current() -> str:
    """Who runs this, as the environment or else the machine says."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return name()


def owner(path: Path | str) -> str:
    return name(Path(path).stat().st_uid)
