"""The domains that there are. A loss whose input is like another's names that one's; a new kind is one more entry."""

from dataclasses import replace

import numpy as np

from descent.reference.losses import draws
from descent.reference.losses.domain import ELEMENT, PAIR, ROW, SEQUENCE, TRIPLET, Domain, Refused

_CLASSES = tuple(np.eye(4).tolist())
_NO_FRACTION: Refused = (lambda y: y + 1.5, "y_true holds .*, which is no probability")
_NO_LABEL: tuple[Refused, ...] = (
    (lambda y: np.where(y < 0, y, y + 4), "outside the 4 classes, which are numbered 0 to 3"),
    (lambda y: np.where(y < 0, y, y - 4), "label -[1-4] is outside"),
    (lambda y: y + 0.5, r"integers from 0; got float64. Use y_true.astype"),
    (lambda y: np.eye(4)[y], "look like one-hot labels"),
)
_NO_DISTRIBUTION: tuple[Refused, ...] = (
    (lambda y: 2 * y, "no probability|sums to 2"),
    (lambda y: y / 2, "sums to 0.5, not to 1"),
    (lambda y: y.argmax(-1), "look like integer labels: use the sparse form"),
)
_NO_SIGN: Refused = (lambda y: (y + 1) / 2, r"y_true holds 0.0; .* are −1 and 1.*2 \* y_true - 1")
_NO_PROBABILITY: Refused = (lambda p: p - 1, "no probability.*use the loss from logits")
_NO_ROW: Refused = (lambda p: np.full(p.shape, 2 / p.shape[-1]), r"sums to 2, not to 1.*softmax")

