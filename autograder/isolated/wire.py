"""The pipe between an examiner and a student: frames of JSON and raw numbers, and nothing that can act.

What comes from a student is a claim: the decoder builds plain numbers, strings, lists and arrays, checks every size
before it allocates, and makes anything else an `Opaque`, which equals nothing and does nothing.
"""

from __future__ import annotations

import json
import math
import select
import socket
import struct
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.isolated.patience import Deadline

MAX_FRAME = 64 << 20
MAX_CLAIM = 4 << 20  # of JSON from a student: as objects, it takes a hundred times as much memory
MAX_ITEMS = 50_000
MAX_DEPTH = 12
MAX_TEXT = 20_000
MAX_NAME = 80
HEAD = struct.Struct("!II")
FIRST_NAP, LONGEST_NAP = 0.0005, 0.004
DTYPES = {
    *("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"),
    *("float16", "float32", "float64", "complex64", "complex128", "bfloat16"),
}


class ProtocolError(Exception):
    """A frame that an honest student's side never sends."""


class ClosedError(Exception):
    """The other end is gone."""


class OverdueError(Exception):
    """The other end did not answer in time."""


class Opaque:
    """Something that can't be copied: its type's name and its text, without its behaviour."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return self._text


def opaque(type_name: str, text: str) -> Opaque:
    """An `Opaque` whose class bears the name of the student's, so that a message can tell it."""
    return type(type_name, (Opaque,), {})(text)


def send(
    connection: socket.socket, message: dict[str, Any], blob: bytes = b"", deadline: Deadline | None = None
) -> None:
    """One frame: the message as JSON, then raw bytes.

    Raises
    ------
    ClosedError, OverdueError
        If nobody listens any more, or the other end has not taken it in time.
    """
    text = json.dumps(message).encode()
    data = memoryview(HEAD.pack(len(text), len(blob)) + text + blob)
    try:
        if deadline is None:
            connection.sendall(data)
        else:
            _send_until(connection, data, deadline)
    except OSError:
        raise ClosedError from None


def _send_until(connection: socket.socket, data: memoryview, deadline: Deadline) -> None:
    deadline.begin()
    while data:
        try:
            data = data[connection.send(data, socket.MSG_DONTWAIT) :]
        except BlockingIOError:
            select.select([], [connection], [], LONGEST_NAP)
            if deadline.is_over():
                raise OverdueError from None


def receive(
    connection: socket.socket,
    deadline: Deadline | None = None,
    look: Callable[[], object] = lambda: None,
    most_text: int = MAX_FRAME,
) -> tuple[dict[str, Any], bytes]:
    """The next frame. `look` is called again and again while there is none; it may raise to end the waiting.

    Raises
    ------
    ClosedError, OverdueError, ProtocolError
        If the other end is gone, late, or sends what is no frame.
    """
    if deadline is not None:
        deadline.begin()
    text_size, blob_size = HEAD.unpack(_exactly(connection, HEAD.size, deadline, look))
    if text_size > most_text or text_size + blob_size > MAX_FRAME:
        raise ProtocolError(f"a frame of {text_size + blob_size} bytes")
    text = _exactly(connection, text_size, deadline, look)
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        raise ProtocolError("a frame that is not JSON") from None
    if not isinstance(message, dict):
        raise ProtocolError("a frame that is no message")
    return message, bytes(_exactly(connection, blob_size, deadline, look))


def _exactly(connection: socket.socket, size: int, deadline: Deadline | None, look: Callable[[], object]) -> bytearray:
    data = bytearray()
    while len(data) < size:
        try:
            flags = 0 if deadline is None else socket.MSG_DONTWAIT
            chunk = connection.recv(min(size - len(data), 1 << 20), flags)
        except BlockingIOError:
            assert deadline is not None
            _wait(connection, deadline, look)
            continue
        except OSError:
            chunk = b""
        if not chunk:
            raise ClosedError
        data += chunk
        if deadline is not None and len(data) < size and deadline.is_over():
            raise OverdueError  # a frame that comes in drops, each in time, does not come for ever
    return data


