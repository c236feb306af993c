"""A forbidden built-in is found under whatever name it was imported."""

from __future__ import annotations

import pytest

from autograder.exercises.forbidden import uses

FORBIDDEN = ("torch.log_softmax", "torch.nn.functional.cross_entropy", "keras.losses.*")


@pytest.mark.parametrize(
    ("source", "entry"),
    [
        ("torch.log_softmax(z, -1)", FORBIDDEN[0]),
        ("import torch as t\nt.log_softmax(z, -1)", FORBIDDEN[0]),
        ("from torch import log_softmax as safe\nsafe(z, -1)", FORBIDDEN[0]),
        ("z.log_softmax(-1)", FORBIDDEN[0]),
        ("getattr(torch, 'log_softmax')(z, -1)", FORBIDDEN[0]),
        ("import torch.nn.functional as F\nF.cross_entropy(z, y)", FORBIDDEN[1]),
        ("from torch.nn import functional as F\nF.cross_entropy(z, y)", FORBIDDEN[1]),
        ("from torch import nn\nnn.functional.cross_entropy(z, y)", FORBIDDEN[1]),
        ("done = torch.nn.functional\ndone.cross_entropy(z, y)", FORBIDDEN[1]),
        ("def f(z, y):\n    F = torch.nn\n    return F.functional.cross_entropy(z, y)", FORBIDDEN[1]),
        ("import keras\nkeras.losses.CategoricalCrossentropy()", FORBIDDEN[2]),
        ("tf.keras.losses.MeanSquaredError()", FORBIDDEN[2]),
        ("from tensorflow.keras import losses\nlosses.mse(y, z)", FORBIDDEN[2]),
        ("from tensorflow.keras.losses import MeanSquaredError", FORBIDDEN[2]),
    ],
)
def test_a_forbidden_name_is_found(source: str, entry: str) -> None:
    assert uses(source, FORBIDDEN) == [entry]


@pytest.mark.parametrize(
    "source",
    [
        "log_softmax_torch(z)",
        "torch.nn.functional.one_hot(y)",
        "def log_softmax(z):\n    return z\nlog_softmax(z)",
        "import torch.nn.functional as F\nF.softmax(z, -1)",
        "tf.keras.ops.exp(z)",
        "'torch.log_softmax'",
    ],
)
def test_what_is_allowed_is_not_flagged(source: str) -> None:
    assert uses(source, FORBIDDEN) == []
