"""What every update rule does first: refuse shapes that NumPy would broadcast, and numbers out of range."""

import math
from numbers import Integral
from typing import Any, NamedTuple

from numpy.typing import ArrayLike

from descent.reference.arrays import FloatArray, as_float, is_number


def fit(weights: ArrayLike, gradient: ArrayLike, state: NamedTuple) -> tuple[FloatArray, FloatArray]:
    """Weights and gradient as float64, of one shape, which is that of the state's arrays too.

    Errors: ValueError if shapes differ, even where NumPy could broadcast them.
    """
    w, g = alike(weights, gradient)
    for name, kept in state._asdict().items():
        if not isinstance(kept, int):
            same_state(name, kept.shape, w.shape, w.shape)
    return w, g


def alike(weights: ArrayLike, gradient: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Weights and gradient as float64, of one shape.

    Errors: ValueError if shapes differ, even where NumPy could broadcast them.
    """
    w, g = as_float(weights, "weights"), as_float(gradient, "gradient")
    if w.shape != g.shape:
        raise ValueError(
            f"weights have shape {w.shape} and gradient {g.shape}; they must be equal, one slope for each weight. "
            "If the gradient has an axis more, reduce the loss to a scalar before differentiating."
        )
    return w, g


def same_state(name: str, kept: tuple[int, ...], needed: tuple[int, ...], weights: tuple[int, ...]) -> None:
    """Errors: ValueError unless what the state keeps by that name has the shape that these weights need."""
    if kept != needed:
        raise ValueError(
            f"the state's {name} has shape {kept} and weights {weights}; each array of weights needs a state of its "
            "own, from the optimizer's _init."
        )


def at_least_0(**numbers: Any) -> None:
    """Errors: ValueError, naming the number, unless it is finite and 0 or more."""
    for name, number in numbers.items():
        if not (is_number(number) and 0 <= number < math.inf):
            raise ValueError(f"{name} must be a finite number from 0 upwards; got {number!r}. {_cure(name)}")


def below_1(**shares: Any) -> None:
    """Errors: ValueError, naming the share, unless 0 ≤ share < 1."""
    for name, share in shares.items():
        if not (is_number(share) and 0 <= share < 1):
            raise ValueError(
                f"{name} is the share of the past that a step keeps, from 0 to below 1; got {share!r}. "
                "At 1 or above the past never fades."
            )


def at_least_1(**counts: Any) -> None:
    """Errors: ValueError, naming the number, unless it is whole and 1 or more."""
    for name, count in counts.items():
        if not isinstance(count, Integral) or isinstance(count, bool) or count < 1:
            raise ValueError(f"{name} must be a whole number from 1 upwards; got {count!r}.")


def _cure(name: str) -> str:
    if name == "learning_rate":
        return "Every rule here subtracts its step already, so the rate needs no minus sign."
    return "Use 0 to do without."
