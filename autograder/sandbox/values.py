"""Values on their way from a student's process: plain numbers, strings, lists and arrays, and nothing that can act.

What comes is a claim: the decoder checks every size before it allocates, and makes anything else an `Opaque`, which
equals nothing and does nothing.
"""

from __future__ import annotations

import math
import sys
from typing import Any

import numpy as np

from autograder.sandbox.protocol import MAX_FRAME, ProtocolError

MAX_ITEMS = 50_000
MAX_DEPTH = 12
MAX_TEXT = 20_000
MAX_NAME = 80
DTYPES = {
    *("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"),
    *("float16", "float32", "float64", "complex64", "complex128", "bfloat16"),
}


class Opaque:
    """Something that can't be copied: its type's name and its text, without its behaviour."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return self._text


def opaque(type_name: str, text: str) -> Opaque:
    """An `Opaque` whose class bears the name of the student's, so that a message can tell it."""
    return type(type_name, (Opaque,), {})(text)


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
