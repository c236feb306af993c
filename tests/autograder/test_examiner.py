"""The examiner against a student's process that does not keep to the rules: no points, no hang, and never our fault."""

from __future__ import annotations

import json
import textwrap
import time
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import pytest

from autograder.sandbox import examiner
from autograder.sandbox.jail import Limits
from autograder.sandbox.marking import Nursery
from autograder.sandbox.remote import Connection, Export, raised

SETUP = textwrap.dedent("""
    import numpy as np

    def check_half(function, args, expected):
        got = function(*args)
        assert isinstance(got, float) and got == expected, f"{got!r} is not {expected!r}"

    def check_refusal(function, args, error):
        try:
            function(*args)
        except error:
            return
        raise AssertionError("it should have raised")
""")
THREE = "\n".join(f"check_half(half, ({number},), {number / 2})" for number in (3, 5, 7))
# What a hostile cell starts with: the object that answers for it, its class, and what to say instead.
FORGER = textwrap.dedent("""
    import os, sys, threading, time
    from autograder.sandbox import protocol

    def side():
        frame = sys._getframe()
        while type(frame.f_locals.get("self")).__name__ != "StudentSide":
            frame = frame.f_back
        return frame.f_locals["self"]

    SIDE = side()

    def half(x):
        return x / 2 + 1

    def says(**reply):
        type(SIDE).do_call = lambda self, message, blob: (reply, b"")

    def raises(*kinds):
        says(raised={"kinds": list(kinds), "text": "forged", "frames": []})

    def gives(*pairs, blob=b""):
        type(SIDE).do_call = lambda self, message, _: ({"tree": {"~": "dict", "of": [list(p) for p in pairs]}}, blob)
""")


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with Nursery(("numpy",)) as nursery:
        yield nursery


def mark(
    nursery: Nursery, solution: str, test: str = THREE, after: str = "", seconds: float = 3, more: Any = ()
) -> Any:
    """What the examiner says of a notebook: set-up, solution, the test twice, perhaps a set-up cell."""
    tests = [{"id": name, "source": test, "role": "test"} for name in ("half-test", "again-test")]
    exercise = [{"id": "setup", "source": SETUP, "role": "setup"}, *tests]
    cells = [
        {"id": "setup", "source": SETUP, "mine": False, "task": ""},
        {"id": "half", "source": textwrap.dedent(solution), "mine": True, "task": "half"},
        *more,
        {"id": "half-test", "test": "half"},
        {"id": "again-test", "test": "again"},
    ]
    cells += [{"id": "late", "source": after, "mine": False, "task": ""}] * bool(after)
    job = {"suite": test, "exercise": exercise, "exports": ["half"], "cells": cells}
    return nursery.mark({**job, "limits": asdict(Limits(cpu=10, processes=24)), "cell_seconds": seconds})


def test_the_right_answer_passes(nursery):
    assert mark(nursery, "def half(x):\n    return x / 2")["tests"]["half-test"]["state"] == "passed"


FORGED = {
    "StopIteration ends no loop of a check": ("raises('StopIteration', 'Exception')", "raised"),
    "a group of exceptions": ("raises('ExceptionGroup', 'Exception')", "raised"),
    "the examiner's own": ("raises('Gone', 'BaseException')", "exited"),
    "an interrupt": ("raises('KeyboardInterrupt', 'BaseException')", "exited"),
    "the end of a generator": ("raises('GeneratorExit', 'BaseException')", "exited"),
    "a test's": ("raises('AssertionError', 'Exception')", "raised"),
    "a warning's": ("raises('UserWarning', 'Warning', 'Exception')", "raised"),
    "one that can't be made": ("raises('UnicodeDecodeError', 'ValueError', 'Exception')", "raised"),
    "one of no name": ("raises()", "tampered"),
    "names that are a number": ("says(raised={'kinds': 5, 'text': ''})", "tampered"),
    "an exception that is a text": ("says(raised='ValueError')", "tampered"),
    "no result at all": ("says()", "tampered"),
    "a result without a value": ("gives(('after', None))", "tampered"),
    "a value of no kind": ("gives(('value', {'~': 'code'}))", "tampered"),
    "the same bytes for many arrays": (
        "a = {'~': 'numpy', 'dtype': 'int8', 'shape': [9], 'at': 0}\n"
        "gives(('value', {'~': 'list', 'of': [a] * 99}), blob=b'x' * 9)",
        "tampered",
    ),
    "a thing named like a number": ("gives(('value', {'~': 'opaque', 'type': 'float', 'text': '1.5'}))", "wrong"),
    "text for a number": ("gives(('value', '1.5'))", "wrong"),
    "two values": ("gives(('value', 1.5), ('value', 9.0))", "wrong"),
    "arguments changed to fit": (
        "gives(('value', 1.0), ('after', {'~': 'list', 'of': [2, {'~': 'dict', 'of': []}]}))",
        "wrong",
    ),
}


@pytest.mark.parametrize(("act", "state"), FORGED.values(), ids=FORGED)
def test_a_forged_answer_gets_nothing(nursery, act, state):
    found = mark(nursery, FORGER + act)
    assert found["tests"]["half-test"]["state"] == state


