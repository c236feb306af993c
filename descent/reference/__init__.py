"""Every loss, optimizer and schedule of the course once, in float64 NumPy, held to PyTorch and Keras by its tests.

Each loss takes (y_true, y_pred, *, reduction="mean", sample_weight=None); its gradient is `<loss>_gradient`, of the
same arguments, with respect to y_pred. Each optimizer is `<name>_init(weights)`, which gives a state, and
`<name>_step(weights, gradient, state, *, learning_rate, …)`, which gives new weights and a new state. Each schedule is
one function of the step, which gives its learning rate.

`LOSSES`, `OPTIMIZERS` and `SCHEDULES` are the tables that the tests run, `DIFFERENCES`, `OPTIMIZER_DIFFERENCES`,
`SCHEDULE_DIFFERENCES` and `TRAINING_DIFFERENCES` what the frameworks do otherwise, `VALUES` the numbers that prose
quotes. This package imports NumPy and the standard library only; `descent.oracles` and `descent.schedule_oracles` run
the tables' calls in the frameworks.
"""

from descent.reference.losses.binary import (
    binary_cross_entropy,
    binary_cross_entropy_from_logits,
    binary_cross_entropy_from_logits_gradient,
    binary_cross_entropy_gradient,
    binary_focal_cross_entropy_from_logits,
    binary_focal_cross_entropy_from_logits_gradient,
    multi_label_soft_margin,
    multi_label_soft_margin_gradient,
)
from descent.reference.losses.categorical import (
    categorical_cross_entropy,
    categorical_cross_entropy_from_logits,
    categorical_cross_entropy_from_logits_gradient,
    categorical_cross_entropy_gradient,
    masked_cross_entropy_from_logits,
    masked_cross_entropy_from_logits_gradient,
    sparse_categorical_cross_entropy,
    sparse_categorical_cross_entropy_from_logits,
    sparse_categorical_cross_entropy_from_logits_gradient,
    sparse_categorical_cross_entropy_gradient,
)
from descent.reference.losses.differences import DIFFERENCES
from descent.reference.losses.likelihood import (
    gaussian_nll,
    gaussian_nll_gradient,
    poisson_nll,
    poisson_nll_gradient,
)
from descent.reference.losses.margins import (
    hinge,
    hinge_gradient,
    margin_ranking,
    margin_ranking_gradient,
    triplet_margin,
    triplet_margin_gradient,
)
from descent.reference.losses.reductions import REDUCTIONS
from descent.reference.losses.regression import (
    huber,
    huber_gradient,
    mean_absolute_error,
    mean_absolute_error_gradient,
    mean_squared_error,
    mean_squared_error_gradient,
    pinball,
    pinball_gradient,
)
from descent.reference.losses.sequences import (
    ctc,
    ctc_gradient,
)
from descent.reference.losses.similarity import (
    cosine_similarity,
    cosine_similarity_gradient,
    dice,
    dice_gradient,
    kl_divergence,
    kl_divergence_gradient,
)
from descent.reference.losses.table import LOSSES
from descent.reference.optimizers.adadelta import adadelta_init, adadelta_step
from descent.reference.optimizers.adagrad import adagrad_init, adagrad_step
from descent.reference.optimizers.adam import adam_init, adam_step, adamw_step
from descent.reference.optimizers.decay import weight_decayed
from descent.reference.optimizers.differences import OPTIMIZER_DIFFERENCES
from descent.reference.optimizers.domain import Rows
from descent.reference.optimizers.lbfgs import lbfgs_init, lbfgs_step
from descent.reference.optimizers.momentum import momentum_init, momentum_step
from descent.reference.optimizers.muon import muon_init, muon_step, orthogonalized
from descent.reference.optimizers.path import descend
from descent.reference.optimizers.rmsprop import rmsprop_init, rmsprop_step
from descent.reference.optimizers.sgd import sgd_init, sgd_step
from descent.reference.optimizers.sparse_adam import sparse_adam_step
from descent.reference.optimizers.table import OPTIMIZERS
from descent.reference.probability import one_hot
from descent.reference.schedules.composed import chained, multiplied, scaled, sequence
from descent.reference.schedules.cosine import cosine_decay, cosine_restarts, warmup_cosine_decay
from descent.reference.schedules.cycles import cyclic, one_cycle
from descent.reference.schedules.decays import exponential_decay, inverse_time_decay, linear, polynomial_decay
from descent.reference.schedules.differences import SCHEDULE_DIFFERENCES
from descent.reference.schedules.stairs import held_back, multi_step_decay, piecewise_constant
from descent.reference.schedules.table import SCHEDULES
from descent.reference.sigmoid import sigmoid, softplus
from descent.reference.softmax import log_softmax, logsumexp, softmax
from descent.reference.training_differences import TRAINING_DIFFERENCES
from descent.reference.values import VALUES

