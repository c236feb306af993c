"""Binary cross-entropy, from probabilities and from logits, each with its gradient."""

import numpy as np
from numpy.typing import ArrayLike

from descent.reference.arrays import FloatArray, Result, as_float, pair
from descent.reference.probability import check_probabilities, surprise, surprise_gradient
from descent.reference.reductions import reduce, reduction_factor
from descent.reference.sigmoid import sigmoid, softplus


def binary_cross_entropy(
    y_true: ArrayLike, y_pred: ArrayLike, *, reduction: str = "mean", sample_weight: ArrayLike | None = None
) -> Result:
    """ℓ = −y log p − (1 − y) log(1 − p), reduced to L: 0 for the certain right answer, ∞ for the certain wrong one.

    Shapes: y_true y and y_pred p alike, any shape, entries in [0, 1]; L a scalar, or that shape with reduction="none".
    Units: nats.
    Errors: ValueError for an entry outside [0, 1], for shapes that differ, and as `reduce`.
    Source: D. R. Cox, The Regression Analysis of Binary Sequences, 1958, doi:10.1111/j.2517-6161.1958.tb00292.x;
        torch.nn.BCELoss; keras.losses.BinaryCrossentropy.
    """
    t, p = _probability_pair(y_true, y_pred)
    return reduce(surprise(t, p) + surprise(1 - t, 1 - p), reduction, sample_weight)


def binary_cross_entropy_gradient(
    y_true: ArrayLike, y_pred: ArrayLike, *, reduction: str = "mean", sample_weight: ArrayLike | None = None
) -> FloatArray:
    """∂ℓ/∂p = −y / p + (1 − y) / (1 − p), in the probability p; times 1/N for "mean".

    Shapes: as the loss; the gradient has y_pred's shape.
    Units: nats for each unit of probability.
    Errors: as the loss.
    Source: torch.nn.BCELoss; keras.losses.BinaryCrossentropy.
    """
    t, p = _probability_pair(y_true, y_pred)
    own = surprise_gradient(t, p) - surprise_gradient(1 - t, 1 - p)
    return reduction_factor(p.shape, reduction, sample_weight) * own


def binary_cross_entropy_from_logits(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    pos_weight: ArrayLike | None = None,
    reduction: str = "mean",
    sample_weight: ArrayLike | None = None,
) -> Result:
    """ℓ = q y softplus(−x) + (1 − y) softplus(x), which is −q y log σ(x) − (1 − y) log(1 − σ(x)) without its overflow.

    Shapes: y_true y in [0, 1] and the logits y_pred x alike, any shape; pos_weight q a scalar or one for each column
        (the last axes), 1 if left out; L a scalar, or y_pred's shape with reduction="none".
    Units: nats.
    Errors: ValueError for a label outside [0, 1], a negative or misshapen q, for shapes that differ, and as `reduce`.
    Source: torch.nn.BCEWithLogitsLoss; tf.nn.weighted_cross_entropy_with_logits;
        keras.losses.BinaryCrossentropy(from_logits=True), which has no q.
    """
    t, x = _logit_pair(y_true, y_pred)
    q = _positive_weight(pos_weight, x.shape)
    return reduce(q * t * softplus(-x) + (1 - t) * softplus(x), reduction, sample_weight)


def binary_cross_entropy_from_logits_gradient(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    pos_weight: ArrayLike | None = None,
    reduction: str = "mean",
    sample_weight: ArrayLike | None = None,
) -> FloatArray:
    """∂ℓ/∂x = (1 − y) σ(x) − q y σ(−x), in the logit x; with q = 1 that is σ(x) − y; times 1/N for "mean".

    Shapes: as the loss; the gradient has y_pred's shape.
    Units: nats for each unit of logit.
    Errors: as the loss.
    Source: torch.nn.BCEWithLogitsLoss; tf.nn.weighted_cross_entropy_with_logits.
    """
    t, x = _logit_pair(y_true, y_pred)
    q = _positive_weight(pos_weight, x.shape)
    own = (1 - t) * sigmoid(x) - q * t * sigmoid(-x)
    return reduction_factor(x.shape, reduction, sample_weight) * own


def _probability_pair(y_true: ArrayLike, y_pred: ArrayLike) -> tuple[FloatArray, FloatArray]:
    t, p = pair(y_true, y_pred)
    return check_probabilities(t, "y_true"), check_probabilities(p, "y_pred")


def _logit_pair(y_true: ArrayLike, y_pred: ArrayLike) -> tuple[FloatArray, FloatArray]:
    t, x = pair(y_true, y_pred)
    return check_probabilities(t, "y_true"), x


def _positive_weight(pos_weight: ArrayLike | None, shape: tuple[int, ...]) -> FloatArray:
    q = as_float(1.0 if pos_weight is None else pos_weight, "pos_weight")
    if q.ndim and q.shape != shape[len(shape) - q.ndim :]:
        raise ValueError(f"pos_weight has shape {q.shape}, y_pred {shape}; give one number, or one for each column.")
    if np.any(q < 0):
        raise ValueError(f"pos_weight can't be negative; the smallest is {q.min()}.")
    return q
