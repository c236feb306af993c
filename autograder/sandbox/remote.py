"""A student's functions, as a test sees them: callables whose work is done in the student's process.

A function that a test hands to a check is either an exported name or a *driver*: a function of the test's own that
calls exported names, with its fixtures (a model, a loop over minibatches). Either is sent over as a whole and called
there; only plain values come back, and the test judges those.
"""

from __future__ import annotations

import builtins
import io
import sys
from collections.abc import Callable
from typing import Any

import cloudpickle
import numpy as np

from autograder.sandbox import student
from autograder.sandbox.examined import Exceptional

# Raised here, these would end a test's own loop over a student's results as if all had been well.
ENDS_A_LOOP = ("StopIteration", "StopAsyncIteration")


class NotRecordable(BaseException):
    """A test calls the student's code itself, not through a check: it has to be run anew for each student."""


class FaultOfOurs(BaseException):
    """An exercise's own cell fails by itself, or sends what can't be sent: nothing can be said about the student.

    Not an Exception, so that no check takes it for the student's.
    """


class StudentError:
    """Mixed into the exception that stands for one of the student's: its text and its places are plain data."""

    frames: tuple[tuple[str, int], ...] = ()
    errno_: int | None = None
    text = ""
    missing: str | None = None  # the name that was not defined, or the module that was not found

    def __str__(self) -> str:
        return self.text


Call = Callable[[bytes, list[int]], dict[str, Any]]
Pull = Callable[[bytes], list[Any]]


class Connection:
    """What a remote function speaks through; the session of the moment puts its own methods here.

    `next_result` gives the answer to a call that was foreseen and is already under way, None if none is.
    """

    call: Call | None = None
    pull: Pull | None = None
    next_result: Callable[[], dict[str, Any] | None] | None = None


class Foreseen(BaseException):
    """Ends a check as soon as it is known what it will call."""

    def __init__(self, payload: bytes, wrt: list[int]) -> None:
        self.payload, self.wrt = payload, wrt


class Export:
    """An exported name of the student's. Pickled, it is the name, looked up on the other side."""

    def __init__(self, name: str, connection: Connection) -> None:
        self.__name__, self._connection = name, connection

    def __reduce__(self) -> tuple[Any, ...]:
        return student.exported, (self.__name__,)

    def __call__(self, *args: Any, **options: Any) -> Any:
        if self._connection.call is None:
            raise NotRecordable(self.__name__)
        return Remote(self, self._connection)(*args, **options)


class Remote:
    """A function that is called in the student's process."""

    def __init__(self, function: Callable[..., Any], connection: Connection, with_slope: bool = False) -> None:
        self.function, self.connection, self.with_slope = function, connection, with_slope
        self.__name__ = getattr(function, "__name__", "your function")

    def __call__(self, *args: Any, **options: Any) -> Any:
        wrt = self._sloped(args)
        found = self.connection.next_result() if self.connection.next_result else None
        if found is None:
            assert self.connection.call
            found = self.connection.call(dumps(self.function, args, options), wrt)
        if "after" in found:
            _write_back([list(args), options], found["after"])
        return _linked(found, args, wrt, self._pull(found)) if wrt else found["value"]

    def _pull(self, found: dict[str, Any]) -> Callable[[Any], list[Any]]:
        """How to get the gradient of the result, weighted by what comes from above."""

        def pull(upstream: Any) -> list[Any]:
            if "slopes" not in found:
                assert self.connection.pull
                return self.connection.pull(cloudpickle.dumps(upstream))
            if not np.all(np.asarray(upstream) == 1):
                raise FaultOfOurs("a check asks for another gradient than that of the sum of a result")
            return found["slopes"] if isinstance(found["slopes"], list) else [None]

        return pull

    def _sloped(self, args: tuple[Any, ...]) -> list[int]:
        """The places of the arguments whose gradient may be asked for."""
        torch = sys.modules.get("torch")
        if torch is not None:
            wrt = [i for i, arg in enumerate(args) if isinstance(arg, torch.Tensor) and arg.requires_grad]
            if wrt:
                return wrt
        tf = sys.modules.get("tensorflow")
        if self.with_slope and tf is not None and args and tf.is_tensor(args[-1]):
            return [len(args) - 1]
        return []


def dumps(function: Any, args: Any, options: Any) -> bytes:
    """A call, for the other side. Only this direction is ever pickled: from the examiner, whom a student trusts."""
    stream = io.BytesIO()
    try:
        _Pickler(stream).dump((function, [_plain(arg) for arg in args], options))
        return stream.getvalue()
    except Exception as error:
        name = getattr(function, "__name__", "a function")
        raise FaultOfOurs(f"a check's call of {name!r} can't be sent to the student's side: {error}") from error


class _Pickler(cloudpickle.Pickler):
    """Sends tensors as NumPy arrays, which are read ten times as fast as the frameworks' own pickles."""

    def reducer_override(self, value: Any) -> Any:
        if isinstance(value, np.random.Generator | np.random.RandomState):
            raise TypeError("it takes a generator of random numbers along; draw in the test, and hand over the numbers")
        torch, tf = sys.modules.get("torch"), sys.modules.get("tensorflow")
        if torch is not None and type(value) is torch.Tensor and value.dtype in _numpy_dtypes(torch):
            return (_leaf if value.requires_grad else torch.from_numpy), (value.detach().numpy(),)
        if tf is not None and isinstance(value, tf.__internal__.EagerTensor) and value.dtype.is_numpy_compatible:
            return tf.constant, (value.numpy(),)
        return super().reducer_override(value)


