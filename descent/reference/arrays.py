"""What every loss does with its input first: make it float64, and refuse shapes that NumPy would broadcast silently."""

from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
Result = np.float64 | FloatArray  # a reduced loss is a scalar, an unreduced one an array


def as_float(x: ArrayLike, name: str) -> FloatArray:
    """x as a float64 array: the caller's own if it is one already, so nothing here writes to it.

    Errors: ValueError if x is not made of numbers, or if its rows differ in length.
    """
    try:
        array = np.asarray(x)
        if array.dtype.kind not in "fiub":
            raise TypeError
        return array.astype(np.float64, copy=False)
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be an array of real numbers, with rows of one length; got {x!r}") from None


def pair(y_true: ArrayLike, y_pred: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Both arrays as float64, of one shape.

    Errors: ValueError if the shapes differ, even where NumPy could broadcast them.
    """
    t, p = as_float(y_true, "y_true"), as_float(y_pred, "y_pred")
    if t.shape != p.shape:
        raise ValueError(
            f"y_true has shape {t.shape} and y_pred {p.shape}; they must be equal. {_what_would_happen(t, p)}"
            "Give both the same shape, for instance y_pred.squeeze(-1) or y_true.reshape(y_pred.shape)."
        )
    return t, p


def _what_would_happen(t: FloatArray, p: FloatArray) -> str:
    """The (N, 1) against (N,) mistake gets its own sentence: it runs, and gives a wrong number."""
    try:
        return f"NumPy would broadcast them to {np.broadcast_shapes(t.shape, p.shape)} and compare the wrong pairs. "
    except ValueError:
        return ""


def is_number(x: Any) -> bool:
    """Whether x is a real number: a truth value is none."""
    return isinstance(x, Real) and not isinstance(x, bool)
