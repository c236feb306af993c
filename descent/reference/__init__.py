"""Every loss of the course once: value and gradient, float64 NumPy, held to PyTorch and Keras by its tests.

Each loss takes (y_true, y_pred, *, reduction="mean", sample_weight=None); its gradient is `<loss>_gradient`, of the
same arguments, with respect to y_pred. `LOSSES` is the table that the tests run, `DIFFERENCES` what the frameworks do
otherwise, `VALUES` the numbers that prose quotes. This package imports NumPy and the standard library only.
"""

from descent.reference.binary import (
    binary_cross_entropy,
    binary_cross_entropy_from_logits,
    binary_cross_entropy_from_logits_gradient,
    binary_cross_entropy_gradient,
)
from descent.reference.categorical import (
    categorical_cross_entropy,
    categorical_cross_entropy_from_logits,
    categorical_cross_entropy_from_logits_gradient,
    categorical_cross_entropy_gradient,
    sparse_categorical_cross_entropy,
    sparse_categorical_cross_entropy_from_logits,
    sparse_categorical_cross_entropy_from_logits_gradient,
    sparse_categorical_cross_entropy_gradient,
)
from descent.reference.differences import DIFFERENCES
from descent.reference.probability import one_hot
from descent.reference.reductions import REDUCTIONS
from descent.reference.regression import (
    huber,
    huber_gradient,
    mean_absolute_error,
    mean_absolute_error_gradient,
    mean_squared_error,
    mean_squared_error_gradient,
)
from descent.reference.sigmoid import sigmoid, softplus
from descent.reference.softmax import log_softmax, logsumexp, softmax
from descent.reference.table import LOSSES
from descent.reference.values import VALUES

__all__ = [
    "DIFFERENCES",
    "LOSSES",
    "REDUCTIONS",
    "VALUES",
    "binary_cross_entropy",
    "binary_cross_entropy_from_logits",
    "binary_cross_entropy_from_logits_gradient",
    "binary_cross_entropy_gradient",
    "categorical_cross_entropy",
    "categorical_cross_entropy_from_logits",
    "categorical_cross_entropy_from_logits_gradient",
    "categorical_cross_entropy_gradient",
    "huber",
    "huber_gradient",
    "log_softmax",
    "logsumexp",
    "mean_absolute_error",
    "mean_absolute_error_gradient",
    "mean_squared_error",
    "mean_squared_error_gradient",
    "one_hot",
    "sigmoid",
    "softmax",
    "softplus",
    "sparse_categorical_cross_entropy",
    "sparse_categorical_cross_entropy_from_logits",
    "sparse_categorical_cross_entropy_from_logits_gradient",
    "sparse_categorical_cross_entropy_gradient",
]
