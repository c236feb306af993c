"""From many losses to one number: mean, sum, weighted mean, or none at all."""

import numpy as np
from numpy.typing import ArrayLike

from descent.reference.arrays import FloatArray, Result, as_float

REDUCTIONS = ("mean", "sum", "none", "weighted_mean")


def reduce(
    losses: FloatArray,
    reduction: str = "mean",
    sample_weight: ArrayLike | None = None,
    mass: FloatArray | float = 1.0,
) -> Result:
    """L = (1/D) Σᵢ wᵢ ℓᵢ, with D = 1 for "sum", N for "mean", Σᵢ wᵢ mᵢ for "weighted_mean"; "none" keeps each wᵢ ℓᵢ.

    Shapes: losses any shape, N of them in all; sample_weight w that shape or its leading axes, 1 if left out; mass m
        the weight that a loss already carries (a class weight), shaped like losses or a scalar. The mean of an empty
        batch is NaN, as 0/0 is.
    Units: those of the losses.
    Errors: ValueError for an unknown reduction, and for a sample_weight that doesn't fit or is negative.
    Source: torch.nn.CrossEntropyLoss ("mean" with weight is "weighted_mean" here) and keras.losses.Loss
        ("sum_over_batch_size" is "mean" here, "mean_with_sample_weight" is "weighted_mean").
    """
    weights = expand_weight(sample_weight, losses.shape)
    divisor = _divisor(weights, reduction, mass)
    if reduction == "none":
        return weights * losses
    with np.errstate(divide="ignore", invalid="ignore"):
        return (weights * losses).sum() / np.float64(divisor)


def reduction_factor(
    shape: tuple[int, ...],
    reduction: str = "mean",
    sample_weight: ArrayLike | None = None,
    mass: FloatArray | float = 1.0,
) -> FloatArray:
    """∂L/∂ℓᵢ = wᵢ / D, with the D of `reduce`: what each loss's own gradient is multiplied by.

    Shapes: shape is that of the losses, and of the result; the rest as in `reduce`. For "none" the factor is wᵢ.
    Units: none.
    Errors: as `reduce`.
    Source: the chain rule on `reduce`.
    """
    weights = expand_weight(sample_weight, shape)
    with np.errstate(divide="ignore", invalid="ignore"):
        return weights / np.float64(_divisor(weights, reduction, mass))


def expand_weight(sample_weight: ArrayLike | None, shape: tuple[int, ...]) -> FloatArray:
    """w with one entry for each loss: a weight for each row counts for every element of that row.

    Shapes: sample_weight is `shape` or the leading axes of it; the result has `shape`.
    Units: none.
    Errors: ValueError if it doesn't fit, or if a weight is negative.
    """
    if sample_weight is None:
        return np.ones(shape)
    weights = as_float(sample_weight, "sample_weight")
    if weights.shape != shape[: weights.ndim]:
        raise ValueError(
            f"sample_weight has shape {weights.shape}, the losses {shape}; "
            "give one weight for each loss, or one for each row."
        )
    if np.any(weights < 0):
        raise ValueError(
            f"a sample_weight can't be negative; the smallest is {weights.min()}. Use 0 to leave a row out."
        )
    return np.broadcast_to(weights.reshape(weights.shape + (1,) * (len(shape) - weights.ndim)), shape)


def _divisor(weights: FloatArray, reduction: str, mass: FloatArray | float) -> float:
    if reduction in ("none", "sum"):
        return 1.0
    if reduction == "mean":
        return float(weights.size)
    if reduction == "weighted_mean":
        return float((weights * mass).sum())
    raise ValueError(f"unknown reduction {reduction!r}; choose one of {', '.join(map(repr, REDUCTIONS))}.")
