"""Stock nbgrader in a jail: what it gives to submissions that attack whoever runs them, without harm to this machine.

Each submission gets the course's folder anew, in the private folder of a jail, and there nbgrader runs as it comes: its
own command, its own kernel. What the student's code reaches is what it reaches under stock nbgrader (the hidden tests,
the gradebook, the process that grades), but nothing of the machine. The score is read when all else in there is dead.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable
from pathlib import Path

from autograder.sandbox import jail, usage
from autograder.sandbox.jail import Limits

MODULES = ("nbgrader", "numpy", "torch", "tensorflow", "descent")
LIMITS = Limits(memory=8 << 30, processes=256, files=1024, disk=1 << 30)
MEMORY = 4 << 30  # of all its processes together
SECONDS = 60.0  # for a submission; nbgrader stops a cell that does not end
CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "bench"
c.CourseDirectory.root = {root!r}
c.ExecutePreprocessor.timeout = 10
c.KernelManager.transport = "ipc"  # a jail has no network
c.KernelManager.ip = "/tmp/kernel"  # the sockets' names begin so; a kernel's own folder is another than nbgrader's
"""
ENVIRONMENT = {"HOME": jail.HOME, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TF_CPP_MIN_LOG_LEVEL": "3"}
SCORE = """
select sum(coalesce(grade.auto_score, 0)) from grade
join submitted_notebook on grade.notebook_id = submitted_notebook.id
join submitted_assignment on submitted_notebook.assignment_id = submitted_assignment.id
where submitted_assignment.student_id = ?
"""
Given = float | str  # a score, or in words why there is none


def pack(*trees: tuple[Path, str]) -> bytes:
    """Folders, each under its name in the course, as one archive."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for folder, name in trees:
            archive.add(folder, name)
    return packed.getvalue()


def graded(exercise: str, student: str, packed: bytes) -> Given:
    """What stock nbgrader gives to a student's submission in this packed course."""
    return _in_process(lambda tell: _watched(exercise, student, packed, tell))


def _in_process(work: Callable[[int], None]) -> Given:
    """A process that goes into the jail's file system for good, and tells one thing."""
    read, write = os.pipe()
    if (pid := os.fork()) == 0:
        try:
            os.close(read)
            work(write)
        except BaseException as error:
            _tell(write, str(error))
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read) as stream:
        said = stream.readline(1000)  # not to its end: a child of another thread may hold it open
    os.waitpid(pid, 0)
    return json.loads(said) if said else "nothing was told"


def _tell(pipe: int, given: Given) -> None:
    os.write(pipe, json.dumps(given).encode() + b"\n")


def _watched(exercise: str, student: str, packed: bytes, tell: int) -> None:
    jail.build(MODULES)
    first = jail.fork_inside(LIMITS, lambda: _life(exercise, student, packed, tell), tell)
    until = time.monotonic() + SECONDS
    while os.waitpid(first, os.WNOHANG) == (0, 0):
        held = sum(map(usage.share, usage.tree(first)[1]))
        if (late := time.monotonic() > until) or held > MEMORY:
            os.kill(first, signal.SIGKILL)
            os.waitpid(first, 0)
            _tell(tell, "not ended" if late else "took the machine's memory")
            return
        time.sleep(0.1)


def _life(exercise: str, student: str, packed: bytes, tell: int) -> None:
    """The first process of the jail: nbgrader's command, and then the gradebook's word."""
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(jail.HOME, filter="fully_trusted")
    command = [sys.executable, "-m", "nbgrader", "autograde", exercise, "--student", student]
    with Path("said").open("wb") as said:
        subprocess.Popen(command, env=ENVIRONMENT, stdin=subprocess.DEVNULL, stdout=said, stderr=said).wait()
    with contextlib.suppress(ProcessLookupError):
        os.kill(-1, signal.SIGKILL)
    _tell(tell, _score(student))


def _score(student: str) -> Given:
    try:
        with sqlite3.connect("gradebook.db") as book:
            (score,) = book.execute(SCORE, (student,)).fetchone()
    except sqlite3.Error as error:
        return f"gradebook: {error}"
    return "not graded" if score is None else float(score)
