"""Random runs for the optimizers, and random interruptions for the snapshots; how to use each once is in `CALLS`."""

import numpy as np


def run(rng):
    steps, shape = int(rng.integers(1, 6)), tuple(rng.integers(1, 4, size=rng.integers(0, 3)))
    start = rng.normal(size=(2, *shape))
    gradients = rng.normal(size=(steps, 2, *shape)) * rng.choice([1.0, 2.0**-20])
    gradients[rng.random((steps, 2)) < 0.2] = rng.choice([np.nan, 0.0])
    options = {
        "rate": float(rng.choice([0.125, 0.001])),
        "betas": [float(rng.choice([0.0, 0.75])), float(rng.choice([0.5, 0.96875]))],
        "eps": float(rng.choice([2.0**-26, 2.0**-4])),
    }
    return [gradients, start], options


def one_weight(rng):
    args, options = run(rng)
    return [np.nan_to_num(args[0][:, 0]), args[1][0]], options


def interruption(rng):
    return [rng.normal(size=(2, 3))], {"early": int(rng.integers(0, 4)), "fresh": bool(rng.integers(2))}


def walk(adam_step, args, options):
    gradients, weights = args
    state, path, old = None, [], []
    for gradient in gradients:
        old.append((weights, state))
        weights, state = adam_step(weights, gradient, state, options["rate"], *options["betas"], options["eps"])
        path.append(weights)
    again = [adam_step(w, g, s, options["rate"], *options["betas"], options["eps"])[0] for g, (w, s) in zip(gradients, old)]
    return [path, again, adam_step(weights, gradients[0])[0], args]


def walk_torch(AdamTorch, args, options):
    import torch

    rows = [torch.tensor(row).requires_grad_() for row in args[1]]
    own = {"lr": options["rate"], "betas": options["betas"], "eps": options["eps"]}
    groups = [{"params": [rows[0]], **own}, {"params": [rows[1]]}]
    optimizer, path = AdamTorch(groups), []
    for gradient in args[0]:
        for row, slope in zip(rows, gradient):
            row.grad = None if np.isnan(slope).any() else torch.tensor(slope)
        optimizer.step()
        path += [row.detach().numpy().copy() for row in rows]
        path += [np.zeros(1) if row.grad is None else row.grad.numpy() for row in rows]
    return path


def walk_tf(AdamTF, args, options):
    import keras

    rows = [keras.Variable(row, dtype="float64") for row in args[1]]
    beta_1, beta_2 = options["betas"]
    optimizer = AdamTF(options["rate"], beta_1, beta_2, options["eps"])
    optimizer.build(rows)
    path = []
    for gradient in args[0]:
        slopes = [None if np.isnan(slope).any() else slope for slope in gradient]
        if any(slope is not None for slope in slopes):
            optimizer.apply(slopes, rows)
        path += [row.numpy() for row in rows]
    return path


def resume_torch(function, args, options):
    import torch

    save, restore = function.__globals__["save_torch"], function.__globals__["restore_torch"]

    def down(weights, optimizer, steps):
        for _ in range(steps):
            for w in weights:
                w.grad = w.detach().clone()
            optimizer.step()
        return [w.detach().numpy().copy() for w in weights]

    weights = [torch.tensor(row).requires_grad_() for row in args[0]]
    optimizer = torch.optim.Adam(weights, lr=0.125)
    down(weights, optimizer, options["early"])
    snapshot = save(weights, optimizer)
    seen = down(weights, optimizer, 1)
    if options["fresh"]:
        weights = [torch.zeros(3, dtype=torch.float64, requires_grad=True) for _ in weights]
        optimizer = torch.optim.Adam(weights, lr=0.5)
    for _ in range(2):
        restore(weights, optimizer, snapshot)
        seen += [float(w.requires_grad) for w in weights]
        seen += down(weights, optimizer, 2)
    return seen


def resume_tf(function, args, options):
    import keras

    save, restore = function.__globals__["save_tf"], function.__globals__["restore_tf"]

    def down(weights, optimizer, steps):
        for _ in range(steps):
            optimizer.apply([w.value for w in weights], weights)
        return [w.numpy() for w in weights]

    weights = [keras.Variable(row, dtype="float64") for row in args[0]]
    optimizer = keras.optimizers.Adam(0.125)
    down(weights, optimizer, options["early"])
    snapshot = save(weights, optimizer)
    seen = down(weights, optimizer, 1)
    if options["fresh"]:
        weights = [keras.Variable(np.zeros(3), dtype="float64") for _ in weights]
        optimizer = keras.optimizers.Adam(0.5)
    for _ in range(2):
        restore(weights, optimizer, snapshot)
        seen += down(weights, optimizer, 2)
    return seen


INPUTS = {"adam_step": one_weight, "AdamTorch": run, "AdamTF": run, "save": interruption, "restore": interruption}
CALLS = {
    "adam_step": walk,
    "AdamTorch": walk_torch,
    "AdamTF": walk_tf,
    "save_torch": resume_torch,
    "restore_torch": resume_torch,
    "save_tf": resume_tf,
    "restore_tf": resume_tf,
}
