"""The table of losses. One row buys the suite of tests/reference: value and gradient against PyTorch and Keras, finite
differences, reductions, weights, edge cases, bad input, defaults and docstrings.

To add a loss: write the formula and its `_gradient` side by side in a module here, export both from
`descent.reference`, add a row. Its domain says what it takes. `domains` has numbers, probabilities, logits, classes,
counts, distributions, directions, signs, means with variances, rankings, triplets, sets, masks and transcripts; another
kind is one more entry there. An oracle that is less exact has a tolerance of its own, with the reason. A loss that
neither framework has is a row without oracles, and has a test of its own, `test_<loss>.py`.
"""

from dataclasses import replace
from math import inf
from types import MappingProxyType

from descent.reference.losses import (
    binary,
    categorical,
    domains,
    likelihood,
    margins,
    refused,
    regression,
    sequences,
    similarity,
)
from descent.reference.losses.row import Loss, in_keras, in_torch

# Keras averages over the last axis before it reduces. [..., None] gives it one of length 1, so that its losses are one
# for each element, as PyTorch's and the reference's are (see DIFFERENCES, "keras averages the last axis").
_ELEMENTS = "(y_true[..., None], y_pred[..., None], sample_weight=sample_weight)"
_ROWS = "(y_true, y_pred, sample_weight=sample_weight)"

# PyTorch wants the classes on axis 1, Keras and the reference on the last.
_TORCH_CE = "torch.nn.CrossEntropyLoss(weight=class_weight, label_smoothing=label_smoothing, reduction=reduction)"
_SOFT = "(y_pred.movedim(-1, 1), y_true.movedim(-1, 1))"
_HARD = "(y_pred.movedim(-1, 1), y_true)"
_KERAS_CE = "keras.losses.CategoricalCrossentropy(from_logits=True, reduction=reduction, dtype=dtype"
_KERAS_SPARSE_CE = "keras.losses.SparseCategoricalCrossentropy(from_logits=True, reduction=reduction, dtype=dtype)"
_BCE_LOGITS = "keras.losses.BinaryCrossentropy(from_logits=True, reduction=reduction, dtype=dtype)"
_TORCH_BCE_LOGITS = (
    "torch.nn.BCEWithLogitsLoss(weight=sample_weight, pos_weight=pos_weight, reduction=reduction)(y_pred, y_true)"
)

# With integer labels and class weights, PyTorch's "mean" divides by the weights' sum (DIFFERENCES, "weighted mean").
_WEIGHTED = MappingProxyType({"weighted_mean": "mean", "sum": "sum", "none": "none"})
_CLASS_WEIGHT = MappingProxyType({"class_weight": (0.5, 1.0, 2.0, 4.0)})  # rows with classes are tested with four

_PLAIN = MappingProxyType({"mean": "sum_over_batch_size", "sum": "sum", "none": "none"})
_NONE = MappingProxyType({"none": "none"})  # a function that gives each loss, and reduces nothing

_POISSON = Loss(
    value=likelihood.poisson_nll,
    domain=domains.COUNTS_BY_LOG_RATE,
    torch=in_torch(
        "torch.nn.PoissonNLLLoss(log_input=log_input, full=full, eps=epsilon, reduction=reduction)(y_pred, y_true)"
    ),
    keras=in_keras("tf.nn.log_poisson_loss(y_true, y_pred, compute_full_loss=full)", _NONE),
    lowest=-inf,
    bad_options=refused.EPSILON,
)

