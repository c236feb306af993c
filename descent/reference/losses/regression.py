"""Losses for numbers: absolute and squared error, Huber's compromise, the pinball, each with its gradient in y_pred."""

import numpy as np

from descent.reference.arrays import FloatArray, as_float, pair
from descent.reference.losses.inputs import Inputs
from descent.reference.losses.reading import above_0

NUMBERS = Inputs(
    pair,
    sections={
        "Shapes": 'y_true y and y_pred ŷ alike, any shape; L a scalar, or that shape with reduction="none".',
        "Errors": "ValueError for shapes that differ, and as `reduce`.",
    },
)


@NUMBERS.loss
def mean_absolute_error(y_true: FloatArray, y_pred: FloatArray) -> FloatArray:
    """ℓ = |ŷ − y|, reduced to L; with "mean", L = (1/N) Σ |ŷ − y|.

    Units: those of y.
    Source: torch.nn.L1Loss; keras.losses.MeanAbsoluteError.
    """
    return np.abs(y_pred - y_true)


@NUMBERS.gradient
def mean_absolute_error_gradient(y_true: FloatArray, y_pred: FloatArray) -> FloatArray:
    """∂ℓ/∂ŷ = sign(ŷ − y), and 0 where ŷ = y, one of the subgradients there; times 1/N for "mean".

    Units: none.
    Source: torch.nn.L1Loss and keras.losses.MeanAbsoluteError take 0 at the kink too.
    """
    return np.sign(y_pred - y_true)


@NUMBERS.loss
def mean_squared_error(y_true: FloatArray, y_pred: FloatArray) -> FloatArray:
    """ℓ = (ŷ − y)², reduced to L; with "mean", L = (1/N) Σ (ŷ − y)².

    Units: those of y, squared.
    Source: torch.nn.MSELoss; keras.losses.MeanSquaredError.
    """
    return (y_pred - y_true) ** 2


@NUMBERS.gradient
def mean_squared_error_gradient(y_true: FloatArray, y_pred: FloatArray) -> FloatArray:
    """∂ℓ/∂ŷ = 2 (ŷ − y); times 1/N for "mean".

    Units: those of y.
    Source: torch.nn.MSELoss; keras.losses.MeanSquaredError.
    """
    return 2 * (y_pred - y_true)


@NUMBERS.loss
def huber(y_true: FloatArray, y_pred: FloatArray, *, delta: float = 1.0) -> FloatArray:
    """ℓ = ½ r² where |r| ≤ δ, and δ (|r| − ½ δ) beyond, with r = ŷ − y; reduced to L.

    Units: those of y, squared; δ is in those of y.
    Errors: ValueError for δ ≤ 0, for shapes that differ, and as `reduce`.
    Source: P. J. Huber, Robust Estimation of a Location Parameter, 1964, doi:10.1214/aoms/1177703732.
    """
    size = np.abs(y_pred - y_true)
    return np.where(size <= _positive(delta), 0.5 * size**2, delta * (size - 0.5 * delta))


@NUMBERS.gradient
def huber_gradient(y_true: FloatArray, y_pred: FloatArray, *, delta: float = 1.0) -> FloatArray:
    """∂ℓ/∂ŷ = r where |r| ≤ δ, and δ sign(r) beyond, with r = ŷ − y: the residual, clipped; times 1/N for "mean".

    Units: those of y.
    Source: P. J. Huber, Robust Estimation of a Location Parameter, 1964, doi:10.1214/aoms/1177703732.
    """
    return np.clip(y_pred - y_true, -_positive(delta), delta)


@NUMBERS.loss
def pinball(y_true: FloatArray, y_pred: FloatArray, *, quantile: float = 0.5) -> FloatArray:
    """ℓ = q (y − ŷ) where ŷ < y, and (1 − q) (ŷ − y) elsewhere, reduced to L: its minimum is the q-quantile of y.

    Units: those of y; q = quantile has none.
    Errors: ValueError for a q outside (0, 1), for shapes that differ, and as `reduce`.
    Source: R. Koenker and G. Bassett, Regression Quantiles, 1978, doi:10.2307/1913643.
    """
    q = _share(quantile)
    return np.where(y_pred < y_true, q * (y_true - y_pred), (1 - q) * (y_pred - y_true))


@NUMBERS.gradient
def pinball_gradient(y_true: FloatArray, y_pred: FloatArray, *, quantile: float = 0.5) -> FloatArray:
    """∂ℓ/∂ŷ = −q where ŷ < y, 1 − q where ŷ > y, and 0 at ŷ = y, one of the subgradients there; times 1/N for "mean".

    Units: none.
    Source: R. Koenker and G. Bassett, Regression Quantiles, 1978, doi:10.2307/1913643.
    """
    q = _share(quantile)
    return np.where(y_pred < y_true, -q, np.where(y_pred > y_true, 1 - q, 0 * (y_pred - y_true)))


def _share(quantile: float) -> float:
    if not as_float(quantile, "quantile").ndim == 0 or not 0 < quantile < 1:
        raise ValueError(f"quantile is the share of targets to lie below, a number between 0 and 1; got {quantile!r}.")
    return float(quantile)


def _positive(delta: float) -> float:
    return above_0(delta, "delta", "where the loss turns from square to straight")
