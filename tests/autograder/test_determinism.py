"""The same submission gets the same verdict: at each of many runs, in any order, beside others or alone."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from light_class import SOLUTIONS

from autograder.collecting import reading
from autograder.exercises import exercise, sample_class
from autograder.exercises.exercise import Exercise
from autograder.placing import placing
from autograder.sandbox import jobs
from autograder.sandbox.marking import Nursery

RUNS = 8  # half of them in the opposite order; of each half, half with two at a time
MANY_RUNS = 20
KINDS = ("perfect", "another-way", "partial", "stub", "crashing", "exiting", "copied-cell")


@pytest.fixture(scope="module", params=["mean-loss", "tensor-loss"])
def told(request: pytest.FixtureRequest) -> Exercise:
    """The exercise in plain Python, and the one in both frameworks."""
    return exercise.load(SOLUTIONS / request.param)


@pytest.fixture(scope="module")
def nursery(told: Exercise) -> Iterator[Nursery]:
    with Nursery(tuple(jobs.imports(told))) as warm:
        yield warm


def work(told: Exercise) -> list[dict[str, Any]]:
    """A job for each kind of submission, with time enough for a machine that is busy with other tests."""
    handed_in = sample_class.hand_ins(told)
    notebooks = [placing.canonical(told, reading.read(handed_in[kind]))[0] for kind in KINDS]
    return [jobs.job(told, notebook) | {"cell_seconds": 60.0} for notebook in notebooks]


def without_seconds(found: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in found.items() if name != "seconds"}


def run(nursery: Nursery, todo: list[dict[str, Any]], number: int) -> list[dict[str, Any]]:
    """One run over the class; what was found, in the order of the class. The number decides how it is done."""
    backwards, at_once = number % 2, 1 + number // 2 % 2
    order = todo[::-1] if backwards else todo
    with ThreadPoolExecutor(at_once) as threads:
        found = [without_seconds(one) for one in threads.map(nursery.mark, order)]
    return found[::-1] if backwards else found


@pytest.mark.parametrize("runs", [RUNS, pytest.param(MANY_RUNS, marks=pytest.mark.long)])
def test_runs_in_two_orders_with_one_and_two_workers_say_the_same(told: Exercise, nursery: Nursery, runs: int) -> None:
    todo = work(told)
    first = run(nursery, todo, 0)
    assert {found["tests"][told.automatic[0].test_id]["state"] for found in first} >= {"passed", "exited", "raised"}
    for number in range(1, runs):
        assert run(nursery, todo, number) == first, number


def test_a_new_nursery_says_the_same(told: Exercise, nursery: Nursery) -> None:
    todo = work(told)
    with Nursery(tuple(jobs.imports(told))) as another:
        assert run(another, todo, 3) == run(nursery, todo, 0)