def _wait(connection: socket.socket, deadline: Deadline, look: Callable[[], object]) -> None:
    """Until something can be read. It naps, for to wake a sleeper at each frame costs the writer a millisecond."""
    nap = FIRST_NAP
    while True:
        time.sleep(nap)
        nap = min(2 * nap, LONGEST_NAP)
        look()
        try:
            connection.recv(1, socket.MSG_DONTWAIT | socket.MSG_PEEK)
            return
        except BlockingIOError:
            pass
        except OSError:
            raise ClosedError from None
        if deadline.is_over():
            raise OverdueError


# --- values: from a student's process to plain data ---------------------------------------------------------------


def encode(value: Any) -> tuple[Any, bytes]:
    """A value as JSON with the arrays' bytes beside it. Runs in the student's process, so nobody relies on it."""
    writer = _Writer()
    tree = writer.tree(value, 0)
    return tree, b"".join(writer.parts)


class _Writer:
    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.size = self.items = 0

    def tree(self, value: Any, depth: int) -> Any:
        self.items += 1
        if self.items > MAX_ITEMS or depth > MAX_DEPTH:
            return self._opaque(value, "… (too much of it)")
        kind = type(value)
        if value is None or kind is bool or kind is float:
            return value
        if kind is int:
            return value if abs(value) < 1 << 512 else self._opaque(value, "a very large integer")
        if kind is str:
            return (
                value if len(value) <= MAX_TEXT else self._opaque(value, f"{value[:40]!r}… ({len(value)} characters)")
            )
        try:
            return self._parts(value, depth) or self._array(value) or self._opaque(value)
        except Exception:  # an object may raise at every touch
            return self._opaque(value, _form(value) or "(can't be looked at)")

    def _parts(self, value: Any, depth: int) -> dict[str, Any] | None:
        if isinstance(value, list | tuple) and not hasattr(value, "numpy"):
            parts = [self.tree(part, depth + 1) for part in value]
            return {"~": "tuple" if isinstance(value, tuple) else "list", "of": parts}
        if isinstance(value, dict):
            return {"~": "dict", "of": [[self.tree(k, depth + 1), self.tree(v, depth + 1)] for k, v in value.items()]}
        return None

    def _array(self, value: Any) -> dict[str, Any] | None:
        origin, array, dtype = as_array(value)
        if array is None or dtype not in DTYPES:
            return None
        if math.prod(array.shape) * array.dtype.itemsize + self.size > MAX_FRAME // 2:
            return self._opaque(value, f"<{dtype} of shape {tuple(array.shape)}>")
        data = np.ascontiguousarray(array, array.dtype.newbyteorder("=")).tobytes()
        at, self.size = self.size, self.size + len(data)
        self.parts.append(data)
        linked = bool(getattr(value, "requires_grad", False)) if origin == "torch" else False
        return {"~": origin, "dtype": dtype, "shape": list(array.shape), "at": at, "linked": linked}

    def _opaque(self, value: Any, text: str | None = None) -> dict[str, Any]:
        if text is None:
            try:
                text = repr(value)
            except Exception:
                text = f"<{type(value).__name__} that can't be shown>"
        return {"~": "opaque", "type": type(value).__name__[:MAX_NAME], "text": str(text)[:MAX_TEXT]}


def as_array(value: Any) -> tuple[str, np.ndarray | None, str]:
    """Whose value it is ("torch", "tf", "numpy", "scalar"), its numbers, and its dtype's name; or None for none."""
    torch, tf = sys.modules.get("torch"), sys.modules.get("tensorflow")
    if torch is not None and isinstance(value, torch.Tensor):
        plain = value.detach().cpu()
        dtype = str(plain.dtype).removeprefix("torch.")
        plain = plain.resolve_conj().resolve_neg()
        return "torch", (plain.view(torch.uint16) if dtype == "bfloat16" else plain).numpy(), dtype
    if tf is not None and tf.is_tensor(value) and hasattr(value, "numpy"):
        plain = value.numpy()
        plain = np.asarray(plain)
        dtype = plain.dtype.name
        return "tf", plain.view(np.uint16) if dtype == "bfloat16" else plain, dtype
    if isinstance(value, np.ndarray):
        return "numpy", np.asarray(value), value.dtype.name
    if isinstance(value, np.generic):
        return "scalar", np.asarray(value), value.dtype.name
    return "", None, ""


