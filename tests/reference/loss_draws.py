"""Inputs for the tests of a row: drawn at random by its kinds of targets and predictions, and those kinds' edges."""

import numpy as np

CLASSES = 4  # the table's class weights are four


def has_classes(row) -> bool:
    return row.targets in ("onehot", "distribution", "index")


def shapes(row) -> list[tuple[int, ...]]:
    """Shapes of y_pred: several rows, a single one, more axes."""
    return [(6, CLASSES), (1, CLASSES), (2, 3, CLASSES)] if has_classes(row) else [(7,), (1,), (3, 4), (2, 3, 4)]


def loss_shape(row, shape: tuple[int, ...]) -> tuple[int, ...]:
    return shape[:-1] if has_classes(row) else shape


def draw(row, shape: tuple[int, ...] | None = None, seed: int = 0):
    """y_true and y_pred in float64 (integer labels in int64), the same for the same seed."""
    rng = np.random.default_rng(seed)
    shape = shape or shapes(row)[0]
    y_true = _TARGETS[row.targets](rng, shape)
    return y_true, _predictions(row, rng, shape)


def sample_weight(row, shape: tuple[int, ...], seed: int = 1):
    """One weight for each loss, one of them 0."""
    weights = np.random.default_rng(seed).uniform(0.5, 2.0, loss_shape(row, shape))
    weights.flat[0] = 0.0
    return weights


def edges(row):
    """Inputs at the kind's edges where both frameworks must still agree: kinks and far tails, logits of ±1e4."""
    if row.predictions == "real":
        return np.array([1.0, 0.0, -2.0, 5.0]), np.array([1.0, 1e6, -1e6, 5.5])
    if row.predictions == "probability" and not has_classes(row):
        return np.array([0.0, 1.0, 0.0, 1.0]), np.array([1e-6, 1e-6, 0.5, 1 - 1e-6])
    if row.predictions == "logit" and not has_classes(row):
        return np.array([0.0, 1.0, 0.0, 1.0, 1.0]), np.array([1e4, 1e4, -1e4, -1e4, 0.0])
    labels = np.array([0, 1, 2, 3])
    if row.predictions == "logit":
        y_pred = np.array([[1e4, -1e4, 0, 1], [1e4, -1e4, 0, 1], [0.0] * 4, [-1e4] * 4])
    else:
        y_pred = np.array(
            [[1 - 3e-6, 1e-6, 1e-6, 1e-6], [0.5, 1e-6, 0.5 - 2e-6, 1e-6], [0.25] * 4, [0.1, 0.2, 0.3, 0.4]]
        )
    return (labels if row.targets == "index" else np.eye(CLASSES)[labels]), y_pred


def _predictions(row, rng, shape):
    if row.predictions != "probability":
        return rng.normal(0, 3, shape)
    if not has_classes(row):
        return rng.uniform(0.02, 0.98, shape)
    return rng.dirichlet(np.full(shape[-1], 3.0), shape[:-1])


def _labels(rng, shape):
    return rng.integers(0, shape[-1], shape[:-1])


def _onehot(rng, shape):
    return np.eye(shape[-1])[_labels(rng, shape)]


def _distribution(rng, shape):
    soft = rng.dirichlet(np.ones(shape[-1]), shape[:-1])
    return np.where(rng.random((*shape[:-1], 1)) < 0.5, soft, _onehot(rng, shape))


def _fraction(rng, shape):
    return np.where(rng.random(shape) < 0.3, rng.random(shape), rng.integers(0, 2, shape))


_TARGETS = {
    "real": lambda rng, shape: rng.normal(0, 2, shape),
    "binary": lambda rng, shape: rng.integers(0, 2, shape).astype(float),
    "fraction": _fraction,
    "onehot": _onehot,
    "distribution": _distribution,
    "index": _labels,
}
