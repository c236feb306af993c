"""An exercise as the examiner has it: its test cells, run once for all who handed in, with the checks that they make.

Most of what the tests do is the same for everybody: the numbers to try, the right answers, the known mistakes. So each
test cell is run once, with checks that only note how they were called; for each student the noted checks are then
judged on what that student's functions return. A test cell that calls the student's code by itself, not through a
check, is run anew each time. Random numbers follow from a seed: an exercise has a suite for each that it is tried with.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from autograder.sandbox import seeds
from autograder.sandbox.remote import Connection, Export, FaultOfOurs, Foreseen, NotRecordable, Remote, fresh

CHECK = (
    "check_"  # a function of this name takes the student's function, or a driver that calls it, as its first argument
)
KEPT = 8  # suites at a time; a class is graded exercise by exercise, and seed by seed


@dataclass
class Check:
    """One call of a check, as a test cell made it."""

    check: Callable[..., None]
    function: Callable[..., Any]
    args: tuple[Any, ...]
    options: dict[str, Any]
    payload: bytes = b""
    wrt: list[int] = field(default_factory=list)


@dataclass
class Test:
    """A test cell: its noted checks, or None if it has to be run anew for each student."""

    name: str
    code: Any
    namespace: dict[str, Any]
    seed: str
    checks: list[Check] | None = None

    def run(self) -> None:
        """Run the cell. Its seeds begin anew, so that each run of it tries the same numbers."""
        series = {seeds.FRESH: seeds.Series(self.seed, self.name)} if self.seed else {}
        exec(self.code, {**self.namespace, **series})


@dataclass
class Suite:
    """An exercise as the examiner has it: each test, and the connection that all of them speak through."""

    connection: Connection
    tests: dict[str, Test] = field(default_factory=dict)


class Suites:
    """The suites that were used last, each prepared when it is first asked for."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Suite] = {}

    def of(self, job: dict[str, Any]) -> Suite:
        """The suite of a job's exercise under its seed."""
        key = job["suite"], job.get("seed", "")
        suite = self._kept.pop(key, None) or prepare(job["exercise"], job["exports"], key[1])
        self._kept[key] = suite
        while len(self._kept) > KEPT:
            del self._kept[next(iter(self._kept))]
        return suite


def prepare(cells: list[dict[str, Any]], exports: list[str], seed: str = "") -> Suite:
    """Read an exercise's own cells: `role` "setup" or "test", in order, and the names that students define.

    The tests' random inputs follow from the `seed`; without one they are the system's.
    """
    suite = Suite(Connection())
    recorder = _Recorder(suite.connection)
    namespace: dict[str, Any] = {"__name__": "__main__", "__builtins__": __builtins__}
    namespace |= {name: Export(name, suite.connection) for name in exports}
    for cell in cells:
        code = compile(cell["source"], f"<{cell['id']}>", "exec")
        if cell["role"] == "test":
            suite.tests[cell["id"]] = recorder.noted_in(Test(cell["id"], code, namespace, seed))
        else:
            _set_up(cell["id"], code, namespace)
            recorder.wrap(namespace)
    return suite


def _set_up(name: str, code: Any, namespace: dict[str, Any]) -> None:
    try:
        exec(code, namespace)
    except NotRecordable as error:
        raise FaultOfOurs(f"the set-up cell {name!r} calls {error}, which only a test may do") from None
    except Exception as error:
        raise FaultOfOurs(f"cell {name!r} failed: {type(error).__name__}: {error}") from error


class _Recorder:
    """Puts itself between a test cell and its checks: notes them, or carries them out."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.noted: list[Check] | None = None

    def wrap(self, namespace: dict[str, Any]) -> None:
        for name, value in list(namespace.items()):
            if name.startswith(CHECK) and callable(value) and not isinstance(value, _Wrapped | Export):
                namespace[name] = _Wrapped(value, self)

    def noted_in(self, test: Test) -> Test:
        """The test, with the checks that a run of it makes."""
        self.noted = noted = list[Check]()
        try:
            test.run()
            test.checks = noted
        except NotRecordable:
            pass
        except Exception as error:
            where = traceback.extract_tb(error.__traceback__)[-1]
            raise FaultOfOurs(f"a test failed by itself: {type(error).__name__}: {error} ({where.name})") from error
        finally:
            self.noted = None
        return test


class _Wrapped:
    """A check of the exercise's. Its first argument is what is called on the student's side."""

    def __init__(self, check: Callable[..., None], recorder: _Recorder) -> None:
        self.check, self.recorder = check, recorder
        self.__name__ = getattr(check, "__name__", CHECK)

    def __call__(self, function: Any, args: Any = (), *rest: Any, **options: Any) -> None:
        if not callable(function):
            self.check(function, args, *rest, **options)
        elif self.recorder.noted is None:
            judge(self.check, function, self.recorder.connection, (args, *rest), options)
        else:
            noted = Check(self.check, function, fresh((args, *rest)), fresh(options))
            foresee(noted)
            self.recorder.noted.append(noted)


def judge(check: Callable[..., None], function: Any, connection: Connection, args: Any, options: Any) -> None:
    """Carry a check out on the student's function."""
    check(Remote(function, connection, with_slope=check.__name__ == "check_gradient"), *args, **options)


def foresee(noted: Check) -> None:
    """Find out what a check will call, and with what, by beginning it."""

    def begun(payload: bytes, wrt: list[int]) -> dict[str, Any]:
        raise Foreseen(payload, wrt)

    connection = Connection()
    connection.call = begun
    try:
        judge(noted.check, noted.function, connection, fresh(noted.args), fresh(noted.options))
    except Foreseen as found:
        noted.payload, noted.wrt = found.payload, found.wrt
        return
    raise FaultOfOurs(f"{noted.check.__name__} never calls the function that it is given")
