"""What the luck of a few seeds may have done to a difference."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats


def paired_interval(one: ArrayLike, other: ArrayLike) -> tuple[float, float]:
    """d̄ and t · s / √n, for the differences d = one − other: their mean, and half of its 95 % interval.

    Shapes: one, other (n,), in which equal places are a pair, as two runs from one seed; other 0 where `one` holds
    differences already. Units: those of the values.
    s is the differences' standard deviation, t Student's quantile for n − 1 degrees of freedom.

    Source: Student, "The probable error of a mean", Biometrika 6 (1908), doi:10.2307/2331554.
    """
    differences = np.subtract(one, other)
    half = stats.t.ppf(0.975, len(differences) - 1) * stats.sem(differences)
    return differences.mean(), half
