"""Random inputs for every exported function and class: all that its docstring allows, the odd cases often."""

import numpy as np


def minibatches(rng):
    n = int(rng.integers(0, 9))
    x, y = rng.normal(size=(n, *rng.choice([[1], [2]]))), rng.integers(10, size=n)
    seed, size = int(rng.integers(1000)), int(rng.integers(1, 11))
    return [x, y, size, seed], {"drop_last": bool(rng.random() < 0.5)}


def options(rng):
    chosen = {"momentum": float(rng.choice([0.0, 0.5, 0.9, rng.random()])), "nesterov": bool(rng.random() < 0.5)}
    return {name: value for name, value in chosen.items() if rng.random() < 0.8}


def velocity_step(rng):
    shape = tuple(rng.integers(0, 4, size=rng.integers(0, 3)))
    dtype = rng.choice(["float32", "float64"])
    weights, gradient, velocity = (rng.normal(size=shape) for _ in range(3))
    args = [np.asarray(array, dtype=dtype) for array in (weights, gradient, velocity)]
    return args[: int(rng.integers(2, 4))], {"learning_rate": float(rng.random()), **options(rng)}


def run(rng):
    """Where to start, the gradients of two steps or more, and the rate of each step."""
    dtype, steps = rng.choice(["float32", "float64"]), int(rng.integers(2, 5))
    start, gradients = rng.normal(size=(2, 2)).astype(dtype), rng.normal(size=(steps, 2, 2)).astype(dtype)
    return [start, gradients, [float(rate) for rate in rng.random(steps)]], options(rng)


def pausing_run(rng):
    (start, gradients, rates), chosen = run(rng)
    gradients[rng.random(gradients.shape[:2]) < 0.2] = np.nan
    return [start, gradients, rates, int(rng.integers(-1, len(rates)))], chosen


def call_torch(optimizer_class, args, chosen):
    import torch

    start, gradients, rates, reload_after = args
    weights = [torch.nn.Parameter(torch.tensor(row)) for row in start]
    groups = [{"params": [weights[0]], "lr": 0.5}, {"params": [weights[1]], "momentum": 0.25}]
    optimizer, places = optimizer_class(groups, lr=0.125, **chosen), []
    for t, slopes in enumerate(gradients):
        if t == reload_after:
            saved = optimizer.state_dict()
            optimizer = optimizer_class([{"params": [weight]} for weight in weights], lr=1.0)
            optimizer.load_state_dict(saved)
        if t:  # the first step uses the rates that the groups were made with
            for group in optimizer.param_groups:
                group["lr"] = rates[t]
        for weight, slope in zip(weights, torch.tensor(slopes), strict=True):
            weight.grad = None if slope.isnan().any() else slope.clone()
        optimizer.step()
        places += [weight.detach().numpy().copy() for weight in weights]
    return [places, [None if weight.grad is None else weight.grad.numpy() for weight in weights]]


def call_tf(optimizer_class, args, chosen):
    import keras
    import tensorflow as tf

    start, gradients, rates = args
    variables = [keras.Variable(row, dtype=row.dtype.name) for row in start]
    optimizer = optimizer_class(**chosen)
    optimizer.build(variables)
    for t, slopes in enumerate(gradients):
        if t:  # the first step uses the rate that the optimizer was made with
            optimizer.learning_rate = rates[t]
        optimizer.apply(tf.unstack(tf.constant(slopes)), variables)
    return [variable.numpy() for variable in (*variables, *optimizer.variables)]


INPUTS = {
    "minibatches": minibatches,
    "velocity_step": velocity_step,
    "MomentumTorch": pausing_run,
    "MomentumTF": run,
}
CALLS = {"MomentumTorch": call_torch, "MomentumTF": call_tf}
