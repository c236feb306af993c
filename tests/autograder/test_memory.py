"""Where the machine itself runs out of memory, nobody loses points: whoever was ended then waits for a person."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator

import pytest

from autograder.sandbox import session, usage
from autograder.sandbox.jail import Limits
from autograder.sandbox.session import Gone, NurseryError, Session
from autograder.verdict import Cause

LIMIT = 1 << 30


@pytest.fixture
def watched() -> Iterator[Session]:
    """A session whose student's process computes."""
    near, far = socket.socketpair()
    found = Session(far, Limits(memory=LIMIT))
    found.connection, found.pid, found.pidfd = near, os.getpid(), os.dup(far.fileno())
    found.killed = usage.killed()
    with far, found:
        yield found


def uses(watched: Session, monkeypatch: pytest.MonkeyPatch, share: float, left: int) -> None:
    """Have the next look, which is due, find this share of the limit used, and so many bytes left."""
    watched.lender.looked = 0.0
    monkeypatch.setattr(Session, "_used", lambda self: (1, int(share * LIMIT)))
    monkeypatch.setattr(usage, "left", lambda: left)


def test_who_ended_by_themselves_has_exited(watched: Session) -> None:
    with pytest.raises(Gone) as gone:
        watched._gone()
    assert gone.value.cause is Cause.EXITED


def test_whom_the_kernel_may_have_ended_is_not_judged(watched: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(usage, "killed", lambda: watched.killed + 1)
    with pytest.raises(NurseryError, match=r"memory ran out; .*--workers"):
        watched._gone()


def test_before_the_kernel_chooses_the_largest_is_ended_and_not_judged(
    watched: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    uses(watched, monkeypatch, 0.9, left=session.LEAST_LEFT // 2)
    with pytest.raises(NurseryError, match="memory ran out"):
        watched._look()
    assert not watched.alive


@pytest.mark.parametrize(("share", "left"), [(0.4, 0), (0.9, 2 * session.LEAST_LEFT)], ids=["small", "room"])
def test_who_uses_little_or_has_room_goes_on(
    watched: Session, monkeypatch: pytest.MonkeyPatch, share: float, left: int
) -> None:
    uses(watched, monkeypatch, share, left)
    watched._look()
    assert watched.alive


def test_who_takes_more_than_the_limit_is_judged_whatever_is_left(
    watched: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    uses(watched, monkeypatch, 2.0, left=0)
    with pytest.raises(Gone) as gone:
        watched._look()
    assert gone.value.cause is Cause.MEMORY


def test_what_this_machine_has_left_and_has_ended_is_read() -> None:
    assert 0 < usage.left() < 1 << 50 and usage.killed() >= 0
    pidfd = os.pidfd_open(os.getpid())
    assert usage.number(pidfd) == os.getpid() and usage.in_sockets(os.getpid()) == 0
    os.close(pidfd)
