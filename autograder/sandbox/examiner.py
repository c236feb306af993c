"""Runs an exercise's tests against a student's process, and says what came of each.

The tests run here, in a process that no student's code ever enters. What they have in common for everybody is prepared
once (`suite`); here it is judged on what one student's functions return.
"""

from __future__ import annotations

import contextlib
import io
import json
import time
from collections.abc import Iterator
from typing import Any

from autograder.sandbox import values
from autograder.sandbox.examined import CellTold, Examined, TestTold
from autograder.sandbox.jail import Limits
from autograder.sandbox.patience import SITTINGS, Clock, Deadline
from autograder.sandbox.remote import FaultOfOurs, StudentError, fresh
from autograder.sandbox.session import Cell, Gone, NurseryError, Session
from autograder.sandbox.suite import Check, Suite, Test, judge
from autograder.verdict import Cause

SETUP_SECONDS = 120.0
PATIENCE = 2  # seconds that a whole notebook may take, for each second of processor time that it may
BUSY = "this machine was too busy to run the notebook to its end: grade it again when there is less to do"
MAX_MESSAGE = 2_000
MAX_OUTPUTS = 24_000_000  # bytes of all outputs of a notebook together
LEFT_OUT = {"output_type": "stream", "name": "stderr", "text": "(The notebook's outputs are too large: left out.)\n"}
ERRNO = {11: Cause.PROCESSES, 12: Cause.MEMORY, 27: Cause.OUTPUT, 28: Cause.OUTPUT, 122: Cause.OUTPUT}


def examine(suite: Suite, job: dict[str, Any], nursery: Any) -> Examined:
    """One submission, as plain data: for each test what became of it; the cells' outputs; the seconds it took.

    `job` has the student's notebook as `cells` (id, source, mine, task) in order, the tests' ids among them with
    `test` set to the task's name; `limits`; and `cell_seconds`.
    """
    for _ in range(SITTINGS):
        found, clock = _sit(suite, job, nursery)
        if not (clock.is_disturbed and _has_timed_out(found)):
            return found
    if clock.is_starved:
        raise FaultOfOurs(BUSY)
    return found


def _sit(suite: Suite, job: dict[str, Any], nursery: Any) -> tuple[Examined, Clock]:
    began, started = time.monotonic(), time.process_time()
    with Session(nursery, Limits(**job["limits"])) as session:
        examination = _Examination(suite, job, session)
        examination.go_through()
        spent = {"all": time.monotonic() - began, "tests": time.process_time() - started, **session.seconds}
    return {"tests": examination.tests, "cells": examination.told, "seconds": spent}, session.clock


def _has_timed_out(found: Examined) -> bool:
    causes = [test["state"] for test in found["tests"].values()] + [
        cell.get("cause") for cell in found["cells"].values()
    ]
    return Cause.TIMEOUT.value in causes


