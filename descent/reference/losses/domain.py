"""What a loss takes: its domain, from which the tests draw y_true and y_pred. `domains` holds those that there are.

One loss is about an element, a row, a pair, a triplet or a sequence: so many of the last axes of y_pred.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

Shape = tuple[int, ...]
Draw = Callable[[np.random.Generator, Shape], Any]  # from a generator and the shape of y_pred
Refused = tuple[Callable[[Any], Any], str]  # what makes good input bad, and a pattern of what the error says


@dataclass(frozen=True)
class Batch:
    """What one loss is about: the last `axes` axes of y_pred; `shapes` are those that the tests give to y_pred."""

    axes: int
    shapes: tuple[Shape, ...]

    def losses(self, shape: Shape) -> Shape:
        """The shape of the losses of a y_pred of that shape."""
        return shape[: len(shape) - self.axes]


ELEMENT = Batch(0, ((7,), (1,), (3, 4), (2, 3, 4)))
ROW = Batch(1, ((6, 4), (1, 4), (2, 3, 4)))  # of classes, of a vector's entries, of a set's members
PAIR = Batch(1, ((6, 2), (1, 2), (2, 3, 2)))
TRIPLET = Batch(2, ((6, 3, 4), (1, 3, 4), (2, 3, 3, 4)))  # three vectors
SEQUENCE = Batch(2, ((4, 5, 4), (1, 5, 4), (5, 5, 4)))  # five frames, each with scores


@dataclass(frozen=True)
class Domain:
    """How the input of a loss is drawn, where its edges are and what is refused.

    targets, predictions: y_true and y_pred for a shape of y_pred; integers where the loss takes integers.
    edges: y_true and y_pred where the frameworks must agree too: kinks, far tails, empty sets.
    edges_in_float32: False where float32 rounds them too coarsely to compare logarithms.
    bad_targets, bad_predictions: what the loss must refuse.
    certain: for a loss that costs 0 at certainty and ∞ at its opposite: y_true and the y_pred of either.
    """

    batch: Batch
    targets: Draw
    predictions: Draw
    edges: tuple[Any, Any]
    edges_in_float32: bool = True
    bad_targets: tuple[Refused, ...] = ()
    bad_predictions: tuple[Refused, ...] = ()
    certain: tuple[Any, Any, Any] | None = None

    def draw(self, shape: Shape | None = None, seed: int = 0) -> tuple[Any, Any]:
        """y_true and y_pred, the same for the same seed."""
        rng = np.random.default_rng(seed)
        shape = shape or self.batch.shapes[0]
        return self.targets(rng, shape), self.predictions(rng, shape)
