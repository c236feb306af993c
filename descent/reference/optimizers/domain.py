"""What the rules of the table work on: what their weights are, and how the gradient comes."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from descent.reference.arrays import FloatArray, IntArray, as_float


class Rows(NamedTuple):
    """The gradient of a table of which a batch touched some rows only: their numbers, and a row of slopes for each."""

    indices: ArrayLike
    values: ArrayLike


@dataclass(frozen=True)
class Domain:
    """What a rule's weights are, and what its step takes for their gradient.

    axes: how many axes the weights have; None for any number.
    gradient: "array", of the weights' shape; "rows", a `Rows`; "closure", a function of weights of that shape that
        gives the loss and its gradient, which the step asks as often as it likes.
    elementwise: each weight's way depends on its own gradients alone.
    """

    axes: int | None
    gradient: Literal["array", "rows", "closure"]
    elementwise: bool


ELEMENTS = Domain(axes=None, gradient="array", elementwise=True)
MATRIX = Domain(axes=2, gradient="array", elementwise=False)
TABLE = Domain(axes=2, gradient="rows", elementwise=True)
CLOSURE = Domain(axes=None, gradient="closure", elementwise=False)


def coalesced(gradient: Rows, shape: tuple[int, ...]) -> tuple[IntArray, FloatArray]:
    """Each touched row once, and the sum of its slopes; a word that stands in a batch twice gets both of its gradients.

    Errors: ValueError unless the weights have two axes and each index is one of their rows, with a row of slopes.
    """
    indices, values = np.asarray(gradient.indices), as_float(gradient.values, "gradient")
    if len(shape) != 2 or indices.ndim != 1 or values.shape != (len(indices), shape[1]):
        raise ValueError(
            f"weights have shape {shape}, and the gradient {indices.shape} indices and values of shape {values.shape}; "
            "give one index and one row of values for each row that was touched."
        )
    if indices.size and not (indices.dtype.kind in "iu" and indices.min() >= 0 and indices.max() < shape[0]):
        raise ValueError(f"indices must be whole numbers from 0 to {shape[0] - 1}, the weights' rows; got {indices}")
    rows, place = np.unique(indices.astype(np.int64), return_inverse=True)
    total = np.zeros((len(rows), shape[1]))
    np.add.at(total, place, values)
    return rows, total
