"""Binary cross-entropy, from probabilities and from logits, and the focal loss; each with its gradient."""

import numpy as np
from numpy.typing import ArrayLike

from descent.reference.arrays import FloatArray, Result, as_float, pair
from descent.reference.losses.inputs import Inputs
from descent.reference.losses.reading import from_0_up
from descent.reference.probability import check_probabilities, surprise, surprise_gradient
from descent.reference.sigmoid import sigmoid, softplus


def _probability_pair(y_true: ArrayLike, y_pred: ArrayLike) -> tuple[FloatArray, FloatArray]:
    t, p = pair(y_true, y_pred)
    return check_probabilities(t, "y_true"), check_probabilities(p, "y_pred")


def _logit_pair(y_true: ArrayLike, y_pred: ArrayLike) -> tuple[FloatArray, FloatArray]:
    t, x = pair(y_true, y_pred)
    return check_probabilities(t, "y_true"), x


def _logit_rows(y_true: ArrayLike, y_pred: ArrayLike) -> tuple[FloatArray, FloatArray]:
    t, x = _logit_pair(y_true, y_pred)
    if not x.ndim:
        raise ValueError("y_pred is a single number; its last axis must hold the labels of a row.")
    return t, x


PROBABILITIES, LOGITS, ROWS = Inputs(_probability_pair), Inputs(_logit_pair), Inputs(_logit_rows, axes=1)


@PROBABILITIES.loss
def binary_cross_entropy(y_true: FloatArray, y_pred: FloatArray) -> FloatArray:
    """ℓ = −y log p − (1 − y) log(1 − p), reduced to L: 0 for the certain right answer, ∞ for the certain wrong one.

    Shapes: y_true y and y_pred p alike, any shape, entries in [0, 1]; L a scalar, or that shape with reduction="none".
    Units: nats.
    Errors: ValueError for an entry outside [0, 1], for shapes that differ, and as `reduce`.
    Source: D. R. Cox, The Regression Analysis of Binary Sequences, 1958, doi:10.1111/j.2517-6161.1958.tb00292.x;
        torch.nn.BCELoss; keras.losses.BinaryCrossentropy.
    """
    return surprise(y_true, y_pred) + surprise(1 - y_true, 1 - y_pred)


@PROBABILITIES.gradient
def binary_cross_entropy_gradient(y_true: FloatArray, y_pred: FloatArray) -> FloatArray:
    """∂ℓ/∂p = −y / p + (1 − y) / (1 − p), in the probability p; times 1/N for "mean".

    Units: nats for each unit of probability.
    Source: torch.nn.BCELoss; keras.losses.BinaryCrossentropy.
    """
    return surprise_gradient(y_true, y_pred) - surprise_gradient(1 - y_true, 1 - y_pred)


@LOGITS.loss
def binary_cross_entropy_from_logits(
    y_true: FloatArray, y_pred: FloatArray, *, pos_weight: ArrayLike | None = None
) -> FloatArray:
    """ℓ = q y softplus(−x) + (1 − y) softplus(x), which is −q y log σ(x) − (1 − y) log(1 − σ(x)) without its overflow.

    Shapes: y_true y in [0, 1] and the logits y_pred x alike, any shape; pos_weight q a scalar or one for each column
        (the last axes), 1 if left out; L a scalar, or y_pred's shape with reduction="none".
    Units: nats.
    Errors: ValueError for a label outside [0, 1], a negative or misshapen q, for shapes that differ, and as `reduce`.
    Source: torch.nn.BCEWithLogitsLoss; tf.nn.weighted_cross_entropy_with_logits;
        keras.losses.BinaryCrossentropy(from_logits=True), which has no q.
    """
    q = _positive_weight(pos_weight, y_pred.shape)
    return q * y_true * softplus(-y_pred) + (1 - y_true) * softplus(y_pred)


@LOGITS.gradient
def binary_cross_entropy_from_logits_gradient(
    y_true: FloatArray, y_pred: FloatArray, *, pos_weight: ArrayLike | None = None
) -> FloatArray:
    """∂ℓ/∂x = (1 − y) σ(x) − q y σ(−x), in the logit x; with q = 1 that is σ(x) − y; times 1/N for "mean".

    Units: nats for each unit of logit.
    Source: torch.nn.BCEWithLogitsLoss; tf.nn.weighted_cross_entropy_with_logits.
    """
    q = _positive_weight(pos_weight, y_pred.shape)
    return (1 - y_true) * sigmoid(y_pred) - q * y_true * sigmoid(-y_pred)


