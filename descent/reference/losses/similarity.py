"""How alike two vectors, two distributions or two sets are, as losses: cosine, Kullback and Leibler, Dice."""

import numpy as np
from numpy.typing import ArrayLike

from descent.reference.arrays import FloatArray, pair
from descent.reference.losses.categorical import distributions
from descent.reference.losses.inputs import Inputs
from descent.reference.losses.reading import above_0
from descent.reference.probability import check_probabilities, surprise, surprise_gradient


def _vectors(y_true: ArrayLike, y_pred: ArrayLike) -> tuple[FloatArray, FloatArray]:
    t, p = pair(y_true, y_pred)
    for name, x in (("y_true", t), ("y_pred", p)):
        if not x.ndim or np.any((x == 0).all(axis=-1)):
            raise ValueError(f"a vector of {name} is all zeros, or it is a single number: it has no direction.")
    return t, p


def _sets(y_true: ArrayLike, y_pred: ArrayLike) -> tuple[FloatArray, FloatArray]:
    t, p = pair(y_true, y_pred)
    if not p.ndim:
        raise ValueError("y_pred is a single number; its last axis must hold the members of a set.")
    return check_probabilities(t, "y_true"), check_probabilities(p, "y_pred")


DISTRIBUTIONS, VECTORS, SETS = Inputs(distributions, axes=1), Inputs(_vectors, axes=1), Inputs(_sets, axes=1)


@DISTRIBUTIONS.loss
def kl_divergence(y_true: FloatArray, y_pred: FloatArray) -> FloatArray:
    """ℓ = Σₖ yₖ log(yₖ / pₖ), reduced to L: the cross-entropy of y and p without the entropy of y, 0 only for p = y.

    Shapes: y_true y and y_pred p (..., K), each row a distribution over the K classes; L a scalar, or (...) with
        reduction="none".
    Units: nats.
    Errors: ValueError for a row that isn't a distribution, for shapes that differ, and as `reduce`.
    Source: S. Kullback and R. A. Leibler, On Information and Sufficiency, 1951, doi:10.1214/aoms/1177729694;
        keras.losses.KLDivergence; torch.nn.KLDivLoss of log p.
    """
    return (surprise(y_true, y_pred) - surprise(y_true, y_true)).sum(axis=-1)


@DISTRIBUTIONS.gradient
def kl_divergence_gradient(y_true: FloatArray, y_pred: FloatArray) -> FloatArray:
    """∂ℓ/∂pₖ = −yₖ / pₖ, in each probability by itself, without the tie that they sum to 1; times 1/N for "mean".

    Units: nats for each unit of probability.
    Source: keras.losses.KLDivergence; torch.nn.KLDivLoss of log p.
    """
    return surprise_gradient(y_true, y_pred)


@VECTORS.loss
def cosine_similarity(y_true: FloatArray, y_pred: FloatArray) -> FloatArray:
    """ℓ = −Σₖ yₖ pₖ / (‖y‖ ‖p‖), reduced to L: from −1 for the same direction to 1 for the opposite one.

    Shapes: y_true y and y_pred p (..., D), vectors on the last axis; L a scalar, or (...) with reduction="none".
    Units: none.
    Errors: ValueError for a vector of zeros, which has no direction, for shapes that differ, and as `reduce`.
    Source: keras.losses.CosineSimilarity; torch.nn.CosineSimilarity, without the minus.
    """
    return -(_unit(y_true) * _unit(y_pred)).sum(axis=-1)


@VECTORS.gradient
def cosine_similarity_gradient(y_true: FloatArray, y_pred: FloatArray) -> FloatArray:
    """∂ℓ/∂p = −(u − (u·v) v) / ‖p‖, with the directions u of y and v of p: across p, never along it.

    Shapes: as the loss; the gradient has y_pred's shape; times 1/N for "mean".
    Units: one over those of p.
    Source: keras.losses.CosineSimilarity; torch.nn.CosineSimilarity.
    """
    u, v = _unit(y_true), _unit(y_pred)
    return ((u * v).sum(axis=-1, keepdims=True) * v - u) / np.linalg.norm(y_pred, axis=-1, keepdims=True)


@SETS.loss
def dice(y_true: FloatArray, y_pred: FloatArray, *, epsilon: float = 1e-7) -> FloatArray:
    """ℓ = 1 − 2 Σₖ yₖ pₖ / (Σₖ yₖ + Σₖ pₖ + ε), reduced to L: near 0 where the sets are one, 1 where they don't meet.

    Shapes: y_true y and y_pred p (..., K), entries in [0, 1], the members of a set on the last axis; L a scalar, or
        (...) with reduction="none".
    Units: none.
    Errors: ValueError for an entry outside [0, 1], an ε ≤ 0, for shapes that differ, and as `reduce`.
    Source: L. R. Dice, Measures of the Amount of Ecologic Association Between Species, 1945, doi:10.2307/1932409;
        keras.losses.Dice(axis=-1).
    """
    both, sizes = _overlap(y_true, y_pred, epsilon)
    return 1 - 2 * both / sizes


@SETS.gradient
def dice_gradient(y_true: FloatArray, y_pred: FloatArray, *, epsilon: float = 1e-7) -> FloatArray:
    """∂ℓ/∂pₖ = 2 (b / s − yₖ) / s, with the overlap b = Σ y p and the sizes s = Σ y + Σ p + ε; times 1/N for "mean".

    Units: none.
    Source: keras.losses.Dice(axis=-1).
    """
    both, sizes = _overlap(y_true, y_pred, epsilon)
    return 2 * ((both / sizes)[..., None] - y_true) / sizes[..., None]


def _unit(x: FloatArray) -> FloatArray:
    return x / np.linalg.norm(x, axis=-1, keepdims=True)


def _overlap(y_true: FloatArray, y_pred: FloatArray, epsilon: float) -> tuple[FloatArray, FloatArray]:
    floor = above_0(epsilon, "epsilon", "what keeps two empty sets from 0/0")
    return (y_true * y_pred).sum(axis=-1), y_true.sum(axis=-1) + y_pred.sum(axis=-1) + floor
