"""Gradient descent with a velocity: momentum and Nesterov's, in the forms of both frameworks."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from descent.reference.arrays import FloatArray, as_float
from descent.reference.optimizers.checks import below_1, fit
from descent.reference.optimizers.decay import weight_decayed


class MomentumState(NamedTuple):
    """The steps taken, and the velocity v: a fading sum of gradients, or of steps if the rate is inside."""

    step: int
    velocity: FloatArray


def momentum_init(weights: ArrayLike) -> MomentumState:
    """v = 0, before the first step.

    Shapes: weights w any shape; v that shape.
    Units: those of the gradient; those of w if the steps are to have rate_inside.
    Errors: ValueError if weights are no array of numbers.
    Source: torch.optim.SGD; keras.optimizers.SGD.
    """
    return MomentumState(0, np.zeros_like(as_float(weights, "weights")))


def momentum_step(
    weights: ArrayLike,
    gradient: ArrayLike,
    state: MomentumState,
    *,
    learning_rate: float,
    momentum: float,
    dampening: float = 0.0,
    nesterov: bool = False,
    rate_inside: bool = False,
    weight_decay: float = 0.0,
    decoupled: bool = False,
) -> tuple[FloatArray, MomentumState]:
    """v ← β v + (1 − τ) g, w ← w − η v (Nesterov: w ← w − η (g + β v)). With the rate inside: v ← β v − η g, w ← w + v
    (Nesterov: w ← w + β v − η g).

    The two forms take the same path while η stays the same. The first v is g whatever the dampening τ.
    Weight decay is that of `sgd_step`.

    Shapes: weights w, gradient g and velocity v alike, any shape.
    Units: η = learning_rate is in those of w² / loss; β = momentum and τ have none.
    Errors: ValueError for shapes that differ, for a negative η or λ, for a β or τ outside [0, 1), and for a τ together
        with Nesterov's form or with the rate inside, which know none.
    Source: torch.optim.SGD (rate outside, L2), keras.optimizers.SGD (rate inside, decoupled); I. Sutskever et al., On
        the Importance of Initialization and Momentum in Deep Learning, 2013, for the form with the rate inside.
    """
    below_1(momentum=momentum, dampening=dampening)
    _check_alone(dampening, nesterov, rate_inside)
    w, g = fit(weights, gradient, state)
    w, g = weight_decayed(w, g, learning_rate, weight_decay, decoupled)
    into, out = (-learning_rate, 1.0) if rate_inside else (1.0, -learning_rate)
    velocity = momentum * state.velocity + (1 - dampening if state.step else 1) * into * g
    ahead = momentum * velocity + into * g if nesterov else velocity
    return w + out * ahead, MomentumState(state.step + 1, velocity)


def _check_alone(dampening: float, nesterov: bool, rate_inside: bool) -> None:
    if dampening and (nesterov or rate_inside):
        other = "Nesterov's momentum" if nesterov else "the form with the rate inside"
        raise ValueError(f"dampening {dampening!r} and {other} don't go together; leave one of them out.")
