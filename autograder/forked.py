"""Run code in children forked from one warm process: for proofs on our own answers only.

Importing both frameworks takes seconds, a fork milliseconds. The warm parent is a process of its own
(`python -m autograder.forked`) that imports and computes nothing: a parent that has run an operation with more than
one thread makes its children hang. There is no isolation here beyond a process group and a wall limit, and the tests
run beside the code they judge, so a student's work must never come this way.

A job names a generator, `module:function`, and its payload. The child calls it and streams what it yields as plain
data (JSON), so what was found before a time limit is kept.
"""

from __future__ import annotations

import ast
import contextlib
import importlib
import io
import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from autograder.exercise import Exercise
from autograder.verdict import Cause, Outcome, TaskVerdict

WARM = ("numpy", "torch", "torch._dynamo", "tensorflow", "keras")
WORKERS = 2
# One thread for each child: the workers already fill the cores. The rest keeps TensorFlow quiet and reproducible.
ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "CUDA_VISIBLE_DEVICES": "",
}
MESSAGE_CAP = 4000


@dataclass(frozen=True)
class Job:
    name: str
    target: str
    payload: dict[str, Any]
    seconds: float = 60.0


@dataclass(frozen=True)
class Result:
    """What a job yielded, and how it `ended`: "done", "timeout" or "exited" (also when it raised: see `error`)."""

    name: str
    items: tuple[Any, ...]
    ended: str
    error: str = ""
    seconds: float = 0.0


class WarmParent:
    """A context manager: `with WarmParent() as parent: for result in parent.run(jobs): ...`."""

    def __enter__(self) -> WarmParent:
        root = str(Path(__file__).parents[1])
        paths = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
        command = [sys.executable, "-m", "autograder.forked"]
        environment = {**os.environ, **ENVIRONMENT, "PYTHONPATH": paths}
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
        )
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    def run(self, jobs: Iterable[Job]) -> Iterator[Result]:
        """The jobs' results, in the order in which they end."""
        assert self._process.stdin and self._process.stdout
        waiting, open_jobs = iter(jobs), 0
        while True:
            while open_jobs < 2 * WORKERS and (job := next(waiting, None)):
                self._process.stdin.write(json.dumps(asdict(job)).encode() + b"\n")
                self._process.stdin.flush()
                open_jobs += 1
            if not open_jobs:
                return
            line = self._process.stdout.readline()
            if not line:
                raise RuntimeError("the warm parent ended early; run `python -m autograder.forked` by hand to see why")
            open_jobs -= 1
            data = json.loads(line)
            yield Result(**{**data, "items": tuple(data["items"])})


def notebook_job(name: str, cells: list[tuple[str, str]], tests: Iterable[str], seconds: float = 60.0) -> Job:
    """A job that executes code cells `(id, source)` in order in a fresh namespace and reports on those in `tests`."""
    return Job(name, "autograder.forked:run_cells", {"cells": cells, "tests": sorted(tests)}, seconds)


def run_cells(payload: dict[str, Any]) -> Iterator[dict[str, str]]:
    """Execute the cells; for each test cell yield its id, its state ("passed", "wrong", "raised") and a message."""
    namespace: dict[str, Any] = {"__name__": "__main__"}
    for cell_id, source in payload["cells"]:
        state, message = _execute(cell_id, source, namespace)
        if cell_id in payload["tests"]:
            yield {"id": cell_id, "state": state, "message": message[:MESSAGE_CAP]}


def _execute(cell_id: str, source: str, namespace: dict[str, Any]) -> tuple[str, str]:
    try:
        exec(compile(ast.parse(source), f"<{cell_id}>", "exec"), namespace)
    except AssertionError as error:
        return "wrong", str(error) or "an assertion failed"
    except (Exception, SystemExit) as error:
        return "raised", f"{type(error).__name__}: {error}"
    return "passed", ""


