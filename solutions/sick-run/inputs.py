"""Random inputs for every exported name, and how to use those once that are no plain functions of tensors."""

import keras
import numpy as np
import tensorflow as tf
import torch

WORDS = ["diverged", "stuck", "overfitting", "healthy"]


def kind(rng):
    return str(rng.choice(["float32", "float64"]))


def losses(rng, size):
    values = rng.integers(1, 40, size) / 8
    values[rng.random(size) < 0.05] = rng.choice([np.nan, np.inf, -np.inf])
    return values.tolist()


def diagnose(rng):
    size = int(rng.integers(1, 5))
    return [losses(rng, size), losses(rng, size if rng.random() < 0.8 else 0)], {}


def dead_share(rng):
    shape = tuple(rng.integers(1, 5, size=2))
    z = rng.choice([-2.0, -1.0, 0.0, 1.0], p=[0.5, 0.2, 0.2, 0.1], size=shape)
    z[rng.random(shape) < 0.05] = rng.choice([np.nan, np.inf, -np.inf])
    return [z.astype(kind(rng))], {}


def update_ratio(rng):
    shape, dtype = tuple(rng.integers(1, 4, size=rng.integers(0, 4))), kind(rng)
    before, after = (np.asarray(rng.normal(0, 1, shape), dtype) for _ in range(2))
    if rng.random() < 0.2:
        before = np.zeros_like(before)
    return [before, before.copy() if rng.random() < 0.2 else after], {}


def twins(rng):
    columns, dtype = int(rng.integers(1, 4)), kind(rng)
    values = [0.0, -0.0, 1.0, 2.0, np.nan]
    shapes = [(int(rng.integers(0, 6)), columns) for _ in range(2)]
    return [rng.choice(values, p=[0.25, 0.25, 0.2, 0.25, 0.05], size=shape).astype(dtype) for shape in shapes], {}


def standardise(rng):
    columns, dtype = int(rng.integers(1, 4)), kind(rng)
    train = rng.normal(1, 2, (int(rng.integers(1, 6)), columns))
    train[:, rng.random(columns) < 0.3] = 0.1
    return [train.astype(dtype), rng.normal(1, 2, (int(rng.integers(0, 5)), columns)).astype(dtype)], {}


def calibration_error(rng):
    n, k = (int(value) for value in rng.integers(1, 8, size=2))
    z = rng.normal(0, rng.choice([1.0, 4.0, 1e4]), (n, k)).astype(kind(rng))
    options = {"bins": int(rng.integers(1, 12))} if rng.random() < 0.7 else {}
    return [rng.integers(k, size=n), z], options


def cured_run(rng):
    n, m, batch_size = (int(value) for value in rng.integers(1, 5, size=3))
    x, v = (rng.normal(0, 1, (size, 2)).astype("float32") for size in (n, m))
    orders = [rng.permutation(n) for _ in range(int(rng.integers(0, 3)))]
    start = rng.normal(0, 1, (3, 3)).astype("float32")
    return [x, rng.integers(3, size=n), v, rng.integers(3, size=m), orders, 0.25, batch_size, start], {}


class DoubleTorch(torch.nn.Module):
    def forward(self, x):
        return 2 * x if self.training else x


class DoubleTf(keras.layers.Layer):
    def call(self, x, training=False):
        return 2 * x if training else x


def call_diagnose(diagnose, args, options):
    return WORDS.index(diagnose(*args))


def call_cured_torch(cured_run_torch, args, options):
    x, y, v, w, orders, rate, batch_size, start = args
    layer = torch.nn.Linear(2, 3)
    layer.weight.data, layer.bias.data = torch.tensor(start[:2].T.copy()), torch.tensor(start[2])
    layer.weight.grad, layer.bias.grad = torch.ones_like(layer.weight), torch.ones_like(layer.bias)
    model = torch.nn.Sequential(DoubleTorch(), layer)
    piles = (torch.tensor(x), torch.tensor(y)), (torch.tensor(v), torch.tensor(w))
    losses = cured_run_torch(model, *piles, [torch.tensor(order) for order in orders], rate, batch_size)
    weights = [parameter.detach().numpy().copy() for parameter in layer.parameters()]
    return [losses, *weights, [part.training for part in model.modules()] if orders else []]


KEPT = {}


def call_cured_tf(cured_run_tf, args, options):
    """One model for all calls: to make a Keras model costs more than to use it."""
    x, y, v, w, orders, rate, batch_size, start = args
    if not KEPT:
        KEPT["model"] = keras.Sequential([keras.Input((2,)), DoubleTf(), keras.layers.Dense(3)])
    KEPT["model"].set_weights([start[:2], start[2]])
    piles = (tf.constant(x), tf.constant(y)), (tf.constant(v), tf.constant(w))
    losses = cured_run_tf(KEPT["model"], *piles, [tf.constant(order) for order in orders], rate, batch_size)
    return [losses, *KEPT["model"].get_weights()]


INPUTS = {
    "diagnose": diagnose,
    "dead_share": dead_share,
    "update_ratio": update_ratio,
    "twins": twins,
    "standardise": standardise,
    "calibration_error": calibration_error,
    "cured_run": cured_run,
}
CALLS = {"diagnose": call_diagnose, "cured_run_torch": call_cured_torch, "cured_run_tf": call_cured_tf}