def test_no_exception_ends_a_tests_own_loop(nursery):
    """A test that calls the student's functions by itself, one after the other, as an iterator does."""
    test = "for got, expected in zip(map(half, (3, 5)), (1.5, 2.5)):\n    assert got == expected"
    for name in ("StopIteration", "StopAsyncIteration"):
        found = mark(nursery, f"def half(x):\n    raise {name}", test)
        assert found["tests"]["half-test"]["state"] == "raised"


@pytest.mark.parametrize("name", ["StopIteration", "GeneratorExit", "ExceptionGroup", "BaseExceptionGroup", "Nothing"])
def test_what_stands_for_a_students_exception_is_an_exception_and_ends_no_loop(name):
    error = raised({"kinds": [name, "Exception"], "text": "x", "frames": [], "errno": None, "name": None})
    assert isinstance(error, Exception) and str(error) == "x" and type(error).__name__ == name
    assert not isinstance(error, StopIteration | BaseExceptionGroup)


def test_a_refusal_may_be_claimed_and_counts_as_what_it_is_called(nursery):
    test = "check_refusal(half, (3,), ValueError)"
    assert mark(nursery, FORGER + "raises('ValueError', 'Exception')", test)["tests"]["half-test"]["state"] == "passed"
    assert mark(nursery, FORGER + "raises('TypeError', 'Exception')", test)["tests"]["half-test"]["state"] == "raised"


SLOW = {
    "drops": """
        def do_call(self, message, blob):
            self.connection.sendall(protocol.HEAD.pack(3_000_000, 0))
            while True:
                self.connection.send(b" ")
                time.sleep(0.0001)

        type(SIDE).do_call = do_call
    """,
    "answers without end": """
        def do_call(self, message, blob):
            text = b'{"number": 1}'
            error = b'{"number": 3, "raised": {"kinds": ["Exception"], "text": "", "frames": []}}'
            self.connection.sendall(protocol.HEAD.pack(len(error), 0) + error)
            while True:
                self.connection.sendall((protocol.HEAD.pack(len(text), 0) + text) * 5000)

        type(SIDE).do_call = do_call
    """,
    "silence, and nothing is read": """
        def half(x):
            return x / 2

        protocol.receive = lambda *args: time.sleep(1000)
    """,
}


@pytest.mark.parametrize("act", SLOW.values(), ids=SLOW)
def test_nothing_that_is_sent_or_not_read_keeps_the_examiner(nursery, act):
    began = time.monotonic()
    large = f"{THREE}\ncheck_half(lambda _: half(3), (np.zeros(400_000),), 1.5)"
    found = mark(nursery, FORGER + textwrap.dedent(act), large, seconds=2, more=[added(0, "pass")])
    assert time.monotonic() - began < 20 and "fault" not in found
    right = "return x / 2\n" in act  # who answers rightly and then is silent is asked again in a new process
    assert found["tests"]["half-test"]["state"] in (["passed"] if right else ["timeout", "raised", "tampered"])


def added(number: int, source: str) -> dict[str, Any]:
    return {"id": f"added-{number}", "source": source, "mine": True, "task": ""}


def test_many_slow_cells_do_not_last_for_ever(nursery):
    began = time.monotonic()
    found = mark(nursery, "import time", more=[added(number, "time.sleep(1.5)") for number in range(60)])
    assert time.monotonic() - began < 45
    assert found["tests"]["half-test"]["state"] == "timeout"


def test_a_set_up_cell_that_a_students_thread_ends_is_not_our_fault(nursery):
    killer = "import os, threading\nthreading.Timer(0.5, os._exit, [0]).start()\ndef half(x):\n    return x / 2"
    found = mark(nursery, killer, after="import time\ntime.sleep(2)")
    assert "fault" not in found and found["cells"]["late"]["cause"] == "exited"


def test_a_set_up_cell_that_fails_by_itself_is_our_fault(nursery):
    job = {"suite": "fails", "exercise": [{"id": "setup", "source": "1", "role": "setup"}], "exports": []}
    cells = [{"id": "setup", "source": "import os\nos._exit(0)", "mine": False, "task": ""}]
    found = nursery.mark({**job, "cells": cells, "limits": asdict(Limits(cpu=10)), "cell_seconds": 3})
    assert "ended its process" in found["fault"]


def test_all_outputs_together_stay_below_a_limit(nursery):
    flood = FORGER + textwrap.dedent("""
        def take(self):
            return [{"output_type": "display_data", "data": {"text/plain": "x" * 3_900_000}}]

        type(SIDE.outputs).take = take
    """)
    found = mark(nursery, flood, more=[added(number, "pass") for number in range(20)], seconds=10)
    assert len(json.dumps(found)) < examiner.MAX_OUTPUTS + 1_000_000
    assert found["cells"]["added-19"]["outputs"] == [examiner.LEFT_OUT]


def test_an_exported_name_travels_as_its_name():
    assert Export("half", Connection()).__reduce__()[1] == ("half",)
