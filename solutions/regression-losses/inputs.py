"""Random inputs for every exported function: all that its docstring allows, and what it must refuse."""

import numpy as np


def pair(rng, odd=(np.nan, 1e30, 0.0)):
    """Two arrays of one dtype: usually of one shape, sometimes broadcastable or not, sometimes empty."""
    shape = tuple(int(n) for n in rng.integers(1, 4, size=rng.integers(1, 4)))
    if rng.random() < 0.05:
        shape = (0, *shape[1:])
    other = shape
    if rng.random() < 0.1:
        other = tuple(rng.choice([1, 2, 3], size=rng.integers(1, 4)))
    dtype = rng.choice(["float32", "float64"])
    y_true, y_pred = (rng.normal(0, 3, size).astype(dtype) for size in (shape, other))
    y_pred[rng.random(other) < 0.1] = rng.choice(odd)
    if shape == other:
        exact = rng.random(shape) < 0.1
        y_pred[exact] = y_true[exact]
    return y_true, y_pred


def reduced(rng):
    names = ["mean", "sum", "none", "average"]
    return list(pair(rng)), {"reduction": str(rng.choice(names, p=[0.3, 0.3, 0.3, 0.1]))}


def sloped(rng):
    return list(pair(rng)), {"reduction": str(rng.choice(["mean", "sum", "none"]))}


def plain(rng):
    return list(pair(rng)), {}


def losses(rng):
    args, options = reduced(rng)
    return args[1:], options


def weighted(rng):
    n, d = int(rng.integers(0, 5)), int(rng.integers(1, 4))
    dtype = rng.choice(["float32", "float64"])
    y_true, y_pred = (rng.normal(0, 3, (n, d)).astype(dtype) for _ in range(2))
    weight = rng.uniform(0, 3, n).astype(dtype)
    weight[rng.random(n) < rng.choice([0.0, 0.3, 1.0])] = 0
    y_true[weight == 0] = rng.choice([np.nan, np.inf, 1.0])
    if rng.random() < 0.1:
        y_true = np.zeros((int(rng.integers(0, 3)), int(rng.integers(1, 3))), dtype)
    if rng.random() < 0.1:
        weight = np.ones(tuple(rng.integers(1, 4, size=rng.integers(0, 3))), dtype)
    args = [y_true, y_pred] if rng.random() < 0.2 else [y_true, y_pred, weight]
    return args, {"power": int(rng.choice([1, 2]))}


def huber(rng):
    delta = float(rng.choice([0.5, 1.0, 2.0, rng.uniform(0.1, 5), 0.0, -1.0], p=[0.2, 0.2, 0.2, 0.3, 0.05, 0.05]))
    return list(pair(rng, odd=(1e30, -1e30, 0.0))), {"delta": delta}


def quantiles(rng):
    n, count = int(rng.integers(0, 5)), int(rng.integers(1, 4))
    dtype = rng.choice(["float32", "float64"])
    shares = [float(share) for share in rng.uniform(0.01, 0.99, count)]
    if rng.random() < 0.1:
        shares[-1] = float(rng.choice([0.0, 1.0, -0.5, 1.5]))
    first, second = (n,), (n, count)
    if rng.random() < 0.1:
        first = tuple(rng.integers(1, 4, size=rng.integers(0, 3)))
    if rng.random() < 0.1:
        second = tuple(rng.integers(1, 4, size=rng.integers(1, 4)))
    y_true, y_pred = (rng.normal(0, 3, size).astype(dtype) for size in (first, second))
    return [y_true, y_pred], {"quantiles": shares}


INPUTS = {
    "residuals": plain,
    "reduce_losses": losses,
    "absolute_error": reduced,
    "squared_error": reduced,
    "absolute_error_gradient": sloped,
    "squared_error_gradient": sloped,
    "weighted_error": weighted,
    "huber": huber,
    "huber_gradient": huber,
    "pinball": quantiles,
}
