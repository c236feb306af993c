"""Categorical cross-entropy: one-hot or integer labels, from probabilities or from logits, each with its gradient.

The sparse forms read integer labels as their one-hot code, so that their formulas see the same y as the others'.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from descent.reference.arrays import FloatArray, as_float
from descent.reference.losses.inputs import Inputs
from descent.reference.probability import check_distribution, one_hot, surprise, surprise_gradient
from descent.reference.softmax import log_softmax


def distributions(y_true: ArrayLike, y_pred: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Both as rows that sum to 1, of one shape. Errors: ValueError as `check_distribution`, and if shapes differ."""
    t, p = _rows(y_true, y_pred)
    return check_distribution(t, "y_true"), check_distribution(p, "y_pred")


def _labels_and_logits(y_true: ArrayLike, y_pred: ArrayLike) -> tuple[FloatArray, FloatArray]:
    t, x = _rows(y_true, y_pred)
    return check_distribution(t, "y_true"), x


def _rows(y_true: ArrayLike, y_pred: ArrayLike) -> tuple[FloatArray, FloatArray]:
    t, p = as_float(y_true, "y_true"), as_float(y_pred, "y_pred")
    if t.shape != p.shape:
        integers = t.shape == p.shape[:-1]
        cure = "these look like integer labels: use the sparse form" if integers else "give one row of K for each row"
        raise ValueError(
            f"y_true has shape {t.shape} and y_pred {p.shape}; one-hot labels need the same shape: {cure}."
        )
    return t, p


def _coded(labels: ArrayLike, y_pred: ArrayLike) -> FloatArray:
    """The one-hot code of integer labels, one for each row of y_pred."""
    return one_hot(labels, _check_one_label_for_each_row(labels, y_pred)[-1])


def _check_one_label_for_each_row(labels: ArrayLike, y_pred: ArrayLike) -> tuple[int, ...]:
    """The shape of y_pred. Errors: ValueError unless labels have it without its last axis, that of the classes."""
    shape, scores = np.shape(labels), as_float(y_pred, "y_pred").shape
    if not scores:
        raise ValueError("y_pred is a single number; its last axis must hold the classes.")
    if shape != scores[:-1]:
        cure = (
            "these look like one-hot labels: use the form that isn't sparse"
            if shape == scores
            else "use y_true.ravel()"
        )
        raise ValueError(f"y_true has shape {shape} and y_pred {scores}; labels need the shape {scores[:-1]}: {cure}.")
    return scores


def _weight_of_the_label(
    y_true: FloatArray, y_pred: FloatArray, *, class_weight: ArrayLike | None = None, **_: Any
) -> FloatArray:
    return (_class_weights(class_weight, y_true.shape[-1]) * y_true).sum(axis=-1)


def _masked_labels(y_true: ArrayLike, y_pred: ArrayLike) -> tuple[Any, FloatArray]:
    _check_one_label_for_each_row(y_true, y_pred)
    return np.asarray(y_true), as_float(y_pred, "y_pred")


def _kept(y_true: Any, y_pred: FloatArray, *, ignore_index: int = -100) -> FloatArray:
    return np.where(y_true == ignore_index, 0.0, 1.0)


DISTRIBUTIONS = Inputs(distributions, axes=1)
LABELS = Inputs(lambda y_true, y_pred: distributions(_coded(y_true, y_pred), y_pred), axes=1)
LOGITS = Inputs(_labels_and_logits, axes=1, mass=_weight_of_the_label)
LABELS_AND_LOGITS = Inputs(
    lambda y_true, y_pred: _labels_and_logits(_coded(y_true, y_pred), y_pred), axes=1, mass=_weight_of_the_label
)
MASKED_LABELS = Inputs(_masked_labels, axes=1, mass=_kept)


@DISTRIBUTIONS.loss
def categorical_cross_entropy(y_true: FloatArray, y_pred: FloatArray) -> FloatArray:
    """ℓ = −Σₖ yₖ log pₖ, reduced to L; for a one-hot y that is −log of the probability given to the true class.

    Shapes: y_true y and y_pred p (..., K), each row a distribution over the K classes; L a scalar, or (...) with
        reduction="none".
    Units: nats.
    Errors: ValueError for a row that isn't a distribution, for shapes that differ, and as `reduce`.
    Source: C. M. Bishop, Pattern Recognition and Machine Learning, 2006, section 4.3.4;
        keras.losses.CategoricalCrossentropy; torch.nn.NLLLoss of log p.
    """
    return surprise(y_true, y_pred).sum(axis=-1)


