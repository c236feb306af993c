"""L-BFGS: Newton's steps without the Hessian, whose curvature is read from the last gradients."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from descent.reference.arrays import FloatArray, as_float
from descent.reference.optimizers.checks import alike, at_least_0, at_least_1, same_state

Closure = Callable[[FloatArray], tuple[float, ArrayLike]]
_LEAST_CURVATURE = 1e-10  # a pair y, s with less than this for y · s isn't kept


class LBFGSState(NamedTuple):
    """The iterations done; the last one's direction d, length t and gradient g; the pairs that are kept, a row each:
    changes y of the gradient, and the moves s that made them. All weights stand in one vector.
    """

    step: int
    direction: FloatArray
    length: float
    gradient: FloatArray
    changes: FloatArray
    moves: FloatArray


def lbfgs_init(weights: ArrayLike) -> LBFGSState:
    """d = g = 0, and no pair (s, y) yet.

    Shapes: weights w any shape, of N numbers; d and g (N,), y and s (0, N).
    Units: d, s are in those of w; g, y in those of the gradient.
    Errors: ValueError if weights are no array of numbers.
    Source: torch.optim.LBFGS.
    """
    n = as_float(weights, "weights").size
    return LBFGSState(0, np.zeros(n), 0.0, np.zeros(n), np.zeros((0, n)), np.zeros((0, n)))


def lbfgs_step(
    weights: ArrayLike,
    gradient: Closure,
    state: LBFGSState,
    *,
    learning_rate: float = 1.0,
    iterations: int = 20,
    history: int = 100,
    tolerance_gradient: float = 1e-7,
    tolerance_change: float = 1e-9,
) -> tuple[FloatArray, LBFGSState]:
    """w ← w + t d, up to `iterations` times, with d = −H g, H from the last pairs, t = η, at first η min(1, 1/Σ|g|).

    It stops before where no |g| is above tolerance_gradient, and where the slope along d, the move or the loss's
    change is within tolerance_change. There is no line search.

    Shapes: weights w any shape; gradient(w) gives the loss, a number, and its gradient of w's shape.
    Units: η = learning_rate has none: d is in those of w already.
    Errors: ValueError for shapes that differ, for a negative η or tolerance, and for iterations or a history below 1.
    Source: J. Nocedal, Updating Quasi-Newton Matrices with Limited Storage, 1980; torch.optim.LBFGS without
        line_search_fn.
    """
    at_least_0(learning_rate=learning_rate, tolerance_gradient=tolerance_gradient, tolerance_change=tolerance_change)
    at_least_1(iterations=iterations, history=history)
    w = np.array(as_float(weights, "weights"))
    same_state("direction", state.direction.shape, (w.size,), w.shape)
    loss, g = _asked(gradient, w)
    for left in reversed(range(iterations)):
        if np.max(np.abs(g), initial=0.0) <= tolerance_gradient:
            break
        state = _turned(state, g, learning_rate, history)
        if g @ state.direction > -tolerance_change:
            break
        w = w + (state.length * state.direction).reshape(w.shape)
        if not left:
            break
        before, (loss, g) = loss, _asked(gradient, w)
        if _still(state, tolerance_change) or abs(loss - before) < tolerance_change:
            break
    return w, state


def _asked(closure: Closure, w: FloatArray) -> tuple[float, FloatArray]:
    loss, gradient = closure(w.copy())
    return float(loss), alike(w, gradient)[1].flatten()


def _still(state: LBFGSState, tolerance: float) -> bool:
    return bool(np.max(np.abs(state.length * state.direction), initial=0.0) <= tolerance)


def _turned(state: LBFGSState, g: FloatArray, learning_rate: float, history: int) -> LBFGSState:
    """The state with the last move's pair in it, if the loss curves up along it, and the next direction and length."""
    y, s = g - state.gradient, state.length * state.direction
    changes, moves = state.changes, state.moves
    if state.step and y @ s > _LEAST_CURVATURE:
        changes, moves = np.vstack([changes, y])[-history:], np.vstack([moves, s])[-history:]
    first = min(1.0, 1 / np.sum(np.abs(g))) if not state.step else 1.0
    return LBFGSState(state.step + 1, _direction(g, changes, moves), learning_rate * first, g, changes, moves)


def _direction(g: FloatArray, changes: FloatArray, moves: FloatArray) -> FloatArray:
    """−H g in two loops over the pairs: from the newest to the oldest, and back."""
    d, shares = -g, []
    for y, s in zip(changes[::-1], moves[::-1], strict=True):
        shares.append(s @ d / (y @ s))
        d = d - shares[-1] * y
    if len(moves):
        d = d * (changes[-1] @ moves[-1]) / (changes[-1] @ changes[-1])
    for y, s, share in zip(changes, moves, reversed(shares), strict=True):
        d = d + s * (share - y @ d / (y @ s))
    return d
