"""Schedules that fall, or rise, along one formula: linear, exponential, polynomial, and with the inverse of time."""

import numpy as np
from numpy.typing import ArrayLike

from descent.reference.arrays import FloatArray
from descent.reference.schedules.checks import counts, from_0, taken


def linear(
    step: ArrayLike, *, learning_rate: float, start_factor: float, end_factor: float = 1.0, steps: int
) -> FloatArray:
    """ηₜ = η (f₀ + (f₁ − f₀) min(t, T) / T): a warm-up if f₀ < f₁.

    Shapes: step any shape, and so ηₜ.
    Units: η = learning_rate is in the optimizer's; f₀ = start_factor and f₁ = end_factor have none; T = steps.
    Errors: ValueError for steps that are no whole numbers from 0, for a T below 1, and for a negative η, f₀ or f₁.
    Source: torch.optim.lr_scheduler.LinearLR.
    """
    from_0(learning_rate=learning_rate, start_factor=start_factor, end_factor=end_factor)
    counts(steps=steps)
    share = np.minimum(taken(step), steps) / steps
    return learning_rate * (start_factor + (end_factor - start_factor) * share)


def exponential_decay(
    step: ArrayLike, *, learning_rate: float, decay_rate: float, decay_steps: int, staircase: bool = False
) -> FloatArray:
    """ηₜ = η γ^(t/T); with staircase t/T is rounded down, so that the rate jumps at every T-th step.

    Shapes: step any shape, and so ηₜ.
    Units: η = learning_rate is that of the first step, in the optimizer's; γ = decay_rate has none; T = decay_steps.
    Errors: ValueError for steps that are no whole numbers from 0, for a T below 1, and for a negative η or γ.
    Source: keras.optimizers.schedules.ExponentialDecay; torch.optim.lr_scheduler.ExponentialLR (its gamma is γ^(1/T)),
        and StepLR for the staircase.
    """
    from_0(learning_rate=learning_rate, decay_rate=decay_rate)
    counts(decay_steps=decay_steps)
    return learning_rate * decay_rate ** _periods(step, decay_steps, staircase)


def inverse_time_decay(
    step: ArrayLike, *, learning_rate: float, decay_rate: float, decay_steps: int, staircase: bool = False
) -> FloatArray:
    """ηₜ = η / (1 + γ t/T); with staircase t/T is rounded down.

    Shapes: step any shape, and so ηₜ.
    Units: η = learning_rate is that of the first step, in the optimizer's; γ = decay_rate has none; T = decay_steps.
    Errors: ValueError for steps that are no whole numbers from 0, for a T below 1, and for a negative η or γ.
    Source: keras.optimizers.schedules.InverseTimeDecay.
    """
    from_0(learning_rate=learning_rate, decay_rate=decay_rate)
    counts(decay_steps=decay_steps)
    return learning_rate / (1 + decay_rate * _periods(step, decay_steps, staircase))


def polynomial_decay(
    step: ArrayLike,
    *,
    learning_rate: float,
    end_learning_rate: float,
    power: float = 1.0,
    decay_steps: int,
    cycle: bool = False,
) -> FloatArray:
    """ηₜ = η₁ + (η − η₁) (1 − min(t, T)/T)ᵖ; with cycle T is doubled, tripled, … when it is passed, instead of the min.

    Shapes: step any shape, and so ηₜ.
    Units: η = learning_rate and η₁ = end_learning_rate are in the optimizer's; p = power has none; T = decay_steps.
    Errors: ValueError for steps that are no whole numbers from 0, for a T below 1, and for a negative η, η₁ or p.
    Source: keras.optimizers.schedules.PolynomialDecay; torch.optim.lr_scheduler.PolynomialLR (η₁ = 0, no cycle).
    """
    from_0(learning_rate=learning_rate, end_learning_rate=end_learning_rate, power=power)
    counts(decay_steps=decay_steps)
    t = taken(step)
    whole = decay_steps * np.maximum(np.ceil(t / decay_steps), 1) if cycle else decay_steps
    left = 1 - np.minimum(t, whole) / whole
    return end_learning_rate + (learning_rate - end_learning_rate) * left**power


def _periods(step: ArrayLike, decay_steps: int, staircase: bool) -> FloatArray:
    periods = taken(step) / decay_steps
    return np.floor(periods) if staircase else periods
