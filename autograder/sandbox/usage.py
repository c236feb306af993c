"""What a process and all that it has started use, and what the machine has left, as /proc tells it."""

from __future__ import annotations

import contextlib
import os
import time
from functools import cache
from pathlib import Path

from autograder.sandbox.patience import Clock

LOOK_EVERY = 0.2  # seconds between two looks at what a process uses, over however many questions
BUFFER = 212_992  # bytes that a socket may hold, where the kernel does not say


def number(pidfd: int) -> int:
    """The process id of whom a descriptor is of, as it is seen from here, whatever it is in a namespace of its own."""
    lines = Path(f"/proc/self/fdinfo/{pidfd}").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pid:"))


def tree(pid: int) -> tuple[int, list[int]]:
    """The threads of a process and its descendants, and their process ids."""
    threads, pids = 0, [pid]
    for one in pids:
        with contextlib.suppress(OSError, ValueError):
            for task in Path(f"/proc/{one}/task").iterdir():
                threads += 1
                pids += map(int, (task / "children").read_text().split())
    return threads, pids


def share(pid: int) -> int:
    """A process's share of the memory that it uses, in bytes: what it has in common with others counts in part."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        return 1024 * int(rollup.partition("\nPss:")[2].split()[0])
    except (OSError, IndexError):
        return resident(pid)


def resident(pid: int) -> int:
    """All the memory that a process uses, in bytes, quicker to find than `share`; 0 if it has ended."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0


class Lender:
    """Lends a clock the time in which a process and its descendants would have run, but had no processor."""

    def __init__(self, clock: Clock, pid: int) -> None:
        self.clock, self.pid, self.looked, self.spent = clock, pid, time.monotonic(), (0.0, 0.0)

    def look(self) -> bool:
        """False if it is too soon to look again. Who sleeps, or runs in many processes by turns, is lent nothing."""
        if (passed := time.monotonic() - self.looked) < LOOK_EVERY:
            return False
        self.looked += passed
        before, self.spent = self.spent, processor(tree(self.pid)[1])
        ran, waited = (now - then for now, then in zip(self.spent, before, strict=True))
        self.clock.lend(max(0.0, min(waited, passed - ran)))
        return True


def processor(pids: list[int]) -> tuple[float, float]:
    """Seconds that these processes' threads have run, and that they have waited for a processor to run on."""
    ran = waited = 0
    for pid in pids:
        with contextlib.suppress(OSError, ValueError):
            for task in Path(f"/proc/{pid}/task").iterdir():
                here = (task / "schedstat").read_text().split()
                ran, waited = ran + int(here[0]), waited + int(here[1])
    return ran / 1e9, waited / 1e9


def in_sockets(pid: int) -> int:
    """What the sockets of a process's network namespace may hold, in bytes: memory of the kernel's, in no process.

    Nothing where the namespace is the machine's, for there they are anybody's.
    """
    try:
        if _network(pid) == _network(os.getpid()):
            return 0
        return int(Path(f"/proc/{pid}/net/sockstat").read_text().split()[2]) * _buffer()
    except (OSError, IndexError, ValueError):
        return 0


def _network(pid: int) -> str:
    try:
        return str(Path(f"/proc/{pid}/ns/net").readlink())
    except PermissionError:  # who hides it is a student's
        return ""


@cache
def _buffer() -> int:
    try:
        return int(Path("/proc/sys/net/core/wmem_default").read_text())
    except OSError:
        return BUFFER


def left() -> int:
    """The memory that this machine could still give, in bytes."""
    lines = Path("/proc/meminfo").read_text().splitlines()
    return 1024 * next((int(line.split()[1]) for line in lines if line.startswith("MemAvailable")), 1 << 40)


def killed() -> int:
    """How many processes the kernel has ended on this machine for want of memory."""
    lines = Path("/proc/vmstat").read_text().splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("oom_kill ")), 0)