def verdicts(exercise: Exercise, result: Result) -> dict[str, TaskVerdict]:
    """A verdict for each automatic task, from the result of a `notebook_job`."""
    found = {item["id"]: item for item in result.items}
    lost = {"timeout": Cause.TIMEOUT, "exited": Cause.EXITED}.get(result.ended, Cause.MISSING)
    table = {}
    for task in exercise.automatic:
        item = found.get(task.test_id, {"state": lost.value, "message": result.error or f"no result: {lost.value}"})
        passed = item["state"] == "passed"
        table[task.name] = TaskVerdict(
            task=task.name,
            outcome=Outcome.PASSED if passed else Outcome.FAILED,
            score=task.points if passed else 0.0,
            points=task.points,
            cause=None if passed else Cause(item["state"]),
            message=item["message"],
        )
    return table


@dataclass
class _Child:
    job: dict[str, Any]
    pid: int
    pipe: int
    started: float
    data: bytearray = field(default_factory=bytearray)

    @property
    def deadline(self) -> float:
        return self.started + self.job["seconds"]


def serve(jobs_in: int, results_out: int) -> None:
    """The warm parent's loop: jobs as lines of JSON in, results as lines of JSON out, until the input ends."""
    selector = selectors.DefaultSelector()
    selector.register(jobs_in, selectors.EVENT_READ, None)
    waiting: deque[dict[str, Any]] = deque()
    children: list[_Child] = []
    unread, ended = bytearray(), False
    while not ended or waiting or children:
        while waiting and len(children) < WORKERS:
            children.append(child := _fork(waiting.popleft()))
            selector.register(child.pipe, selectors.EVENT_READ, child)
        for key, _ in selector.select(_patience(children)):
            chunk = os.read(key.fd, 1 << 16)
            if key.data is not None:
                key.data.data += chunk
                if not chunk:
                    _finish(key.data, "done", selector, children, results_out)
            elif chunk:
                *lines, rest = (unread + chunk).split(b"\n")
                unread = bytearray(rest)
                waiting.extend(json.loads(line) for line in lines)
            else:
                ended = True
                selector.unregister(jobs_in)
        for child in [child for child in children if time.monotonic() > child.deadline]:
            _finish(child, "timeout", selector, children, results_out)


def _patience(children: list[_Child]) -> float | None:
    return max(0.0, min(child.deadline for child in children) - time.monotonic()) + 0.01 if children else None


def _fork(job: dict[str, Any]) -> _Child:
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        _child(job, write)
    os.close(write)
    # Both sides set the group, so that it exists before either needs it; the child may be gone already.
    with contextlib.suppress(OSError):
        os.setpgid(pid, pid)
    return _Child(job, pid, read, time.monotonic())


def _child(job: dict[str, Any], write: int) -> None:
    try:
        os.setpgid(0, 0)
        nowhere = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(nowhere, descriptor)
        module, name = job["target"].split(":")
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            for item in getattr(importlib.import_module(module), name)(job["payload"]):
                os.write(write, json.dumps({"item": item}).encode() + b"\n")
        os.write(write, b'{"ended": "done"}\n')
    except BaseException as error:
        os.write(write, json.dumps({"error": f"{type(error).__name__}: {error}"[:MESSAGE_CAP]}).encode() + b"\n")
    finally:
        os._exit(0)


def _finish(
    child: _Child, ended: str, selector: selectors.BaseSelector, children: list[_Child], results_out: int
) -> None:
    with contextlib.suppress(OSError):
        os.killpg(child.pid, signal.SIGKILL)
    os.waitpid(child.pid, 0)
    selector.unregister(child.pipe)
    os.close(child.pipe)
    children.remove(child)
    lines = [json.loads(line) for line in bytes(child.data).split(b"\n")[:-1]]
    if ended == "done" and not (lines and "ended" in lines[-1]):
        ended = "exited"
    items = [line["item"] for line in lines if "item" in line]
    error = next((line["error"] for line in lines if "error" in line), "")
    seconds = time.monotonic() - child.started
    result = {"name": child.job["name"], "items": items, "ended": ended, "error": error, "seconds": seconds}
    _write_all(results_out, json.dumps(result).encode() + b"\n")


def _write_all(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]


def main() -> None:
    # The protocol keeps a descriptor of its own: whatever an import prints must not end up in it.
    results_out = os.dup(1)
    os.dup2(2, 1)
    for module in WARM:
        importlib.import_module(module)
    serve(0, results_out)


if __name__ == "__main__":
    main()
