"""The root that the adaptive optimizers divide by, kept from 0 by an epsilon outside or inside it."""

import numpy as np

from descent.reference.arrays import FloatArray
from descent.reference.optimizers.checks import at_least_0


def softened_root(square: FloatArray, epsilon: float, inside: bool) -> FloatArray:
    """√s + ε, or √(s + ε) with ε inside.

    Near s = 0 the first is ε and the second √ε: 1e-8 outside is a far smaller floor than 1e-7 inside.

    Shapes: square s any shape, and so the root.
    Units: s is in those of the gradient, squared; the root in those of the gradient.
    Errors: ValueError for a negative ε. An s that rounding brings below 0 (if centered) gives NaN, as in both classes.
    Source: torch.optim.RMSprop (outside), keras.optimizers.RMSprop (inside).
    """
    at_least_0(epsilon=epsilon)
    with np.errstate(invalid="ignore"):
        return np.sqrt(square + epsilon) if inside else np.sqrt(square) + epsilon
