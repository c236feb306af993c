"""Random inputs for every exported name, and how to use each once: small linear models whose numbers show the mode."""

import keras
import numpy as np
import tensorflow as tf
import torch


class DoubleTorch(torch.nn.Module):
    """Doubles its input while training, and counts in a buffer how often it did."""

    def __init__(self):
        super().__init__()
        self.register_buffer("seen", torch.tensor(0.0))
        self.recorded = False

    def forward(self, x):
        self.recorded = torch.is_grad_enabled()
        if self.training:
            self.seen += 1
        return 2 * x if self.training else x


class DoubleTf(keras.layers.Layer):
    def build(self, shape):
        self.seen = self.add_weight(name="seen", shape=(), initializer="zeros", trainable=False)

    def call(self, x, training=False):
        if training:
            self.seen.assign_add(1.0)
        return 2 * x if training else x


def examples(rng, batches, classes=0):
    """Sizes, inputs and labels: classes, or numbers of which some are broken."""
    sizes = rng.integers(1, 5, size=batches)
    x = rng.normal(0, 1, (sizes.sum(), 2)).astype("float32")
    y = rng.integers(classes, size=len(x)) if classes else rng.normal(0, 1, (len(x), 3)).astype("float32")
    return x, y, sizes


def weights(rng):
    return rng.normal(0, 1, (2, 3)).astype("float32")


def evaluate(rng):
    return [*examples(rng, int(rng.integers(1, 4)), 3), weights(rng), rng.random(3) < 0.5], {}


def train(rng):
    x, y, sizes = examples(rng, int(rng.integers(0, 5)))
    y[rng.random(y.shape) < 0.03] = rng.choice([np.nan, np.inf])
    return [x, y, sizes, weights(rng), float(rng.choice([0.0, 0.5]))], {}


def accumulation(rng):
    return [*examples(rng, int(rng.integers(1, 4))), weights(rng), float(rng.choice([0.0, 0.5]))], {}


def fit(rng):
    options = {"epochs": int(rng.integers(1, 5)), "patience": int(rng.integers(1, 4))}
    x, y, sizes = examples(rng, 1, 3)
    if rng.random() < 0.05:
        x = np.full_like(x, np.nan)
    return [*examples(rng, int(rng.integers(1, 3)), 3), x, y, sizes, weights(rng)], options


def early_stopping(rng):
    losses = rng.integers(0, 9, size=10) / 4
    losses[rng.random(10) < 0.2] = rng.choice([np.nan, np.inf])
    options = {"patience": int(rng.integers(1, 5)), "min_delta": float(rng.choice([0.0, 0.25, 0.5]))}
    return [losses], {name: value for name, value in options.items() if rng.random() < 0.8}


def split(tensor, x, y, sizes):
    ends = np.cumsum(sizes)
    return [(tensor(x[end - n : end]), tensor(y[end - n : end])) for n, end in zip(sizes, ends)]


def model_torch(start):
    layer = torch.nn.Linear(2, 3, bias=False)
    layer.weight.data = torch.tensor(start.T.copy())
    layer.weight.grad = torch.ones_like(layer.weight)
    return torch.nn.Sequential(DoubleTorch(), layer).eval()


KEPT = {}


def model_tf(start):
    """One model for all calls: to make a Keras model costs more than to use it."""
    if not KEPT:
        KEPT["model"] = keras.Sequential([keras.Input((2,)), DoubleTf(), keras.layers.Dense(3, use_bias=False)])
    KEPT["model"].set_weights([np.float32(0), start])
    return KEPT["model"]


def cross_entropy_torch(logits, labels):
    return torch.nn.functional.cross_entropy(logits, labels)


def cross_entropy_tf(labels, logits):
    return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits))


def square_torch(outputs, labels):
    error = outputs - labels
    return torch.where(error > 0, 2 * error**2, error**2).mean()


def square_tf(labels, outputs):
    error = outputs - labels
    return tf.reduce_mean(tf.where(error > 0, 2 * error**2, error**2))


