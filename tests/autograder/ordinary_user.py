"""A world in which an ordinary user runs a command: a user id without a name, without root's rights, without a home.

Where the tests run as root, the interpreter may lie where only root can read it: in root's home, say. So the command
begins in a mount namespace of its own in which the way to the interpreter, its environment and this repository is open,
and nothing stays of it. Where the tests run as an ordinary user, that user runs the command.

`python ordinary_user.py PLACES COMMAND…` runs it, with an empty folder over each place that PLACES (JSON) names.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from autograder.sandbox import kernel

UID = 4_242_424
REPOSITORY = Path(__file__).resolve().parents[2]
NEEDED = (sys.base_prefix, os.path.realpath(sys.prefix), str(REPOSITORY))
HOMELESS = "/nonexistent"
ROOT = os.geteuid() == 0


def as_ordinary_user(*command: object, empty: Iterable[str] = ()) -> list[str]:
    """The command, to be run by an ordinary user whoever runs these tests, with empty folders over these places."""
    return [sys.executable, __file__, json.dumps(list(empty)), *map(str, command)]


def run_as_ordinary_user(*command: object, empty: Iterable[str] = ()) -> subprocess.CompletedProcess[str]:
    words = as_ordinary_user(*command, empty=empty)
    return subprocess.run(words, cwd=REPOSITORY, capture_output=True, text=True, timeout=600)


def python(source: str, empty: Iterable[str] = (), code: int = 0) -> str:
    """What this prints when an ordinary user runs it; `code` is the exit status it must have."""
    done = run_as_ordinary_user(sys.executable, "-c", source, empty=empty)
    assert done.returncode == code, done.stderr
    return done.stdout


def give(folder: Path) -> Path:
    """Make a folder and all in it the ordinary user's."""
    if ROOT:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, UID, UID, follow_symlinks=False)
    return folder


def main() -> None:
    places, command = json.loads(sys.argv[1]), sys.argv[2:]
    if ROOT:
        kernel.unshare(kernel.CLONE_NEWNS)
    elif places:
        kernel.enter_user_namespace(kernel.CLONE_NEWNS)
    if ROOT or places:
        kernel.mount(None, "/", None, kernel.MS_REC | kernel.MS_PRIVATE)
    if ROOT:
        for closed in sorted({closed for path in NEEDED if (closed := closed_above(path))}):
            open_the_way(closed, [path for path in NEEDED if Path(path).is_relative_to(closed)])
    for place in places:
        kernel.mount("tmpfs", place, "tmpfs", 0, "size=64m,mode=777")
    if ROOT:
        os.setgroups([])
        os.setresgid(UID, UID, UID)
        os.setresuid(UID, UID, UID)
        os.environ["HOME"] = HOMELESS
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    os.execv(command[0], command)


def closed_above(path: str) -> Path | None:
    """The highest folder on the way to `path` through which not everyone may go."""
    ways = [*reversed(Path(path).parents), Path(path)]
    return next((folder for folder in ways if not folder.stat().st_mode & 0o001), None)


def open_the_way(closed: Path, paths: list[str]) -> None:
    """Lay an open folder over a closed one, in which there are only these paths."""
    before = os.umask(0o022)
    with tempfile.TemporaryDirectory() as aside:
        kernel.mount("tmpfs", aside, "tmpfs", 0, "size=1m,mode=700")
        for number, path in enumerate(paths):
            Path(aside, str(number)).mkdir()
            kernel.mount(path, f"{aside}/{number}", None, kernel.MS_BIND | kernel.MS_REC)
        kernel.mount("tmpfs", str(closed), "tmpfs", 0, "size=1m,mode=755")
        for number, path in enumerate(paths):
            Path(path).mkdir(parents=True, exist_ok=True)
            kernel.mount(f"{aside}/{number}", path, None, kernel.MS_BIND | kernel.MS_REC)
        kernel.detach(aside)
    os.umask(before)


if __name__ == "__main__":
    main()
