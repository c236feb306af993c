"""Losses for numbers: absolute and squared error, Huber's compromise, the pinball, each with its gradient in y_pred."""

import numpy as np
from numpy.typing import ArrayLike

from descent.reference.arrays import FloatArray, Result, as_float, pair
from descent.reference.reductions import reduce, reduction_factor


def mean_absolute_error(
    y_true: ArrayLike, y_pred: ArrayLike, *, reduction: str = "mean", sample_weight: ArrayLike | None = None
) -> Result:
    """ℓ = |ŷ − y|, reduced to L; with "mean", L = (1/N) Σ |ŷ − y|.

    Shapes: y_true y and y_pred ŷ alike, any shape; L a scalar, or that shape with reduction="none".
    Units: those of y.
    Errors: ValueError for shapes that differ, and as `reduce`.
    Source: torch.nn.L1Loss; keras.losses.MeanAbsoluteError.
    """
    t, p = pair(y_true, y_pred)
    return reduce(np.abs(p - t), reduction, sample_weight)


def mean_absolute_error_gradient(
    y_true: ArrayLike, y_pred: ArrayLike, *, reduction: str = "mean", sample_weight: ArrayLike | None = None
) -> FloatArray:
    """∂ℓ/∂ŷ = sign(ŷ − y), and 0 where ŷ = y, one of the subgradients there; times 1/N for "mean".

    Shapes: as the loss; the gradient has y_pred's shape.
    Units: none.
    Errors: as the loss.
    Source: torch.nn.L1Loss and keras.losses.MeanAbsoluteError take 0 at the kink too.
    """
    t, p = pair(y_true, y_pred)
    return reduction_factor(p.shape, reduction, sample_weight) * np.sign(p - t)


def mean_squared_error(
    y_true: ArrayLike, y_pred: ArrayLike, *, reduction: str = "mean", sample_weight: ArrayLike | None = None
) -> Result:
    """ℓ = (ŷ − y)², reduced to L; with "mean", L = (1/N) Σ (ŷ − y)².

    Shapes: y_true y and y_pred ŷ alike, any shape; L a scalar, or that shape with reduction="none".
    Units: those of y, squared.
    Errors: ValueError for shapes that differ, and as `reduce`.
    Source: torch.nn.MSELoss; keras.losses.MeanSquaredError.
    """
    t, p = pair(y_true, y_pred)
    return reduce((p - t) ** 2, reduction, sample_weight)


def mean_squared_error_gradient(
    y_true: ArrayLike, y_pred: ArrayLike, *, reduction: str = "mean", sample_weight: ArrayLike | None = None
) -> FloatArray:
    """∂ℓ/∂ŷ = 2 (ŷ − y); times 1/N for "mean".

    Shapes: as the loss; the gradient has y_pred's shape.
    Units: those of y.
    Errors: as the loss.
    Source: torch.nn.MSELoss; keras.losses.MeanSquaredError.
    """
    t, p = pair(y_true, y_pred)
    return reduction_factor(p.shape, reduction, sample_weight) * 2 * (p - t)


def huber(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    delta: float = 1.0,
    reduction: str = "mean",
    sample_weight: ArrayLike | None = None,
) -> Result:
    """ℓ = ½ r² where |r| ≤ δ, and δ (|r| − ½ δ) beyond, with r = ŷ − y; reduced to L.

    Shapes: y_true y and y_pred ŷ alike, any shape; L a scalar, or that shape with reduction="none".
    Units: those of y, squared; δ is in those of y.
    Errors: ValueError for δ ≤ 0, for shapes that differ, and as `reduce`.
    Source: P. J. Huber, Robust Estimation of a Location Parameter, 1964, doi:10.1214/aoms/1177703732.
    """
    t, p = pair(y_true, y_pred)
    size = np.abs(p - t)
    losses = np.where(size <= _positive(delta), 0.5 * size**2, delta * (size - 0.5 * delta))
    return reduce(losses, reduction, sample_weight)


def huber_gradient(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    delta: float = 1.0,
    reduction: str = "mean",
    sample_weight: ArrayLike | None = None,
) -> FloatArray:
    """∂ℓ/∂ŷ = r where |r| ≤ δ, and δ sign(r) beyond, with r = ŷ − y: the residual, clipped; times 1/N for "mean".

    Shapes: as the loss; the gradient has y_pred's shape.
    Units: those of y.
    Errors: as the loss.
    Source: P. J. Huber, Robust Estimation of a Location Parameter, 1964, doi:10.1214/aoms/1177703732.
    """
    t, p = pair(y_true, y_pred)
    return reduction_factor(p.shape, reduction, sample_weight) * np.clip(p - t, -_positive(delta), delta)


def pinball(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    quantile: float = 0.5,
    reduction: str = "mean",
    sample_weight: ArrayLike | None = None,
) -> Result:
    """ℓ = q (y − ŷ) where ŷ < y, and (1 − q) (ŷ − y) elsewhere, reduced to L: its minimum is the q-quantile of y.

    Shapes: y_true y and y_pred ŷ alike, any shape; L a scalar, or that shape with reduction="none".
    Units: those of y; q = quantile has none.
    Errors: ValueError for a q outside (0, 1), for shapes that differ, and as `reduce`.
    Source: R. Koenker and G. Bassett, Regression Quantiles, 1978, doi:10.2307/1913643.
    """
    t, p = pair(y_true, y_pred)
    q = _share(quantile)
    return reduce(np.where(p < t, q * (t - p), (1 - q) * (p - t)), reduction, sample_weight)


def pinball_gradient(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    quantile: float = 0.5,
    reduction: str = "mean",
    sample_weight: ArrayLike | None = None,
) -> FloatArray:
    """∂ℓ/∂ŷ = −q where ŷ < y, 1 − q where ŷ > y, and 0 at ŷ = y, one of the subgradients there; times 1/N for "mean".

    Shapes: as the loss; the gradient has y_pred's shape.
    Units: none.
    Errors: as the loss.
    Source: R. Koenker and G. Bassett, Regression Quantiles, 1978, doi:10.2307/1913643.
    """
    t, p = pair(y_true, y_pred)
    q = _share(quantile)
    own = np.where(p < t, -q, np.where(p > t, 1 - q, 0 * (p - t)))
    return reduction_factor(p.shape, reduction, sample_weight) * own


def _share(quantile: float) -> float:
    if not as_float(quantile, "quantile").ndim == 0 or not 0 < quantile < 1:
        raise ValueError(f"quantile is the share of targets to lie below, a number between 0 and 1; got {quantile!r}.")
    return float(quantile)


def _positive(delta: float) -> float:
    if not as_float(delta, "delta").ndim == 0 or not delta > 0:
        raise ValueError(f"delta is where the loss turns from square to straight, a number above 0; got {delta!r}.")
    return float(delta)
