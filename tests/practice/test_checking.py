"""The practice of the chapters: each solution is right, each known mistake gets its own sentence, each input counts."""

from __future__ import annotations

import json
import re

import pytest

from descent import practice
from descent.practice import checking, running
from press.layout import Layout

NAMES = practice.names()
EACH = pytest.mark.parametrize("name", NAMES)
HUBER = dict(practice.load(NAMES[0]))
DOUBLE = {
    "name": "double",
    "title": "Twice a number",
    "function": "double",
    "solution": "def double(x):\n    return 2 * x\n",
    "inputs": [[1.0], [[1, 2]]],
    "mistakes": [],
}


@EACH
def test_the_solution_is_right_and_the_stub_is_not(name: str) -> None:
    cell = dict(practice.load(name))
    assert checking.check_source(cell, cell["solution"])["verdict"] == "right"
    assert checking.check_source(cell, cell["stub"])["verdict"] in ("wrong", "mistake")


@EACH
def test_each_mistake_gets_its_own_sentence(name: str) -> None:
    cell = dict(practice.load(name))
    assert len(cell["mistakes"]) >= 3
    for mistake in cell["mistakes"]:
        found = checking.check_source(cell, mistake["code"])
        assert (found["verdict"], found["says"]) == ("mistake", mistake["says"])


@EACH
def test_it_has_what_a_reader_needs(name: str) -> None:
    cell = dict(practice.load(name))
    assert len(cell["hints"]) >= 2 and len(cell["task"].split()) >= 10
    for sentence in (mistake["says"] for mistake in cell["mistakes"]):
        assert sentence[0].isupper() and sentence[-1] in ".?!", sentence
    if "draw" in cell:
        assert len(checking.check_source(cell, cell["solution"])["curves"]["right"]) >= 8
        assert len(cell["labels"]) == 2


@EACH
def test_one_chapter_places_it(name: str) -> None:
    texts = [chapter.path.read_text() for chapter in Layout().chapters]
    assert sum(len(re.findall(rf"^```{{practice}} {name}$", text, re.MULTILINE)) for text in texts) == 1


@pytest.mark.parametrize(
    ("source", "verdict", "says"),
    [
        ("def double(x):\n    return x * 2", "right", "Right"),
        ("def double(x):\n    return x + 1", "wrong", "double([1, 2]) stops"),
        ("def double(x)\n", "error", "Python can't read line 1"),
        ("import nothing_like_it", "error", "ModuleNotFoundError"),
        ("def twice(x):\n    return 2 * x", "error", "no function double"),
        ("def double(x):\n    raise KeyError('x')", "error", "double(1) stops with KeyError"),
        ("def double(x):\n    x = 1 / 0", "error", "in line 2"),
        ("def double(x):\n    x += x\n    return x", "error", "its arguments changed"),
        ("def double(x):\n    return float('nan')", "wrong", "double(1) gives nan; it should give 2"),
        ("def double(x):\n    print(x)", "wrong", "double(1) gives None: is the return missing?"),
        ("def double(x):\n    return input()", "error", "There is no keyboard"),
        ("import nothing_like_it", "error", "lists and math are enough"),
        ("def double(x):\n    return True", "wrong", "double(1) gives True"),
        ("import sys\ndef double(x):\n    sys.exit()", "error", "double(1) stops with SystemExit in line 3. There is"),
        ("def double(x):\n    raise SystemExit(1)", "error", "nothing to exit from here; use return."),
        ("raise SystemExit", "error", "Your code stops with SystemExit in line 1. There is nothing to exit from"),
        ("def double(x):\n    raise KeyboardInterrupt", "error", "double(1) stops with KeyboardInterrupt in line 2."),
        ("raise KeyboardInterrupt", "error", "Your code stops with KeyboardInterrupt in line 1."),
        (
            "def double(x):\n    return 10**400",
            "wrong",
            "double(1) gives a whole number of about 401 digits; it should",
        ),
        ("def double(x):\n    return [-(10**9000)]", "wrong", "gives [a whole number of about 9001 digits]; it should"),
        ("def double(x):\n    return [0] * 10**6", "wrong", "double(1) gives a result of more than 10000 values"),
        ("def double(x):\n    while True:\n        yield x", "wrong", "gives a result of more than 10000 values"),
        (
            "def double(x):\n    a = []\n    a.append(a)\n    return a",
            "wrong",
            "a list that is more than 50 lists deep",
        ),
        ("def double(x):\n    return list(range(30))", "wrong", "18, 19, … 30 in all]; it should give 2."),
        ("def double(x):\n    return {x: 1}", "wrong", "double(1) gives {1.0: 1}; it should give 2."),
        ("def double(x):\n    return double(x)", "error", "in line 2. Does a function call itself without an end?"),
        ("def double(x):\n    raise MemoryError", "error", "more than there is room for: does a list grow"),
        ("class A:\n    __repr__ = 1\ndef double(x):\n    return A()", "error", "double(1) stops with TypeError"),
    ],
)
def test_what_a_reader_may_write_gets_a_sentence(source: str, verdict: str, says: str) -> None:
    found = checking.check_source(DOUBLE, source)
    assert (found["verdict"], says in found["says"]) == (verdict if "stops" not in says else "error", True), found


