"""Schedules of level parts: the rate jumps at a step, and stays between."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from descent.reference.arrays import FloatArray, as_float
from descent.reference.schedules.checks import boundaries_fit, counts, from_0, taken


def piecewise_constant(step: ArrayLike, *, values: Sequence[float], boundaries: Sequence[int]) -> FloatArray:
    """ηₜ = values[i], with i the number of boundaries b ≤ t: a boundary is the first step at the next value.

    Shapes: step any shape, and so ηₜ; one value more than there are boundaries.
    Units: values are learning rates, boundaries count steps.
    Errors: ValueError for steps that are no whole numbers from 0, for boundaries that don't grow from 1, for values
        below 0, and unless there is one more of them than of boundaries.
    Source: keras.optimizers.schedules.PiecewiseConstantDecay (whose boundary is the last step at the old value).
    """
    boundaries_fit(boundaries, values, "values")
    from_0(**{f"values[{i}]": value for i, value in enumerate(values)})
    return as_float(values, "values")[np.searchsorted(boundaries, taken(step), side="right")]


def multi_step_decay(
    step: ArrayLike, *, learning_rate: float, decay_rate: float, boundaries: Sequence[int]
) -> FloatArray:
    """ηₜ = η γⁱ, with i the number of boundaries b ≤ t.

    Shapes: step any shape, and so ηₜ.
    Units: η = learning_rate is that of the first step, in the optimizer's; γ = decay_rate has none; boundaries count
        steps.
    Errors: ValueError for steps that are no whole numbers from 0, for boundaries that don't grow from 1, and for a
        negative η or γ.
    Source: torch.optim.lr_scheduler.MultiStepLR.
    """
    from_0(learning_rate=learning_rate, decay_rate=decay_rate)
    values = [learning_rate * decay_rate**i for i in range(len(boundaries) + 1)]
    return piecewise_constant(step, values=values, boundaries=boundaries)


def held_back(step: ArrayLike, *, learning_rate: float, factor: float, steps: int) -> FloatArray:
    """ηₜ = η f for t < T, then η.

    Shapes: step any shape, and so ηₜ.
    Units: η = learning_rate is the rate after T = steps of them, in the optimizer's; f = factor has none.
    Errors: ValueError for steps that are no whole numbers from 0, for a T below 1, and for a negative η or f.
    Source: torch.optim.lr_scheduler.ConstantLR.
    """
    from_0(learning_rate=learning_rate, factor=factor)
    counts(steps=steps)
    return learning_rate * np.where(taken(step) < steps, factor, 1.0)
