"""A machine that stands still, or has no time, costs nobody points; and nothing is waited for without end."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from light_class import SLUG, answered, collected
from term_class import release
from warm_cli import WarmCli, children

from autograder.course import course
from autograder.exercises import sample_class
from autograder.exercises.exercise import Exercise
from autograder.sandbox import examiner, patience
from autograder.sandbox.jail import Limits
from autograder.sandbox.marking import Nursery
from autograder.sandbox.patience import Clock
from autograder.sandbox.remote import FaultOfOurs

CHECK = "def check_half(function, args, expected):\n    assert function(*args) == expected\n"
SOLVED = "\ndef half(x):\n    return x / 2"
WORKS = "import time\nwhile time.process_time() - BEGAN < 0.6:\n    pass"


@pytest.fixture
def hands(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What the machine's clock shows, for a test to turn."""
    shows = [0.0]
    monkeypatch.setattr(patience.time, "monotonic", lambda: shows[0])
    return shows


def turn(clock: Clock, hands: list[float], seconds: float, starved: float = 0.0) -> None:
    """Let time go by, with a look at the clock each tenth of a second, and a share of it without a processor."""
    for _ in range(round(seconds * 10)):
        hands[0] += 0.1
        clock.now()
        clock.lend(0.1 * starved)


def test_seconds_that_nobody_had_are_not_counted(hands):
    clock = Clock()
    deadline = clock.after(10)
    turn(clock, hands, 5)
    hands[0] += 3600
    assert not deadline.is_over() and clock.is_disturbed
    turn(clock, hands, 3)
    assert not deadline.is_over()
    turn(clock, hands, 2)
    assert deadline.is_over() and not clock.is_starved


def test_our_own_work_between_two_questions_is_not_counted(hands):
    clock = Clock()
    deadline = clock.after(1)
    hands[0] += 3600
    deadline.begin()
    assert not deadline.is_over() and not clock.is_disturbed


@pytest.mark.parametrize(("starved", "lasts", "blamed"), [(0.0, 10, False), (0.5, 20, False), (0.95, 40, True)])
def test_who_has_no_processor_gets_more_time_up_to_a_limit(hands, starved, lasts, blamed):
    clock = Clock()
    deadline = clock.after(10)
    while not deadline.is_over():
        turn(clock, hands, 0.1, starved)
    assert hands[0] == pytest.approx(lasts, rel=0.03) and clock.is_starved == blamed
    assert lasts <= 10 * patience.MOST


def sat(monkeypatch: pytest.MonkeyPatch, *sittings: tuple[str, float, float]) -> list[str]:
    """Has each sitting come to a state, with seconds that were jumped and owed; gives back those that are left."""
    left = list(sittings)

    def sit(*_: Any) -> tuple[dict[str, Any], Clock]:
        state, jumped, owed = left.pop(0)
        clock = Clock()
        clock.jumped, clock.owed = jumped, owed
        return {"tests": {"half-test": {"state": state}}, "cells": {}}, clock

    monkeypatch.setattr(examiner, "_sit", sit)
    return left  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("sittings", "state"),
    [
        ([("timeout", 0, 0), ("passed", 0, 0)], "timeout"),  # a loop that never ends is not run again for nothing
        ([("timeout", 45, 0), ("passed", 0, 0)], "passed"),
        ([("timeout", 0, 30), ("passed", 0, 0)], "passed"),
        ([("timeout", 45, 0), ("timeout", 45, 0)], "timeout"),
        ([("wrong", 45, 30), ("passed", 0, 0)], "wrong"),
    ],
)
def test_a_timeout_is_tried_again_only_where_the_machine_is_to_blame(monkeypatch, sittings, state):
    left = sat(monkeypatch, *sittings)
    assert examiner.examine(None, {}, None)["tests"]["half-test"]["state"] == state  # type: ignore[arg-type]
    assert len(left) == (state != sittings[1][0] or sittings[0][1] == 0 == sittings[0][2] or sittings[0][0] == "wrong")