def _form(value: Any) -> str:
    """What sort of tensor it is that NumPy can't hold: sparse, say, or of eight bits; nothing for anything else."""
    torch = sys.modules.get("torch")
    if torch is None or type(value) is not torch.Tensor:
        return ""
    return f"<{value.dtype}, {value.layout} on {value.device}>".replace("torch.", "")


def decode(tree: Any, blob: bytes) -> Any:
    """What `encode` made, as plain values.

    Raises
    ------
    ProtocolError
        If it is not what `encode` makes: wrong shape, unknown dtype, bytes that are not there, too deep, too many.
    """
    return _Reader(blob).value(tree, 0)


class _Reader:
    def __init__(self, blob: bytes) -> None:
        self.blob, self.items, self.size = blob, 0, 0

    def value(self, tree: Any, depth: int) -> Any:
        self.items += 1
        if self.items > 2 * MAX_ITEMS or depth > 2 * MAX_DEPTH:
            raise ProtocolError("a value with too many parts")
        if tree is None or isinstance(tree, bool | int | float | str):
            return writable(tree) if isinstance(tree, str) else tree
        if not isinstance(tree, dict):
            raise ProtocolError("a value of no known kind")
        kind, of = tree.get("~"), tree.get("of")
        if kind in ("list", "tuple") and isinstance(of, list):
            return (list if kind == "list" else tuple)(self.value(item, depth + 1) for item in of)
        if kind == "dict" and isinstance(of, list):
            return self._dict(of, depth)
        if kind == "opaque":
            return opaque(_text(tree.get("type"), MAX_NAME), _text(tree.get("text"), MAX_TEXT))
        if kind in ("torch", "tf", "numpy", "scalar"):
            return self._array(tree, kind)
        raise ProtocolError(f"a value of kind {kind!r:.40}")

    def _dict(self, pairs: list[Any], depth: int) -> dict[Any, Any]:
        if not all(isinstance(pair, list) and len(pair) == 2 for pair in pairs):
            raise ProtocolError("a dictionary without its pairs")
        found = {}
        for key, item in pairs:
            plain = self.value(key, depth + 1)
            name = plain if isinstance(plain, str | int | float | bool | None) else repr(plain)[:MAX_NAME]
            found[name] = self.value(item, depth + 1)
        return found

    def _array(self, tree: dict[str, Any], kind: str) -> Any:
        dtype, shape, at = tree.get("dtype"), tree.get("shape"), tree.get("at")
        known = isinstance(dtype, str) and dtype in DTYPES
        if not known or not isinstance(shape, list) or len(shape) > 32 or type(at) is not int or at < 0:
            raise ProtocolError("an array without dtype and shape")
        if not all(type(n) is int and 0 <= n <= MAX_FRAME for n in shape):
            raise ProtocolError("an array of no possible shape")
        raw: np.dtype[Any] = np.dtype("uint16" if dtype == "bfloat16" else dtype)
        count = math.prod(shape)
        self.size += count * raw.itemsize  # each array has bytes of its own, or a few would make an endless many
        if at + count * raw.itemsize > len(self.blob) or self.size > len(self.blob):
            raise ProtocolError("an array whose numbers are not there")
        array = np.frombuffer(self.blob, raw, count, at).reshape(shape).copy()
        if dtype == "bool":
            array = array.view(np.uint8) != 0  # a byte of 7 is true, and no third truth value
        try:
            return _as_kind(array, str(dtype), kind)
        except Exception:  # a framework's own limits: too many axes, a dtype that it lacks
            raise ProtocolError(f"an array that can't be a value of {kind}") from None


def _as_kind(array: np.ndarray, dtype: str, kind: str) -> Any:
    if kind == "torch":
        import torch

        tensor = torch.from_numpy(array)
        return tensor.view(torch.bfloat16) if dtype == "bfloat16" else tensor
    if kind == "tf":
        import tensorflow as tf

        if dtype == "bfloat16":
            return tf.bitcast(tf.constant(array), tf.bfloat16)
        return tf.constant(array)
    return array[()] if kind == "scalar" and not array.shape else array


def _text(value: Any, longest: int) -> str:
    return writable(value[:longest]) if isinstance(value, str) else "?"


def writable(text: str) -> str:
    """The text without what no file can hold: zero bytes, and the lone surrogates that JSON may carry."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()
