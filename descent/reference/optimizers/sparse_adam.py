"""Adam for a table of which each batch touches few rows: the others stand still, and so do their means."""

import numpy as np
from numpy.typing import ArrayLike

from descent.reference.arrays import FloatArray, IntArray, as_float
from descent.reference.optimizers.adam import AdamState, adam_step
from descent.reference.optimizers.checks import same_state
from descent.reference.optimizers.domain import Rows, coalesced


def sparse_adam_step(
    weights: ArrayLike,
    gradient: Rows,
    state: AdamState,
    *,
    learning_rate: float = 0.001,
    beta_1: float = 0.9,
    beta_2: float = 0.999,
    epsilon: float = 1e-8,
) -> tuple[FloatArray, AdamState]:
    """w ← w − η √(1 − β₂ᵗ) / (1 − β₁ᵗ) · m / (√v + ε) in the rows that the gradient has, with Adam's m and v of these.

    The other rows keep w, m and v, though t counts on.

    So m and v are means over the steps that touched a row, while the correction takes all steps for touched.

    Shapes: weights w (n, m); gradient's indices (k,) and values (k, m), and an index may stand there more than once;
        state from `adam_init`, m and v of w's shape.
    Units: as `adam_step`.
    Errors: as `adam_step`; ValueError for a gradient that has no row of slopes for each index, or an index that is no
        row of w.
    Source: torch.optim.SparseAdam.
    """
    w = as_float(weights, "weights")
    for name, kept in zip(state._fields[1:], state[1:], strict=True):
        same_state(name, kept.shape, w.shape, w.shape)
    rows, slopes = coalesced(gradient, w.shape)
    moved, touched = adam_step(
        w[rows],
        slopes,
        AdamState(state.step, state.mean[rows], state.square[rows], state.largest[rows]),
        learning_rate=learning_rate,
        beta_1=beta_1,
        beta_2=beta_2,
        epsilon=epsilon,
        epsilon_hat=True,
    )
    mean, square = _with(state.mean, rows, touched.mean), _with(state.square, rows, touched.square)
    return _with(w, rows, moved), AdamState(touched.step, mean, square, state.largest.copy())


def _with(table: FloatArray, rows: IntArray, values: FloatArray) -> FloatArray:
    """A copy of the table with these values in these rows."""
    copy = np.array(table)
    copy[rows] = values
    return copy