@DISTRIBUTIONS.gradient
def categorical_cross_entropy_gradient(y_true: FloatArray, y_pred: FloatArray) -> FloatArray:
    """∂ℓ/∂pₖ = −yₖ / pₖ, in each probability by itself, without the tie that they sum to 1; times 1/N for "mean".

    Units: nats for each unit of probability.
    Source: torch.nn.NLLLoss of log p. Keras divides p by its sum first, which adds 1 to every entry of a row.
    """
    return surprise_gradient(y_true, y_pred)


@LABELS.loss
def sparse_categorical_cross_entropy(y_true: FloatArray, y_pred: FloatArray) -> FloatArray:
    """ℓ = −log p_c, with c the integer label: `categorical_cross_entropy` of the label's one-hot code.

    Shapes: y_true c (...) integers from 0 to K − 1; y_pred p (..., K), each row a distribution; L a scalar, or (...)
        with reduction="none".
    Units: nats.
    Errors: ValueError for a label outside the classes, and as `categorical_cross_entropy`.
    Source: keras.losses.SparseCategoricalCrossentropy; torch.nn.NLLLoss of log p.
    """
    return surprise(y_true, y_pred).sum(axis=-1)


@LABELS.gradient
def sparse_categorical_cross_entropy_gradient(y_true: FloatArray, y_pred: FloatArray) -> FloatArray:
    """∂ℓ/∂pₖ = −1 / p_c at the true class c, and 0 at the others; times 1/N for "mean".

    Units: nats for each unit of probability.
    Source: torch.nn.NLLLoss of log p. Keras divides p by its sum first, which adds 1 to every entry of a row.
    """
    return surprise_gradient(y_true, y_pred)


@LOGITS.loss
def categorical_cross_entropy_from_logits(
    y_true: FloatArray, y_pred: FloatArray, *, label_smoothing: float = 0.0, class_weight: ArrayLike | None = None
) -> FloatArray:
    """ℓ = −Σₖ wₖ sₖ log softmax(x)ₖ, with smoothed labels s = (1 − ε) y + ε / K, through log-sum-exp: no overflow.

    Shapes: y_true y (..., K), each row a distribution; the logits y_pred x (..., K); class_weight w (K,), 1 if left
        out; label_smoothing ε a number in [0, 1]; L a scalar, or (...) with reduction="none". "weighted_mean" divides
        by the sum of the rows' weights Σₖ wₖ yₖ.
    Units: nats.
    Errors: ValueError for a row of y that isn't a distribution, for shapes that differ, for ε outside [0, 1], for class
        weights that are negative or not K, and as `reduce`.
    Source: torch.nn.CrossEntropyLoss; keras.losses.CategoricalCrossentropy(from_logits=True), which has no w;
        label smoothing by C. Szegedy et al., 2016, arXiv:1512.00567.
    """
    return _minus_sum(_weighted(y_true, label_smoothing, class_weight), log_softmax(y_pred))


@LOGITS.gradient
def categorical_cross_entropy_from_logits_gradient(
    y_true: FloatArray, y_pred: FloatArray, *, label_smoothing: float = 0.0, class_weight: ArrayLike | None = None
) -> FloatArray:
    """∂ℓ/∂xₖ = pₖ Σⱼ wⱼ sⱼ − wₖ sₖ, with p = softmax(x); without weights that is p − s, and p − y unsmoothed.

    Shapes: as the loss; the gradient has y_pred's shape; times 1/N for "mean".
    Units: nats for each unit of logit.
    Source: C. M. Bishop, Pattern Recognition and Machine Learning, 2006, equation 4.109; torch.nn.CrossEntropyLoss.
    """
    target = _weighted(y_true, label_smoothing, class_weight)
    return np.exp(log_softmax(y_pred)) * target.sum(axis=-1, keepdims=True) - target


@LABELS_AND_LOGITS.loss
def sparse_categorical_cross_entropy_from_logits(
    y_true: FloatArray, y_pred: FloatArray, *, label_smoothing: float = 0.0, class_weight: ArrayLike | None = None
) -> FloatArray:
    """ℓ = log Σⱼ exp(xⱼ) − x_c, with c the integer label: `categorical_cross_entropy_from_logits` of its one-hot code.

    Shapes: y_true c (...) integers from 0 to K − 1; the logits y_pred x (..., K); class_weight, label_smoothing and L
        as in `categorical_cross_entropy_from_logits`. "weighted_mean" divides by the sum of the weights w_c.
    Units: nats.
    Errors: ValueError for a label outside the classes, and as `categorical_cross_entropy_from_logits`.
    Source: torch.nn.CrossEntropyLoss; keras.losses.SparseCategoricalCrossentropy(from_logits=True), which has neither
        weights nor smoothing.
    """
    return _minus_sum(_weighted(y_true, label_smoothing, class_weight), log_softmax(y_pred))