__all__ = [
    "DIFFERENCES",
    "LOSSES",
    "OPTIMIZERS",
    "OPTIMIZER_DIFFERENCES",
    "REDUCTIONS",
    "SCHEDULES",
    "SCHEDULE_DIFFERENCES",
    "TRAINING_DIFFERENCES",
    "VALUES",
    "Rows",
    "adadelta_init",
    "adadelta_step",
    "adagrad_init",
    "adagrad_step",
    "adam_init",
    "adam_step",
    "adamw_step",
    "binary_cross_entropy",
    "binary_cross_entropy_from_logits",
    "binary_cross_entropy_from_logits_gradient",
    "binary_cross_entropy_gradient",
    "binary_focal_cross_entropy_from_logits",
    "binary_focal_cross_entropy_from_logits_gradient",
    "categorical_cross_entropy",
    "categorical_cross_entropy_from_logits",
    "categorical_cross_entropy_from_logits_gradient",
    "categorical_cross_entropy_gradient",
    "chained",
    "cosine_decay",
    "cosine_restarts",
    "cosine_similarity",
    "cosine_similarity_gradient",
    "ctc",
    "ctc_gradient",
    "cyclic",
    "descend",
    "dice",
    "dice_gradient",
    "exponential_decay",
    "gaussian_nll",
    "gaussian_nll_gradient",
    "held_back",
    "hinge",
    "hinge_gradient",
    "huber",
    "huber_gradient",
    "inverse_time_decay",
    "kl_divergence",
    "kl_divergence_gradient",
    "lbfgs_init",
    "lbfgs_step",
    "linear",
    "log_softmax",
    "logsumexp",
    "margin_ranking",
    "margin_ranking_gradient",
    "masked_cross_entropy_from_logits",
    "masked_cross_entropy_from_logits_gradient",
    "mean_absolute_error",
    "mean_absolute_error_gradient",
    "mean_squared_error",
    "mean_squared_error_gradient",
    "momentum_init",
    "momentum_step",
    "multi_label_soft_margin",
    "multi_label_soft_margin_gradient",
    "multi_step_decay",
    "multiplied",
    "muon_init",
    "muon_step",
    "one_cycle",
    "one_hot",
    "orthogonalized",
    "piecewise_constant",
    "pinball",
    "pinball_gradient",
    "poisson_nll",
    "poisson_nll_gradient",
    "polynomial_decay",
    "rmsprop_init",
    "rmsprop_step",
    "scaled",
    "sequence",
    "sgd_init",
    "sgd_step",
    "sigmoid",
    "softmax",
    "softplus",
    "sparse_adam_step",
    "sparse_categorical_cross_entropy",
    "sparse_categorical_cross_entropy_from_logits",
    "sparse_categorical_cross_entropy_from_logits_gradient",
    "sparse_categorical_cross_entropy_gradient",
    "triplet_margin",
    "triplet_margin_gradient",
    "warmup_cosine_decay",
    "weight_decayed",
]