NUMBERS = Domain(ELEMENT, draws.normal(2), draws.normal(3), edges=((1.0, 0.0, -2.0, 5.0), (1.0, 1e6, -1e6, 5.5)))
PROBABILITIES = Domain(
    ELEMENT,
    draws.fraction,
    draws.uniform(0.02, 0.98),
    edges=((0.0, 1.0, 0.0, 1.0), (1e-6, 1e-6, 0.5, 1 - 1e-6)),
    edges_in_float32=False,
    bad_targets=(_NO_FRACTION,),
    bad_predictions=(_NO_PROBABILITY,),
    certain=((0, 1, 1, 0), (0.0, 1.0, 1.0, 0.0), (1.0, 0.0, 0.0, 1.0)),
)
LOGITS = Domain(
    ELEMENT,
    draws.fraction,
    draws.normal(3),
    edges=((0.0, 1.0, 0.0, 1.0, 1.0), (1e4, 1e4, -1e4, -1e4, 0.0)),
    bad_targets=(_NO_FRACTION,),
)
BINARY_LOGITS = replace(LOGITS, targets=draws.binary)
ONE_HOT_PROBABILITIES = Domain(
    ROW,
    draws.one_hot,
    draws.inner,
    edges=(_CLASSES, ((1 - 3e-6, 1e-6, 1e-6, 1e-6), (0.5, 1e-6, 0.5 - 2e-6, 1e-6), (0.25,) * 4, (0.1, 0.2, 0.3, 0.4))),
    edges_in_float32=False,
    bad_targets=_NO_DISTRIBUTION,
    bad_predictions=(_NO_PROBABILITY, _NO_ROW),
    certain=(_CLASSES, _CLASSES, _CLASSES[::-1]),
)
LABEL_PROBABILITIES = replace(
    ONE_HOT_PROBABILITIES,
    targets=draws.label,
    edges=((0, 1, 2, 3), ONE_HOT_PROBABILITIES.edges[1]),
    bad_targets=_NO_LABEL,
    certain=((0, 1, 2, 3), _CLASSES, _CLASSES[::-1]),
)
DISTRIBUTIONS = replace(  # no target is 0, where Keras would put its epsilon
    ONE_HOT_PROBABILITIES,
    targets=draws.inner,
    edges=(((0.7, 0.1, 0.1, 0.1), (0.25,) * 4, (0.25,) * 4, (0.1, 0.2, 0.3, 0.4)), ONE_HOT_PROBABILITIES.edges[1]),
)
CLASS_LOGITS = Domain(
    ROW,
    draws.distribution,
    draws.normal(3),
    edges=(_CLASSES, ((1e4, -1e4, 0.0, 1.0), (1e4, -1e4, 0.0, 1.0), (0.0,) * 4, (-1e4,) * 4)),
    bad_targets=_NO_DISTRIBUTION,
)
ONE_HOT_LOGITS = replace(CLASS_LOGITS, targets=draws.one_hot)
LABEL_LOGITS = replace(
    CLASS_LOGITS, targets=draws.label, edges=((0, 1, 2, 3), CLASS_LOGITS.edges[1]), bad_targets=_NO_LABEL
)
MASKED_LABEL_LOGITS = replace(
    LABEL_LOGITS,
    targets=draws.masked_label,
    edges=((0, 1, -100, 3), CLASS_LOGITS.edges[1]),
    bad_targets=_NO_LABEL[:3],
)
MULTI_LABEL_LOGITS = replace(CLASS_LOGITS, targets=draws.binary, bad_targets=(_NO_FRACTION,))
SETS = Domain(
    ROW,
    draws.binary,
    draws.uniform(0.02, 0.98),
    edges=(((0.0,) * 4, (0.0,) * 4, (1.0, 0.0, 0.0, 1.0)), ((0.0,) * 4, (0.5,) * 4, (1.0, 0.0, 0.0, 1.0))),
    bad_targets=(_NO_FRACTION,),
    bad_predictions=(_NO_PROBABILITY,),
)
COUNTS_BY_LOG_RATE = Domain(
    ELEMENT,
    draws.count,
    draws.normal(1),
    edges=((0.0, 0.0, 1.0, 2.0, 20.0), (-30.0, 2.0, 0.0, 3.0, -5.0)),
    bad_targets=((lambda y: y - 20, "y_true holds -.*; counts start at 0"),),
)
COUNTS_BY_RATE = replace(
    COUNTS_BY_LOG_RATE,
    predictions=draws.uniform(0.1, 6.0),
    edges=((0.0, 3.0, 1.0, 0.0), (1e-6, 1e-3, 1.0, 50.0)),
    bad_predictions=((lambda r: r - 7, "y_pred holds -.*; a rate can't be negative.*log_input=True"),),
)
MEANS_AND_VARIANCES = Domain(
    PAIR,
    lambda rng, shape: rng.normal(0, 1, shape[:-1]),
    draws.mean_and_variance,
    edges=((0.0, 0.0, 0.0, 5.0), ((0.0, 1.0), (1e3, 1.0), (1.0, 1e-8), (5.0, 1e6))),
    bad_predictions=((lambda p: p * (1, -1), "y_pred holds a variance of -.*can't be negative"),),
)
SIGNS = Domain(
    ELEMENT,
    draws.sign(0),
    draws.normal(3),
    edges=((1.0, -1.0, 1.0, -1.0), (1.0, -1.0, 1e4, 1e4)),
    bad_targets=(_NO_SIGN,),
)
RANKINGS = Domain(
    PAIR,
    draws.sign(1),
    draws.normal(3),
    edges=((1.0, -1.0, 1.0, -1.0), ((1.0, 1.0), (1.0, 1.0), (1e4, 0.0), (1e4, 0.0))),
    bad_targets=(_NO_SIGN,),
)
TRIPLETS = Domain(
    TRIPLET,
    draws.sign(2),
    draws.normal(1),
    edges=((1.0, 1.0, -1.0), (((0.0,) * 4, (0.0,) * 4, (9.0,) * 4), ((0.0,) * 4,) * 3, ((0.0,) * 4,) * 3)),
    bad_targets=(_NO_SIGN,),
)
DIRECTIONS = Domain(
    ROW,
    draws.unit,
    draws.normal(2),
    edges=(_CLASSES, ((2.0, 0.0, 0.0, 0.0), (0.0, -2.0, 0.0, 0.0), (1e3, 0.0, 0.0, 0.0), (1.0, 1.0, 1.0, 1.0))),
    bad_targets=((lambda y: 0 * y, "a vector of y_true is all zeros"),),
    bad_predictions=((lambda p: 0 * p, "a vector of y_pred is all zeros"),),
)
TRANSCRIPTS = Domain(
    SEQUENCE,
    draws.transcript,
    draws.normal(2),
    edges=(
        ((1, 1, 0), (3, 3, 3), (0, 0, 0)),
        (((0.0,) * 4,) * 5, ((1e2, 0.0, 0.0, 1e2),) * 5, ((0.0, 30.0, 0.0, 0.0),) * 5),
    ),
    bad_targets=(
        (lambda y: y + 4, "label [4-7] is outside the 4 classes"),
        (lambda y: 0 * y + (0, 1, 2), "a 0 before a label"),
        (lambda y: y + 0.5, "integers from 0; got float64"),
    ),
)
