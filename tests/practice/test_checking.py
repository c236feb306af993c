"""The practice of the chapters: each solution is right, each known mistake gets its own sentence, each input counts."""

from __future__ import annotations

import json
import re

import pytest

from descent import practice
from descent.practice import checking
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


def test_what_is_printed_is_shown_and_a_generator_is_a_list() -> None:
    found = checking.check_source(
        DOUBLE, "print('first')\ndef double(x):\n    print(x)\n    return 2 * x if x == 1.0 else (2 * y for y in x)"
    )
    assert (found["verdict"], found["printed"]) == ("wrong", "first\n1.0\n"), found
    both = {**DOUBLE, "inputs": [[[1.0]], [[1, 2]]], "solution": "def double(x):\n    return [2 * y for y in x]"}
    assert checking.check_source(both, "def double(x):\n    for y in x:\n        yield 2 * y")["verdict"] == "right"


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
    found = json.loads(checking.check_json(json.dumps(DOUBLE), DOUBLE["solution"]))
    assert found["verdict"] == "right"


def test_the_notebook_says_and_draws_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    space: dict = {}
    exec(HUBER["mistakes"][0]["code"], space)
    practice.check(HUBER["name"], space[HUBER["function"]])
    assert HUBER["mistakes"][0]["says"] in capsys.readouterr().out
