"""One submission's student process, as the examiner has it: started, asked, watched, ended, and started again."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import time
from dataclasses import asdict, dataclass
from typing import Any, NoReturn

from autograder.sandbox import protocol, usage, values
from autograder.sandbox.examined import CellTold, Exceptional
from autograder.sandbox.jail import Limits
from autograder.sandbox.patience import Clock
from autograder.sandbox.remote import raised
from autograder.sandbox.usage import Lender
from autograder.verdict import Cause

ROOM = 1.15  # of the memory limit, for all of a student's processes together
MAX_NAME = 200  # characters of an exception's name, or a cell's
MIME = re.compile(r"[\w.+-]{1,40}/[\w.+-]{1,60}", re.ASCII)
LEAST_LEFT = 256 << 20  # bytes of this machine's memory; with less, somebody is ended who may be within their limits
SHORT = "this machine's memory ran out; free some, or grade fewer at a time (--workers), and grade again"
PATIENCE = 5.0  # seconds for what is being computed when the rest is called off


class Gone(BaseException):
    """The student's process has ended, or had to be ended. Not an Exception: no test may take it for one."""

    def __init__(self, cause: Cause, detail: str = "") -> None:
        super().__init__(cause, detail)
        self.cause, self.detail = cause, detail


class NurseryError(RuntimeError):
    """No student's process could be made: that is our fault."""


class NurseryGone(NurseryError):
    """What makes students' processes has ended."""


@dataclass
class Cell:
    """A code cell of the notebook to run. `mine`: the student wrote it. `task`: the task whose solution it is."""

    id: str
    source: str
    mine: bool
    task: str = ""


