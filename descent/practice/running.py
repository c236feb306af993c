"""Runs a reader's function on a practice's inputs: what came back, as plain data, and what was printed on the way.

Standard library only, and of the package nothing: the page carries this file and `checking.py` alone. The reader's code
runs on the reader's own machine; in the page, the interpreter is put back as it was before anything is judged.
"""

from __future__ import annotations

import contextlib
import copy
import inspect
import io
import json
import math
import sys
import traceback
from collections.abc import Callable, Iterator
from itertools import count, islice
from typing import Any

SOURCE = "<your code>"
LONGEST = 2000  # characters of what the reader's code printed in one call
MOST, DEEPEST = 10_000, 50  # values in one result, and lists within lists
SHOWN = 20  # values of a list in a sentence
CURES = {
    ModuleNotFoundError: "Only plain Python with its standard library is here; lists and math are enough",
    OSError: "There is no keyboard, no file and no network here; use the arguments",
    EOFError: "There is no keyboard here; use the arguments",
    SystemExit: "There is nothing to exit from here; use return",
    RecursionError: "Does a function call itself without an end?",
    MemoryError: "It keeps more than there is room for: does a list grow without an end?",
}
Practice = dict[str, Any]
Outcome = tuple[str, Any]  # ("value", what came back) or ("raised", what was said)
Caught = type[BaseException] | tuple[type[BaseException], ...]
CAUGHT = (Exception, SystemExit)  # in a notebook: an interrupt there is the reader's own
Tell = Callable[[str, str], None]  # takes a call, and all that it has printed so far


class TooLarge(Exception):
    """A result that no practice asks for; the message says what it is."""


class Printed(io.TextIOBase):
    """What the reader's code prints: `tell` is told of it as it comes; `calls` holds each call's text."""

    def __init__(self, tell: Tell) -> None:
        self.told, self.call, self.calls = tell, "", {"": ""}

    def begin(self, call: str) -> None:
        """From now on it is this call that prints; what was printed before any call stays above."""
        self.call = call
        self.calls.setdefault(call, self.calls[""])

    def write(self, text: str) -> int:
        room = LONGEST - len(self.calls[self.call])
        if room > 0:
            self.calls[self.call] += text if len(text) <= room else f"{text[:room]} …"
            self.told(self.call, self.calls[self.call])
        return len(text)


def observe(practice: Practice, source: str, tell: Tell = lambda call, text: None) -> dict[str, Any]:
    """Run a reader's source and call the function that it defines on every input.

    `fails` is a sentence where there is no function to call; `outcomes` are what each call gave; `curve` is what the
    practice draws of it; `printed` holds the printed text by call.
    """
    printed, namespace = Printed(tell), {"__name__": "practice"}
    with _heard(printed):
        try:
            exec(compile(source, SOURCE, "exec"), namespace)
        except SyntaxError as error:
            return {"fails": sentence(f"Python can't read line {error.lineno}: {error.msg}"), "printed": printed.calls}
        except BaseException as error:
            return {"fails": sentence(f"Your code stops with {named(error)}"), "printed": printed.calls}
    function = namespace.get(practice["function"])
    if not callable(function):
        gone = f"There is no function {practice['function']} any more; keep its name, or press Reset."
        return {"fails": gone, "printed": printed.calls}
    found = outcomes(practice, function, printed)
    with _heard(io.StringIO()):
        return {"outcomes": found, "curve": curve(practice, function, BaseException), "printed": printed.calls}


def outcomes(practice: Practice, function: Callable[..., Any], printed: Printed) -> list[Outcome]:
    """What the function gives on every input, with what each call prints."""
    found = []
    for index, inputs in enumerate(practice["inputs"]):
        printed.begin(call(practice, index))
        with _heard(printed):
            found.append(outcome(function, inputs, BaseException))
    return found


