"""What goes to a student's side with a check's call: the function to call and its arguments, and no right answer."""

from __future__ import annotations

import functools
import inspect
import re
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from cloudpickle import cloudpickle

from autograder.exercises.exercise import load
from autograder.sandbox import jobs
from autograder.sandbox.remote import Export
from autograder.sandbox.suite import Check, prepare

SOLUTIONS = Path(__file__).resolve().parents[2] / "solutions"
SLUGS = sorted(path.parent.name for path in SOLUTIONS.glob("*/exercise.toml"))
NAMED_LIKE_AN_ANSWER = re.compile(r"(?i)(^|_)(oracle|expected|right|slips?|mistakes?|known|answers?|usual)(_|$)")
PLAIN = (str, bytes, int, float, complex, bool, type(None), np.ndarray, np.generic, types.ModuleType, Export)


def parts(value: Any) -> Iterator[tuple[str, Any]]:
    """What cloudpickle takes along with a value, by name."""
    if isinstance(value, PLAIN) or hasattr(value, "dtype"):
        return
    if isinstance(value, types.FunctionType | type) and cloudpickle._should_pickle_by_reference(value):
        return
    if isinstance(value, types.FunctionType):
        used = cloudpickle._extract_code_globals(value.__code__)
        yield from ((name, value.__globals__[name]) for name in used if name in value.__globals__)
        captured = zip(value.__code__.co_freevars, value.__closure__ or (), strict=True)
        yield from ((name, cell.cell_contents) for name, cell in captured)
        yield from enumerated("default", value.__defaults__ or ())
        yield from {**(value.__kwdefaults__ or {}), **vars(value)}.items()
        yield from (("a constant", constant) for constant in constants(value.__code__))
    elif isinstance(value, types.MethodType):
        yield from (("method", value.__func__), ("self", value.__self__))
    elif isinstance(value, functools.partial):
        yield from (("function", value.func), ("arguments", value.args), ("options", value.keywords))
    elif isinstance(value, property | staticmethod | classmethod):
        yield from ((name, getattr(value, name, None)) for name in ("fget", "fset", "__func__"))
    elif isinstance(value, type):
        yield from vars(value).items()
        yield from enumerated("base", value.__bases__)
    elif isinstance(value, list | tuple | set | frozenset):
        yield from enumerated("item", value)
    elif isinstance(value, dict):
        yield from enumerated("key", value)
        yield from enumerated("value", value.values())
    else:
        yield from getattr(value, "__dict__", {}).items()


def enumerated(word: str, values: Any) -> Iterator[tuple[str, Any]]:
    return ((f"{word} {number}", value) for number, value in enumerate(values))


def constants(code: types.CodeType) -> Iterator[Any]:
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from constants(constant)
        elif isinstance(constant, tuple | float):
            yield constant


def travels(value: Any, place: str = "", seen: dict[int, Any] | None = None) -> Iterator[tuple[str, Any]]:
    """Everything that goes along with a value, each with the names that lead to it."""
    seen = {} if seen is None else seen
    for name, part in parts(value):
        if id(part) not in seen:
            seen[id(part)] = part  # kept, so that no other object gets its id
            yield f"{place}/{name}", part
            yield from travels(part, f"{place}/{name}", seen)


def as_numbers(value: Any) -> np.ndarray | None:
    """A value as an array, if it is one that tells something: not a lone 0.5, nor nothing but zeros and ones."""
    try:
        array = np.asarray(value.detach() if hasattr(value, "detach") else value)
    except Exception:
        return None
    if array.dtype.kind not in "iuf" or not array.size or np.isin(array, (0, 1)).all():
        return None
    return array if array.size > 1 or round(array.item(), 3) != array.item() else None


def told(check: Check) -> tuple[np.ndarray | None, dict[str, Any]]:
    """The expected value of a check and its table of known mistakes."""
    signature = inspect.signature(check.check)
    given = signature.bind(check.function, *check.args, **check.options).arguments
    return as_numbers(given.get("expected")), given.get("mistakes") or {}


