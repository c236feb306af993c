"""Schedules along half a cosine: once, after a warm-up, and with restarts."""

import numpy as np
from numpy.typing import ArrayLike

from descent.reference.arrays import FloatArray
from descent.reference.schedules.checks import above_0, counts, from_0, taken
from descent.reference.schedules.decays import linear


def cosine_decay(
    step: ArrayLike, *, learning_rate: float, end_learning_rate: float = 0.0, decay_steps: int, periodic: bool = False
) -> FloatArray:
    """ηₜ = η₁ + (η − η₁) (1 + cos(π t/T)) / 2, and η₁ for t > T; if periodic the cosine goes on, and rises again.

    Shapes: step any shape, and so ηₜ.
    Units: η = learning_rate and η₁ = end_learning_rate are in the optimizer's; T = decay_steps.
    Errors: ValueError for steps that are no whole numbers from 0, for a T below 1, and for a negative η or η₁.
    Source: I. Loshchilov and F. Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts, 2017, arXiv:1608.03983;
        keras.optimizers.schedules.CosineDecay (its alpha is η₁/η), torch.optim.lr_scheduler.CosineAnnealingLR
        (periodic).
    """
    from_0(learning_rate=learning_rate, end_learning_rate=end_learning_rate)
    counts(decay_steps=decay_steps)
    t = taken(step)
    return _between(learning_rate, end_learning_rate, (t if periodic else np.minimum(t, decay_steps)) / decay_steps)


def warmup_cosine_decay(
    step: ArrayLike,
    *,
    learning_rate: float,
    start_learning_rate: float,
    end_learning_rate: float = 0.0,
    warmup_steps: int,
    decay_steps: int,
    periodic: bool = False,
) -> FloatArray:
    """ηₜ = η₀ + (η − η₀) t/W for t < W, then `cosine_decay` from η at step t − W.

    Shapes: step any shape, and so ηₜ.
    Units: the peak η = learning_rate, η₀ = start_learning_rate and η₁ = end_learning_rate are in the optimizer's;
        W = warmup_steps and T = decay_steps, so that the end is at W + T.
    Errors: ValueError for steps that are no whole numbers from 0, for a W or T below 1, for an η of 0 or less, and for
        a negative η₀ or η₁.
    Source: P. Goyal et al., Accurate, Large Minibatch SGD, 2017, arXiv:1706.02677, for the warm-up;
        keras.optimizers.schedules.CosineDecay (its warmup_target is η), torch.optim.lr_scheduler.SequentialLR of
        LinearLR and CosineAnnealingLR.
    """
    above_0(learning_rate=learning_rate)
    from_0(start_learning_rate=start_learning_rate)
    counts(warmup_steps=warmup_steps)
    t = taken(step)
    up = linear(t, learning_rate=learning_rate, start_factor=start_learning_rate / learning_rate, steps=warmup_steps)
    down = cosine_decay(
        np.maximum(t - warmup_steps, 0),
        learning_rate=learning_rate,
        end_learning_rate=end_learning_rate,
        decay_steps=decay_steps,
        periodic=periodic,
    )
    return np.where(t < warmup_steps, up, down)


def cosine_restarts(
    step: ArrayLike,
    *,
    learning_rate: float,
    end_learning_rate: float = 0.0,
    first_decay_steps: int,
    period_factor: int,
    peak_factor: float = 1.0,
) -> FloatArray:
    """ηₜ = η₁ + mⁱ (η − η₁) (1 + cos(π c/Tᵢ)) / 2 at step c of period i, which is Tᵢ = T aⁱ steps long.

    Shapes: step any shape, and so ηₜ.
    Units: η = learning_rate and η₁ = end_learning_rate are in the optimizer's; T = first_decay_steps; a = period_factor
        and m = peak_factor have none.
    Errors: ValueError for steps that are no whole numbers from 0, for a T or a below 1, and for a negative η, η₁ or m.
    Source: arXiv:1608.03983 (its T₀ and T_mult); torch.optim.lr_scheduler.CosineAnnealingWarmRestarts (m = 1),
        keras.optimizers.schedules.CosineDecayRestarts (its t_mul and m_mul are a and m, its alpha is η₁/η).
    """
    from_0(learning_rate=learning_rate, end_learning_rate=end_learning_rate, peak_factor=peak_factor)
    counts(first_decay_steps=first_decay_steps, period_factor=period_factor)
    t = taken(step)
    starts, length = [0], first_decay_steps
    while starts[-1] + length <= np.max(t, initial=0):
        starts, length = [*starts, starts[-1] + length], length * period_factor
    i = np.searchsorted(starts, t, side="right") - 1
    share = (t - np.array(starts)[i]) / (first_decay_steps * float(period_factor) ** i)
    peak = end_learning_rate + peak_factor**i * (learning_rate - end_learning_rate)
    return _between(peak, end_learning_rate, share)


def _between(start: ArrayLike, end: float, share: FloatArray) -> FloatArray:
    """From start to end along half a cosine, as the share goes from 0 to 1."""
    return end + (np.asarray(start) - end) * (1 + np.cos(np.pi * share)) / 2
