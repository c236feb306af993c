"""Adagrad: a rate for each weight, from the sum of all its squared gradients so far."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from descent.reference.arrays import FloatArray, as_float
from descent.reference.optimizers.checks import at_least_0, fit
from descent.reference.optimizers.decay import weight_decayed
from descent.reference.optimizers.root import softened_root


class AdagradState(NamedTuple):
    """The sum s of squared gradients."""

    total: FloatArray


def adagrad_init(weights: ArrayLike, *, initial_accumulator: float) -> AdagradState:
    """s = s₀, before the first step.

    Shapes: weights w any shape; s that shape.
    Units: s₀ = initial_accumulator and s are in those of the gradient, squared.
    Errors: ValueError for a negative s₀, and if weights are no array of numbers.
    Source: torch.optim.Adagrad starts from 0, keras.optimizers.Adagrad from a little more.
    """
    at_least_0(initial_accumulator=initial_accumulator)
    return AdagradState(np.full_like(as_float(weights, "weights"), initial_accumulator))


def adagrad_step(
    weights: ArrayLike,
    gradient: ArrayLike,
    state: AdagradState,
    *,
    learning_rate: float,
    epsilon: float,
    epsilon_inside: bool = False,
    weight_decay: float = 0.0,
    decoupled: bool = False,
) -> tuple[FloatArray, AdagradState]:
    """s ← s + g²; w ← w − η g / (√s + ε), or η g / √(s + ε) with ε inside; weight decay as in `weight_decayed`.

    Shapes: weights w, gradient g and sum s alike, any shape.
    Units: η = learning_rate is in those of w, ε in those of g (squared if inside).
    Errors: ValueError for shapes that differ, and for a negative η, ε or λ.
    Source: J. Duchi, E. Hazan and Y. Singer, Adaptive Subgradient Methods for Online Learning and Stochastic
        Optimization, 2011; torch.optim.Adagrad (ε outside, L2), keras.optimizers.Adagrad (ε inside, decoupled).
    """
    w, g = fit(weights, gradient, state)
    w, g = weight_decayed(w, g, learning_rate, weight_decay, decoupled)
    total = state.total + g**2
    return w - learning_rate * g / softened_root(total, epsilon, epsilon_inside), AdagradState(total)
