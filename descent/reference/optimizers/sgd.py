"""Gradient descent, called stochastic (SGD) when the gradient comes from a batch: the rule is the same."""

from typing import NamedTuple

from numpy.typing import ArrayLike

from descent.reference.arrays import FloatArray, as_float
from descent.reference.optimizers.checks import fit
from descent.reference.optimizers.decay import weight_decayed


class SGDState(NamedTuple):
    """Nothing: each step starts afresh. It is there so that every optimizer is called alike."""


def sgd_init(weights: ArrayLike) -> SGDState:
    """state = (): plain gradient descent remembers nothing.

    Shapes: weights w any shape.
    Units: none.
    Errors: ValueError if weights are no array of numbers.
    Source: torch.optim.SGD and keras.optimizers.SGD keep nothing either at momentum 0.
    """
    as_float(weights, "weights")
    return SGDState()


def sgd_step(
    weights: ArrayLike,
    gradient: ArrayLike,
    state: SGDState,
    *,
    learning_rate: float,
    weight_decay: float = 0.0,
    decoupled: bool = False,
) -> tuple[FloatArray, SGDState]:
    """w ← w − η g; weight decay λ puts g + λ w for g, or if decoupled (1 − η λ) w for w, which is the same here.

    Shapes: weights w and gradient g alike, any shape; so are the new weights.
    Units: η = learning_rate is in those of w² / loss.
    Errors: ValueError for shapes that differ, and for a negative η or λ.
    Source: torch.optim.SGD (L2), keras.optimizers.SGD (decoupled).
    """
    w, g = fit(weights, gradient, state)
    w, g = weight_decayed(w, g, learning_rate, weight_decay, decoupled)
    return w - learning_rate * g, state
