"""Adadelta: RMSprop with the size of its own past steps for a rate, so that a step has the units of the weights."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from descent.reference.arrays import FloatArray, as_float
from descent.reference.optimizers.checks import below_1, fit
from descent.reference.optimizers.decay import weight_decayed
from descent.reference.optimizers.root import softened_root


class AdadeltaState(NamedTuple):
    """The fading means of squared gradients, s, and of squared steps, u."""

    square: FloatArray
    moved: FloatArray


def adadelta_init(weights: ArrayLike) -> AdadeltaState:
    """s = u = 0, before the first step.

    Shapes: weights w any shape; s and u that shape.
    Units: s is in those of the gradient, u in those of w, both squared.
    Errors: ValueError if weights are no array of numbers.
    Source: torch.optim.Adadelta; keras.optimizers.Adadelta.
    """
    zeros = np.zeros_like(as_float(weights, "weights"))
    return AdadeltaState(zeros, zeros.copy())


def adadelta_step(
    weights: ArrayLike,
    gradient: ArrayLike,
    state: AdadeltaState,
    *,
    learning_rate: float,
    rho: float,
    epsilon: float,
    weight_decay: float = 0.0,
    decoupled: bool = False,
) -> tuple[FloatArray, AdadeltaState]:
    """s ← ρ s + (1 − ρ) g²; d = g √(u + ε) / √(s + ε); u ← ρ u + (1 − ρ) d²; w ← w − η d.

    Weight decay as in `weight_decayed`.

    Shapes: weights w, gradient g, s and u alike, any shape.
    Units: η = learning_rate and ρ = rho have none; ε is taken for both squares.
    Errors: ValueError for shapes that differ, for a negative η, ε or λ, and for a ρ outside [0, 1).
    Source: M. D. Zeiler, ADADELTA: An Adaptive Learning Rate Method, 2012, arXiv:1212.5701; torch.optim.Adadelta (L2),
        keras.optimizers.Adadelta (decoupled).
    """
    below_1(rho=rho)
    w, g = fit(weights, gradient, state)
    w, g = weight_decayed(w, g, learning_rate, weight_decay, decoupled)
    square = rho * state.square + (1 - rho) * g**2
    ratio = softened_root(state.moved, epsilon, inside=True) / softened_root(square, epsilon, inside=True)
    moved = rho * state.moved + (1 - rho) * (ratio * g) ** 2
    return w - learning_rate * ratio * g, AdadeltaState(square, moved)
