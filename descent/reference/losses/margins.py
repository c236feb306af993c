"""Losses with a margin: 0 for what is right by enough, a straight line below. Labels are −1 and 1."""

import numpy as np
from numpy.typing import ArrayLike

from descent.reference.arrays import FloatArray, as_float, pair
from descent.reference.losses.inputs import Inputs
from descent.reference.losses.reading import above_0, check_signs, from_0_up, one_for_each


def _signs(y_true: ArrayLike, y_pred: ArrayLike) -> tuple[FloatArray, FloatArray]:
    t, x = pair(y_true, y_pred)
    return check_signs(t), x


def _rankings(y_true: ArrayLike, y_pred: ArrayLike) -> tuple[FloatArray, FloatArray]:
    x = one_for_each(y_true, y_pred, (2,), "two scores for each")
    return check_signs(as_float(y_true, "y_true")), x


def _triplets(y_true: ArrayLike, y_pred: ArrayLike) -> tuple[FloatArray, FloatArray]:
    x = one_for_each(y_true, y_pred, (3, None), "three vectors for each")
    return check_signs(as_float(y_true, "y_true")), x


SIGNS, RANKINGS, TRIPLETS = Inputs(_signs), Inputs(_rankings, axes=1), Inputs(_triplets, axes=2)


@SIGNS.loss
def hinge(y_true: FloatArray, y_pred: FloatArray) -> FloatArray:
    """ℓ = max(0, 1 − y x), reduced to L: 0 from a score x of 1 on the right side.

    Shapes: the labels y_true y, −1 or 1, and the scores y_pred x alike, any shape; L a scalar, or that shape with
        reduction="none".
    Units: those of x.
    Errors: ValueError for a label that is neither −1 nor 1, for shapes that differ, and as `reduce`.
    Source: C. Cortes and V. Vapnik, Support-Vector Networks, 1995, doi:10.1007/BF00994018; keras.losses.Hinge.
    """
    return np.maximum(0, 1 - y_true * y_pred)


@SIGNS.gradient
def hinge_gradient(y_true: FloatArray, y_pred: FloatArray) -> FloatArray:
    """∂ℓ/∂x = −y where y x ≤ 1, and 0 beyond; times 1/N for "mean".

    Units: none.
    Source: keras.losses.Hinge, which takes −y at the kink too.
    """
    return -y_true * _not_enough(1 - y_true * y_pred)


@RANKINGS.loss
def margin_ranking(y_true: FloatArray, y_pred: FloatArray, *, margin: float = 0.0) -> FloatArray:
    """ℓ = max(0, m − y (a − b)), reduced to L: 0 where the score that should be higher leads by the margin m.

    Shapes: y_true y (...), 1 where the first score should be higher, −1 where the second; y_pred (..., 2) the scores
        a and b; L a scalar, or (...) with reduction="none".
    Units: those of the scores, as m has.
    Errors: ValueError for a y that is neither −1 nor 1, a negative m, for shapes that don't fit, and as `reduce`.
    Source: torch.nn.MarginRankingLoss.
    """
    return np.maximum(0, _margin(margin) - y_true * (y_pred[..., 0] - y_pred[..., 1]))


@RANKINGS.gradient
def margin_ranking_gradient(y_true: FloatArray, y_pred: FloatArray, *, margin: float = 0.0) -> FloatArray:
    """∂ℓ/∂a = −y and ∂ℓ/∂b = y where the lead y (a − b) ≤ m, and 0 beyond; times 1/N for "mean".

    Units: none.
    Source: torch.nn.MarginRankingLoss, which takes the line's slope at the kink too.
    """
    slope = y_true * _not_enough(_margin(margin) - y_true * (y_pred[..., 0] - y_pred[..., 1]))
    return np.stack([-slope, slope], axis=-1)


@TRIPLETS.loss
def triplet_margin(y_true: FloatArray, y_pred: FloatArray, *, margin: float = 1.0, epsilon: float = 1e-6) -> FloatArray:
    """ℓ = max(0, m + y (‖a − b + ε‖ − ‖a − c + ε‖)), reduced to L: 0 where the like vector is nearer by the margin m.

    Shapes: y_true y (...), 1 where b is like the anchor a and c isn't, −1 where c is; y_pred (..., 3, D) the vectors a,
        b and c; L a scalar, or (...) with reduction="none".
    Units: those of the vectors, as m and ε have.
    Errors: ValueError for a y that is neither −1 nor 1, for m < 0, for ε ≤ 0, for shapes that don't fit, and as
        `reduce`.
    Source: F. Schroff, D. Kalenichenko, J. Philbin, FaceNet, 2015, arXiv:1503.03832, there with squared distances;
        torch.nn.TripletMarginLoss.
    """
    (_, near), (_, far) = _ways(y_pred, epsilon)
    return np.maximum(0, _margin(margin) + y_true * (near - far))


@TRIPLETS.gradient
def triplet_margin_gradient(
    y_true: FloatArray, y_pred: FloatArray, *, margin: float = 1.0, epsilon: float = 1e-6
) -> FloatArray:
    """∂ℓ/∂a = y (u − v), ∂ℓ/∂b = −y u, ∂ℓ/∂c = y v, with the directions u from b to a, v from c to a; 0 where ℓ is cut.

    Shapes: as the loss; the gradient has y_pred's shape; times 1/N for "mean".
    Units: none.
    Source: torch.nn.TripletMarginLoss. Between equal points its ε makes a direction of its own: all entries alike.
    """
    (u, near), (v, far) = _ways(y_pred, epsilon)
    slope = y_true * _not_enough(_margin(margin) + y_true * (near - far))
    return slope[..., None, None] * np.stack([u - v, -u, v], axis=-2)


def _ways(y_pred: FloatArray, epsilon: float) -> list[tuple[FloatArray, FloatArray]]:
    """From the second and from the third vector to the anchor: the direction and the distance."""
    floor = above_0(epsilon, "epsilon", "what is added to a distance's parts")
    ways = [y_pred[..., 0, :] - y_pred[..., i, :] + floor for i in (1, 2)]
    lengths = [np.sqrt((way**2).sum(axis=-1)) for way in ways]
    with np.errstate(invalid="ignore"):
        return [(way / length[..., None], length) for way, length in zip(ways, lengths, strict=True)]


def _margin(margin: float) -> float:
    return from_0_up(margin, "margin", "what the right one must lead by")


def _not_enough(shortfall: FloatArray) -> FloatArray:
    """1 where something is short of the margin, or just meets it; 0 beyond; NaN stays NaN."""
    return np.heaviside(shortfall, 1.0)
