"""Adam: momentum and RMSprop together, with the bias of their first steps corrected; and AdamW, its decoupled decay."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from descent.reference.arrays import FloatArray, as_float
from descent.reference.optimizers.checks import at_least_0, below_1, fit
from descent.reference.optimizers.decay import weight_decayed


class AdamState(NamedTuple):
    """The steps taken, the fading means of gradients, m, and of their squares, v, and the largest v (for AMSGrad)."""

    step: int
    mean: FloatArray
    square: FloatArray
    largest: FloatArray


def adam_init(weights: ArrayLike) -> AdamState:
    """t = 0, m = v = 0, before the first step.

    Shapes: weights w any shape; m and v that shape.
    Units: m is in those of the gradient, v in those squared.
    Errors: ValueError if weights are no array of numbers.
    Source: D. P. Kingma and J. Ba, Adam: A Method for Stochastic Optimization, 2015, arXiv:1412.6980, algorithm 1.
    """
    zeros = np.zeros_like(as_float(weights, "weights"))
    return AdamState(0, zeros, zeros.copy(), zeros.copy())


def adam_step(
    weights: ArrayLike,
    gradient: ArrayLike,
    state: AdamState,
    *,
    learning_rate: float = 0.001,
    beta_1: float = 0.9,
    beta_2: float = 0.999,
    epsilon: float,
    epsilon_hat: bool = False,
    bias_correction: bool = True,
    amsgrad: bool = False,
    weight_decay: float = 0.0,
    decoupled: bool = False,
) -> tuple[FloatArray, AdamState]:
    """m ← β₁ m + (1 − β₁) g; v ← β₂ v + (1 − β₂) g²; w ← w − η m̂ / (√v̂ + ε), with m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ).

    With epsilon_hat ε is added to √v, before its correction. Without bias_correction, m̂ = m and v̂ = v. AMSGrad takes
    the largest v so far for v̂. Weight decay as in `weight_decayed`: L2, or AdamW's if decoupled.

    Shapes: weights w, gradient g, m and v alike, any shape; t = 1 at the first step.
    Units: η = learning_rate is in those of w, ε in those of g; β₁ = beta_1 and β₂ = beta_2 have none.
    Errors: ValueError for shapes that differ, for a negative η, ε or λ, and for a β outside [0, 1).
    Source: arXiv:1412.6980, algorithm 1 (and before its section 2.1 the form with epsilon_hat); S. J. Reddi et al., On
        the Convergence of Adam and Beyond, 2018; torch.optim.Adam (L2), keras.optimizers.Adam (epsilon_hat, decoupled).
    """
    below_1(beta_1=beta_1, beta_2=beta_2)
    at_least_0(epsilon=epsilon)
    w, g = fit(weights, gradient, state)
    w, g = weight_decayed(w, g, learning_rate, weight_decay, decoupled)
    t = state.step + 1
    mean = beta_1 * state.mean + (1 - beta_1) * g
    square = beta_2 * state.square + (1 - beta_2) * g**2
    largest = np.maximum(state.largest, square) if amsgrad else state.largest
    bias_1, bias_2 = (1 - beta_1**t, 1 - beta_2**t) if bias_correction else (1.0, 1.0)
    root = np.sqrt((largest if amsgrad else square) / bias_2)
    root += epsilon / np.sqrt(bias_2) if epsilon_hat else epsilon
    return w - learning_rate * (mean / bias_1) / root, AdamState(t, mean, square, largest)


def adamw_step(
    weights: ArrayLike,
    gradient: ArrayLike,
    state: AdamState,
    *,
    learning_rate: float = 0.001,
    beta_1: float = 0.9,
    beta_2: float = 0.999,
    epsilon: float,
    epsilon_hat: bool = False,
    amsgrad: bool = False,
    weight_decay: float,
) -> tuple[FloatArray, AdamState]:
    """w ← (1 − η λ) w, then Adam's step: the decay isn't divided by √v̂, so every weight shrinks at the same rate.

    Shapes: as `adam_step`, and so the state, from `adam_init`.
    Units: as `adam_step`; ηλ has none.
    Errors: as `adam_step`.
    Source: I. Loshchilov and F. Hutter, Decoupled Weight Decay Regularization, 2019, arXiv:1711.05101, algorithm 2,
        with λ as torch.optim.AdamW and keras.optimizers.AdamW take it: times η.
    """
    return adam_step(
        weights,
        gradient,
        state,
        learning_rate=learning_rate,
        beta_1=beta_1,
        beta_2=beta_2,
        epsilon=epsilon,
        epsilon_hat=epsilon_hat,
        amsgrad=amsgrad,
        weight_decay=weight_decay,
        decoupled=True,
    )
