"""The student's side: an IPython shell that runs what it is sent, and tells what came of it.

This is the process that hostile code owns. Nothing here is relied upon: what it sends is a claim (`wire`), and the
walls around it are the kernel's (`jail`).
"""

from __future__ import annotations

import contextlib
import io
import os
import pickle
import socket
import sys
import types
from collections.abc import Iterator
from typing import Any

from autograder.isolated import wire

MAX_OUTPUT = 200_000  # characters that one cell may print; the rest is left out
MAX_PICTURES = 2_000_000  # characters of base64, over all pictures of a cell
MAX_MESSAGE = 2_000
CELL = "cell:"  # what the code of a cell is called in tracebacks
_namespace: dict[str, Any] = {}


def exported(name: str) -> Any:
    """What the student's notebook calls `name`: an exported name that travels in a call is looked up here."""
    if name not in _namespace:
        raise NameError(f"name {name!r} is not defined")
    return _namespace[name]


class Outputs:
    """What a cell prints and displays, in nbformat's form, up to a limit."""

    def __init__(self) -> None:
        self.items: list[dict[str, Any]] = []
        self.left, self.pictures, self.silent = MAX_OUTPUT, MAX_PICTURES, False

    def stream(self, name: str, text: str) -> None:
        if self.silent or self.left <= 0:
            return
        text = text[: self.left] if len(text) <= self.left else text[: self.left] + "\n… (the rest is left out)\n"
        self.left -= len(text)
        if self.items and self.items[-1].get("name") == name:
            self.items[-1]["text"] += text
        else:
            self.items.append({"output_type": "stream", "name": name, "text": text})

    def data(self, kind: str, data: dict[str, Any]) -> None:
        shown = {mime: value for mime, value in data.items() if isinstance(value, str) and self._fits(mime, value)}
        if shown and not self.silent and len(self.items) < 100:
            self.items.append({"output_type": kind, "data": shown, "metadata": {}})

    def _fits(self, mime: str, value: str) -> bool:
        if mime.startswith("image/"):
            self.pictures -= len(value)
            return self.pictures >= 0
        self.left -= len(value)
        return self.left >= 0

    def take(self) -> list[dict[str, Any]]:
        items, self.items = self.items, []
        self.left, self.pictures = MAX_OUTPUT, MAX_PICTURES
        return items


class Stream(io.TextIOBase):
    """sys.stdout or sys.stderr."""

    def __init__(self, name: str, outputs: Outputs) -> None:
        self.name, self.outputs = name, outputs

    def write(self, text: str) -> int:
        self.outputs.stream(self.name, str(text))
        return len(text)

    def writable(self) -> bool:
        return True


def make_shell(outputs: Outputs) -> Any:
    """A notebook's shell without a kernel: magics, top-level await, displays and pictures, no history, no files."""
    from IPython.core.displayhook import DisplayHook
    from IPython.core.displaypub import DisplayPublisher
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    class Hook(DisplayHook):
        def write_output_prompt(self) -> None:
            pass

        def write_format_data(self, format_dict: dict[str, Any], md_dict: Any = None) -> None:
            outputs.data("execute_result", format_dict)

        def finish_displayhook(self) -> None:
            pass

    class Publisher(DisplayPublisher):
        def publish(self, data: dict[str, Any], *args: Any, **rest: Any) -> None:
            outputs.data("display_data", data)

    class Shell(InteractiveShell):
        displayhook_class = Hook
        display_pub_class = Publisher

        def showtraceback(self, *args: Any, **rest: Any) -> None:
            pass  # the error travels by itself

        def showsyntaxerror(self, *args: Any, **rest: Any) -> None:
            pass

        def showindentationerror(self) -> None:
            pass

        def init_sys_modules(self) -> None:
            sys.modules["__main__"] = self.user_module

    config = Config()
    config.HistoryManager.enabled = False
    module = types.ModuleType("__main__")
    shell = Shell.instance(config=config, user_module=module, user_ns=module.__dict__)
    with contextlib.suppress(Exception):  # pictures need Matplotlib; an exercise may do without
        from matplotlib_inline.backend_inline import flush_figures

        shell.events.register("post_execute", flush_figures)
    return shell


class StudentSide:
    """The loop that serves one examiner."""

    def __init__(self, connection: socket.socket, shell: Any, outputs: Outputs) -> None:
        self.connection, self.shell, self.outputs = connection, shell, outputs
        self.pid = os.getpid()
        self.slope: Any = None
        global _namespace
        _namespace = shell.user_ns

    def serve(self) -> None:
        sys.stdout, sys.stderr = Stream("stdout", self.outputs), Stream("stderr", self.outputs)
        with contextlib.suppress(wire.ClosedError):
            while True:
                self._serve_frame(*wire.receive(self.connection))

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
        message, _ = wire.receive(self.connection)
        self._answer({"number": message["number"]}, b"")
        return True

    def _answer(self, reply: dict[str, Any], parts: bytes) -> None:
        if os.getpid() != self.pid:
            os._exit(0)  # a process that the student's code has forked has no voice
        wire.send(self.connection, reply, parts)

    def do_cell(self, message: dict[str, Any], _: bytes) -> tuple[dict[str, Any], bytes]:
        """Run a cell; tell its outputs, and its error if it had one."""
        name = CELL + message["id"]
        self.shell.compile.get_code_name = lambda *_: name
        found = self.shell.run_cell(message["source"], store_history=True)
        error = found.error_before_exec or found.error_in_exec
        told = {"outputs": self.outputs.take(), "error": describe(error) if error is not None else None}
        return told, b""

    def do_call(self, message: dict[str, Any], blob: bytes) -> tuple[dict[str, Any], bytes]:
        """Call a function; tell its result, and its arguments where they have changed."""
        with self._silence():
            try:
                function, args, options = pickle.loads(blob)
                before = wire.encode([args, options])
                found = self._called(function, args, options, message)
                if wire.encode([args, options]) != before:
                    found["after"] = [args, options]
                tree, parts = wire.encode(found)
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
                tree, parts = wire.encode(list(self.slope(pickle.loads(blob))))
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
    """An exception as plain data: the names of its classes, its text, and the places in the student's cells."""
    try:
        text = str(error)
    except Exception:
        text = "(its text can't be read)"
    kinds = [kind.__name__ for kind in type(error).__mro__]
    frames, trace = [], error.__traceback__
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if name.startswith(CELL):
            frames.append([name.removeprefix(CELL), trace.tb_lineno])
        trace = trace.tb_next
    if isinstance(error, SyntaxError) and str(error.filename).startswith(CELL) and error.lineno:
        frames.append([str(error.filename).removeprefix(CELL), error.lineno])
    number = error.errno if isinstance(error, OSError) else None
    return {"kinds": kinds, "text": text[:MAX_MESSAGE], "frames": frames[-10:], "errno": number}