def state(model):
    """What a caller sees of a PyTorch model: its state, its gradients, its modes."""
    modes = [part.training for part in model.modules()]
    grad = model[1].weight.grad
    return [*(value.numpy().copy() for value in model.state_dict().values()), modes, grad is None]


def call_evaluate_torch(evaluate_torch, args, options):
    x, y, sizes, start, modes = args
    model = model_torch(start)
    for part, mode in zip(model.modules(), modes.tolist()):
        part.training = mode
    result = evaluate_torch(model, iter(split(torch.tensor, x, y, sizes)), cross_entropy_torch)
    return [*map(float, result), *state(model), model[1].weight.grad.numpy(), model[0].recorded]


def call_evaluate_tf(evaluate_tf, args, options):
    x, y, sizes, start, _ = args
    result = evaluate_tf(model_tf(start), iter(split(tf.constant, x, y, sizes)), cross_entropy_tf)
    return [*map(float, result), *KEPT["model"].get_weights()]


def call_train_torch(train_epoch_torch, args, options):
    x, y, sizes, start, momentum = args
    model = model_torch(start)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.0625, momentum=momentum)
    losses = train_epoch_torch(model, iter(split(torch.tensor, x, y, sizes)), square_torch, optimizer)
    return [losses, *state(model)[:-1]]


def call_train_tf(train_epoch_tf, args, options):
    x, y, sizes, start, momentum = args
    optimizer = keras.optimizers.SGD(0.0625, momentum=momentum)
    losses = train_epoch_tf(model_tf(start), iter(split(tf.constant, x, y, sizes)), square_tf, optimizer)
    return [losses, *KEPT["model"].get_weights()]


def call_accumulation_torch(accumulated_step_torch, args, options):
    x, y, sizes, start, momentum = args
    model = model_torch(start)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.0625, momentum=momentum)
    return [
        *(
            np.float32(accumulated_step_torch(model, split(torch.tensor, x, y, sizes), square_torch, optimizer))
            for _ in range(2)
        ),
        *state(model)[:-1],
    ]


def call_accumulation_tf(accumulated_step_tf, args, options):
    x, y, sizes, start, momentum = args
    model, optimizer = model_tf(start), keras.optimizers.SGD(0.0625, momentum=momentum)
    losses = [
        np.float32(accumulated_step_tf(model, split(tf.constant, x, y, sizes), square_tf, optimizer)) for _ in range(2)
    ]
    return [*losses, *model.get_weights()]


def call_fit_torch(fit_torch, args, options):
    *train, x, y, sizes, start = args
    model = model_torch(start)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    parts = split(torch.tensor, *train), split(torch.tensor, x, y, sizes)
    losses = fit_torch(model, *parts, cross_entropy_torch, optimizer, **options)
    return [losses, *state(model)[:2]]


def call_fit_tf(fit_tf, args, options):
    *train, x, y, sizes, start = args
    parts = split(tf.constant, *train), split(tf.constant, x, y, sizes)
    losses = fit_tf(model_tf(start), *parts, cross_entropy_tf, keras.optimizers.SGD(0.5), **options)
    return [losses, *KEPT["model"].get_weights()]


def call_early_stopping(EarlyStopping, args, options):
    stopping, answers = EarlyStopping(**options), []
    for loss in args[0].tolist():
        answers.append(bool(stopping.update(loss)))
        if answers[-1]:
            break
    return [answers, stopping.best_epoch, float(stopping.best_loss)]


INPUTS = {
    "evaluate": evaluate,
    "train_epoch": train,
    "EarlyStopping": early_stopping,
    "fit": fit,
    "accumulated_step": accumulation,
}
CALLS = {
    "evaluate_torch": call_evaluate_torch,
    "evaluate_tf": call_evaluate_tf,
    "train_epoch_torch": call_train_torch,
    "train_epoch_tf": call_train_tf,
    "EarlyStopping": call_early_stopping,
    "fit_torch": call_fit_torch,
    "fit_tf": call_fit_tf,
    "accumulated_step_torch": call_accumulation_torch,
    "accumulated_step_tf": call_accumulation_tf,
}
