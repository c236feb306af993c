"""Random inputs for every exported name, and how the classes and the clipping functions are used once."""

import numpy as np


def step(rng):
    size = tuple(int(n) for n in rng.integers(1, 4, size=rng.integers(0, 3)))
    dtype = str(rng.choice(["float32", "float64"]))
    g = np.asarray(rng.normal(0, 10.0 ** rng.integers(-9, 4), size))
    g[rng.random(size) < 0.1] = 0.0
    s = np.asarray(rng.choice([0.0, 1.0]) * np.square(rng.normal(0, 10.0 ** rng.integers(-9, 4), size)))
    options = {"learning_rate": float(rng.random() + 1e-6), "epsilon": float(10.0 ** rng.integers(-9, 1))}
    arrays = [np.asarray(rng.normal(0, 1, size)), g, s]
    return [array.astype(dtype) for array in arrays], {n: x for n, x in options.items() if rng.random() < 0.7}


def rmsprop_step(rng):
    arrays, options = step(rng)
    if rng.random() < 0.7:
        options["rho"] = float(rng.choice([0.0, 0.5, 0.9, rng.random()]))
    if rng.random() < 0.7:
        options["epsilon_inside"] = bool(rng.integers(2))
    return arrays, options


def path(rate):
    def draw(rng):
        dtype = str(rng.choice(["float32", "float64"]))
        gradients = rng.normal(0, 10.0 ** rng.integers(-8, 3), (3, 3)).astype(dtype)
        if rate == "lr":
            gradients[rng.random((3, 3)) < 0.2] = np.nan
        options = {rate: float(rng.random()), "rho": float(rng.random()), "epsilon": float(10.0 ** rng.integers(-9, 1))}
        return [gradients, float(rng.random())], {n: x for n, x in options.items() if rng.random() < 0.7}

    return draw


def gradients(rng):
    dtype = str(rng.choice(["float32", "float64"]))
    arrays = []
    for _ in range(int(rng.integers(1, 4))):
        size = tuple(int(n) for n in rng.integers(1, 4, size=rng.integers(0, 3)))
        array = np.asarray(rng.normal(0, rng.choice([0.0, 1.0, 100.0]), size), dtype)
        array[rng.random(size) < 0.03] = rng.choice([np.nan, np.inf, -np.inf])
        arrays.append(array)
    return [arrays, float(rng.choice([1e-3, 1.0, 1e3, rng.random() + 0.1]))], {}


def use_torch(optimizer_class, args, options):
    """Three steps on a pair and a single weight; the rate is set in between, and the state saved and loaded."""
    import torch

    rows, rate = args
    pair = [torch.zeros(2, dtype=torch.tensor(rows).dtype), torch.ones(1, dtype=torch.tensor(rows).dtype)]
    optimizer = optimizer_class([{"params": pair[:1]}, {"params": pair[1:], "rho": 0.5}], **options)
    for k, row in enumerate(torch.tensor(rows)):
        for p, g in zip(pair, (row[:2], row[2:]), strict=True):
            p.grad = None if torch.isnan(g).any() else g.clone()
        optimizer.step()
        if k == 1:
            optimizer.param_groups[0]["lr"], saved = rate, optimizer.state_dict()
            optimizer = optimizer_class(pair[:1]) if len(saved["param_groups"]) == 1 else optimizer
    return [p.numpy() for p in pair]


def use_tf(optimizer_class, args, options):
    """Two steps on a pair and a single weight; the rate is set in between."""
    import tensorflow as tf

    rows, rate = args
    pair = [tf.Variable(np.zeros(2, rows.dtype)), tf.Variable(np.ones(1, rows.dtype))]
    optimizer = optimizer_class(**options)
    optimizer.build(pair)
    for row in rows[:2]:
        optimizer.apply([tf.constant(row[:2]), tf.constant(row[2:])])
        optimizer.learning_rate = rate
    return [variable.numpy() for variable in pair]


def clip_torch(function, args, options):
    import torch

    tensors = [torch.tensor(array) for array in args[0]]
    return [g.numpy() for g in [*function(tensors, args[1]), *tensors]]


def clip_tf(function, args, options):
    import tensorflow as tf

    return [g.numpy() for g in function([tf.constant(array) for array in args[0]], args[1])]


INPUTS = {
    "adagrad_step": step,
    "rmsprop_step": rmsprop_step,
    "RMSPropTorch": path("lr"),
    "RMSPropTF": path("learning_rate"),
    "clip": gradients,
}
CALLS = {"RMSPropTorch": use_torch, "RMSPropTF": use_tf, "clip_torch": clip_torch, "clip_tf": clip_tf}
