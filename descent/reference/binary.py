"""Binary cross-entropy, from probabilities and from logits, and the focal loss; each with its gradient."""

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


def binary_focal_cross_entropy_from_logits(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    gamma: float = 2.0,
    reduction: str = "mean",
    sample_weight: ArrayLike | None = None,
) -> Result:
    """ℓ = (1 − pₜ)^γ · (−log pₜ), with pₜ the probability that the logit x gives to the label y of 0 or 1.

    Shapes: y_true y and the logits y_pred x alike, any shape; L a scalar, or that shape with reduction="none".
    Units: nats.
    Errors: ValueError for a label that is neither 0 nor 1, a negative γ, for shapes that differ, and as `reduce`.
    Source: T.-Y. Lin et al., Focal Loss for Dense Object Detection, 2017, arXiv:1708.02002, without its α;
        keras.losses.BinaryFocalCrossentropy(from_logits=True).
    """
    away, x, power = _focal_pair(y_true, y_pred, gamma)
    losses = np.power(sigmoid(away * x), power) * softplus(away * x)
    return reduce(np.asarray(losses), reduction, sample_weight)


def binary_focal_cross_entropy_from_logits_gradient(
    y_true: ArrayLike,
    y_pred: ArrayLike,
    *,
    gamma: float = 2.0,
    reduction: str = "mean",
    sample_weight: ArrayLike | None = None,
) -> FloatArray:
    """∂ℓ/∂x = s w^γ (γ (1 − w) (−log pₜ) + w), with w = 1 − pₜ, and s = −1 for label 1, +1 for label 0.

    Shapes: as the loss; the gradient has y_pred's shape.
    Units: nats for each unit of logit.
    Errors: as the loss.
    Source: as the loss; by the product rule, with ∂w/∂x = s w (1 − w).
    """
    away, x, power = _focal_pair(y_true, y_pred, gamma)
    wrong = sigmoid(away * x)
    own = away * wrong**power * (power * sigmoid(-away * x) * softplus(away * x) + wrong)
    return reduction_factor(x.shape, reduction, sample_weight) * own


def _focal_pair(y_true: ArrayLike, y_pred: ArrayLike, gamma: float) -> tuple[FloatArray, FloatArray, float]:
    """The sign that turns each logit towards the wrong class, the logits, and γ."""
    t, x = _logit_pair(y_true, y_pred)
    if not np.isin(t, (0, 1)).all():
        raise ValueError(
            f"y_true must hold labels of 0 and 1 for the focal loss; it holds {t[~np.isin(t, (0, 1))][0]}."
        )
    if not as_float(gamma, "gamma").ndim == 0 or not gamma >= 0:
        raise ValueError(f"gamma is how far the loss looks away from easy examples, a number from 0 up; got {gamma!r}.")
    return 1 - 2 * t, x, float(gamma)


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
