"""Hidden inputs are drawn at an attempt's first grading and repeated at each regrade; nobody can foresee them."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from light_class import SLUG, answered, collected
from term_class import release, rewrite, told

from autograder.course.course import Course
from autograder.sandbox import seeds, suite
from autograder.sandbox.jail import Limits
from autograder.sandbox.marking import Nursery

# --- a class, by the real commands ---------------------------------------------------------------------------------

SQUARED = "def mean_squared(t, p):\n    return 0.0"
SHOWN = re.compile(r"mean_squared with (\d+)")
SOURCE = '\n\n\ndef fresh_seed():\n    return int.from_bytes(os.urandom(4), "big")\n'


@pytest.fixture
def drawing(own: Course) -> Course:
    """A course whose exercise shows in its hidden test's message what it has drawn."""
    rewrite(own, "import math\n", f"import math\nimport os\n{SOURCE}")
    rewrite(own, 'check_hidden("mean_squared on four pairs"', 'check_hidden(f"mean_squared with {fresh_seed()}"')
    rewrite(
        own, 'check("mean_squared([2, 3], [1, 0])", mean_squared([2, 3], [1, 0]), 5.0, "Square each difference.")\n', ""
    )
    release(own)
    return own


def shown(here: Course) -> dict[str, str]:
    """What each student's message shows of what was drawn for them."""
    found = {}
    for path in (here.state / "verdicts" / SLUG).glob("*.json"):
        verdict = here.verdict(SLUG, path.stem)
        assert verdict is not None
        (found[path.stem],) = SHOWN.findall(" ".join(task.message for task in verdict.tasks))
    return found


def test_a_regrade_tries_the_same_numbers_and_what_is_handed_in_anew_gets_others(
    drawing: Course, tmp_path: Path
) -> None:
    wrong = answered(drawing.exercise(SLUG), squared=SQUARED)
    collected(drawing, tmp_path / "one", dict.fromkeys(("s1", "s2"), wrong))
    told(drawing, "grade", SLUG)
    first = shown(drawing)
    assert first["s1"] == first["s2"], "an exercise is prepared once for all that a run grades first"
    another = answered(drawing.exercise(SLUG), squared=SQUARED.replace("0.0", "1.0"))
    collected(drawing, tmp_path / "two", {"s2": another, "s3": wrong})
    told(drawing, "grade", SLUG)
    second = shown(drawing)
    assert second["s1"] == first["s1"] and second["s2"] == second["s3"] != first["s1"]
    rewrite(drawing, "which is not right.", "which is wrong.")
    release(drawing)
    told(drawing, "grade", SLUG)
    assert shown(drawing) == second, "another exercise is tried with the numbers of the first grading"
    told(drawing, "grade", SLUG, "--regrade")
    assert shown(drawing) == second


# --- the examiner --------------------------------------------------------------------------------------------------

ATTEMPT, OTHER = "attempt-" + 20 * "7" + "-", "attempt-" + 20 * "8" + "-"
SETUP = textwrap.dedent("""
    import os

    def fresh_seed():
        return int.from_bytes(os.urandom(4), "big")

    def check_same(function, args, expected):
        got = function(*args)
        assert got == expected, f"{args} gives {got}"
""")
ONCE = "check_same(same, (fresh_seed(), fresh_seed()), None)"
ANEW = "a = (fresh_seed(), fresh_seed())\nassert same(*a) is None, f'{a} gives {same(*a)}'"
PAIR = "def same(a, b):\n    return [a, b]"


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with Nursery(()) as warm:
        yield warm


@pytest.fixture(scope="module")
def another() -> Iterator[Nursery]:
    with Nursery(()) as warm:
        yield warm


