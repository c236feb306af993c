"""The pipe between an examiner and a student: frames of JSON and raw bytes, each with a size and a time.

What is in a frame is a claim of the student's; `values` reads it.
"""

from __future__ import annotations

import json
import select
import socket
import struct
import time
from collections.abc import Callable, Mapping
from typing import Any

from autograder.sandbox.patience import Deadline

MAX_FRAME = 64 << 20
MAX_CLAIM = 4 << 20  # of JSON from a student: as objects, it takes a hundred times as much memory
HEAD = struct.Struct("!II")
FIRST_NAP, LONGEST_NAP = 0.0005, 0.004


class ProtocolError(Exception):
    """A frame that an honest student's side never sends."""


class ClosedError(Exception):
    """The other end is gone."""


class OverdueError(Exception):
    """The other end did not answer in time."""


def send(
    connection: socket.socket, message: Mapping[str, Any], blob: bytes = b"", deadline: Deadline | None = None
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
