"""The student's side: an IPython shell that runs what it is sent, and tells what came of it.

This is the process that hostile code owns. Nothing here is relied upon: what it sends is a claim (`protocol`), and the
walls around it are the kernel's (`jail`).
"""

from __future__ import annotations

import contextlib
import os
import pickle
import socket
import sys
from collections.abc import Iterator
from typing import Any

from autograder.sandbox import absent, protocol, values
from autograder.sandbox.outputs import Outputs, Streams
from autograder.sandbox.shell import CELL, Shell

MAX_MESSAGE = 2_000
TIMED = ("<timed exec>", "<timed eval>")  # what IPython calls the code under `%%time`
_namespace: dict[str, Any] = {}


def exported(name: str) -> Any:
    """What the student's notebook calls `name`: an exported name that travels in a call is looked up here."""
    if name not in _namespace:
        raise NameError(f"name {name!r} is not defined", name=name)
    return _namespace[name]


class StudentSide:
    """The loop that serves one examiner."""

    def __init__(self, connection: socket.socket, shell: Shell, outputs: Outputs) -> None:
        self.connection, self.shell, self.outputs = connection, shell, outputs
        self.pid, self.streams = os.getpid(), Streams(outputs)
        self.slope: Any = None
        global _namespace
        _namespace = shell.user_ns

    def serve(self) -> None:
        self.streams.put()
        absent.stand_in(self.outputs)
        with contextlib.suppress(protocol.ClosedError):
            while True:
                self._serve_frame(*protocol.receive(self.connection))

    def _serve_frame(self, message: dict[str, Any], blob: bytes) -> None:
        """Do what is asked, one thing after the other, and answer each; the rest is dropped if the examiner says so."""
        at = 0
        for place, item in enumerate(message["items"]):
            if place and self._is_called_off():
                return
            part, at = blob[at : at + item["size"]], at + item["size"]
            reply, parts = getattr(self, f"do_{item['do']}")(item, part)
            self._answer({**reply, "number": message["number"] + place}, parts)

    def _is_called_off(self) -> bool:
        try:
            self.connection.recv(1, socket.MSG_DONTWAIT | socket.MSG_PEEK)
        except BlockingIOError:
            return False
        message, _ = protocol.receive(self.connection)
        self._answer({"number": message["number"]}, b"")
        return True

    def _answer(self, reply: dict[str, Any], parts: bytes) -> None:
        if os.getpid() != self.pid:
            os._exit(0)  # a process that the student's code has forked has no voice
        protocol.send(self.connection, reply, parts)

    def do_cell(self, message: dict[str, Any], _: bytes) -> tuple[dict[str, Any], bytes]:
        """Run a cell; tell its outputs, and its error if it had one."""
        self.streams.mend()
        error = self.shell.run_source(message["id"], message["source"])
        told = {"outputs": self.outputs.take(), "error": describe(error) if error is not None else None}
        return told, b""

    def do_call(self, message: dict[str, Any], blob: bytes) -> tuple[dict[str, Any], bytes]:
        """Call a function; tell its result, and its arguments where they have changed."""
        with self._silence():
            try:
                function, args, options = pickle.loads(blob)
                before = values.encode([args, options])
                found = self._called(function, args, options, message)
                if values.encode([args, options]) != before:
                    found["after"] = [args, options]
                tree, parts = values.encode(found)
                return {"tree": tree}, parts
            except BaseException as error:
                return {"raised": describe(error)}, b""

    def _called(
        self, function: Any, args: list[Any], options: dict[str, Any], message: dict[str, Any]
    ) -> dict[str, Any]:
        if not message["wrt"]:
            return {"value": function(*args, **options)}
        found = {"value": self._with_slope(function, args, options, message["wrt"])}
        if message.get("slopes"):
            found["slopes"] = self._slopes_of_sum(found["value"])
        return found

    def _slopes_of_sum(self, value: Any) -> list[Any] | None:
        """The gradient of the sum of a result: nearly always what a test wants, so it goes along."""
        if getattr(value, "requires_grad", False):
            return list(self.slope(value.new_ones(value.shape)))
        tf = sys.modules.get("tensorflow")
        if tf is not None and tf.is_tensor(value) and value.dtype.is_floating:
            return list(self.slope(tf.ones_like(value)))
        return None

    def _with_slope(self, function: Any, args: list[Any], options: dict[str, Any], wrt: list[int]) -> Any:
        """Call it so that the gradient of its result can be asked for."""
        torch = sys.modules.get("torch")
        if torch is not None and isinstance(args[wrt[0]], torch.Tensor):
            for place in wrt:
                args[place] = args[place].detach().clone().requires_grad_()
            leaves = [args[place] for place in wrt]
            result = function(*args, **options)
            self.slope = lambda upstream: torch.autograd.grad(result, leaves, upstream, allow_unused=True)
            return result
        import tensorflow as tf

        with tf.GradientTape() as tape:
            watched = [args[place] for place in wrt]
            tape.watch(watched)
            result = function(*args, **options)
        self.slope = lambda upstream: [
            None if slope is None else tf.convert_to_tensor(slope)
            for slope in tape.gradient(result, watched, output_gradients=upstream)
        ]
        return result

    def do_pull(self, message: dict[str, Any], blob: bytes) -> tuple[dict[str, Any], bytes]:
        """The gradient of the last call's result, weighted by what comes from above."""
        with self._silence():
            try:
                tree, parts = values.encode(list(self.slope(pickle.loads(blob))))
                return {"tree": tree}, parts
            except BaseException as error:
                return {"raised": describe(error)}, b""

    @contextlib.contextmanager
    def _silence(self) -> Iterator[None]:
        """What a student prints while a test runs is not shown: it could be the test's."""
        self.outputs.silent = True
        try:
            yield
        finally:
            self.outputs.silent = False


def describe(error: BaseException) -> dict[str, Any]:
    """An exception as plain data: its classes, its text, what was missing, the places in the student's cells."""
    try:
        text = str(error.msg if isinstance(error, SyntaxError) else error)
    except Exception:
        text = "(its text can't be read)"
    kinds = [kind.__name__ for kind in type(error).__mro__]
    frames, trace = [], error.__traceback__
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if name.startswith(CELL):
            frames.append([name.removeprefix(CELL), trace.tb_lineno])
        elif name in TIMED and frames and trace.tb_lineno > 1:  # a `%%time` cell: its lines are numbered as the cell's
            frames.append([frames[-1][0], trace.tb_lineno])
        trace = trace.tb_next
    if isinstance(error, SyntaxError) and str(error.filename).startswith(CELL) and error.lineno:
        frames.append([str(error.filename).removeprefix(CELL), error.lineno])
    number = error.errno if isinstance(error, OSError) else None
    missing = error.name if isinstance(error, NameError | ImportError) else None
    told = {"kinds": kinds, "text": text[:MAX_MESSAGE], "frames": frames[-10:], "errno": number}
    return {**told, "name": missing if isinstance(missing, str) else None}
