"""Schedules made of functions of the step: one factor, a product of factors, and one schedule after another."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from descent.reference.arrays import FloatArray
from descent.reference.schedules.checks import boundaries_fit, from_0, taken

Factor = Callable[[int], float]


def scaled(step: ArrayLike, *, learning_rate: float, factor: Factor) -> FloatArray:
    """ηₜ = η f(t).

    Shapes: step any shape, and so ηₜ; f takes one whole number and gives one.
    Units: η = learning_rate is in the optimizer's; f = factor gives numbers without any.
    Errors: ValueError for steps that are no whole numbers from 0, and for a negative η.
    Source: torch.optim.lr_scheduler.LambdaLR.
    """
    from_0(learning_rate=learning_rate)
    return learning_rate * _each(step, factor)


def multiplied(step: ArrayLike, *, learning_rate: float, factor: Factor) -> FloatArray:
    """ηₜ = η f(1) f(2) … f(t): what each step multiplies the rate by; η at step 0.

    Shapes: step any shape, and so ηₜ; f takes one whole number and gives one.
    Units: η = learning_rate is in the optimizer's; f = factor gives numbers without any.
    Errors: ValueError for steps that are no whole numbers from 0, and for a negative η.
    Source: torch.optim.lr_scheduler.MultiplicativeLR.
    """
    from_0(learning_rate=learning_rate)
    return learning_rate * _each(step, lambda t: float(np.prod([factor(i) for i in range(1, t + 1)])))


def chained(step: ArrayLike, *, learning_rate: float, factors: Sequence[Factor]) -> FloatArray:
    """ηₜ = η f₁(t) f₂(t) …

    Shapes: step any shape, and so ηₜ; each f takes one whole number and gives one, as a schedule does at a learning
        rate of 1.
    Units: η = learning_rate is in the optimizer's; factors give numbers without any.
    Errors: ValueError for steps that are no whole numbers from 0, and for a negative η.
    Source: torch.optim.lr_scheduler.ChainedScheduler.
    """
    return scaled(step, learning_rate=learning_rate, factor=lambda t: float(np.prod([f(t) for f in factors])))


def sequence(
    step: ArrayLike, *, learning_rate: float, factors: Sequence[Factor], boundaries: Sequence[int]
) -> FloatArray:
    """ηₜ = η fᵢ(t − bᵢ), with i the number of boundaries b ≤ t and b₀ = 0: each factor begins again at its 0.

    Shapes: step any shape, and so ηₜ; one factor more than boundaries, of which each is as in `chained`.
    Units: η = learning_rate is in the optimizer's; factors give numbers without any; boundaries count steps.
    Errors: ValueError for steps that are no whole numbers from 0, for boundaries that don't grow from 1, unless there
        is one factor more than boundaries, and for a negative η.
    Source: torch.optim.lr_scheduler.SequentialLR.
    """
    boundaries_fit(boundaries, factors, "factors")

    def current(t: int) -> float:
        i = int(np.searchsorted(boundaries, t, side="right"))
        return factors[i](t - (boundaries[i - 1] if i else 0))

    return scaled(step, learning_rate=learning_rate, factor=current)


def _each(step: ArrayLike, factor: Factor) -> FloatArray:
    t = taken(step)
    return np.array([factor(int(one)) for one in t.ravel()], float).reshape(t.shape)
