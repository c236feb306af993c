"""The small read-only file system that student code sees: the system's libraries, this Python environment, no secret.

What an instructor knows is covered wherever it lies: inside the environment, under /usr, behind a link.
"""

from __future__ import annotations

import importlib.util
import os
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote, unquote

from autograder.sandbox.kernel import MS_BIND, MS_NODEV, MS_NOSUID, MS_RDONLY, MS_REC, MS_REMOUNT, mount

SYSTEM = ("/usr", "/lib", "/lib64", "/lib32", "/bin", "/sbin", "/etc/ld.so.cache", "/etc/localtime", "/etc/ssl")
DEVICES = ("null", "zero", "full", "random", "urandom")
# Folders inside what is shown that may hold students' work: nbgrader's exchange, say.
EMPTIED = ("/usr/local/share/nbgrader", "/usr/src", "/usr/local/share/jupyter")
REPOSITORY = ("solutions", "_build", "tests", ".git")  # what of a repository tells what an instructor knows
HOME = "/home/student"
PRIVATE = ("/tmp", "/dev/shm", HOME)  # folders that each student gets empty
AGAIN = "/shown"  # what lies in one of them and is needed (a whole environment in /tmp, say), for each student anew
OCTAL = re.compile(r"\\([0-7]{3})")  # as the kernel writes a space in a path
FIXED = MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV


def lay_out(root: str, modules: Iterable[str], hidden: Iterable[str]) -> None:
    """Lay the jail's file system out in the folder `root`, but for /proc."""
    secret = secrets(hidden)
    for path in _shown(modules):
        _show(path, root + path, secret)
        if path.startswith(tuple(f"{folder}/" for folder in PRIVATE)):
            _show(path, f"{root}{AGAIN}/{quote(path, safe='')}", secret)
    for name in DEVICES:
        _bind(f"/dev/{name}", f"{root}/dev/{name}")
    for folder in ("/proc", "/old", AGAIN, *PRIVATE):
        Path(root + folder).mkdir(parents=True, exist_ok=True)


def show_again() -> None:
    """What was needed of the folders that have just been emptied for a student."""
    for shown in Path(AGAIN).iterdir():
        _show(str(shown), unquote(shown.name), [])  # with its covers, which are mounted in it


def secrets(hidden: Iterable[str]) -> list[Path]:
    """The real places of the folders to cover: those that are named, where their links lead, and this repository's."""
    own = Path(__file__).parents[2]
    named = [*map(Path, hidden), *(own / name for name in REPOSITORY), *map(Path, EMPTIED)]
    links = [link for place in named if os.access(place, os.R_OK | os.X_OK) for link in _links(place)]
    return sorted({place.resolve() for place in (*named, *links) if _is_here(place)})


def _links(place: Path) -> list[Path]:
    """The links in a folder: a course's `submitted` may lie on a larger disk."""
    return [entry for entry in place.iterdir() if entry.is_symlink()] if place.is_dir() else []


def _is_here(place: Path) -> bool:
    try:
        return place.exists()
    except OSError:  # nor does a student get where we may not go
        return False


def _shown(modules: Iterable[str]) -> list[str]:
    """The files and folders of the jail: the system's, this environment's, and packages that lie elsewhere."""
    environment = (sys.base_prefix, sys.prefix)
    wanted = [*SYSTEM, *map(os.path.realpath, environment), *environment]  # one may be a link, or lie behind one
    for name in modules:
        spec = importlib.util.find_spec(name.partition(".")[0])
        wanted += [*(spec.submodule_search_locations or ())] if spec else []
    kept: list[str] = []
    for path in wanted:
        inside = any(Path(path).is_relative_to(other) for other in kept)
        if os.path.lexists(path) and not inside:
            kept.append(path)
    return kept


def _show(path: str, place: str, secret: Iterable[Path]) -> None:
    if Path(path).is_symlink():
        Path(place).parent.mkdir(parents=True, exist_ok=True)
        Path(place).symlink_to(Path(path).readlink())
        return
    _bind(path, place)
    parts = _mounted_in(place)
    for part in parts:
        mount(None, part, None, FIXED | (os.statvfs(part).f_flag & os.ST_NOEXEC))  # which may not be taken off
    for covered in sorted({there for part in parts for one in secret for there in _seen(one, part)}):
        _cover(covered)


def _mounted_in(place: str) -> list[str]:
    """`place`, and what is mounted inside of it."""
    lines = Path("/proc/self/mountinfo").read_text().splitlines()
    found = {OCTAL.sub(lambda code: chr(int(code[1], 8)), line.split()[4]) for line in lines}
    return [place, *sorted(path for path in found if path.startswith(f"{place}/"))]


def _seen(secret: Path, part: str) -> Iterator[Path]:
    """Where in a mounted part of the file system, whatever it is a part of, this secret is to be seen."""
    for above in (secret, *secret.parents):
        if above.samefile(part):
            yield Path(part, secret.relative_to(above))


def _cover(place: Path) -> None:
    """An empty folder or file over `place`; unless what lies over it hides it already."""
    if place.is_dir():
        mount("tmpfs", str(place), "tmpfs", MS_RDONLY | MS_NOSUID | MS_NODEV, "size=4k,mode=755")
    elif place.exists():
        mount("/dev/null", str(place), None, MS_BIND)


def _bind(path: str, place: str) -> None:
    if Path(path).is_dir():
        Path(place).mkdir(parents=True, exist_ok=True)
    else:
        Path(place).parent.mkdir(parents=True, exist_ok=True)
        Path(place).touch()
    mount(path, place, None, MS_BIND | MS_REC)
