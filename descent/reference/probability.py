"""Probabilities and labels: their checks, one-hot coding, and −y log p where either may be 0."""

import numpy as np
from numpy.typing import ArrayLike

from descent.reference.arrays import FloatArray, IntArray

# Softmax outputs in float16 miss a sum of 1 by up to about this much; a forgotten softmax misses it by far more.
SUM_TOLERANCE = 1e-3


def one_hot(labels: ArrayLike, classes: int) -> FloatArray:
    """yᵢₖ = 1 where k is the label of row i, and 0 elsewhere.

    Shapes: labels (...) integers from 0 to classes − 1; the result (..., classes).
    Units: none; probabilities.
    Errors: ValueError for labels that aren't integers or lie outside the classes.
    Source: torch.nn.functional.one_hot; keras.utils.to_categorical.
    """
    return np.eye(classes)[check_labels(labels, classes)]


def check_labels(labels: ArrayLike, classes: int) -> IntArray:
    """The labels as int64. Errors: ValueError as `one_hot` says."""
    array = np.asarray(labels)
    if array.dtype.kind not in "iu" and array.size:
        raise ValueError(f"labels are class numbers, integers from 0; got {array.dtype}. Use y_true.astype(int).")
    wrong = array[(array < 0) | (array >= classes)]
    if wrong.size:
        raise ValueError(
            f"label {wrong.flat[0]} is outside the {classes} classes, which are numbered 0 to {classes - 1}. "
            "Labels that start at 1 need y_true - 1."
        )
    return array.astype(np.int64)


def check_probabilities(p: FloatArray, name: str) -> FloatArray:
    """p unchanged, NaN let through. Errors: ValueError if an entry lies outside [0, 1]."""
    wrong = p[(p < 0) | (p > 1)]
    if wrong.size:
        raise ValueError(
            f"{name} holds {wrong.flat[0]}, which is no probability: they lie from 0 to 1. "
            "If these are logits, use the loss from logits."
        )
    return p


def check_distribution(p: FloatArray, name: str) -> FloatArray:
    """p unchanged, NaN let through. Errors: ValueError if an entry isn't in [0, 1], or the last axis misses sum 1."""
    if p.ndim == 0 or p.shape[-1] == 0:
        raise ValueError(f"{name} has shape {p.shape}: its last axis must hold the classes, at least one.")
    sums = check_probabilities(p, name).sum(axis=-1)
    wrong = sums[np.abs(sums - 1) > SUM_TOLERANCE]
    if wrong.size:
        raise ValueError(
            f"a row of {name} sums to {wrong.flat[0]:.6g}, not to 1. Classes belong on the last axis; "
            "raw scores need a softmax first, or the loss from logits."
        )
    return p


def surprise(y: FloatArray, p: FloatArray) -> FloatArray:
    """−y log p, with 0 · log 0 = 0, its limit; ∞ where p = 0 but y isn't; NaN stays NaN.

    Shapes: y and p alike, or y that broadcasts to p; the result has p's shape.
    Units: nats.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where((y == 0) & (p == 0), 0.0, -y * np.log(p)) + 0.0  # + 0.0 turns −0 into 0


def surprise_gradient(y: FloatArray, p: FloatArray) -> FloatArray:
    """∂(−y log p)/∂p = −y / p, and 0 where y = p = 0; −∞ where p = 0 but y isn't.

    Shapes: as `surprise`.
    Units: nats for each unit of probability.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where((y == 0) & (p == 0), 0.0, -y / p) + 0.0