@contextlib.contextmanager
def _heard(printed: io.TextIOBase) -> Iterator[None]:
    """Both streams go there, and there is nothing to read from."""
    before, sys.stdin = sys.stdin, io.StringIO()
    try:
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            yield
    finally:
        sys.stdin = before


def defined(practice: Practice, source: str) -> Callable[..., Any]:
    """The practice's function as this source defines it."""
    namespace: dict[str, Any] = {}
    exec(compile(source, SOURCE, "exec"), namespace)
    function: Callable[..., Any] = namespace[practice["function"]]
    return function


def outcome(function: Callable[..., Any], inputs: list[Any], caught: Caught = CAUGHT) -> Outcome:
    """What one call gives."""
    given = copy.deepcopy(inputs)
    try:
        value = plain(function(*given))
        changed = given != inputs
    except caught as error:
        return "raised", named(error)
    if changed:
        return "raised", "its arguments changed: build new lists and leave the given ones as they are"
    return "value", value


def plain(value: Any) -> Any:
    """Numbers, texts and lists of them, which JSON can carry; of all else, `{"odd": what it is}`."""
    try:
        return _plain(value, count(), 0)
    except TooLarge as error:
        return {"odd": str(error)}


def _plain(value: Any, counted: Iterator[int], depth: int) -> Any:
    if next(counted) > MOST:
        raise TooLarge(f"a result of more than {MOST} values")
    if depth > DEEPEST:
        raise TooLarge(f"a list that is more than {DEEPEST} lists deep")
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return int(value) if value.bit_length() < sys.float_info.max_exp else {"odd": _digits(value)}
    if isinstance(value, float):
        return float(value)
    if isinstance(value, str):
        return str(value)[:MOST]
    if hasattr(value, "tolist"):  # an array or a tensor
        return _plain(value.tolist(), counted, depth)
    if inspect.isgenerator(value) or isinstance(value, list | tuple):
        return [_plain(one, counted, depth + 1) for one in islice(value, MOST + 1)]
    return {"odd": repr(value)[:80]}


def _digits(value: int) -> str:
    return f"a whole number of about {math.ceil(value.bit_length() * math.log10(2))} digits"


def curve(practice: Practice, function: Callable[..., Any], caught: Caught = CAUGHT) -> list[tuple[float, float]]:
    """The points [x, y] of the practice's `draw`, an expression that calls the function by its name."""
    if "draw" not in practice:
        return []
    try:
        points = eval(practice["draw"], {"math": math, practice["function"]: function})
        return [(float(x), float(y)) for x, y in points if math.isfinite(float(x)) and math.isfinite(float(y))]
    except caught:
        return []


def call(practice: Practice, index: int) -> str:
    """The call on one input, as a reader would write it."""
    return f"{practice['function']}({', '.join(map(show, practice['inputs'][index]))})"


def show(value: Any) -> str:
    """A number or a list as a reader sees it: six significant digits."""
    if isinstance(value, dict) and "odd" in value:
        return str(value["odd"])
    if isinstance(value, bool) or not isinstance(value, int | float | list):
        return repr(value)[:80]
    if isinstance(value, list):
        rest = f", … {len(value)} in all" if len(value) > SHOWN else ""
        return f"[{', '.join(map(show, value[:SHOWN]))}{rest}]"
    return f"{value + 0.0:.6g}"  # no minus before a zero


def named(error: BaseException) -> str:
    """An exception as a reader is told of it: its name, its text, the line, and a cure where one is known."""
    text = str(error)[:200]
    cure = next((f". {cure}" for kind, cure in CURES.items() if isinstance(error, kind)), "")
    return f"{type(error).__name__}{f': {text}' if text else ''}{_line(error)}{cure}"


def sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _line(error: BaseException) -> str:
    """Where in the reader's own code an exception came from."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == SOURCE]
    return f" in line {lines[-1]}" if lines else ""


def observe_json(practice: str, source: str, tell: Tell) -> str:
    """`observe`, with text in and text out: what the page's worker calls."""
    return json.dumps(observe(json.loads(practice), source, tell))
