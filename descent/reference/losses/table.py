"""The table of losses. One row buys the suite of tests/reference: value and gradient against PyTorch and Keras, finite
differences, reductions, weights, edge cases, bad input, defaults and docstrings.

To add a loss: write the function and its `_gradient`, export both from `descent.reference`, add a row.
"""

from types import MappingProxyType

from descent.reference.losses import binary, categorical, regression
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

LOSSES: tuple[Loss, ...] = (
    Loss(
        value=regression.mean_absolute_error,
        gradient=regression.mean_absolute_error_gradient,
        targets="real",
        predictions="real",
        torch=in_torch("torch.nn.L1Loss(reduction=reduction)(y_pred, y_true)"),
        keras=in_keras("keras.losses.MeanAbsoluteError(reduction=reduction, dtype=dtype)" + _ELEMENTS),
    ),
    Loss(
        value=regression.mean_squared_error,
        gradient=regression.mean_squared_error_gradient,
        targets="real",
        predictions="real",
        torch=in_torch("torch.nn.MSELoss(reduction=reduction)(y_pred, y_true)"),
        keras=in_keras("keras.losses.MeanSquaredError(reduction=reduction, dtype=dtype)" + _ELEMENTS),
    ),
    *Loss(
        value=regression.huber,
        gradient=regression.huber_gradient,
        targets="real",
        predictions="real",
        torch=in_torch("torch.nn.HuberLoss(delta=delta, reduction=reduction)(y_pred, y_true)"),
        keras=in_keras("keras.losses.Huber(delta=delta, reduction=reduction, dtype=dtype)" + _ELEMENTS),
    ).also({"delta": 0.3}),
    Loss(
        value=binary.binary_cross_entropy,
        gradient=binary.binary_cross_entropy_gradient,
        targets="fraction",
        predictions="probability",
        torch=in_torch("torch.nn.BCELoss(weight=sample_weight, reduction=reduction)(y_pred, y_true)"),
        keras=in_keras("keras.losses.BinaryCrossentropy(reduction=reduction, dtype=dtype)" + _ELEMENTS),
    ),
    Loss(
        value=binary.binary_cross_entropy_from_logits,
        gradient=binary.binary_cross_entropy_from_logits_gradient,
        targets="fraction",
        predictions="logit",
        torch=in_torch(_TORCH_BCE_LOGITS),
        keras=in_keras(_BCE_LOGITS + _ELEMENTS),
    ),
    Loss(
        value=binary.binary_cross_entropy_from_logits,
        gradient=binary.binary_cross_entropy_from_logits_gradient,
        targets="binary",
        predictions="logit",
        torch=in_torch(_TORCH_BCE_LOGITS),
        keras=in_keras(
            _BCE_LOGITS + "(y_true[..., None], y_pred[..., None], 1 + (pos_weight - 1) * y_true)",
            {"mean": "sum_over_batch_size", "sum": "sum", "none": "none"},
        ),
        options=MappingProxyType({"pos_weight": 3.0}),
        note="Keras's loss has no pos_weight; for labels of 0 and 1 a sample weight of q for each positive does it. "
        "tf.nn.weighted_cross_entropy_with_logits has one (see DIFFERENCES for its gradient at 0).",
    ),
    *Loss(
        value=binary.binary_focal_cross_entropy_from_logits,
        gradient=binary.binary_focal_cross_entropy_from_logits_gradient,
        targets="binary",
        predictions="logit",
        torch=None,
        keras=in_keras(
            "keras.losses.BinaryFocalCrossentropy(gamma=gamma, from_logits=True, reduction=reduction, dtype=dtype)"
            + _ELEMENTS
        ),
        note="PyTorch has no focal loss of its own (torchvision has one).",
    ).also({"gamma": 3.0}),
    Loss(
        value=categorical.categorical_cross_entropy,
        gradient=categorical.categorical_cross_entropy_gradient,
        targets="onehot",
        predictions="probability",
        torch=in_torch("torch.nn.NLLLoss(reduction=reduction)(y_pred.log().movedim(-1, 1), y_true.argmax(-1))"),
        keras=in_keras(
            "keras.losses.CategoricalCrossentropy(reduction=reduction, dtype=dtype)" + _ROWS, normalizes=True
        ),
        note="PyTorch has no loss of probabilities with one-hot labels: NLLLoss takes log p and integer labels.",
    ),
    Loss(
        value=categorical.sparse_categorical_cross_entropy,
        gradient=categorical.sparse_categorical_cross_entropy_gradient,
        targets="index",
        predictions="probability",
        torch=in_torch("torch.nn.NLLLoss(reduction=reduction)(y_pred.log().movedim(-1, 1), y_true)"),
        keras=in_keras(
            "keras.losses.SparseCategoricalCrossentropy(reduction=reduction, dtype=dtype)" + _ROWS, normalizes=True
        ),
        note="PyTorch's NLLLoss takes log p.",
    ),
    *Loss(
        value=categorical.categorical_cross_entropy_from_logits,
        gradient=categorical.categorical_cross_entropy_from_logits_gradient,
        targets="distribution",
        predictions="logit",
        torch=in_torch(_TORCH_CE + _SOFT),
        keras=in_keras(_KERAS_CE + ", label_smoothing=label_smoothing)" + _ROWS),
    ).also({"label_smoothing": 0.1}),
    Loss(
        value=categorical.categorical_cross_entropy_from_logits,
        gradient=categorical.categorical_cross_entropy_from_logits_gradient,
        targets="onehot",
        predictions="logit",
        torch=in_torch(_TORCH_CE + _SOFT),
        keras=in_keras(_KERAS_CE + ")(y_true, y_pred, tf.reduce_sum(class_weight * y_true, -1))"),
        options=_CLASS_WEIGHT,
        note="Keras's losses have no class weights: `fit(class_weight=...)` turns them into sample weights, as here.",
    ),
    Loss(
        value=categorical.sparse_categorical_cross_entropy_from_logits,
        gradient=categorical.sparse_categorical_cross_entropy_from_logits_gradient,
        targets="index",
        predictions="logit",
        torch=in_torch(_TORCH_CE + _HARD),
        keras=in_keras(_KERAS_SPARSE_CE + _ROWS),
    ),
    Loss(
        value=categorical.sparse_categorical_cross_entropy_from_logits,
        gradient=categorical.sparse_categorical_cross_entropy_from_logits_gradient,
        targets="index",
        predictions="logit",
        torch=in_torch(_TORCH_CE + _HARD, _WEIGHTED),
        keras=in_keras(_KERAS_SPARSE_CE + "(y_true, y_pred, tf.gather(class_weight, y_true))"),
        options=_CLASS_WEIGHT,
        note="PyTorch's mean is the weighted one here. Keras: sample weights, as `fit(class_weight=...)` makes them.",
    ),
    Loss(
        value=categorical.sparse_categorical_cross_entropy_from_logits,
        gradient=categorical.sparse_categorical_cross_entropy_from_logits_gradient,
        targets="index",
        predictions="logit",
        torch=in_torch(_TORCH_CE + _HARD, _WEIGHTED),
        keras=None,
        options=MappingProxyType({"label_smoothing": 0.1, **_CLASS_WEIGHT}),
        note="Keras's sparse loss can't smooth labels, and its weights multiply the whole smoothed loss.",
    ),
)
