"""What every schedule does first: take whole steps from 0 on, and refuse numbers out of range."""

import math
from collections.abc import Sequence
from numbers import Integral
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from descent.reference.arrays import FloatArray, as_float, is_number


def taken(count: ArrayLike) -> FloatArray:
    """The steps taken so far, as float64.

    Errors: ValueError unless all are whole numbers from 0 upwards.
    """
    t = as_float(count, "step")
    if not np.all(np.isfinite(t) & (t >= 0) & (t == np.floor(t))):
        raise ValueError(f"step counts the steps taken, in whole numbers from 0 upwards; got {count!r}")
    return t


def from_0(**numbers: Any) -> None:
    """Errors: ValueError, naming the number, unless it is finite and 0 or more."""
    for name, number in numbers.items():
        if not (is_number(number) and 0 <= number < math.inf):
            raise ValueError(f"{name} must be a finite number from 0 upwards; got {number!r}")


def above_0(**numbers: Any) -> None:
    """Errors: ValueError, naming the number, unless it is finite and more than 0: something is divided by it."""
    for name, number in numbers.items():
        if not (is_number(number) and 0 < number < math.inf):
            raise ValueError(f"{name} must be a finite number above 0; got {number!r}")


def shares(**numbers: Any) -> None:
    """Errors: ValueError, naming the share, unless 0 ≤ share ≤ 1."""
    for name, number in numbers.items():
        if not (is_number(number) and 0 <= number <= 1):
            raise ValueError(f"{name} is a share, from 0 to 1; got {number!r}")


def counts(**numbers: Any) -> None:
    """Errors: ValueError, naming the number, unless it is whole and at least 1."""
    for name, number in numbers.items():
        if not isinstance(number, Integral) or isinstance(number, bool) or number < 1:
            raise ValueError(f"{name} must be a whole number from 1 upwards; got {number!r}")


def boundaries_fit(boundaries: Sequence[int], parts: Sequence[Any], name: str) -> None:
    """Errors: ValueError unless the boundaries grow from at least 1 and there is one part more than boundaries."""
    counts(**{f"boundaries[{i}]": boundary for i, boundary in enumerate(boundaries)})
    if list(boundaries) != sorted(set(boundaries)):
        raise ValueError(f"boundaries must grow, each above the one before; got {boundaries!r}")
    if len(parts) != len(boundaries) + 1:
        raise ValueError(
            f"{name} must be one more than boundaries, the first before them all; got {len(parts)} and "
            f"{len(boundaries)} boundaries"
        )
