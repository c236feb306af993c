"""What every update rule does first: refuse shapes that NumPy would broadcast, and numbers out of range."""

import math
from numbers import Real
from typing import Any, NamedTuple

from numpy.typing import ArrayLike

from descent.reference.arrays import FloatArray, as_float


def fit(weights: ArrayLike, gradient: ArrayLike, state: NamedTuple) -> tuple[FloatArray, FloatArray]:
    """Weights and gradient as float64, of one shape, which is that of the state's arrays too.

    Errors: ValueError if shapes differ, even where NumPy could broadcast them.
    """
    w, g = as_float(weights, "weights"), as_float(gradient, "gradient")
    if w.shape != g.shape:
        raise ValueError(
            f"weights have shape {w.shape} and gradient {g.shape}; they must be equal, one slope for each weight. "
            "If the gradient has an axis more, reduce the loss to a scalar before differentiating."
        )
    for name, kept in state._asdict().items():
        if not isinstance(kept, int) and kept.shape != w.shape:
            raise ValueError(
                f"the state's {name} has shape {kept.shape} and weights {w.shape}; each array of weights needs a "
                "state of its own, from the optimizer's _init."
            )
    return w, g


def at_least_0(**numbers: Any) -> None:
    """Errors: ValueError, naming the number, unless it is finite and 0 or more."""
    for name, number in numbers.items():
        if not (_is_number(number) and 0 <= number < math.inf):
            raise ValueError(f"{name} must be a finite number from 0 upwards; got {number!r}. {_cure(name)}")


def below_1(**shares: Any) -> None:
    """Errors: ValueError, naming the share, unless 0 ≤ share < 1."""
    for name, share in shares.items():
        if not (_is_number(share) and 0 <= share < 1):
            raise ValueError(
                f"{name} is the share of the past that a step keeps, from 0 to below 1; got {share!r}. "
                "At 1 or above the past never fades."
            )


def _is_number(x: Any) -> bool:
    return isinstance(x, Real) and not isinstance(x, bool)


def _cure(name: str) -> str:
    if name == "learning_rate":
        return "Every rule here subtracts its step already, so the rate needs no minus sign."
    return "Use 0 to do without."
