"""The log of a sum of exponentials, and the softmax made from it, for logits of any size."""

import numpy as np
from numpy.typing import ArrayLike

from descent.reference.arrays import FloatArray, Result, as_float


def logsumexp(x: ArrayLike, axis: int = -1) -> Result:
    """log Σⱼ exp(xⱼ) = m + log Σⱼ exp(xⱼ − m), with m = max x, so that no exponential can overflow.

    Shapes: x any shape with that axis; the result has x's shape without it.
    Units: none.
    Errors: ValueError if the axis is missing or empty.
    Source: P. Blanchard, D. J. Higham, N. J. Higham, Accurately computing the log-sum-exp and softmax functions,
        2021, doi:10.1093/imanum/draa038.
    """
    top, _, log_sum = _shifted(_logits(x, axis), axis)
    return (top + log_sum).squeeze(axis)[()]


def log_softmax(x: ArrayLike, axis: int = -1) -> FloatArray:
    """log pᵢ = (xᵢ − m) − log Σⱼ exp(xⱼ − m), with m = max x; the log of a softmax that rounded to 0 would be −∞.

    Shapes: x any shape with that axis; the result has x's shape.
    Units: none (natural logarithm).
    Errors: as `logsumexp`.
    Source: as `logsumexp`; torch.nn.functional.log_softmax; tf.nn.log_softmax.
    """
    _, below, log_sum = _shifted(_logits(x, axis), axis)
    with np.errstate(invalid="ignore"):  # a logit of ∞ has no softmax: NaN
        return below - log_sum


def softmax(x: ArrayLike, axis: int = -1) -> FloatArray:
    """pᵢ = exp(xᵢ) / Σⱼ exp(xⱼ), computed as exp(log pᵢ): positive, with sum 1.

    Shapes: x any shape with that axis; the result has x's shape.
    Units: none; probabilities.
    Errors: as `logsumexp`.
    Source: as `logsumexp`; torch.softmax; tf.nn.softmax.
    """
    return np.exp(log_softmax(x, axis))


def _logits(x: ArrayLike, axis: int) -> FloatArray:
    logits = as_float(x, "the logits")
    if not -logits.ndim <= axis < logits.ndim:
        raise ValueError(f"the logits have shape {logits.shape}: there is no axis {axis} to hold the classes.")
    if logits.shape[axis] == 0:
        raise ValueError(f"the logits have shape {logits.shape}: at least one class is needed along axis {axis}.")
    return logits


def _shifted(logits: FloatArray, axis: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    """The largest logit m, the logits minus m, and log Σ exp of those: no exponential above exp(0)."""
    top = logits.max(axis=axis, keepdims=True)
    top = np.where(np.isinf(top), 0.0, top)  # ∞ − ∞ would be NaN where the answer is ∞ or −∞
    with np.errstate(divide="ignore", over="ignore"):
        below = logits - top
        return top, below, np.log(np.exp(below).sum(axis=axis, keepdims=True))