class _Examination:
    """One submission going through its notebook."""

    def __init__(self, suite: Suite, job: dict[str, Any], session: Session) -> None:
        self.suite, self.session, self.seconds = suite, session, float(job["cell_seconds"])
        self.cells, self.done = job["cells"], list[Cell]()
        self.tests: dict[str, TestTold] = {}
        self.told: dict[str, CellTold] = {}
        self.lost: dict[str, Gone] = {}  # cells that ended the process, by their task or id
        self.foreseen, self.room = 0, MAX_OUTPUTS
        self.until = session.clock.after(PATIENCE * session.limits.cpu)
        speaks = suite.connection
        speaks.call, speaks.pull, speaks.next_result = session.call, session.pull, self._next_result

    def go_through(self) -> None:
        """Cells up to a test are asked for together with what the test will call."""
        waiting: list[Cell] = []
        for cell in self.cells:
            if "test" not in cell:
                waiting.append(Cell(cell["id"], cell["source"], cell["mine"], cell.get("task", "")))
                continue
            lost_before = len(self.lost)
            test = self.suite.tests[cell["id"]]
            self._run(waiting, test.checks or [])
            waiting = []
            if len(self.lost) > lost_before or not self.session.alive:
                self._run([], test.checks or [])
            over = self._is_over()
            self.tests[cell["id"]] = _lost(Gone(Cause.TIMEOUT)) if over else self._test(cell["test"], test)
        self._run(waiting, [])

    def _run(self, cells: list[Cell], checks: list[Check]) -> None:
        """Run cells; on the way back from the last of them the checks' calls are already being computed."""
        while not self._is_over():
            again = self._ready()
            todo = [*again, *cells]
            calls = [{"do": "call", "wrt": check.wrt, "slopes": True} for check in checks]
            asked = [{"do": "cell", "id": cell.id, "source": cell.source} for cell in todo]
            if not asked and not calls:
                return
            gone = self._try(todo, asked + calls, [b""] * len(asked) + [check.payload for check in checks])
            if gone is None:
                self.foreseen = len(calls)
                return
            cells = [cell for cell in cells if cell not in self.done and cell is not gone]

    def _is_over(self) -> bool:
        """However many cells a student adds, and however often they end their process: it is not done for ever."""
        return self.session.clock.counted > self.until.at

    def _in_time(self) -> Deadline:
        return self.session.clock.after(self.seconds).or_sooner(self.until)

    def _ready(self) -> list[Cell]:
        """Have a process; gives back the cells that a new one must run again."""
        if self.session.alive:
            self.session.drop()
        if self.session.alive:
            return []
        self.session.start()
        again, self.done = self.done, []
        return again

    def _try(self, cells: list[Cell], items: list[dict[str, Any]], blobs: list[bytes]) -> Cell | None:
        """Ask, and wait for the cells. Gives back the cell that ended the process, if one did."""
        posted = False
        for cell in cells:
            try:
                self.session.deadline = self._in_time() if cell.mine else self.session.clock.after(SETUP_SECONDS)
                if not posted:
                    self.session.post(items, blobs)
                    posted = True
                self._note(cell, self.session.ran())
                self.done.append(cell)
            except Gone as gone:
                if not cell.mine and not any(done.mine for done in self.done):
                    raise FaultOfOurs(f"the set-up cell {cell.id!r} ended its process: {gone.cause}") from None
                self.lost[cell.task or cell.id] = gone
                self.told[cell.id] = {"outputs": [], "error": None, "cause": gone.cause.value}
                # The rest of what had run before belongs into the new process, too.
                self.done += [other for other in cells[cells.index(cell) + 1 :] if other.id in self.told]
                return cell
        if not posted:
            self.session.deadline = self._in_time()
            with contextlib.suppress(Gone):
                self.session.post(items, blobs)
        return None

    def _note(self, cell: Cell, told: CellTold) -> None:
        error = told["error"]
        if cell.id not in self.told:
            self.room -= len(json.dumps(told["outputs"]))
            self.told[cell.id] = told if self.room > 0 else {"outputs": [LEFT_OUT], "error": error}
        if error and not cell.mine and not any(done.mine for done in self.done):
            raise FaultOfOurs(f"cell {cell.id!r} failed: {error['kinds'][0]}: {error['text']}")

    def _next_result(self) -> dict[str, Any] | None:
        if not self.foreseen:
            return None
        self.foreseen -= 1
        return self.session.result()

    def _test(self, task: str, test: Test) -> TestTold:
        if task in self.lost:
            self._call_off()
            return _lost(self.lost[task])
        quiet = io.StringIO()
        try:
            self.session.deadline = self._in_time()
            with contextlib.redirect_stdout(quiet), contextlib.redirect_stderr(quiet):
                self._carry_out(test)
            return {"state": "passed"}
        except Gone as gone:
            return _lost(gone)
        except NurseryError:
            raise
        except Exception as error:
            return _failure(error)
        finally:
            self._call_off()

    def _call_off(self) -> None:
        self.foreseen = 0
        self.session.drop()

    def _carry_out(self, test: Test) -> None:
        if test.checks is None:
            test.run()
            return
        for noted in test.checks:
            left = self.foreseen
            judge(noted.check, noted.function, self.suite.connection, fresh(noted.args), fresh(noted.options))
            if self.foreseen != left - 1:
                raise FaultOfOurs(f"{noted.check.__name__} calls its function more than once, or not at all")


def _lost(gone: Gone) -> TestTold:
    return {"state": gone.cause.value, "message": "", "detail": gone.detail, "frames": []}


def _failure(error: Exception) -> TestTold:
    """What a test that did not pass says: its message, the places in the student's code, and the cause."""
    theirs = next((link for link in _chain(error) if isinstance(link, StudentError)), None)
    frames = list(theirs.frames) if theirs else []
    says = isinstance(error, AssertionError) and error is not theirs
    if says:
        state, text = Cause.RAISED if frames else Cause.WRONG, str(error) or "A test of this task did not pass."
    else:
        state, text = Cause.RAISED, f"{type(error).__name__}: {error}"
    if theirs is not None:
        state = _cause_of(theirs) or state
    text = values.writable(text[:MAX_MESSAGE])
    told: TestTold = {"state": state.value, "says": says, "message": text, "detail": "", "frames": frames}
    if isinstance(theirs, NameError):
        told["undefined"] = theirs.missing
    if isinstance(theirs, ModuleNotFoundError):
        told["module"] = theirs.missing
    return told


def _cause_of(error: StudentError) -> Cause | None:
    if isinstance(error, MemoryError):
        return Cause.MEMORY
    if isinstance(error, RuntimeError) and "can't start new thread" in error.text:
        return Cause.PROCESSES
    return ERRNO.get(error.errno_ or 0) if isinstance(error, OSError) else None


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