def _numpy_dtypes(torch: Any) -> tuple[Any, ...]:
    return torch.float32, torch.float64, torch.int32, torch.int64, torch.bool, torch.uint8


def _leaf(array: np.ndarray) -> Any:
    import torch

    return torch.from_numpy(array).requires_grad_()


def _plain(arg: Any) -> Any:
    torch = sys.modules.get("torch")
    return arg.detach() if torch is not None and isinstance(arg, torch.Tensor) and arg.requires_grad else arg


def fresh(value: Any) -> Any:
    """A copy that a check may see changed, without harm to the next student."""
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(value, torch.Tensor):
        return value.detach().clone().requires_grad_(value.requires_grad)
    if isinstance(value, np.ndarray):
        return value.copy()
    if type(value) in (list, tuple):
        return type(value)(fresh(item) for item in value)
    if type(value) is dict:
        return {key: fresh(item) for key, item in value.items()}
    return value


def raised(told: Exceptional) -> BaseException:
    """The exception that stands for the student's: of the nearest class that Python itself or TensorFlow has."""
    base = next((found for name in told["kinds"] if (found := _known(name))), Exception)
    kind: Any = type(told["kinds"][0], (StudentError, base), {"__module__": "student"})
    error: Any = kind.__new__(kind)
    error.text, error.frames, error.errno_ = told["text"], tuple(map(tuple, told["frames"])), told["errno"]
    error.missing = told["name"]
    return error


def _known(name: str) -> type[BaseException] | None:
    if name in ENDS_A_LOOP:
        return RuntimeError
    found = getattr(builtins, name, None)
    if found is None and (tf := sys.modules.get("tensorflow")) is not None:
        found = getattr(tf.errors, name, None)
    sound = isinstance(found, type) and issubclass(found, Exception) and not issubclass(found, BaseExceptionGroup)
    return found if sound else None


def _write_back(given: Any, after: Any) -> None:
    """Give the arguments here the values that they have over there."""
    torch = sys.modules.get("torch")
    if isinstance(given, np.ndarray) and isinstance(after, np.ndarray | np.generic):
        if given.shape == np.shape(after):
            given[...] = after
        else:
            given.fill(np.nan if given.dtype.kind in "fc" else 0)  # another shape: changed, in any case
    elif torch is not None and isinstance(given, torch.Tensor) and isinstance(after, torch.Tensor):
        with torch.no_grad():
            given.copy_(after) if given.shape == after.shape else given.fill_(float("nan"))
    elif isinstance(given, list) and isinstance(after, list):
        for mine, theirs in zip(given, after, strict=False):
            _write_back(mine, theirs)
        if len(given) != len(after) or not all(map(_has_parts, given)):
            given[:] = [m if _has_parts(m) else t for m, t in zip(given, after, strict=False)]
    elif isinstance(given, tuple) and isinstance(after, tuple):
        for mine, theirs in zip(given, after, strict=False):
            _write_back(mine, theirs)
    elif isinstance(given, dict) and isinstance(after, dict):
        for key in set(given) & set(after):
            _write_back(given[key], after[key])


def _has_parts(value: Any) -> bool:
    return not isinstance(value, int | float | str | bool | None)


def _linked(found: dict[str, Any], args: tuple[Any, ...], wrt: list[int], pull: Callable[[Any], list[Any]]) -> Any:
    """The value, tied to the arguments: whoever asks for a gradient here gets the one that was computed over there."""
    value = found["value"]
    torch, tf = sys.modules.get("torch"), sys.modules.get("tensorflow")
    if torch is not None and isinstance(value, torch.Tensor) and isinstance(args[wrt[0]], torch.Tensor):
        return _torch_link(value, [args[i] for i in wrt], pull) if found["linked"] else value
    if tf is not None and tf.is_tensor(value) and value.dtype.is_floating and tf.is_tensor(args[wrt[0]]):
        return _tf_link(value, args[wrt[0]], pull)
    return value


def _torch_link(value: Any, leaves: list[Any], pull: Callable[[Any], list[Any]]) -> Any:
    import torch

    class Link(torch.autograd.Function):
        @staticmethod
        def forward(context: Any, *inputs: Any) -> Any:
            return value.clone()

        @staticmethod
        def backward(context: Any, upstream: Any) -> Any:
            slopes = pull(upstream.detach())
            return tuple(_fitting(slope, leaf, torch) for slope, leaf in zip(slopes, leaves, strict=True))

    return Link.apply(*leaves)


def _fitting(slope: Any, leaf: Any, torch: Any) -> Any:
    """A gradient as autograd takes it: of the leaf's dtype and shape, or none."""
    if not isinstance(slope, torch.Tensor) or slope.shape != leaf.shape:
        return None
    return slope.to(leaf.dtype)


def _tf_link(value: Any, leaf: Any, pull: Callable[[Any], list[Any]]) -> Any:
    import tensorflow as tf

    @tf.custom_gradient
    def link(_: Any) -> Any:
        def slope(upstream: Any) -> Any:
            found: Any = next(iter(pull(upstream)), None)
            return found if tf.is_tensor(found) and found.shape == leaf.shape else None

        return tf.identity(value), slope

    return link(leaf)
