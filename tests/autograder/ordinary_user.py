"""A world in which an ordinary user runs a command: a user id without a name, without root's rights, without a home.

Where the tests run as root, the interpreter may lie where only root can read it: in root's home, say. So the command
begins in a mount namespace of its own in which the way to the interpreter, its environment and this repository is open,
and nothing stays of it. Where the tests run as an ordinary user, that user runs the command as they are.

`python ordinary_user.py COMMAND…` runs it, where the tests run as root.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from autograder.isolated import kernel

UID = 4_242_424
REPOSITORY = Path(__file__).resolve().parents[2]
NEEDED = (sys.base_prefix, os.path.realpath(sys.prefix), str(REPOSITORY))
HOMELESS = "/nonexistent"


def as_ordinary_user(*command: object) -> list[str]:
    """The command, to be run by an ordinary user whoever runs these tests."""
    words = list(map(str, command))
    return [sys.executable, __file__, *words] if os.geteuid() == 0 else words


def give(folder: Path) -> None:
    """Make a folder and all in it the ordinary user's."""
    if os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, UID, UID, follow_symlinks=False)


def main() -> None:
    kernel.unshare(kernel.CLONE_NEWNS)
    kernel.mount(None, "/", None, kernel.MS_REC | kernel.MS_PRIVATE)
    for closed in sorted({closed for path in NEEDED if (closed := closed_above(path))}):
        open_the_way(closed, [path for path in NEEDED if Path(path).is_relative_to(closed)])
    os.setgroups([])
    os.setresgid(UID, UID, UID)
    os.setresuid(UID, UID, UID)
    os.environ.update(HOME=HOMELESS, PYTHONDONTWRITEBYTECODE="1")
    os.execv(sys.argv[1], sys.argv[1:])


def closed_above(path: str) -> Path | None:
    """The highest folder on the way to `path` through which not everyone may go."""
    ways = [*reversed(Path(path).parents), Path(path)]
    return next((folder for folder in ways if not folder.stat().st_mode & 0o001), None)


def open_the_way(closed: Path, paths: list[str]) -> None:
    """Lay an open folder over a closed one, in which there are only these paths."""
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


if __name__ == "__main__":
    main()