class Session:
    """A context manager. What is asked is answered until `deadline`, which whoever asks sets."""

    def __init__(self, nursery: socket.socket, limits: Limits) -> None:
        self.nursery, self.limits = nursery, limits
        self.connection: socket.socket | None = None
        self.pid, self.pidfd, self.number, self.killed = 0, -1, 0, 0
        self.clock = Clock()
        self.deadline, self.waiting = self.clock.after(0), 0
        self.lender = Lender(self.clock, 0)
        self.seconds = {"start": 0.0, "student": 0.0}

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def start(self) -> None:
        """Have a process made, unless there is one."""
        if self.connection is not None:
            return
        began = time.monotonic()
        try:
            protocol.send(self.nursery, asdict(self.limits))
            data, fds, _, _ = socket.recv_fds(self.nursery, 1000, 2)
        except (protocol.ClosedError, ConnectionError):
            raise NurseryGone from None
        if not data:
            raise NurseryGone
        if len(fds) != 2:
            raise NurseryError(data.decode(errors="replace"))
        self.connection, self.pidfd = socket.socket(fileno=fds[0]), fds[1]
        self.pid, self.killed = usage.number(self.pidfd), usage.killed()
        took, self.lender = time.monotonic() - began, Lender(self.clock, self.pid)
        self.clock.spend(took)  # or a notebook that ends its process again and again would never be done
        self.seconds["start"] += took

    def end(self) -> None:
        """End the process, and with it whatever it has started."""
        if self.connection is None:
            return
        with contextlib.suppress(OSError):
            signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)
        self.connection.close()
        os.close(self.pidfd)
        self.connection, self.waiting, self.number = None, 0, 0

    @property
    def alive(self) -> bool:
        return self.connection is not None

    def post(self, items: list[dict[str, Any]], blobs: list[bytes] | None = None) -> None:
        """Ask for several things at once; `collect` gives their answers, in order."""
        assert not self.waiting, "what was asked before is not yet answered"
        parts = blobs or [b""] * len(items)
        sized = [{**item, "size": len(part)} for item, part in zip(items, parts, strict=True)]
        message = {"items": sized, "number": self.number + 1}
        self.waiting = len(items)
        try:
            protocol.send(self._pipe(), message, b"".join(parts), self.deadline)
        except protocol.ClosedError:
            self._gone()
        except protocol.OverdueError:
            self._overdue()

    def collect(self) -> tuple[dict[str, Any], bytes]:
        """The next answer."""
        self.number += 1
        began = time.monotonic()
        try:
            told, parts = protocol.receive(self._pipe(), self.deadline, self._look, protocol.MAX_CLAIM)
            if told.get("number") != self.number:
                raise protocol.ProtocolError("an answer to another question")
            self.waiting -= 1
            return told, parts
        except protocol.ClosedError:
            self._gone()
        except protocol.OverdueError:
            self._overdue()
        except protocol.ProtocolError as error:
            raise self._violated(str(error)) from None
        finally:
            self.seconds["student"] += time.monotonic() - began

    def drop(self) -> None:
        """Call off what is not answered yet. A process that does not come to hear it is ended."""
        if not self.waiting or self.connection is None:
            return
        last, waited = self.number + self.waiting, self.waiting
        self.number, self.waiting = last, 0
        deadline = self.deadline.or_sooner(self.clock.after(PATIENCE))
        try:
            protocol.send(self.connection, {"number": last + 1}, deadline=deadline)
            for _ in range(waited + 1):
                told, _ = protocol.receive(self.connection, deadline, self._look, protocol.MAX_CLAIM)
                if told.get("number") == last + 1:
                    self.number = last + 1
                    return
            raise protocol.ProtocolError("more answers than there were questions")
        except (protocol.ClosedError, protocol.OverdueError, protocol.ProtocolError, Gone):
            self.end()

    def ran(self) -> CellTold:
        """The answer to a cell: its outputs and its error, which are claims like all the rest."""
        told, _ = self.collect()
        return {"outputs": outputs(told.get("outputs")), "error": _sound(told.get("error"))}

    def result(self) -> dict[str, Any]:
        """The answer to a call. What was raised there is raised here."""
        told, blob = self.collect()
        self._raise(told)
        tree = told.get("tree")
        found = self._decoded(tree, blob)
        if not isinstance(found, dict) or "value" not in found:
            raise self._violated("a result without a value")
        node = _first_value(tree)
        return {**found, "linked": isinstance(node, dict) and node.get("linked") is True}

    def call(self, payload: bytes, wrt: list[int]) -> dict[str, Any]:
        """Call a function there, now."""
        self.drop()
        self.post([{"do": "call", "wrt": wrt}], [payload])
        return self.result()

    def pull(self, upstream: bytes) -> list[Any]:
        """The gradient of the last call's result with respect to the arguments that were marked."""
        self.post([{"do": "pull"}], [upstream])
        told, blob = self.collect()
        self._raise(told)
        found = self._decoded(told.get("tree"), blob)
        return found if isinstance(found, list) else [None]

    def _pipe(self) -> socket.socket:
        if self.connection is None:
            raise Gone(Cause.EXITED)
        return self.connection

    def _gone(self) -> NoReturn:
        self.end()
        if usage.killed() > self.killed:  # by the kernel, which looks for the largest, and not for whose fault it is
            raise NurseryError(SHORT)
        raise Gone(Cause.EXITED) from None

    def _overdue(self) -> NoReturn:
        cause = Cause.PROCESSES if self._used()[0] >= self.limits.processes // 2 else Cause.TIMEOUT
        self.end()
        raise Gone(cause) from None

    def _decoded(self, tree: Any, blob: bytes) -> Any:
        try:
            return values.decode(tree, blob)
        except (protocol.ProtocolError, ValueError, TypeError) as error:
            raise self._violated(str(error)) from None

    def _violated(self, what: str) -> Gone:
        self.end()
        return Gone(Cause.TAMPERED, f"the student's process sent {what}")

    def _raise(self, told: dict[str, Any]) -> None:
        if "raised" not in told:
            return
        error = _sound(told["raised"])
        if error is None:
            raise self._violated("an exception without its text")
        if error["kinds"][0] == "ProtocolError":
            raise self._violated("something it should not have received")
        if "Exception" not in error["kinds"]:  # SystemExit, KeyboardInterrupt, and whatever is derived from them
            raise Gone(Cause.EXITED, error["kinds"][0])
        raise raised(error)

    def _look(self) -> None:
        """While the student computes: do its processes get a processor, and stay within the memory together?"""
        if not self.lender.look():
            return
        threads, memory = self._used()
        if memory > ROOM * self.limits.memory:
            self.end()
            raise Gone(Cause.PROCESSES if threads >= self.limits.processes // 2 else Cause.MEMORY)
        if memory > self.limits.memory // 2 and usage.left() < LEAST_LEFT:  # before the kernel has to choose
            self.end()
            raise NurseryError(SHORT)

    def _used(self) -> tuple[int, int]:
        """Threads and processes, and bytes of memory of their own, of the student's whole tree."""
        threads, pids = usage.tree(self.pid)
        most = sum(map(usage.resident, pids))
        # What they have in common is counted more than once in this; only where it matters is it worth the time.
        memory = most if most <= self.limits.memory else sum(map(usage.share, pids))
        return threads, memory + usage.in_sockets(self.pid)


def _first_value(tree: Any) -> Any:
    """The value's own node in the tree of a result."""
    pairs = tree.get("of", []) if isinstance(tree, dict) else []
    return next((pair[1] for pair in pairs if isinstance(pair, list) and len(pair) == 2 and pair[0] == "value"), None)


def _sound(error: Any) -> Exceptional | None:
    """An exception's description, checked: names, text, places, what was missing; None for anything else."""
    if not isinstance(error, dict):
        return None
    kinds = [kind for kind in _list(error, "kinds")[:20] if isinstance(kind, str) and kind.isidentifier()]
    text, number = error.get("text"), error.get("errno")
    frames = [
        (place[0], place[1])
        for place in _list(error, "frames")[:10]
        if isinstance(place, list) and len(place) == 2 and isinstance(place[0], str) and type(place[1]) is int
    ]
    if not kinds or not isinstance(text, str) or max(map(len, kinds)) > MAX_NAME:
        return None
    frames = [(values.writable(name), line) for name, line in frames if len(name) <= MAX_NAME]
    number = number if type(number) is int else None
    name = error.get("name") if _is_name(error.get("name")) else None
    return {"kinds": kinds, "text": values.writable(text[:2000]), "frames": frames, "errno": number, "name": name}


def _is_name(name: Any) -> bool:
    """Whether it is a name of Python's, or of a module."""
    return isinstance(name, str) and len(name) <= MAX_NAME and all(part.isidentifier() for part in name.split("."))


def _list(told: dict[str, Any], name: str) -> list[Any]:
    found = told.get(name)
    return found if isinstance(found, list) else []


def outputs(told: Any) -> list[dict[str, Any]]:
    """A cell's outputs, checked: streams of text, and data that are text or pictures."""
    found: list[dict[str, Any]] = []
    for item in told[:200] if isinstance(told, list) else []:
        kind = item.get("output_type") if isinstance(item, dict) else None
        if kind == "stream" and item.get("name") in ("stdout", "stderr") and isinstance(item.get("text"), str):
            found.append({"output_type": kind, "name": item["name"], "text": values.writable(item["text"][:300_000])})
        elif kind in ("execute_result", "display_data") and isinstance(item.get("data"), dict):
            texts = {mime: text for mime, text in item["data"].items() if isinstance(text, str)}
            data = {mime: values.writable(text) for mime, text in texts.items() if MIME.fullmatch(mime)}
            found.append({"output_type": kind, "data": data, "metadata": {}})
    return found
