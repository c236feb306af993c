"""Schedules that rise and fall: one cycle over the whole training, or cycle after cycle."""

import numpy as np
from numpy.typing import ArrayLike

from descent.reference.arrays import FloatArray
from descent.reference.schedules.checks import above_0, counts, from_0, shares, taken


def one_cycle(
    step: ArrayLike,
    *,
    learning_rate: float,
    steps: int,
    rise: float = 0.3,
    start_divisor: float = 25.0,
    end_divisor: float = 1e4,
    straight: bool = False,
    three_phases: bool = False,
) -> FloatArray:
    """From η/d up to η at step rT − 1, then down to η/(d e) at step T − 1, each along half a cosine, or straight.

    With three_phases it comes down to η/d in as many steps as it rose, at step 2rT − 2, and then to η/(d e).

    Shapes: step any shape, and so ηₜ.
    Units: the peak η = learning_rate is in the optimizer's; d = start_divisor and e = end_divisor have none; T = steps,
        r = rise is a share of them.
    Errors: ValueError for steps that are no whole numbers from 0 to T − 1, for a T below 1, for an r outside [0, 1] or
        one that leaves no step between two turns, for a negative η, and for a d or e of 0 or less.
    Source: L. N. Smith and N. Topin, Super-Convergence, 2018, arXiv:1708.07120; torch.optim.lr_scheduler.OneCycleLR.
    """
    from_0(learning_rate=learning_rate)
    above_0(start_divisor=start_divisor, end_divisor=end_divisor)
    shares(rise=rise)
    counts(steps=steps)
    start = learning_rate / start_divisor
    turns = [0, rise * steps - 1, *([2 * rise * steps - 2] if three_phases else []), steps - 1]
    rates = [start, learning_rate, *([start] if three_phases else []), start / end_divisor]
    return _through(_before(step, steps), turns, rates, straight)


def _before(step: ArrayLike, steps: int) -> FloatArray:
    t = taken(step)
    if np.any(t >= steps):
        raise ValueError(f"the cycle's last step is {steps - 1}; got {step!r}. Give it all steps of the training.")
    return t


def _through(t: FloatArray, turns: list[float], rates: list[float], straight: bool) -> FloatArray:
    """The rate at t on the way from each turn's rate to the next turn's."""
    if np.any(np.diff(turns) <= 0):
        raise ValueError(f"the turns, at the steps {turns}, must follow each other; take another rise or more steps")
    i = np.clip(np.searchsorted(turns, t, side="left"), 1, len(turns) - 1)
    begin, end = np.array(turns)[i - 1], np.array(turns)[i]
    share = (t - begin) / (end - begin)
    bent = share if straight else (1 - np.cos(np.pi * share)) / 2
    return np.array(rates)[i - 1] + (np.array(rates)[i] - np.array(rates)[i - 1]) * bent


def cyclic(
    step: ArrayLike,
    *,
    learning_rate: float,
    max_learning_rate: float,
    steps_up: int,
    steps_down: int,
    cycle_factor: float = 1.0,
    step_factor: float = 1.0,
) -> FloatArray:
    """ηₜ = η + (η₁ − η) h aⁱ bᵗ, with h the height at step t of triangles from 0 up to 1 and down, i those before it.

    Shapes: step any shape, and so ηₜ.
    Units: the low η = learning_rate and the high η₁ = max_learning_rate are in the optimizer's; steps_up and steps_down
        are a triangle's sides; a = cycle_factor and b = step_factor have none.
    Errors: ValueError for steps that are no whole numbers from 0, for a side below 1, and for a negative η, η₁, a or b.
    Source: L. N. Smith, Cyclical Learning Rates for Training Neural Networks, 2017, arXiv:1506.01186;
        torch.optim.lr_scheduler.CyclicLR (its mode "triangular2" is a = ½, its gamma in mode "exp_range" is b).
    """
    from_0(learning_rate=learning_rate, max_learning_rate=max_learning_rate)
    from_0(cycle_factor=cycle_factor, step_factor=step_factor)
    counts(steps_up=steps_up, steps_down=steps_down)
    t = taken(step)
    i, c = np.divmod(t, steps_up + steps_down)
    height = np.where(c <= steps_up, c / steps_up, (steps_up + steps_down - c) / steps_down)
    return learning_rate + (max_learning_rate - learning_rate) * height * cycle_factor**i * step_factor**t
