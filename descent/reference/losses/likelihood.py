"""Negative log-likelihoods: of counts by a Poisson rate, of numbers by a Gaussian mean and variance."""

import numpy as np
from numpy.typing import ArrayLike

from descent.reference.arrays import FloatArray, as_float, pair
from descent.reference.losses.inputs import Inputs
from descent.reference.losses.reading import above_0, one_for_each


def _counts(y_true: ArrayLike, y_pred: ArrayLike) -> tuple[FloatArray, FloatArray]:
    t, p = pair(y_true, y_pred)
    if np.any(t < 0):
        raise ValueError(f"y_true holds {t[t < 0].flat[0]}; counts start at 0.")
    return t, p


def _means_and_variances(y_true: ArrayLike, y_pred: ArrayLike) -> tuple[FloatArray, FloatArray]:
    p = one_for_each(y_true, y_pred, (2,), "a mean and a variance for each")
    if np.any(p[..., 1] < 0):
        raise ValueError(
            f"y_pred holds a variance of {np.nanmin(p[..., 1])}; it can't be negative. Use the square of a spread."
        )
    return as_float(y_true, "y_true"), p


COUNTS, MEANS_AND_VARIANCES = Inputs(_counts), Inputs(_means_and_variances, axes=1)


@COUNTS.loss
def poisson_nll(
    y_true: FloatArray, y_pred: FloatArray, *, log_input: bool = True, full: bool = False, epsilon: float = 1e-8
) -> FloatArray:
    """ℓ = exp(x) − y x for a log rate x; for a rate r, with log_input=False, ℓ = r − y log(r + ε); reduced to L.

    Shapes: the counts y_true y and y_pred, x or r, alike, any shape; L a scalar, or that shape with reduction="none".
    Units: nats, but for log y!, without which a loss may be negative; full=True adds Stirling's formula for it,
        y log y − y + ½ log 2πy where y > 1.
    Errors: ValueError for a count or a rate below 0, an ε ≤ 0, for shapes that differ, and as `reduce`.
    Source: torch.nn.PoissonNLLLoss; tf.nn.log_poisson_loss; keras.losses.Poisson takes rates, with an ε of 1e-7.
    """
    count, floor = np.maximum(y_true, 1), _floor(epsilon)
    rest = np.where(y_true > 1, count * np.log(count) - count + 0.5 * np.log(2 * np.pi * count), 0.0) if full else 0.0
    if log_input:
        return _exp(y_pred) - y_true * y_pred + rest
    return _rate(y_pred) - y_true * np.log(y_pred + floor) + rest


@COUNTS.gradient
def poisson_nll_gradient(
    y_true: FloatArray, y_pred: FloatArray, *, log_input: bool = True, full: bool = False, epsilon: float = 1e-8
) -> FloatArray:
    """∂ℓ/∂x = exp(x) − y in the log rate; in the rate, ∂ℓ/∂r = 1 − y / (r + ε); times 1/N for "mean".

    Units: nats, or nats for each unit of rate.
    Source: torch.nn.PoissonNLLLoss; tf.nn.log_poisson_loss; keras.losses.Poisson.
    """
    floor = _floor(epsilon)
    return _exp(y_pred) - y_true if log_input else 1 - y_true / (_rate(y_pred) + floor)


@MEANS_AND_VARIANCES.loss
def gaussian_nll(y_true: FloatArray, y_pred: FloatArray, *, full: bool = False, epsilon: float = 1e-6) -> FloatArray:
    """ℓ = ½ (log v + (y − μ)² / v), with v = max(variance, ε); reduced to L. full=True adds ½ log 2π.

    Shapes: y_true y (...); y_pred (..., 2), the mean μ and the variance of each; L a scalar, or (...) with
        reduction="none".
    Units: nats. A loss may be negative: a density may be above 1.
    Errors: ValueError for a variance below 0, an ε ≤ 0, for shapes that don't fit, and as `reduce`.
    Source: D. A. Nix and A. S. Weigend, Estimating the mean and variance of the target probability distribution, 1994,
        doi:10.1109/ICNN.1994.374138; torch.nn.GaussianNLLLoss.
    """
    mean, variance = y_pred[..., 0], np.maximum(y_pred[..., 1], _floor(epsilon))
    return 0.5 * (np.log(variance) + (mean - y_true) ** 2 / variance) + full * 0.5 * np.log(2 * np.pi)


@MEANS_AND_VARIANCES.gradient
def gaussian_nll_gradient(
    y_true: FloatArray, y_pred: FloatArray, *, full: bool = False, epsilon: float = 1e-6
) -> FloatArray:
    """∂ℓ/∂μ = (μ − y) / v and ∂ℓ/∂v = ½ (1/v − (y − μ)² / v²), below ε too, as if v were free; times 1/N for "mean".

    Units: nats for each unit of y, and of y squared.
    Source: torch.nn.GaussianNLLLoss, whose floor ε doesn't stop the gradient either.
    """
    error, variance = y_pred[..., 0] - y_true, np.maximum(y_pred[..., 1], _floor(epsilon))
    return np.stack([error / variance, 0.5 * (1 / variance - (error / variance) ** 2)], axis=-1)


def _exp(x: FloatArray) -> FloatArray:
    with np.errstate(over="ignore"):  # ∞ from a log rate above 709
        return np.exp(x)


def _rate(y_pred: FloatArray) -> FloatArray:
    if np.any(y_pred < 0):
        low = y_pred[y_pred < 0].flat[0]
        raise ValueError(f"y_pred holds {low}; a rate can't be negative. For log rates use log_input=True.")
    return y_pred


def _floor(epsilon: float) -> float:
    return above_0(epsilon, "epsilon", "what keeps the loss finite near 0")
