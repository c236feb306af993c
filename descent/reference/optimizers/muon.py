"""Muon: momentum for the matrix of a layer, whose step is made orthogonal, so that all directions move alike."""

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from descent.reference.arrays import FloatArray, as_float
from descent.reference.optimizers.checks import at_least_0, at_least_1, below_1, fit
from descent.reference.optimizers.decay import weight_decayed

QUINTIC = (3.4445, -4.7750, 2.0315)  # steep at 0, so that five iterations do; it ends near 1 and not at it


class MuonState(NamedTuple):
    """The momentum M: a fading mean of gradients, or a fading sum."""

    momentum: FloatArray


def muon_init(weights: ArrayLike) -> MuonState:
    """M = 0, before the first step.

    Shapes: weights W of two axes; M that shape.
    Units: those of the gradient.
    Errors: ValueError if weights are no matrix of numbers.
    Source: torch.optim.Muon; keras.optimizers.Muon.
    """
    w = as_float(weights, "weights")
    if w.ndim != 2:
        raise ValueError(f"Muon works on a matrix; weights have shape {w.shape}. Give biases and the like to AdamW.")
    return MuonState(np.zeros_like(w))


def muon_step(
    weights: ArrayLike,
    gradient: ArrayLike,
    state: MuonState,
    *,
    learning_rate: float = 0.001,
    momentum: float = 0.95,
    nesterov: bool = True,
    iterations: int = 5,
    epsilon: float = 1e-7,
    epsilon_added: bool = False,
    adjustment: Literal["rows", "rms", "none"],
    summed: bool = False,
    weight_decay: float,
) -> tuple[FloatArray, MuonState]:
    """M ← β M + (1 − β) G; W ← (1 − η λ) W − η c O, with O = `orthogonalized`(β M + (1 − β) G), or of M if no nesterov.

    If summed, G stands for (1 − β) G, which gives the same O but for ε. c is √max(1, n/m) for "rows", 0.2 √max(n, m)
    for "rms", so that a step is about as long as one of Adam, and 1 for "none".

    Shapes: weights W, gradient G and M alike, (n, m).
    Units: η = learning_rate is in those of W, λ = weight_decay in those of 1/η; β = momentum has none.
    Errors: ValueError for shapes that differ or aren't of two axes, for a negative η, ε or λ, for a β outside [0, 1),
        for iterations below 1, and for another adjustment.
    Source: K. Jordan et al., Muon: An optimizer for hidden layers in neural networks, 2024; J. Liu et al., Muon is
        Scalable for LLM Training, 2025, arXiv:2502.16982, for "rms"; torch.optim.Muon, keras.optimizers.Muon (summed,
        "rms" or none, epsilon added).
    """
    below_1(momentum=momentum)
    w, g = fit(weights, gradient, state)
    factor = _adjusted(w.shape, adjustment)
    w, g = weight_decayed(w, g, learning_rate, weight_decay, decoupled=True)
    fresh = g if summed else (1 - momentum) * g
    mean = momentum * state.momentum + fresh
    direction = momentum * mean + fresh if nesterov else mean
    step = orthogonalized(direction, iterations=iterations, epsilon=epsilon, epsilon_added=epsilon_added)
    return w - learning_rate * factor * step, MuonState(mean)


def orthogonalized(matrix: FloatArray, *, iterations: int, epsilon: float, epsilon_added: bool = False) -> FloatArray:
    """X ← a X + (b A + c A²) X with A = X Xᵀ, again and again, from X = M / max(‖M‖, ε), or M / (‖M‖ + ε) if added.

    With M = U S Vᵀ it gives U S′ Vᵀ. After five iterations the singular values S′ are between 0.68 and 1.21, but for
    those that were below 0.003 of the norm.

    Shapes: matrix M (n, m), and so the result.
    Units: none; ε is in those of M.
    Errors: ValueError for a negative ε and for iterations below 1.
    Source: as `muon_step`, for a, b and c.
    """
    at_least_0(epsilon=epsilon)
    at_least_1(iterations=iterations)
    tall = matrix.shape[0] > matrix.shape[1]
    x = matrix.T if tall else matrix
    norm = float(np.linalg.norm(x))
    x = x / ((norm + epsilon if epsilon_added else max(norm, epsilon)) or 1.0)
    a, b, c = QUINTIC
    for _ in range(iterations):
        gram = x @ x.T
        x = a * x + (b * gram + c * gram @ gram) @ x
    return x.T if tall else x


def _adjusted(shape: tuple[int, ...], adjustment: str) -> float:
    n, m = shape
    factors = {"rows": np.sqrt(max(1, n / max(m, 1))), "rms": 0.2 * np.sqrt(max(n, m)), "none": 1.0}
    if adjustment not in factors:
        raise ValueError(f"adjustment must be one of {sorted(factors)}; got {adjustment!r}")
    return float(factors[adjustment])
