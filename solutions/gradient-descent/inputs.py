"""Random inputs for every exported function, and how to use those that take a function: all that the docstrings allow."""

import numpy as np


def valley(rng, d, dtype):
    half = rng.normal(size=(d, d))
    A = half @ half.T / d * rng.choice([1e-4, 1.0, 1e4])
    return ((A + A.T) / 2).astype(dtype)


def descend(rng):
    d, dtype = int(rng.integers(1, 5)), str(rng.choice(["float32", "float64"]))
    A, (b, start) = valley(rng, d, dtype), rng.normal(size=(2, d)).astype(dtype)
    if rng.random() < 0.1:
        b = A @ start  # at the bottom already
    rate = float(rng.choice([0.1, 0.5, 1.0])) / max(float(np.trace(A)), 1e-12)
    options = {"learning_rate": rate, "steps": int(rng.integers(0, 6))}
    if rng.random() < 0.5:
        options["tolerance"] = float(rng.choice([0.0, 0.5, 1.0, 2.0]))
    return [A, b, start], options


def learning_rates(rng):
    d, dtype = int(rng.integers(1, 5)), str(rng.choice(["float32", "float64"]))
    if rng.random() < 0.5:
        return [valley(rng, d, dtype)], {}
    entries = rng.choice([0.0, 1.0, 3.0, -1.0, 1.5e-6, 0.9e-6, -0.9e-6, -1.5e-6, 1e-9], size=d)
    return [np.diag(entries * rng.choice([1.0, 1e-5, 1e5])).astype(dtype)], {}


def network_gradient(rng):
    n, d, units = (int(each) for each in rng.integers(1, 5, size=3))
    shapes = (n, d), (n,), (d, units), (units,), (units,), ()
    dtype, scale = str(rng.choice(["float32", "float64"])), float(rng.choice([1.0, 1.0, 1000.0]))
    x, *rest = (np.asarray(rng.normal(size=shape)).astype(dtype) for shape in shapes)
    return [(x * scale).astype(dtype), *rest], {}


def fit(rng):
    shape, dtype = tuple(rng.integers(1, 4, size=rng.integers(0, 3))), str(rng.choice(["float32", "float64"]))
    start = [np.asarray(rng.normal(size=shape)).astype(dtype) for _ in range(3)]
    return [start, bool(rng.random() < 0.3)], {
        "learning_rate": float(rng.choice([0.01, 0.05])),
        "steps": int(rng.integers(0, 4)),
    }


def call_torch(exported, args, options):
    import torch

    start, needs = args
    given = [torch.tensor(each, requires_grad=needs) for each in start]
    trained, losses = exported(lambda w, spare, v: ((w * v - 1) ** 2).sum(), given, **options)
    left = [each.grad is None for each in given]
    return [
        [p.detach().numpy() for p in trained],
        [float(each) for each in losses],
        [p.detach().numpy() for p in given],
        left,
    ]


def call_tf(exported, args, options):
    import tensorflow as tf

    given = [tf.constant(each) for each in args[0]]
    trained, losses = exported(lambda w, spare, v: tf.reduce_sum((w * v - 1) ** 2), given, **options)
    return [[p.numpy() for p in trained], [float(each) for each in losses], [p.numpy() for p in given]]


INPUTS = {"descend": descend, "learning_rates": learning_rates, "network_gradient": network_gradient, "fit": fit}
CALLS = {"fit_torch": call_torch, "fit_tf": call_tf}