def test_a_machine_that_is_too_busy_twice_is_our_fault(monkeypatch):
    sat(monkeypatch, ("timeout", 0, 30), ("timeout", 0, 30))
    with pytest.raises(FaultOfOurs, match="too busy"):
        examiner.examine(None, {}, None)  # type: ignore[arg-type]


def job(solution: str, seconds: float) -> dict[str, Any]:
    tests = [{"id": "half-test", "source": "check_half(half, (3,), 1.5)", "role": "test"}]
    cells = [
        {"id": "setup", "source": f"{CHECK}\nimport time\nBEGAN = time.process_time()", "mine": False, "task": ""},
        {"id": "half", "source": solution + SOLVED, "mine": True, "task": "half"},
        {"id": "half-test", "test": "half"},
    ]
    exercise = [{"id": "setup", "source": CHECK, "role": "setup"}, *tests]
    one = {"suite": "half", "exercise": exercise, "exports": ["half"], "cells": cells}
    return {**one, "limits": asdict(Limits(cpu=10)), "cell_seconds": seconds}


@contextmanager
def crowded(processes: int) -> Iterator[Nursery]:
    """A warm process on one processor, which others want as much."""
    all_of_them = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(all_of_them)})
    hogs = []
    try:
        with Nursery(()) as nursery:
            hogs += [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(processes)]
            yield nursery
    finally:
        os.sched_setaffinity(0, all_of_them)
        for hog in hogs:
            hog.kill()
            hog.wait()


def test_on_a_busy_machine_work_has_its_time_and_a_sleeper_no_more_than_that():
    with crowded(5) as nursery:
        found = nursery.mark(job(WORKS, 1.5))
        assert found["tests"]["half-test"]["state"] == "passed", found
        began = time.monotonic()
        found = nursery.mark(job("import time\ntime.sleep(1000)", 1.5))
        assert found["tests"]["half-test"]["state"] == "timeout" and time.monotonic() - began < 6, found


def tree(pid: int) -> list[int]:
    found = [pid]
    for one in found:
        found += children(one)
    return found


def test_an_honest_student_survives_a_grader_that_stands_still(cli: WarmCli, light: Exercise, tmp_path: Path):
    """Stopped, with all that it has started, for longer than a cell may last."""
    solutions = Path(shutil.copytree(light.folder, tmp_path / "repository" / "solutions" / SLUG)).parent
    settings = solutions / SLUG / "exercise.toml"
    settings.write_text(settings.read_text().replace("cell_seconds = 4", "cell_seconds = 2"))
    here = course.create(tmp_path / "course", solutions)[0]
    release(here)
    slowly = f"import time\ntime.sleep(1.2)\n{sample_class.best(light)[f'{SLUG}-absolute']}"
    collected(here, tmp_path / "in", {"s1": answered(light, absolute=slowly)})
    running = cli.start("grade", SLUG, "-C", here.root)
    while not (asleep := [pid for pid in tree(running.pid) if is_jailed(pid)]) and not running.ended():
        time.sleep(0.02)
    time.sleep(0.3)
    stopped = tree(running.pid)
    for signal_number, pause in ((signal.SIGSTOP, 4.0), (signal.SIGCONT, 0.0)):
        for pid in stopped:
            os.kill(pid, signal_number)
        time.sleep(pause)
    assert asleep and running.end()["code"] == 0
    verdict = here.verdict(SLUG, "s1")
    assert verdict is not None and verdict.tasks[0].outcome == "passed", json.dumps(verdict.to_dict())


def is_jailed(pid: int) -> bool:
    """Whether it is a student's process: it has a network of its own, which is none."""
    try:
        return Path(f"/proc/{pid}/ns/net").readlink() != Path("/proc/self/ns/net").readlink()
    except OSError:
        return False
