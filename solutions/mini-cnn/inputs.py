"""Random inputs for every exported function, and how models, training and freezing are used once."""

import numpy as np


def convolution(rng):
    h, w = (int(size) for size in rng.integers(1, 4, 2))
    n, c, o, rows, columns = (int(size) for size in rng.integers(1, 4, 5))
    dtype = str(rng.choice(["float32", "float64"]))
    shapes = (n - 1, c, h + rows - 1, w + columns - 1), (o, c, h, w), (o,)
    return [rng.normal(size=shape).astype(dtype) for shape in shapes], {}


def model(rng):
    return [int(rng.integers(1, 6)), rng.normal(size=(2, *rng.integers(4, 9, 2))).astype("float32")], {}


def training(rng):
    batches = [rng.permutation(4)[: rng.integers(1, 5)] for _ in range(rng.integers(0, 4))]
    return [rng.normal(size=(4, 2, 2)).astype("float32"), rng.integers(2, size=4), batches], {}


def settled(rng):
    losses = np.round(rng.random(rng.integers(0, 15)) * 3, 1)
    losses[rng.random(len(losses)) < 0.03] = np.nan
    return [losses.tolist(), float(np.round(rng.random() * 3, 1))], {"window": int(rng.integers(1, 6))}


def jitter(rng):
    losses = rng.normal(size=rng.integers(0, 9))
    losses[rng.random(len(losses)) < 0.03] = np.nan
    return [losses.tolist()], {"last": int(rng.integers(1, 9))}


def frozen(rng):
    return [int(rng.integers(1, 5)), rng.normal(size=(3, 2, 2)).astype("float32")], {}


INPUTS = {
    "convolve": convolution,
    "small_cnn": model,
    "train": training,
    "settled_after": settled,
    "jitter": jitter,
    "freeze": frozen,
}


def use_model_torch(make, args, options):
    import torch

    classes, images = args
    torch.manual_seed(0)
    return [make(classes)(torch.tensor(images[:, None])).detach().numpy()]


def use_model_tf(make, args, options):
    import keras

    classes, images = args
    keras.utils.set_random_seed(0)
    return [make(classes)(images[..., None]).numpy()]


def use_train_torch(train, args, options):
    import torch

    nn = torch.nn
    torch.manual_seed(0)
    model = nn.Sequential(nn.BatchNorm2d(1), nn.Flatten(), nn.Linear(4, 2)).eval()
    losses = train(model, torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9), *args)
    return [list(map(float, losses)), [value.numpy() for value in model.state_dict().values()]]


def use_train_tf(train, args, options):
    import keras

    keras.utils.set_random_seed(0)
    layers = keras.layers
    model = keras.Sequential([keras.Input((2, 2, 1)), layers.BatchNormalization(), layers.Flatten(), layers.Dense(2)])
    losses = train(model, keras.optimizers.SGD(0.1, momentum=0.9), *args)
    return [list(map(float, losses)), model.get_weights()]


def use_freeze_torch(freeze, args, options):
    import torch

    nn, (outputs, images) = torch.nn, args
    model = nn.Sequential(nn.BatchNorm2d(1), nn.Flatten(), nn.Linear(4, 3), nn.Linear(3, outputs))
    model[-1].requires_grad_(False)
    count = freeze(model)
    model(torch.tensor(images[:, None]))
    flags = [weight.requires_grad for weight in model.parameters()]
    return [int(count), flags, model[0].running_mean.numpy()]


def use_freeze_tf(freeze, args, options):
    import keras

    layers, (outputs, images) = keras.layers, args
    parts = [layers.BatchNormalization(), layers.Flatten(), layers.Dense(3), layers.Dense(outputs)]
    parts[-1].trainable = False
    model = keras.Sequential([keras.Input((2, 2, 1)), *parts])
    count = freeze(model)
    model(images[..., None], training=True)
    return [int(count), [layer.trainable for layer in model.layers], parts[0].moving_mean.numpy()]


CALLS = {
    "small_cnn_torch": use_model_torch,
    "small_cnn_tf": use_model_tf,
    "train_torch": use_train_torch,
    "train_tf": use_train_tf,
    "freeze_torch": use_freeze_torch,
    "freeze_tf": use_freeze_tf,
}