@pytest.mark.parametrize(
    ("result", "says"),
    [
        ("-2 * x", "Every number is the negative of what it should be."),
        ("6 * x", "Every number is 3 times what it should be."),
        ("2.001 * x", "All numbers are near, but not equal"),
        ("x ^ 2", "In Python, ^ is not a power: write **."),
        ("x + 5", "double(1) gives 6; it should give 2."),
        ("0 * x", "double(1) gives 0; it should give 2."),
    ],
)
def test_what_all_numbers_have_in_common_is_said(result: str, says: str) -> None:
    cell = {**DOUBLE, "inputs": [[1], [2], [3], [0]]}
    found = checking.check_source(cell, f"def double(x):\n    return {result}")
    assert (found["verdict"], found["says"].endswith(says) or "near" in says) == ("wrong", True), found["says"]
    assert says in found["says"]


def test_what_the_call_in_question_prints_is_shown_and_a_generator_is_a_list() -> None:
    source = "print('first')\ndef double(x):\n    print(x)\n    return 2 * x if x == 1.0 else (2 * y for y in x)"
    found = checking.check_source(DOUBLE, source)
    assert (found["verdict"], found["call"], found["printed"]) == ("wrong", "double([1, 2])", "first\n[1, 2]\n"), found
    both = {**DOUBLE, "inputs": [[[1.0]], [[1, 2]]], "solution": "def double(x):\n    return [2 * y for y in x]"}
    assert checking.check_source(both, "def double(x):\n    for y in x:\n        yield 2 * y")["verdict"] == "right"


@pytest.mark.parametrize(
    ("source", "call", "printed"),
    [
        ("print('a')\n1 / 0", "", "a\n"),
        ("import sys\ndef double(x):\n    print('a', file=sys.stderr)\n    sys.exit()", "double(1)", "a\n"),
        ("def double(x):\n    print(x)\n    return 2 * x", "double(1)", "1.0\n"),
        ("def double(x):\n    print('ab' * 5000)", "double(1)", "ab" * 1000 + " …"),
    ],
)
def test_what_is_printed_is_heard_as_it_comes_also_when_the_code_then_fails(
    source: str, call: str, printed: str
) -> None:
    heard: list[tuple[str, str]] = []
    seen = running.observe(DOUBLE, source, lambda *told: heard.append(told))
    found = checking.judge_source(DOUBLE, source, seen)
    assert (found["call"], found["printed"]) == (call, printed)
    assert (call, printed) in heard


def test_a_check_calls_the_function_once_on_each_input() -> None:
    once = "count = 0\ndef double(x):\n    global count\n    count += 1\n    return 2 * x if count < 3 else None"
    assert checking.check_source(DOUBLE, once)["verdict"] == "right", "two inputs are two calls"


def test_in_a_notebook_an_interrupt_is_the_readers_own_and_an_exit_is_not() -> None:
    def interrupted(_x: object) -> None:
        raise KeyboardInterrupt

    def exits(_x: object) -> None:
        raise SystemExit

    with pytest.raises(KeyboardInterrupt):
        checking.check(DOUBLE, interrupted)
    assert "stops with SystemExit" in checking.check(DOUBLE, exits)["says"]


def test_a_known_mistake_is_named_though_the_code_stops_elsewhere() -> None:
    cell = {
        **DOUBLE,
        "inputs": [[1.0], [2.0], [0.0]],
        "mistakes": [{"says": "You add one.", "code": "def double(x):\n    return x + 1.5"}],
    }
    found = checking.check_source(cell, "def double(x):\n    return x + 1.5 + 0 / x")
    assert found["verdict"] == "mistake"
    assert found["says"].startswith("You add one. And double(0) stops with ZeroDivisionError")
    assert checking.check_source(cell, "def double(x):\n    return 2 * x / (x - 1)")["verdict"] == "error"


def test_a_sum_in_another_order_is_no_mistake() -> None:
    cell = {**DOUBLE, "inputs": [[0.1], [1e9]]}
    assert checking.check_source(cell, "def double(x):\n    return x + x + x - x + 1e-12")["verdict"] == "right"
    assert checking.check_source(cell, "def double(x):\n    return 2 * x * (1 + 1e-5)")["verdict"] == "wrong"


def test_text_goes_in_and_text_comes_out() -> None:
    cell, source = json.dumps(DOUBLE), "def double(x):\n    return float('inf') if x == 1.0 else 10**400"
    seen = running.observe_json(cell, source, lambda call, text: None)
    found = json.loads(checking.judge_json(cell, source, seen))
    assert found == checking.check_source(DOUBLE, source)
    assert found["says"] == "double(1) gives inf; it should give 2."


def test_the_notebook_says_and_draws_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    space: dict = {}
    exec(HUBER["mistakes"][0]["code"], space)
    practice.check(HUBER["name"], space[HUBER["function"]])
    assert HUBER["mistakes"][0]["says"] in capsys.readouterr().out