def leaks(check: Check) -> Iterator[str]:
    """What of a check's knowledge travels with its call."""
    expected, mistakes = told(check)
    answers = [expected, *map(as_numbers, mistakes.values())]
    for place, value in travels(check.function):
        numbers = as_numbers(value)
        if numbers is not None and any(is_same(numbers, answer) for answer in answers):
            yield f"{place} is an answer"
        name = getattr(value, "__name__", place.rpartition("/")[2]) if callable(value) else place.rpartition("/")[2]
        if NAMED_LIKE_AN_ANSWER.search(name):
            yield f"{place} is named like one"
    for sentence in mistakes:
        if sentence.encode() in check.payload:
            yield f"the sentence {sentence!r}"
    many = expected is not None and expected.size > 1 and expected.dtype == float
    if many and expected.tobytes() in check.payload and not among(check.args[0], expected):
        yield "the expected numbers, as bytes"


def is_same(numbers: np.ndarray, answer: np.ndarray | None) -> bool:
    if answer is None or numbers.shape != answer.shape:
        return False
    return np.allclose(numbers, answer, rtol=1e-6, equal_nan=True)


def among(args: Any, expected: np.ndarray) -> bool:
    """Whether the right answer is to give back an argument, as where nothing is to be done."""
    given = [np.asarray(arg.detach() if hasattr(arg, "detach") else arg) for arg in args]
    return any(expected.tobytes() in array.tobytes() for array in given)


@pytest.mark.parametrize("slug", SLUGS)
def test_no_right_answer_goes_to_a_students_side(slug):
    own = jobs.suite(load(SOLUTIONS / slug))
    prepared = prepare(own["exercise"], own["exports"])
    noted = [(name, check) for name, test in prepared.tests.items() for check in test.checks or []]
    found = {f"{name}: {leak}" for name, check in noted for leak in leaks(check)}
    assert not found, "\n".join(sorted(found))
    assert all(test.checks for test in prepared.tests.values()), "each test's calls are known before a student is"


LEAKY = """
import functools
import numpy as np


def check_value(function, args, expected, hint, mistakes=None):
    function(*args)


ANSWER = np.array([0.25, 0.75])
SUMMED = np.array([2.5, 7.5])


class Case:
    kept = ANSWER

    def run(self, x):
        return share(x)


def over_the_globals(x):
    return share(x) if len(ANSWER) else None


def by_a_closure(held):
    return lambda x: (share(x), held)[0]


def by_a_default(x, kept=SUMMED):
    return share(x)


def oracle(x):
    return x / x.sum()


def by_a_name(x):
    return share(x), oracle
"""
WAYS = {
    "by its globals": "over_the_globals",
    "by a closure": "by_a_closure(ANSWER.copy())",
    "by a container": "by_a_closure({'deep': [ANSWER + 0]})",
    "as a known mistake by a default": "by_a_default",
    "by a method's object": "Case().run",
    "by a partial's option": "functools.partial(by_a_default, kept=ANSWER)",
    "as the function that computes it": "by_a_name",
    "as its text": "by_a_closure('That is not divided.')",
}


@pytest.mark.parametrize("driver", WAYS.values(), ids=WAYS)
def test_an_answer_that_travels_is_found(driver):
    call = f"check_value({driver}, (np.array([1.0, 3.0]),), ANSWER, '', {{'That is not divided.': SUMMED}})"
    cells = [
        {"id": "leaky", "source": LEAKY, "role": "setup"},
        {"id": "leaky-test", "source": call, "role": "test"},
    ]
    checks = prepare(cells, ["share"]).tests["leaky-test"].checks
    assert checks and list(leaks(checks[0]))


def test_a_driver_with_its_fixtures_tells_nothing():
    driver = "by_a_closure({'rate': 0.5, 'start': np.array([3.0, 1.0])})"
    call = f"check_value({driver}, (np.array([1.0, 3.0]),), ANSWER, '', {{'That is not divided.': SUMMED}})"
    cells = [
        {"id": "leaky", "source": LEAKY, "role": "setup"},
        {"id": "leaky-test", "source": call, "role": "test"},
    ]
    checks = prepare(cells, ["share"]).tests["leaky-test"].checks
    assert checks and not list(leaks(checks[0]))
