"""Random inputs for every exported function: all that its docstring allows, the odd cases often."""

import numpy as np


def probabilities(rng):
    rows, classes = int(rng.integers(0, 5)), int(rng.integers(1, 6))
    dtype = rng.choice(["float32", "float64"])
    y_true, y_pred = (rng.dirichlet(np.ones(classes), size=rows) for _ in range(2))
    hard = rng.random(rows) < 0.5
    y_true[hard] = np.eye(classes)[rng.integers(classes, size=rows)][hard]
    y_pred[rng.random(y_pred.shape) < 0.15] = rng.choice([0.0, 1.0, np.nan, 1e-30])
    return [y_true.astype(dtype), y_pred.astype(dtype)], {"reduction": str(rng.choice(["mean", "sum", "none"]))}


def logits(rng, shape):
    z = rng.normal(0, rng.choice([1.0, 10.0, 1e4]), shape)
    z[rng.random(shape) < 0.05] = rng.choice([1e4, -1e4, -np.inf, np.nan, 0.0])
    return z.astype(rng.choice(["float32", "float64"]))


def shape(rng):
    return tuple(rng.integers(1, 5, size=rng.integers(1, 4)))


def log_softmax(rng):
    return [logits(rng, (*shape(rng), int(rng.integers(1, 6))))], {}


def labelled(rng):
    positions, classes = shape(rng), int(rng.integers(1, 6))
    if rng.random() < 0.05:
        positions = (0, *positions[1:])
    ignore_index = int(rng.choice([-1, -100, 0, classes - 1]))
    y_true = rng.integers(classes, size=positions)
    y_true[rng.random(positions) < rng.choice([0.0, 0.4, 1.0])] = ignore_index
    z = logits(rng, (*positions, classes))
    z[(y_true != ignore_index)[..., None] & ~np.isfinite(z)] = 0.0  # only padding may hold anything
    return [y_true, z], {"ignore_index": ignore_index}


def smoothed(rng):
    args, options = labelled(rng)
    if rng.random() < 0.8:
        options["label_smoothing"] = float(rng.choice([0.0, 0.1, 1.0, rng.random()]))
    return args, options


INPUTS = {
    "cross_entropy": probabilities,
    "log_softmax": log_softmax,
    "padded_cross_entropy": labelled,
    "smoothed_cross_entropy": smoothed,
    "cross_entropy_gradient": smoothed,
}
