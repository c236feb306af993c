"""Runs the calls of the tables in PyTorch and Keras, and gives back NumPy: a value and a gradient in y_pred."""

from types import MappingProxyType

import keras
import numpy as np
import tensorflow as tf
import torch

import descent.reference as reference

REFERENCE_NAMES = {"np": np, **{name: getattr(reference, name) for name in reference.__all__}}


def run(framework: str, row, y_true, y_pred, *, reduction="mean", sample_weight=None, dtype="float64"):
    """The value and gradient of a row's oracle, reduction under the reference's name."""
    oracle = getattr(row, framework)
    names = {**row.parameters, "y_true": y_true, "sample_weight": sample_weight}
    names = {name: _FRAMEWORKS[framework].argument(name, x, dtype) for name, x in names.items()}
    names |= {"reduction": oracle.reductions[reduction], "dtype": dtype, **_FRAMEWORKS[framework].modules}

    def loss(y_pred):
        return eval(oracle.call, {**names, "y_pred": y_pred})

    value, gradient = _FRAMEWORKS[framework].value_and_gradient(loss, np.asarray(y_pred, dtype))
    return np.asarray(value, np.float64), np.asarray(gradient, np.float64)


def run_side(framework: str, side):
    """What one side of a difference gives."""
    chosen = _FRAMEWORKS[framework]
    names = {
        "np": np,
        "tensor": lambda x: chosen.tensor(np.asarray(x, "float32")),
        "labels": lambda x: chosen.tensor(np.asarray(x, "int64")),
        "gradient": lambda f, x: chosen.value_and_gradient(f, np.asarray(x, "float32"))[1],
        **chosen.modules,
    }
    return np.asarray(eval(side.call, names))


class _Framework:
    def argument(self, name, x, dtype):
        """Labels and weights become tensors; numbers such as delta stay as they are."""
        if x is None or not (name == "y_true" or name.endswith("weight")):
            return x
        x = np.asarray(x)
        return self.tensor(x if x.dtype.kind in "iu" else x.astype(dtype))


class _Torch(_Framework):
    modules = MappingProxyType({"torch": torch})

    def tensor(self, x):
        return torch.tensor(x)

    def value_and_gradient(self, loss, x):
        x = torch.tensor(x, requires_grad=True)
        value = loss(x)
        value.sum().backward()
        return value.detach().numpy(), x.grad.numpy()


class _Keras(_Framework):
    modules = MappingProxyType({"keras": keras, "tf": tf})

    def tensor(self, x):
        return tf.constant(x)

    def value_and_gradient(self, loss, x):
        x = tf.constant(x)
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = loss(x)
        return value.numpy(), tape.gradient(value, x).numpy()


_FRAMEWORKS = {"torch": _Torch(), "keras": _Keras()}
