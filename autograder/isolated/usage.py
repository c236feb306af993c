"""What a process and all that it has started use, as /proc tells it."""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path

from autograder.isolated.patience import Clock

LOOK_EVERY = 0.2  # seconds between two looks at what a process uses, over however many questions


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