def job(seed: str, solution: str = PAIR, test: str = ONCE) -> dict[str, Any]:
    names = ("one-test", "two-test")
    exercise = [{"id": "setup", "source": SETUP, "role": "setup"}]
    cells = [{"id": "setup", "source": SETUP, "mine": False, "task": ""},
             {"id": "same", "source": textwrap.dedent(solution), "mine": True, "task": "same"}]  # fmt: skip
    exercise += [{"id": name, "source": test, "role": "test"} for name in names]
    work = {"suite": test, "exercise": exercise, "exports": ["same"], "seed": seed}
    return {
        **work,
        "cells": cells + [{"id": name, "test": name} for name in names],
        "limits": asdict(Limits(cpu=20)),
        "cell_seconds": 30,
    }


def messages(nursery: Nursery, *given: Any) -> list[str]:
    return [told["message"] for told in nursery.mark(job(*given))["tests"].values()]


@pytest.mark.parametrize("test", [ONCE, ANEW], ids=["noted once", "run anew for each student"])
def test_each_test_draws_its_own_numbers_and_the_same_seed_gives_the_same(
    nursery: Nursery, another: Nursery, test: str
) -> None:
    first = messages(nursery, ATTEMPT, PAIR, test)
    assert len(set(re.findall(r"\d{3,}", " ".join(first)))) == 4, "two tests of two numbers each"
    assert messages(nursery, ATTEMPT, PAIR, test) == first
    assert not set(messages(nursery, OTHER, PAIR, test)) & set(first)
    assert messages(another, ATTEMPT, PAIR, test) == first


def test_without_a_seed_the_numbers_are_the_systems(nursery: Nursery, another: Nursery) -> None:
    assert not set(messages(nursery, "")) & set(messages(another, ""))


LOOKS = """
    import os, re

    def same(a, b):
        found, kept = {*map(str, os.environ.values())}, PLANTED
        with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as memory:
            for line in maps:
                start, end = (int(part, 16) for part in line.split()[0].split("-"))
                if " rw" in line and "[v" not in line:
                    memory.seek(start)
                    try:
                        found |= {*map(bytes.decode, re.findall(rb"attempt-[78]{20}-", memory.read(end - start)))}
                    except OSError:
                        pass
        return sorted(one for one in found if one.startswith("attempt"))
"""


def test_a_students_process_does_not_hold_the_seed(nursery: Nursery) -> None:
    """That the search finds what is there is shown by another text, which the code itself plants."""
    look = LOOKS.replace("PLANTED", '"attempt-" + 20 * "8" + "-"')
    for message in messages(nursery, ATTEMPT, look):
        assert message.endswith(f"gives {[OTHER]}")


def test_a_driver_can_not_draw_on_the_students_side(nursery: Nursery) -> None:
    driver = "def driver(a):\n    return same(a, fresh_seed())\n\ncheck_same(driver, (1,), None)"
    fault = nursery.mark(job(ATTEMPT, PAIR, driver))["fault"]
    assert "fresh_seed can't be called on the student's side; draw in the test" in fault


def test_a_generator_does_not_travel(nursery: Nursery) -> None:
    driver = "import numpy as np\nrng = np.random.default_rng(fresh_seed())\n\n"
    driver += "def driver(a):\n    return same(a, rng.random())\n\ncheck_same(driver, (1,), None)"
    assert (
        "takes a generator of random numbers along; draw in the test"
        in nursery.mark(job(ATTEMPT, PAIR, driver))["fault"]
    )


def test_an_examiner_keeps_the_suites_that_it_used_last() -> None:
    suites, kept = suite.Suites(), [job(f"seed {number}") for number in range(suite.KEPT)]
    first = [suites.of(one) for one in kept]
    assert all(suites.of(one) is found for one, found in zip(kept, first, strict=True))
    suites.of(job(ATTEMPT))
    assert suites.of(kept[-1]) is first[-1] and suites.of(kept[0]) is not first[0]
    assert len(suites._kept) == suite.KEPT


def test_a_series_gives_what_every_framework_takes_for_a_seed() -> None:
    series = seeds.Series(seeds.draw(), "cell")
    numbers = [series() for _ in range(1000)]
    assert len(set(numbers)) == 1000 and all(0 <= number < 2**32 for number in numbers)
