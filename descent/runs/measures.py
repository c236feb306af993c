"""Two questions to a loss curve, as numbers: how soon did it get there, and how much did it swing on the way?"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def running_mean(losses: ArrayLike, window: int) -> NDArray[np.float64]:
    """m_j = mean(L_j, …, L_{j + window − 1}), for each place where the window fits.

    Shapes: losses (T,); result (T − window + 1,).
    """
    return np.convolve(np.asarray(losses, dtype=np.float64), np.ones(window) / window, mode="valid")


def batches_to(losses: ArrayLike, level: float, window: int = 10) -> float:
    """The number of batches after which the mean of the last `window` losses is first at or below level.

    Units: batches, at least `window`; NaN if the run never gets there.
    """
    below = np.flatnonzero(running_mean(losses, window) <= level)
    return float(below[0] + window) if len(below) else float("nan")


def oscillation(losses: ArrayLike, window: int = 9) -> float:
    """√ mean (L_t − m_t)², with m_t the mean of the `window` losses around t, itself in the middle.

    Shapes: losses (T,). Units: those of the losses. The first and last window // 2 losses have no such mean and don't
    count; window is odd.
    """
    half = window // 2
    middle = np.asarray(losses, dtype=np.float64)[half : len(np.asarray(losses)) - half]
    return float(np.sqrt(np.mean((middle - running_mean(losses, window)) ** 2)))
