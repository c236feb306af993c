"""Random inputs for every exported name: all that its docstring allows, the odd cases often. `CALLS` uses what takes
functions or lists, and the classes, once."""

import numpy as np
import tensorflow as tf
import torch


def nudged(rng):
    shape = tuple(rng.integers(0, 4, size=rng.integers(0, 4)))
    x = np.array(rng.integers(-4, 5, shape)).astype(rng.choice(["float32", "float64", "int64"]))
    return [x], {"h": float(rng.choice([0.25, 0.5, 1.0]))} if rng.random() < 0.7 else {}


def focal(rng):
    shape = tuple(rng.integers(1, 4, size=rng.integers(0, 4)))
    dtype = rng.choice(["float32", "float64"])
    z = np.array(rng.normal(0, rng.choice([1.0, 4.0, 1e4]), shape)).astype(dtype)
    y = np.array(rng.random(shape) < 0.5).astype(dtype)
    if y.size and rng.random() < 0.1:
        y = y[None] if rng.random() < 0.5 else y.reshape(-1, 1)
    return [y, z], {"gamma": float(rng.choice([0.0, 0.5, 1.0, 2.0, 3.7]))} if rng.random() < 0.8 else {}


def table(rng):
    rows, questions = int(rng.integers(1, 4)), int(rng.integers(1, 4))
    y, z = (rng.random((rows, questions)) < 0.5) * 1.0, rng.normal(0, 3, (rows, questions))
    weights = rng.uniform(0.2, 3, rows) if rng.random() < 0.7 else None
    reduction = str(rng.choice(["none", "sum", "mean", "weighted_mean"]))
    return [y, z, weights, reduction, float(rng.choice([0.0, 0.5, 2.0]))], {}


def layers(rng):
    shapes = [tuple(rng.integers(1, 4, size=rng.integers(1, 4))) for _ in range(rng.integers(1, 4))]
    targets, features = ([rng.normal(0, 2, shape) for shape in shapes] for _ in range(2))
    if rng.random() < 0.2:
        targets[0] *= 0
    if rng.random() < 0.1:
        features = features[1:] if rng.random() < 0.5 else [feature[None] for feature in features]
    return [targets, features, [float(weight) for weight in rng.uniform(0.1, 3, len(shapes))]], {}


def call_nudged(function, args, options):
    """The slopes of a cubic that overwrites its argument, and x afterwards."""

    def cubic(given):
        flat = np.array(given).ravel()
        total = float((flat**3).sum() + (flat[:-1] * flat[1:]).sum())
        given *= 0
        return total

    return [function(cubic, *args, **options), *args]


def call_torch(exported, args, options):
    y, z, weights, reduction, gamma = args
    z = torch.tensor(z, requires_grad=True)
    loss = exported(gamma=gamma, reduction=reduction)
    result = loss(z, torch.tensor(y), None if weights is None else torch.tensor(weights))
    (slope,) = torch.autograd.grad(result.sum(), z)
    return [exported()(z, torch.tensor(y)).item(), result.detach().numpy(), slope.numpy()]


def call_tf(exported, args, options):
    y, z, weights, reduction, gamma = args
    name = {"mean": "sum_over_batch_size", "weighted_mean": "mean_with_sample_weight"}.get(reduction, reduction)
    loss, z = exported(gamma=gamma, reduction=name, dtype="float64"), tf.constant(z)
    config = exported(gamma=gamma, reduction=name, name="mine").get_config()
    with tf.GradientTape() as tape:
        tape.watch(z)
        result = loss(y, z, weights)
    slope = tape.gradient(result, z)
    return [float(exported()(y, z)), result.numpy(), slope.numpy(), loss.call(tf.constant(y), z).numpy(), repr(sorted(config.items()))]


def call_features_torch(function, args, options):
    targets, features, weights = args
    leaves = [[torch.tensor(each, requires_grad=True) for each in side] for side in (targets, features)]
    result = function(*leaves, weights)
    slopes = torch.autograd.grad(result, [*leaves[0], *leaves[1]], allow_unused=True)
    return [result.item(), *(None if slope is None else slope.numpy() for slope in slopes)]


def call_features_tf(function, args, options):
    targets, features, weights = args
    leaves = [[tf.constant(each) for each in side] for side in (targets, features)]
    with tf.GradientTape() as tape:
        tape.watch(leaves)
        result = function(*leaves, weights)
    slopes = tape.gradient(result, [*leaves[0], *leaves[1]])
    return [float(result), *(None if slope is None else slope.numpy() for slope in slopes)]


INPUTS = {
    "nudged_gradient": nudged,
    "focal_loss": focal,
    "FocalLossTorch": table,
    "FocalLossTF": table,
    "feature_loss": layers,
}
CALLS = {
    "nudged_gradient": call_nudged,
    "FocalLossTorch": call_torch,
    "FocalLossTF": call_tf,
    "feature_loss_torch": call_features_torch,
    "feature_loss_tf": call_features_tf,
}
