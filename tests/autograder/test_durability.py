"""A grader that is killed, at any instant, loses nothing and doubles nothing: the next run goes on where it stopped.

Row 33 of the table of cases. The command is the real one, in a process that a warm one forks: its imports, at which it
can be killed without harm, would cost most of the time.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from light_class import SLUG
from warm_cli import Running, WarmCli, children
from whole_course import Undisturbed, assert_nothing_lost_or_doubled, copied, journal

from autograder.course.course import Course

AT_LEAST, SEED = 3, 20261001  # kills in each phase of a run
PHASES = ("start", "running", "recording")


class Kill(NamedTuple):
    victim: str
    instant: float
    phase: str


def instants(count: int, seconds: float, draw: random.Random) -> Iterator[float]:
    """Uniform over a run: one in each of `count` equal parts of it, in any order; and then again."""
    parts = list(range(count))
    while True:
        draw.shuffle(parts)
        yield from ((part + draw.random()) * seconds / count for part in parts)


def phase(here: Course, command: int, students: set[str]) -> str:
    """What a run that is stopped was doing, by what is on the disk and by which processes it has."""
    verdicts = {path.stem for path in (here.state / "verdicts" / SLUG).glob("[!.]*.json")}
    if verdicts == students:
        return "closing"
    begun = {path.parent.parent.name for path in (here.root / "autograded").rglob("*.ipynb")}
    begun |= {line["student"] for line in journal(here)}
    half = [*here.root.rglob(".writing-*"), *here.root.glob("gradebook.db-journal")]
    if half or begun - verdicts:
        return "recording"
    return "running" if len(workers(command)) > 2 else "start"


def workers(command: int) -> list[int]:
    """The nursery of a run: the process that it starts, the one that forks students, and the examiners."""
    found = [pid for pid in children(command) if b"autograder.sandbox.fork_server" in command_line(pid)]
    return [*found, *(child for pid in found for child in children(pid))]


def command_line(pid: int) -> bytes:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


@pytest.mark.parametrize("number", [15, pytest.param(50, marks=pytest.mark.long)])
def test_a_run_killed_at_any_of_many_instants_is_finished_by_the_next_one(
    number: int, everything: Course, undisturbed: Undisturbed, cli: WarmCli, tmp_path: Path
) -> None:
    draw, kills = random.Random(SEED), list[Kill]()
    when = instants(number, undisturbed.seconds, draw)
    while len(kills) < number or min(count_phases(kills).values()) < AT_LEAST:
        here = copied(everything, tmp_path / "course")
        for kill in (kill_command, kill_command, kill_workers):
            kills += kill(here, undisturbed.students, cli, when, draw)
        assert_nothing_lost_or_doubled(here, undisturbed)
        assert len(kills) < 4 * number, "the phases are not hit by chance"
    print(*kills, count_phases(kills), sep="\n")


def count_phases(kills: list[Kill]) -> dict[str, int]:
    return {name: sum(kill.phase == name for kill in kills) for name in PHASES}


def kill_command(
    here: Course, students: set[str], cli: WarmCli, when: Iterator[float], draw: random.Random
) -> list[Kill]:
    """Kill the command: nothing of it stays behind but what is on the disk, from which the next run goes on."""
    running = cli.start("grade", SLUG, "-C", here.root)
    kill = strike("command", running, next(when), here, students, draw)
    done = running.end()
    assert done["code"] in (0, -signal.SIGKILL) and done["left"] == 0, running.log.read_text()
    return [kill] if kill and done["code"] else []  # it may have come to its end just before


def kill_workers(
    here: Course, students: set[str], cli: WarmCli, when: Iterator[float], draw: random.Random
) -> list[Kill]:
    """Kill one of the command's workers, and later another: this very run has them replaced, and comes to its end."""
    running = cli.start("grade", SLUG, "-C", here.root)
    kills = [strike("worker", running, at, here, students, draw) for at in sorted((next(when), next(when)))]
    done = running.end()
    assert (done["code"], done["left"]) == (0, 0), running.log.read_text()
    return [kill for kill in kills if kill]


def strike(
    victim: str, running: Running, instant: float, here: Course, students: set[str], draw: random.Random
) -> Kill | None:
    """Kill the victim at this instant of the run, or as soon as there is one; None if the run was faster."""
    time.sleep(max(0.0, instant - running.age()))
    with contextlib.suppress(ProcessLookupError):
        while not running.ended():
            os.kill(running.pid, signal.SIGSTOP)
            found = [running.pid] if victim == "command" else workers(running.pid)
            kill = Kill(victim, round(instant, 3), phase(here, running.pid, students))
            if found:
                os.kill(draw.choice(found), signal.SIGKILL)
            os.kill(running.pid, signal.SIGCONT)
            if found:
                return kill
            time.sleep(0.01)
    return None
