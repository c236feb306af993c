"""The loss of a transcript when nobody says which frame is which label: connectionist temporal classification."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from descent.reference.arrays import FloatArray
from descent.reference.losses.inputs import Inputs
from descent.reference.losses.reading import one_for_each
from descent.reference.probability import check_labels
from descent.reference.softmax import log_softmax


def _transcripts(y_true: ArrayLike, y_pred: ArrayLike) -> tuple[Any, FloatArray]:
    x = one_for_each(y_true, y_pred, (None, None), "frames of logits for each transcript", own=1)
    labels = check_labels(y_true, x.shape[-1])
    if np.any((labels[..., :-1] == 0) & (labels[..., 1:] != 0)):
        raise ValueError("y_true holds a 0 before a label: 0 is the blank, and in y_true it only fills up at the end.")
    return labels, x


TRANSCRIPTS = Inputs(_transcripts, axes=2)


@TRANSCRIPTS.loss
def ctc(y_true: Any, y_pred: FloatArray) -> FloatArray:
    """ℓ = −log Σ_π Πₜ softmax(xₜ)_π(t), over all paths π that leave y when repeats are merged and blanks dropped.

    Shapes: y_true y (..., S) integers from 1 to C − 1, filled up with 0 at the end; the logits y_pred x (..., T, C) of
        T frames, where class 0 is the blank; L a scalar, or (...) with reduction="none".
    Units: nats. ∞ where the frames are too few for the labels, with a gradient of NaN.
    Errors: ValueError for a label outside the classes, a 0 before a label, for shapes that don't fit, and as `reduce`.
    Source: A. Graves et al., Connectionist Temporal Classification, 2006, doi:10.1145/1143844.1143891;
        torch.nn.CTCLoss, whose "mean" divides each loss by its number of labels first; keras.losses.CTC.
    """
    losses = np.zeros(y_pred.shape[:-2])
    for i in np.ndindex(losses.shape):
        losses[i] = -_total(_forward(log_softmax(y_pred[i]), _with_blanks(y_true[i])))
    return losses


@TRANSCRIPTS.gradient
def ctc_gradient(y_true: Any, y_pred: FloatArray) -> FloatArray:
    """∂ℓ/∂xₜₖ = pₜₖ − qₜₖ, with p = softmax(x), and q the probability of class k in frame t once y is known.

    Shapes: as the loss; the gradient has y_pred's shape; times 1/N for "mean".
    Units: nats for each unit of logit.
    Source: as the loss, equation 16.
    """
    slopes = np.zeros(y_pred.shape)
    for i in np.ndindex(y_pred.shape[:-2]):
        log_p, path = log_softmax(y_pred[i]), _with_blanks(y_true[i])
        ahead, back = _forward(log_p, path), _forward(log_p[::-1], path[::-1])[::-1, ::-1]
        with np.errstate(invalid="ignore"):
            known = np.exp(ahead + back - log_p[:, path] - _total(ahead))
        slopes[i] = np.exp(log_p) - known @ np.eye(log_p.shape[-1])[path]
    return slopes


def _with_blanks(labels: Any) -> Any:
    """A blank before, between and after the labels."""
    labels = labels[labels != 0]
    path = np.zeros(2 * labels.size + 1, int)
    path[1::2] = labels
    return path


def _forward(log_p: FloatArray, path: Any) -> FloatArray:
    """log αₜₛ: of all ways to have come to place s of the path at frame t, frame t included."""
    alpha = np.full((len(log_p), len(path)), -np.inf)
    alpha[0, :2] = log_p[0, path[:2]]
    may_skip = np.append([False, False], path[2:] != path[:-2])[: len(path)]  # a blank between two unlike labels
    with np.errstate(invalid="ignore"):
        for t in range(1, len(log_p)):
            before = np.append([-np.inf, -np.inf], alpha[t - 1])
            skipped = np.where(may_skip, before[:-2], -np.inf)
            alpha[t] = log_p[t, path] + np.logaddexp(np.logaddexp(before[2:], before[1:-1]), skipped)
    return alpha


def _total(alpha: FloatArray) -> Any:
    """The log probability of ending at the last label, or at the blank behind it."""
    with np.errstate(invalid="ignore"):
        return np.logaddexp.reduce(alpha[-1, -2:])
