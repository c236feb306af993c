"""How long to wait, on a machine that may stand still or be busy: by seconds that who is waited for really had.

A laptop's lid, SIGSTOP or a frozen container stop both who waits and who is waited for; that is a jump between two
looks at the clock, and counts for nothing. On a busy machine a process waits for a processor; that time is lent back,
as long as the whole stays below `MOST` times what is counted.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

LONGEST_STEP = 1.0  # seconds between two looks at the clock; who waits looks every few milliseconds
MOST = 4.0  # times the seconds that are counted: so long a wait lasts at most, but for jumps
SITTINGS = 2  # of a submission, if the machine was to blame for what the first came to
SPARED = 1.0  # seconds that could not be lent any more, from which on the machine is to blame


class Clock:
    """Counts the seconds of waiting. `jumped` and `owed` are those for which the machine is to blame."""

    def __init__(self) -> None:
        self.counted = self.lent = self.owed = self.jumped = 0.0
        self.last = time.monotonic()

    def begin(self) -> None:
        """From here on somebody is waited for; what went before was our own time."""
        self.last = time.monotonic()

    def now(self) -> float:
        step, self.last = time.monotonic() - self.last, time.monotonic()
        self.jumped += max(0.0, step - LONGEST_STEP)
        self.counted += min(step, LONGEST_STEP)
        return self.counted

    def spend(self, seconds: float) -> None:
        """Count what was done for them elsewhere."""
        self.counted += seconds

    def lend(self, seconds: float) -> None:
        """Count these seconds back, for there was no processor to use them."""
        most = max(0.0, ((MOST - 1) * self.counted - self.lent) / MOST)
        given = min(seconds, most)
        self.counted -= given
        self.lent += given
        self.owed += seconds - given

    @property
    def is_starved(self) -> bool:
        return self.owed > SPARED

    @property
    def is_disturbed(self) -> bool:
        return self.is_starved or self.jumped > 0

    def after(self, seconds: float) -> Deadline:
        return Deadline(self, self.counted + seconds)


@dataclass
class Deadline:
    """A moment on a clock, after which nobody waits any more."""

    clock: Clock
    at: float

    def begin(self) -> None:
        self.clock.begin()

    def is_over(self) -> bool:
        return self.clock.now() > self.at

    def or_sooner(self, other: Deadline) -> Deadline:
        return min(self, other, key=lambda deadline: deadline.at)


def within(seconds: float) -> Deadline:
    """A deadline on a clock of its own."""
    return Clock().after(seconds)
