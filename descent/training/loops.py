"""The plain training loop in both frameworks: one turn, and as many turns as there are batches."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import tensorflow as tf
import torch

from descent.training.compiled import compiled

Loss = Callable[..., Any]  # each framework's own order: PyTorch's takes the prediction first, Keras's the target


def turn_torch(
    model: torch.nn.Module,
    optimizer: torch.optim.Optimizer,
    loss: Loss,
    x: torch.Tensor,
    y: torch.Tensor,
) -> float:
    """w ← step(w, ∂L/∂w), with L = loss(model(x), y); returns the L before.

    Shapes: x (N, …); y whatever the loss takes. The optimizer holds the
    model's parameters.
    """
    optimizer.zero_grad()
    value = loss(model(x), y)
    value.backward()
    optimizer.step()
    return value.item()


def fit_torch(
    model: torch.nn.Module,
    optimizer: torch.optim.Optimizer,
    loss: Loss,
    x: torch.Tensor,
    y: torch.Tensor,
    batches: Iterable[Any],
) -> list[float]:
    """One turn for each batch, in order; returns their losses.

    Shapes: x (N, …), y (N, …); a batch is what picks its examples from both: their row numbers, or a slice.
    """
    return [turn_torch(model, optimizer, loss, x[rows], y[rows]) for rows in batches]


@compiled
def turn_tf(model: Any, optimizer: Any, loss: Loss, x: Any, y: Any) -> Any:
    """w ← step(w, ∂L/∂w), with L = loss(y, model(x)); returns the L before.

    Shapes: x (N, …); y whatever the loss takes. The model and the optimizer
    are Keras's. It is compiled once for each model, optimizer and loss.
    """
    with tf.GradientTape() as tape:
        value = loss(y, model(x, training=True))
    slopes = tape.gradient(value, model.trainable_variables)
    optimizer.apply(slopes, model.trainable_variables)
    return value


def fit_tf(model: Any, optimizer: Any, loss: Loss, x: Any, y: Any, batches: Iterable[Any]) -> list[float]:
    """One turn for each batch, in order; returns their losses.

    Shapes: x (N, …), y (N, …), NumPy's; a batch is what picks its examples from both: their row numbers, or a slice.
    """
    return [float(turn_tf(model, optimizer, loss, x[rows], y[rows])) for rows in batches]