@LABELS_AND_LOGITS.gradient
def sparse_categorical_cross_entropy_from_logits_gradient(
    y_true: FloatArray, y_pred: FloatArray, *, label_smoothing: float = 0.0, class_weight: ArrayLike | None = None
) -> FloatArray:
    """∂ℓ/∂xₖ = pₖ − [k = c], with p = softmax(x): the one-hot form's gradient, weights and smoothing included.

    Shapes: as the loss; the gradient has y_pred's shape; times 1/N for "mean".
    Units: nats for each unit of logit.
    Source: torch.nn.CrossEntropyLoss; keras.losses.SparseCategoricalCrossentropy(from_logits=True).
    """
    target = _weighted(y_true, label_smoothing, class_weight)
    return np.exp(log_softmax(y_pred)) * target.sum(axis=-1, keepdims=True) - target


@MASKED_LABELS.loss
def masked_cross_entropy_from_logits(y_true: Any, y_pred: FloatArray, *, ignore_index: int = -100) -> FloatArray:
    """ℓ = log Σⱼ exp(xⱼ) − x_c, and 0 where the label c is ignore_index: padding, and what nobody labelled.

    Shapes: y_true c (...) integers from 0 to K − 1, or ignore_index; the logits y_pred x (..., K); L a scalar, or (...)
        with reduction="none". "weighted_mean" divides by the number of labels that count, "mean" by that of all.
    Units: nats.
    Errors: ValueError for another label outside the classes, for shapes that don't fit, and as `reduce`.
    Source: torch.nn.CrossEntropyLoss(ignore_index=...); keras.losses.SparseCategoricalCrossentropy(ignore_class=...).
    """
    kept, code = _masked_code(y_true, y_pred, ignore_index)
    return np.where(kept, _minus_sum(code, log_softmax(y_pred)), 0.0)


@MASKED_LABELS.gradient
def masked_cross_entropy_from_logits_gradient(
    y_true: Any, y_pred: FloatArray, *, ignore_index: int = -100
) -> FloatArray:
    """∂ℓ/∂xₖ = pₖ − [k = c], with p = softmax(x), and 0 where c is ignore_index; times 1/N for "mean".

    Units: nats for each unit of logit.
    Source: torch.nn.CrossEntropyLoss(ignore_index=...); keras.losses.SparseCategoricalCrossentropy(ignore_class=...).
    """
    kept, code = _masked_code(y_true, y_pred, ignore_index)
    return np.where(kept[..., None], np.exp(log_softmax(y_pred)) - code, 0.0)


def _masked_code(y_true: Any, y_pred: FloatArray, ignore_index: int) -> tuple[Any, FloatArray]:
    kept = y_true != ignore_index
    return kept, one_hot(np.where(kept, y_true, 0), y_pred.shape[-1])


def _weighted(y_true: FloatArray, label_smoothing: float, class_weight: ArrayLike | None) -> FloatArray:
    """The labels wₖ sₖ, smoothed and weighted."""
    weights = _class_weights(class_weight, y_true.shape[-1])
    if not 0 <= label_smoothing <= 1:
        raise ValueError(f"label_smoothing is a share of the label, from 0 to 1; got {label_smoothing!r}.")
    return weights * ((1 - label_smoothing) * y_true + label_smoothing / y_true.shape[-1])


def _class_weights(class_weight: ArrayLike | None, classes: int) -> FloatArray:
    if class_weight is None:
        return np.ones(classes)
    weights = as_float(class_weight, "class_weight")
    if weights.shape != (classes,):
        raise ValueError(f"class_weight has shape {weights.shape}; give one weight for each of the {classes} classes.")
    if np.any(weights < 0):
        raise ValueError(f"a class_weight can't be negative; the smallest is {weights.min()}.")
    return weights


def _minus_sum(target: FloatArray, log_p: FloatArray) -> FloatArray:
    """−Σₖ tₖ log pₖ, with 0 · (−∞) = 0: a class masked by a logit of −∞ costs nothing where its label is 0."""
    with np.errstate(invalid="ignore"):
        terms = np.where((target == 0) & np.isneginf(log_p), 0.0, -target * log_p)
    return terms.sum(axis=-1) + 0.0