@LOGITS.loss
def binary_focal_cross_entropy_from_logits(y_true: FloatArray, y_pred: FloatArray, *, gamma: float = 2.0) -> Result:
    """ℓ = (1 − pₜ)^γ · (−log pₜ), with pₜ the probability that the logit x gives to the label y of 0 or 1.

    Shapes: y_true y and the logits y_pred x alike, any shape; L a scalar, or that shape with reduction="none".
    Units: nats.
    Errors: ValueError for a label that is neither 0 nor 1, a negative γ, for shapes that differ, and as `reduce`.
    Source: T.-Y. Lin et al., Focal Loss for Dense Object Detection, 2017, arXiv:1708.02002, without its α;
        keras.losses.BinaryFocalCrossentropy(from_logits=True).
    """
    towards_wrong, power = _sign(y_true) * y_pred, _power(gamma)
    return np.power(sigmoid(towards_wrong), power) * softplus(towards_wrong)


@LOGITS.gradient
def binary_focal_cross_entropy_from_logits_gradient(
    y_true: FloatArray, y_pred: FloatArray, *, gamma: float = 2.0
) -> Result:
    """∂ℓ/∂x = s w^γ (γ (1 − w) (−log pₜ) + w), with w = 1 − pₜ, and s = −1 for label 1, +1 for label 0.

    Units: nats for each unit of logit.
    Source: as the loss; by the product rule, with ∂w/∂x = s w (1 − w).
    """
    sign, power = _sign(y_true), _power(gamma)
    wrong = sigmoid(sign * y_pred)
    return sign * wrong**power * (power * sigmoid(-sign * y_pred) * softplus(sign * y_pred) + wrong)


@ROWS.loss
def multi_label_soft_margin(y_true: FloatArray, y_pred: FloatArray) -> FloatArray:
    """ℓ = (1/K) Σₖ yₖ softplus(−xₖ) + (1 − yₖ) softplus(xₖ), reduced to L: the mean over a row's labels.

    Shapes: y_true y, in [0, 1], and the logits y_pred x (..., K), one for each label; L a scalar, or (...) with
        reduction="none".
    Units: nats.
    Errors: ValueError for a label outside [0, 1], for shapes that differ, and as `reduce`.
    Source: torch.nn.MultiLabelSoftMarginLoss; keras.losses.BinaryCrossentropy(from_logits=True) of rows.
    """
    return (y_true * softplus(-y_pred) + (1 - y_true) * softplus(y_pred)).mean(axis=-1)


@ROWS.gradient
def multi_label_soft_margin_gradient(y_true: FloatArray, y_pred: FloatArray) -> FloatArray:
    """∂ℓ/∂xₖ = ((1 − yₖ) σ(xₖ) − yₖ σ(−xₖ)) / K, which is (σ(xₖ) − yₖ) / K; times 1/N for "mean".

    Units: nats for each unit of logit.
    Source: torch.nn.MultiLabelSoftMarginLoss; keras.losses.BinaryCrossentropy(from_logits=True) of rows.
    """
    return ((1 - y_true) * sigmoid(y_pred) - y_true * sigmoid(-y_pred)) / y_pred.shape[-1]


def _sign(y_true: FloatArray) -> FloatArray:
    """What turns a logit towards the wrong class: −1 for label 1, +1 for label 0."""
    odd = y_true[~np.isin(y_true, (0, 1))]
    if odd.size:
        raise ValueError(f"y_true must hold labels of 0 and 1 for the focal loss; it holds {odd[0]}.")
    return 1 - 2 * y_true


def _power(gamma: float) -> float:
    return from_0_up(gamma, "gamma", "how far the loss looks away from easy examples")


def _positive_weight(pos_weight: ArrayLike | None, shape: tuple[int, ...]) -> FloatArray:
    q = as_float(1.0 if pos_weight is None else pos_weight, "pos_weight")
    if q.ndim and q.shape != shape[len(shape) - q.ndim :]:
        raise ValueError(f"pos_weight has shape {q.shape}, y_pred {shape}; give one number, or one for each column.")
    if np.any(q < 0):
        raise ValueError(f"pos_weight can't be negative; the smallest is {q.min()}.")
    return q
