"""The command line without its imports: a process that has made them already forks, and the child is the command.

`python warm_cli.py` reads commands as lines of JSON. Of each it says the process id, and at its end the exit status,
the seconds, and how many processes were still there some seconds later of all that the command had started.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

IMPORTED = (
    "cli.main", "grading.grade", "grading.engine", "course.gradebook", "reporting.summary", "reporting.export",
    "collecting.collect", "reporting.formgrader",
)  # fmt: skip
PR_SET_CHILD_SUBREAPER = 36
PATIENCE = 20.0  # seconds for what is left to end by itself


def serve() -> None:
    for name in IMPORTED:
        importlib.import_module(f"autograder.{name}")
    importlib.import_module("distributed")
    importlib.import_module("sqlalchemy.orm").configure_mappers()
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)  # who loses their parent becomes a child of this one
    for line in sys.stdin:
        began, command = time.monotonic(), json.loads(line)
        if (pid := os.fork()) == 0:
            be_the_command(command["words"], command["log"])
        tell(pid=pid)
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        tell(code=code, seconds=time.monotonic() - began, left=left_behind())


def be_the_command(words: list[str], log: str) -> None:
    from autograder.cli import main

    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    sys.argv = ["autograder", *words]
    try:
        main.main()
    except SystemExit as ended:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(int(ended.code or 0))


def tell(**what: Any) -> None:
    print(json.dumps(what), flush=True)


def left_behind() -> int:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        if not (left := children(os.getpid())):
            return 0
        time.sleep(0.01)
    return len(left)


def children(pid: int) -> list[int]:
    """The processes that this one has started and that are there, ended or not."""
    found: list[int] = []
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += map(int, (task / "children").read_text().split())
    return found


class Running:
    """A command under way."""

    def __init__(self, server: subprocess.Popen[str], pid: int, log: Path) -> None:
        self.server, self.pid, self.log, self.began = server, pid, log, time.monotonic()

    def age(self) -> float:
        return time.monotonic() - self.began

    def ended(self) -> bool:
        return bool(select.select([self.server.stdout], [], [], 0)[0])

    def end(self) -> dict[str, Any]:
        assert self.server.stdout is not None
        return json.loads(self.server.stdout.readline())


class WarmCli:
    """Starts commands, one at a time."""

    def __init__(self, server: subprocess.Popen[str], folder: Path) -> None:
        self.server, self.folder = server, folder

    def start(self, *words: object) -> Running:
        assert self.server.stdin is not None and self.server.stdout is not None
        log = self.folder / "said"
        self.server.stdin.write(json.dumps({"words": [*map(str, words)], "log": str(log)}) + "\n")
        self.server.stdin.flush()
        return Running(self.server, json.loads(self.server.stdout.readline())["pid"], log)

    def run(self, *words: object) -> dict[str, Any]:
        running = self.start(*words)
        return {**running.end(), "said": running.log.read_text()}


@contextlib.contextmanager
def warm_cli(folder: Path, *inside: str) -> Iterator[WarmCli]:
    """The server, started by the command `inside` if one is given: one that gives it a world of its own, say."""
    folder.mkdir(parents=True, exist_ok=True)
    command = [*inside, sys.executable, __file__]
    with subprocess.Popen(command, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        yield WarmCli(server, folder)


if __name__ == "__main__":
    serve()
