"""Random inputs for every exported function: all that its docstring allows, the odd cases often."""

import numpy as np


def shape(rng):
    sizes = tuple(int(size) for size in rng.integers(1, 5, size=rng.integers(1, 4)))
    return (0, *sizes[1:]) if rng.random() < 0.05 else sizes


def labelled(rng, odd=(0.0, -0.0, 1e4, -1e4, 20.0, np.nan)):
    """Labels, hard and shared, and logits, among them exact zeros and very large ones."""
    size = shape(rng)
    z = np.asarray(rng.normal(0, rng.choice([1.0, 10.0, 1e4]), size))
    z[rng.random(size) < 0.25] = rng.choice(odd)
    y = np.where(rng.random(size) < 0.6, rng.integers(2, size=size), rng.random(size))
    dtype = rng.choice(["float32", "float64"])
    return y.astype(dtype), z.astype(dtype)


def weight(rng, z, smallest=0.0):
    if rng.random() < 0.5:
        return float(rng.choice([max(smallest, 0.1), smallest, 1.0, 9.0, rng.random() + 0.1]))
    return [float(q) for q in np.maximum(smallest, rng.integers(0, 6, size=z.shape[-1]) * rng.random())]


def losses(rng):
    return list(labelled(rng)), {"reduction": str(rng.choice(["mean", "sum", "none"]))}


def weighted(rng):
    y, z = labelled(rng)
    return [y, z], ({"pos_weight": weight(rng, z)} if rng.random() < 0.8 else {})


def training(rng):
    n, d = int(rng.integers(1, 9)), int(rng.integers(1, 5))
    dtype = rng.choice(["float32", "float64"])
    x, y = rng.normal(0, 1, (n, d)).astype(dtype), rng.integers(2, size=n).astype(dtype)
    options = {
        "steps": int(rng.integers(0, 6)),
        "learning_rate": float(rng.random()),
        "pos_weight": float(rng.random() * 5),
    }
    kept = {name: value for name, value in options.items() if name == "steps" or rng.random() < 0.8}
    return [y[:, None] if rng.random() < 0.5 else y, x], kept


def quoted(rng):
    z = labelled(rng)[1]
    return [z], {"pos_weight": weight(rng, z, smallest=0.05)}


INPUTS = {
    "bce_from_logits": losses,
    "weighted_bce": weighted,
    "bce_gradient": weighted,
    "fit_logistic": training,
    "honest_probability": quoted,
}
