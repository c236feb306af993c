"""The one function behind the commands: a submission's notebook and limits in, plain data out.

`mark` may be called in any process, on any machine, from several threads: the first call starts a nursery there, and
each call that has to wait for no other gets an examiner of its own. What goes in and comes out is plain data, so any
pool can map it.
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import importlib.metadata
import json
import os
import platform
import site
import socket
import subprocess
import sys
import threading
from functools import cache
from pathlib import Path
from typing import Any

from autograder.errors import Trouble
from autograder.sandbox import protocol
from autograder.sandbox.examined import Answer, NoAnswer
from autograder.sandbox.jobs import Job
from autograder.sandbox.patience import MOST, SITTINGS, within
from autograder.sandbox.usage import Lender

START_SECONDS = 180.0  # to import both frameworks, on a busy machine
SPARE_SECONDS = 60.0  # for an examiner's own work, over what the student's code may take
ENDING_SECONDS = 1.0  # between the end of a nursery's children and its own
TRIES = 3  # of a job whose examiner is lost on the way
ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    # One thread for each process: the workers already fill the cores. The rest keeps TensorFlow quiet and reproducible.
    "OMP_NUM_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "MALLOC_ARENA_MAX": "2",  # or each thread reserves 64 MiB of addresses, which count as memory
    "CUDA_VISIBLE_DEVICES": "",
    "TORCHDYNAMO_DISABLE": "1",  # `@torch.compile` runs eagerly: to compile takes a C++ compiler and most of a minute
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
}


class NoWalls(Trouble):
    """This machine can't keep a student's code apart, today and at the next try."""


class Nursery:
    """A warm process on this machine, with the modules imported. Close it, or use it as a context manager.

    `hidden` are folders that no student's code may see, should they lie in what it is shown: the course, say.
    """

    def __init__(self, modules: tuple[str, ...], sandbox: bool = True, hidden: tuple[str, ...] = ()) -> None:
        self._idle, self._lock = list[socket.socket](), threading.Lock()
        self._control, far = socket.socketpair()
        root = str(Path(__file__).parents[2])
        mode = "sandbox" if sandbox else "unsafe"
        command = [sys.executable, "-m", "autograder.sandbox.fork_server", str(far.fileno()), mode]
        command += [json.dumps(hidden), *modules]
        self._process = subprocess.Popen(
            command, env={**ENVIRONMENT, "PYTHONPATH": root}, cwd="/", pass_fds=[far.fileno()],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        far.close()
        try:
            deadline = within(START_SECONDS)
            lender = Lender(deadline.clock, self._process.pid)
            told, _ = protocol.receive(self._control, deadline, lender.look)
        except (protocol.ClosedError, protocol.OverdueError):
            self.close()
            raise Trouble(
                f"the grader's warm process does not start; run `{' '.join(command[:3])}` to see why"
            ) from None
        if told["problem"]:
            self.close()
            cure = "`autograder doctor` says more; on a class that you trust, --unsafe-no-sandbox grades without walls"
            raise NoWalls(f"this machine can't keep a student's code apart ({told['problem']}); {cure}")

    def __enter__(self) -> Nursery:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def close(self) -> None:
        for connection in (self._control, *self._idle):
            connection.close()
        self._process.kill()
        self._process.wait()

    def mark(self, job: Job) -> Answer:
        """Have a job done by an examiner that is idle, or a new one. One that is lost on the way is replaced.

        Raises
        ------
        RuntimeError
            If the warm process has ended. With a new one, the job can be tried again.
        """
        for _ in range(TRIES):
            try:
                told = self._ask(job)
                told["environment"] = environment()
                return told
            except protocol.OverdueError:
                return {"fault": "the examiner did not come to an end"}
            except (protocol.ClosedError, protocol.ProtocolError):
                self._look_after_a_loss()
        return {"fault": f"the examiner ended early, {TRIES} times"}

    def _ask(self, job: Job) -> Answer:
        tests = sum("test" in cell for cell in job["cells"])
        sitting = SPARE_SECONDS + 2 * job["cell_seconds"] * (len(job["cells"]) + tests)
        asks = self._examiner()
        try:
            protocol.send(asks, job)
            found: Any = protocol.receive(asks, within(SITTINGS * MOST * sitting))[0]
        except BaseException:
            asks.close()
            raise
        with self._lock:
            self._idle.append(asks)
        return found

    def _examiner(self) -> socket.socket:
        with self._lock:
            if self._idle:
                return self._idle.pop()
            near, far = socket.socketpair()
            try:
                with far:
                    socket.send_fds(self._control, [b"examiner"], [far.fileno()])
            except OSError:
                raise protocol.ClosedError from None
            return near

    def _look_after_a_loss(self) -> None:
        """Was it this examiner alone? The idle ones may be gone, too, and are not asked any more."""
        with self._lock:
            while self._idle:
                self._idle.pop().close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(ENDING_SECONDS)
            raise RuntimeError("the warm process has ended")


@cache
def environment() -> str:
    """A hash of what could change a result here: Python, the machine's kind, the installed packages."""
    # Not sys.path, which grows with what is imported.
    folders = site.getsitepackages() + ([site.getusersitepackages()] if site.ENABLE_USER_SITE else [])
    found = importlib.metadata.distributions(path=folders)
    packages = sorted({f"{one.metadata['Name']} {one.version}" for one in found})
    text = "\n".join([sys.version, platform.machine(), *packages])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


_nurseries: dict[tuple[Any, ...], Nursery] = {}
_starting = threading.Lock()


def nursery(modules: tuple[str, ...], sandbox: bool = True, hidden: tuple[str, ...] = ()) -> Nursery:
    """This process's nursery for these modules, started at its first use."""
    with _starting:
        key = (os.getpid(), modules, sandbox, hidden)
        if key not in _nurseries or not _nurseries[key].alive:
            _nurseries[key] = Nursery(modules, sandbox, hidden)
            atexit.register(_nurseries[key].close)
        return _nurseries[key]


def mark(job: Job) -> Answer | NoAnswer:
    """Mark one submission: the pure function that a pool of workers maps over a class.

    What has gone wrong and may go well at another try is raised, and the pool tries again; the rest is said.
    """
    try:
        return nursery(tuple(job["modules"]), job["sandbox"], tuple(job["hidden"])).mark(job)
    except NoWalls as error:
        return {"trouble": str(error)}
