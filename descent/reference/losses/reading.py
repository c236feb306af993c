"""What the readers of several losses share: one target for each group of predictions, signs, numbers from 0 up."""

import numpy as np
from numpy.typing import ArrayLike

from descent.reference.arrays import FloatArray, as_float


def one_for_each(
    y_true: ArrayLike, y_pred: ArrayLike, last: tuple[int | None, ...], what: str, own: int = 0
) -> FloatArray:
    """y_pred as float64, with one target for each group of its last axes, whose lengths are `last`, None for any.

    `own` is how many last axes one target has itself, `what` says what a group is.
    Errors: ValueError for a group of another length, or if y_true doesn't have one target for each group.
    """
    p, shape = as_float(y_pred, "y_pred"), np.shape(y_true)
    groups, given = p.shape[: max(0, p.ndim - len(last))], p.shape[-len(last) :]
    fits = len(given) == len(last) and all(want in (None, length) for want, length in zip(last, given, strict=True))
    if not fits or shape[: max(0, len(shape) - own)] != groups or len(shape) != len(groups) + own:
        axes = ", ".join("any" if length is None else str(length) for length in last)
        raise ValueError(
            f"y_true has shape {shape} and y_pred {p.shape}; y_pred needs {what}, with last axes of ({axes})."
        )
    return p


def check_signs(y: FloatArray) -> FloatArray:
    """y unchanged, NaN refused. Errors: ValueError if an entry is neither −1 nor 1."""
    odd = y[~np.isin(y, (-1, 1))]
    if odd.size:
        raise ValueError(f"y_true holds {odd[0]}; the labels here are −1 and 1. From 0 and 1: 2 * y_true - 1.")
    return y


def from_0_up(value: float, name: str, what: str) -> float:
    """The value. Errors: ValueError, saying what it is, unless it is a number from 0 up."""
    if not as_float(value, name).ndim == 0 or not value >= 0:
        raise ValueError(f"{name} is {what}, a number from 0 up; got {value!r}.")
    return float(value)


def above_0(value: float, name: str, what: str) -> float:
    """The value. Errors: ValueError, saying what it is, unless it is a number above 0."""
    if not as_float(value, name).ndim == 0 or not value > 0:
        raise ValueError(f"{name} is {what}, a number above 0; got {value!r}.")
    return float(value)
