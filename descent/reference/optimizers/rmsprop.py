"""RMSprop: a rate for each weight, from a fading mean of its squared gradients."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from descent.reference.arrays import FloatArray, as_float
from descent.reference.optimizers.checks import below_1, fit
from descent.reference.optimizers.decay import weight_decayed
from descent.reference.optimizers.root import softened_root


class RMSpropState(NamedTuple):
    """The fading means of squared gradients, s, and of gradients, a (if centered), and a velocity v (with momentum)."""

    square: FloatArray
    mean: FloatArray
    velocity: FloatArray


def rmsprop_init(weights: ArrayLike) -> RMSpropState:
    """s = a = v = 0, before the first step.

    Shapes: weights w any shape; s, a and v that shape.
    Units: a is in those of the gradient, s in those squared; v has none, or those of w with rate_inside.
    Errors: ValueError if weights are no array of numbers.
    Source: torch.optim.RMSprop; keras.optimizers.RMSprop.
    """
    zeros = np.zeros_like(as_float(weights, "weights"))
    return RMSpropState(zeros, zeros.copy(), zeros.copy())


def rmsprop_step(
    weights: ArrayLike,
    gradient: ArrayLike,
    state: RMSpropState,
    *,
    learning_rate: float,
    rho: float,
    epsilon: float,
    epsilon_inside: bool = False,
    momentum: float = 0.0,
    rate_inside: bool = False,
    centered: bool = False,
    weight_decay: float = 0.0,
    decoupled: bool = False,
) -> tuple[FloatArray, RMSpropState]:
    """s ← ρ s + (1 − ρ) g²; w ← w − η g / (√s + ε), or η g / √(s + ε) with ε inside.

    Weight decay as in `weight_decayed`.
    If centered, s − a² stands under the root, the gradients' variance, with a ← ρ a + (1 − ρ) g.
    With momentum β, v ← β v + g / root, w ← w − η v; with the rate inside, v ← β v + η g / root, w ← w − v.

    Shapes: weights w, gradient g, s, a and v alike, any shape.
    Units: η = learning_rate is in those of w, ε in those of g (squared if inside); ρ = rho and β have none.
    Errors: ValueError for shapes that differ, for a negative η, ε or λ, and for a ρ or β outside [0, 1).
    Source: T. Tieleman and G. Hinton, Lecture 6.5 of Neural Networks for Machine Learning, 2012; torch.optim.RMSprop
        (its alpha is ρ; ε and rate outside, L2), keras.optimizers.RMSprop (ε and rate inside, decoupled).
    """
    below_1(rho=rho, momentum=momentum)
    w, g = fit(weights, gradient, state)
    w, g = weight_decayed(w, g, learning_rate, weight_decay, decoupled)
    square = rho * state.square + (1 - rho) * g**2
    mean = rho * state.mean + (1 - rho) * g if centered else state.mean
    scaled = g / softened_root(square - mean**2, epsilon, epsilon_inside)
    into, out = (learning_rate, 1.0) if rate_inside else (1.0, learning_rate)
    velocity = momentum * state.velocity + into * scaled
    return w - out * velocity, RMSpropState(square, mean, velocity if momentum else state.velocity)
