"""An optimizer's whole way: its step, again and again."""

from collections.abc import Callable
from inspect import signature
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from descent.reference.arrays import FloatArray, as_float


def descend(
    init: Callable[..., Any],
    step: Callable[..., Any],
    weights: ArrayLike,
    gradient: Callable[[FloatArray, int], ArrayLike],
    steps: int,
    **options: Any,
) -> tuple[FloatArray, Any]:
    """w₀ = weights, wₜ₊₁ = step(wₜ, gradient(wₜ, t)): the path (w₀, …, w_T), and the state after its last step.

    Shapes: weights any shape; the path has T + 1 = steps + 1 of them along a new first axis.
    Units: as the optimizer's.
    Errors: as the optimizer's; TypeError for an option that neither its init nor its step takes.
    Source: the loop of any training, with the batch's noise in `gradient` through t. gradient(w, t) gives what the
        optimizer's domain says: an array of w's shape, `Rows`, or a closure.
    """
    path = [as_float(weights, "weights")]
    state = init(weights, **{name: x for name, x in options.items() if name in signature(init).parameters})
    rest = {name: x for name, x in options.items() if name not in signature(init).parameters}
    for t in range(steps):
        weights, state = step(path[-1], gradient(path[-1], t), state, **rest)
        path.append(as_float(weights, "weights"))
    return np.stack(path), state