LOSSES: tuple[Loss, ...] = (
    Loss(
        value=regression.mean_absolute_error,
        domain=domains.NUMBERS,
        torch=in_torch("torch.nn.L1Loss(reduction=reduction)(y_pred, y_true)"),
        keras=in_keras("keras.losses.MeanAbsoluteError(reduction=reduction, dtype=dtype)" + _ELEMENTS),
    ),
    Loss(
        value=regression.mean_squared_error,
        domain=domains.NUMBERS,
        torch=in_torch("torch.nn.MSELoss(reduction=reduction)(y_pred, y_true)"),
        keras=in_keras("keras.losses.MeanSquaredError(reduction=reduction, dtype=dtype)" + _ELEMENTS),
    ),
    *Loss(
        value=regression.huber,
        domain=domains.NUMBERS,
        bad_options=refused.DELTA,
        torch=in_torch("torch.nn.HuberLoss(delta=delta, reduction=reduction)(y_pred, y_true)"),
        keras=in_keras("keras.losses.Huber(delta=delta, reduction=reduction, dtype=dtype)" + _ELEMENTS),
    ).also({"delta": 0.3}),
    Loss(
        value=binary.binary_cross_entropy,
        domain=domains.PROBABILITIES,
        torch=in_torch("torch.nn.BCELoss(weight=sample_weight, reduction=reduction)(y_pred, y_true)"),
        keras=in_keras("keras.losses.BinaryCrossentropy(reduction=reduction, dtype=dtype)" + _ELEMENTS),
    ),
    Loss(
        value=binary.binary_cross_entropy_from_logits,
        domain=domains.LOGITS,
        bad_options=refused.POS_WEIGHT,
        torch=in_torch(_TORCH_BCE_LOGITS),
        keras=in_keras(_BCE_LOGITS + _ELEMENTS),
    ),
    Loss(
        value=binary.binary_cross_entropy_from_logits,
        domain=domains.BINARY_LOGITS,
        bad_options=refused.POS_WEIGHT,
        torch=in_torch(_TORCH_BCE_LOGITS),
        keras=in_keras(
            _BCE_LOGITS + "(y_true[..., None], y_pred[..., None], 1 + (pos_weight - 1) * y_true)",
            _PLAIN,
        ),
        options=MappingProxyType({"pos_weight": 3.0}),
        note="Keras's loss has no pos_weight; for labels of 0 and 1 a sample weight of q for each positive does it. "
        "tf.nn.weighted_cross_entropy_with_logits has one (see DIFFERENCES for its gradient at 0).",
    ),
    *Loss(
        value=binary.binary_focal_cross_entropy_from_logits,
        domain=domains.BINARY_LOGITS,
        bad_options=refused.GAMMA,
        torch=None,
        keras=in_keras(
            "keras.losses.BinaryFocalCrossentropy(gamma=gamma, from_logits=True, reduction=reduction, dtype=dtype)"
            + _ELEMENTS
        ),
        note="PyTorch has no focal loss of its own (torchvision has one).",
    ).also({"gamma": 3.0}),
    Loss(
        value=categorical.categorical_cross_entropy,
        domain=domains.ONE_HOT_PROBABILITIES,
        torch=in_torch("torch.nn.NLLLoss(reduction=reduction)(y_pred.log().movedim(-1, 1), y_true.argmax(-1))"),
        keras=in_keras(
            "keras.losses.CategoricalCrossentropy(reduction=reduction, dtype=dtype)" + _ROWS, normalizes=True
        ),
        note="PyTorch has no loss of probabilities with one-hot labels: NLLLoss takes log p and integer labels.",
    ),
    Loss(
        value=categorical.sparse_categorical_cross_entropy,
        domain=domains.LABEL_PROBABILITIES,
        torch=in_torch("torch.nn.NLLLoss(reduction=reduction)(y_pred.log().movedim(-1, 1), y_true)"),
        keras=in_keras(
            "keras.losses.SparseCategoricalCrossentropy(reduction=reduction, dtype=dtype)" + _ROWS, normalizes=True
        ),
        note="PyTorch's NLLLoss takes log p.",
    ),
    *Loss(
        value=categorical.categorical_cross_entropy_from_logits,
        domain=domains.CLASS_LOGITS,
        bad_options=refused.CLASSES,
        torch=in_torch(_TORCH_CE + _SOFT),
        keras=in_keras(_KERAS_CE + ", label_smoothing=label_smoothing)" + _ROWS),
    ).also({"label_smoothing": 0.1}),
    Loss(
        value=categorical.categorical_cross_entropy_from_logits,
        domain=domains.ONE_HOT_LOGITS,
        bad_options=refused.CLASSES,
        torch=in_torch(_TORCH_CE + _SOFT),
        keras=in_keras(_KERAS_CE + ")(y_true, y_pred, tf.reduce_sum(class_weight * y_true, -1))"),
        options=_CLASS_WEIGHT,
        note="Keras's losses have no class weights: `fit(class_weight=...)` turns them into sample weights, as here.",
    ),
    Loss(
        value=categorical.sparse_categorical_cross_entropy_from_logits,
        domain=domains.LABEL_LOGITS,
        bad_options=refused.CLASSES,
        torch=in_torch(_TORCH_CE + _HARD),
        keras=in_keras(_KERAS_SPARSE_CE + _ROWS),
    ),
    Loss(
        value=categorical.sparse_categorical_cross_entropy_from_logits,
        domain=domains.LABEL_LOGITS,
        bad_options=refused.CLASSES,
        torch=in_torch(_TORCH_CE + _HARD, _WEIGHTED),
        keras=in_keras(_KERAS_SPARSE_CE + "(y_true, y_pred, tf.gather(class_weight, y_true))"),
        options=_CLASS_WEIGHT,
        note="PyTorch's mean is the weighted one here. Keras: sample weights, as `fit(class_weight=...)` makes them.",
    ),
    Loss(
        value=categorical.sparse_categorical_cross_entropy_from_logits,
        domain=domains.LABEL_LOGITS,
        bad_options=refused.CLASSES,
        torch=in_torch(_TORCH_CE + _HARD, _WEIGHTED),
        keras=None,
        options=MappingProxyType({"label_smoothing": 0.1, **_CLASS_WEIGHT}),
        note="Keras's sparse loss can't smooth labels, and its weights multiply the whole smoothed loss.",
    ),
    Loss(
        value=categorical.masked_cross_entropy_from_logits,
        domain=domains.MASKED_LABEL_LOGITS,
        torch=in_torch("torch.nn.CrossEntropyLoss(ignore_index=ignore_index, reduction=reduction)" + _HARD, _WEIGHTED),
        keras=in_keras(
            "keras.losses.SparseCategoricalCrossentropy"
            "(from_logits=True, ignore_class=ignore_index, reduction=reduction, dtype=dtype)" + _ROWS,
            {"weighted_mean": "mean_with_sample_weight", "sum": "sum", "none": "none"},
            defaults={"ignore_index": None},
        ),
        bad_options=(("ignore_index", 7, "label -100 is outside"),),
    ),
    Loss(
        value=binary.multi_label_soft_margin,
        domain=domains.MULTI_LABEL_LOGITS,
        torch=in_torch("torch.nn.MultiLabelSoftMarginLoss(reduction=reduction)(y_pred, y_true)"),
        keras=in_keras(_BCE_LOGITS + _ROWS),
    ),
    _POISSON,
    replace(_POISSON, options=MappingProxyType({"full": True}), lowest=0.0),
    replace(
        _POISSON,
        domain=domains.COUNTS_BY_RATE,
        keras=in_keras("keras.losses.Poisson(reduction=reduction, dtype=dtype)" + _ELEMENTS),
        options=MappingProxyType({"log_input": False, "epsilon": 1e-7}),
    ),
    *Loss(
        value=likelihood.gaussian_nll,
        domain=domains.MEANS_AND_VARIANCES,
        torch=in_torch(
            "torch.nn.GaussianNLLLoss(full=full, eps=epsilon, reduction=reduction)"
            "(y_pred[..., 0], y_true, y_pred[..., 1])"
        ),
        keras=None,
        lowest=-inf,
        bad_options=refused.EPSILON,
        note="Keras has no Gaussian likelihood among its losses.",
    ).also({"full": True}),
    Loss(
        value=similarity.kl_divergence,
        domain=domains.DISTRIBUTIONS,
        torch=in_torch("torch.nn.KLDivLoss(reduction='none')(y_pred.log(), y_true).sum(-1)", _NONE),
        keras=in_keras("keras.losses.KLDivergence(reduction=reduction, dtype=dtype)" + _ROWS),
    ),
    Loss(
        value=similarity.cosine_similarity,
        domain=domains.DIRECTIONS,
        torch=in_torch("torch.nn.CosineSimilarity(dim=-1)(y_pred, y_true).neg()", _NONE),
        keras=in_keras("keras.losses.CosineSimilarity(reduction=reduction, dtype=dtype)" + _ROWS),
        lowest=-1.0,
    ),
    Loss(
        value=similarity.dice,
        domain=domains.SETS,
        torch=None,
        keras=in_keras("keras.losses.Dice(axis=-1, reduction=reduction, dtype=dtype)" + _ROWS),
        bad_options=refused.EPSILON,
        note="PyTorch has no Dice loss.",
    ),
    Loss(
        value=margins.hinge,
        domain=domains.SIGNS,
        torch=in_torch("torch.nn.MarginRankingLoss(margin=1.0, reduction=reduction)(y_pred, 0 * y_true, y_true)"),
        keras=in_keras("keras.losses.Hinge(reduction=reduction, dtype=dtype)" + _ELEMENTS),
        note="PyTorch's hinge is that of a ranking against a score of 0, as here.",
    ),
    *Loss(
        value=margins.margin_ranking,
        domain=domains.RANKINGS,
        torch=in_torch(
            "torch.nn.MarginRankingLoss(margin=margin, reduction=reduction)(y_pred[..., 0], y_pred[..., 1], y_true)"
        ),
        keras=None,
        bad_options=refused.MARGIN,
        note="Keras has no loss of rankings.",
    ).also({"margin": 0.5}),
    *Loss(
        value=margins.triplet_margin,
        domain=domains.TRIPLETS,
        torch=in_torch(
            "torch.nn.TripletMarginLoss(margin=margin, eps=epsilon, reduction=reduction)"
            "(*torch.where(y_true[..., None, None] > 0, y_pred, y_pred[..., [0, 2, 1], :]).unbind(-2))"
        ),
        keras=None,
        bad_options=refused.MARGIN + refused.EPSILON,
        note="Keras has no loss of triplets.",
    ).also({"margin": 0.25}),
    Loss(
        value=sequences.ctc,
        domain=domains.TRANSCRIPTS,
        torch=in_torch(
            "torch.nn.CTCLoss(reduction=reduction)(y_pred.log_softmax(-1).movedim(1, 0), y_true, "
            "torch.full(y_pred.shape[:1], y_pred.shape[1]), (y_true != 0).sum(-1))",
            {"sum": "sum", "none": "none"},
        ),
        keras=in_keras(
            "keras.losses.CTC(reduction=reduction, dtype=dtype)" + _ROWS,
            tolerance={"float64": 2e-5, "float32": 2e-5},
            reason="TensorFlow computes it in float32 whatever the dtype, and adds up many terms.",
        ),
        note="PyTorch's mean divides each loss by its number of labels first.",
    ),
    Loss(
        value=regression.pinball,
        domain=domains.NUMBERS,
        torch=None,
        keras=None,
        bad_options=(("quantile", 1.0, "quantile is the share of targets to lie below"),),
        note="Neither framework has it; its own test holds it to scikit-learn.",
    ),
)
