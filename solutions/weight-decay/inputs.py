"""Random inputs for the exported functions and classes: what a mutant that survives the tests is compared on."""

import keras
import numpy as np
import tensorflow as tf
import torch

SHAPES = {"a/kernel": (1, 2), "a/bias": (2,), "b/filter": (2, 1, 2), "b/gain": (1,), "all/scale": ()}
SKIPS = ((), ("b/",), ("kernel", "gain"), ("a",))
WAYS = ("l2", "regularizer", "summed", "decoupled", "share", "other")


def path(rng):
    shape, dtype = tuple(rng.integers(1, 4, size=rng.integers(1, 3))), rng.choice(["float32", "float64"])
    gradients = rng.normal(size=(rng.integers(0, 5), *shape)).astype(dtype)
    options = {
        "learning_rate": rng.uniform(0.01, 0.5),
        "weight_decay": rng.uniform(0, 1),
        "momentum": rng.choice([0.0, 0.75]),
        "decoupled": bool(rng.integers(2)),
    }
    return [rng.normal(size=shape).astype(dtype), gradients], options


def conversion(rng):
    source, target = (str(way) for way in rng.choice(WAYS, 2))
    options = {"learning_rate": rng.uniform(0.01, 2), "examples": int(rng.integers(1, 9))}
    return [rng.uniform(0, 2)], {"source": source, "target": target, **options}


def who_decays(rng):
    return [rng.normal(size=len(SHAPES)), SKIPS[rng.integers(len(SKIPS))], rng.integers(0, 2, len(SHAPES)) > 0], {}


def groups_of(exported, args, kwargs):
    numbers, skip, trains = args
    named = []
    for (name, shape), x, train in zip(SHAPES.items(), numbers, trains):
        named.append((name, torch.nn.Parameter(torch.full(shape, x), requires_grad=bool(train))))
    groups = exported(named, 0.5, skip)
    return [[[p.flatten()[0].item() for p in group["params"]], group["weight_decay"]] for group in groups]


def kept_by(exported, args, kwargs):
    numbers, skip, _ = args
    variables = []
    for (name, shape), x in zip(SHAPES.items(), numbers):
        with keras.name_scope(name.partition("/")[0]):
            variables.append(keras.Variable(np.full(shape, x), dtype="float64", name=name.partition("/")[2]))
    optimizer = exported(keras.optimizers.SGD(1.0, weight_decay=0.5), variables, skip)
    optimizer.apply([tf.zeros_like(v.value) for v in variables], variables)
    return [v.numpy() for v in variables]


def steps(rng):
    count = int(rng.integers(1, 5))
    options = {"lr": rng.uniform(0.01, 0.5), "momentum": rng.choice([0.0, 0.75]), "weight_decay": rng.uniform(0, 1)}
    return [rng.normal(size=2), rng.normal(size=(count, 2)), rng.random((count, 2)) < 0.2], options


def walk_torch(exported, args, kwargs):
    start, gradients, missing = args
    weights = [torch.tensor([x], requires_grad=True) for x in start]
    optimizer = exported([{"params": weights[:1], "weight_decay": 0.25}, {"params": weights[1:]}], **kwargs)
    for row, gone in zip(gradients, missing):
        for w, g, none in zip(weights, row, gone):
            w.grad = None if none else torch.tensor([g])
        optimizer.step()
    return [w.detach().numpy() for w in weights]


def penalised(rng):
    options = {"learning_rate": rng.uniform(0.01, 0.5), "l2": rng.uniform(0, 1), "skip": [("bias",), (), ("k",)][rng.integers(3)]}
    given = [rng.normal(size=2).astype("float32"), rng.normal(size=(2, 2)).astype("float32")]
    return given, {name: option for name, option in options.items() if rng.random() < 0.8}


def walk_tf(exported, args, kwargs):
    variables = [keras.Variable([x], dtype="float32", name=name) for x, name in zip(args[0], ("kernel", "bias"))]
    optimizer = exported(**kwargs)
    optimizer.build(variables)
    for row in args[1]:
        optimizer.apply([tf.constant([g]) for g in row])
    return [v.numpy() for v in variables]


INPUTS = {
    "sgd_end": path,
    "convert": conversion,
    "parameter_groups_torch": who_decays,
    "exclude_tf": who_decays,
    "SGDW": steps,
    "AdamL2": penalised,
}
CALLS = {"parameter_groups_torch": groups_of, "exclude_tf": kept_by, "SGDW": walk_torch, "AdamL2": walk_tf}
