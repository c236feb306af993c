"""Early stopping: train while the validation loss still falls, and keep the weights with which it was lowest."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import torch

from descent.training.loops import Loss, fit_tf, fit_torch

Data = tuple[Any, Any]  # inputs and targets
Draw = Callable[[], Iterable[Any]]  # the batches of one epoch


def keep_going(losses: Sequence[float], epochs: int, patience: int) -> bool:
    """Until there are `epochs` losses, or the lowest is `patience` of them ago."""
    best = int(np.argmin(losses)) if losses else 0
    return len(losses) < epochs and len(losses) - best <= patience


def stop_early_torch(
    model: torch.nn.Module,
    optimizer: torch.optim.Optimizer,
    *,
    loss: Loss,
    train: Data,
    validation: Data,
    batches: Draw,
    epochs: int,
    patience: int,
) -> list[float]:
    """Trains epoch by epoch; puts back the weights of the lowest validation loss.

    Returns the validation losses. Shapes: inputs (N, …), targets (N, …),
    PyTorch's; `batches()` draws the row numbers of each batch anew.

    Source: Prechelt, "Early stopping: but when?" (1998),
        doi:10.1007/3-540-49430-8_3.
    """
    losses: list[float] = []
    best = copy.deepcopy(model.state_dict())  # a copy, or it would go on changing
    while keep_going(losses, epochs, patience):
        model.train()
        fit_torch(model, optimizer, loss, *train, batches())
        model.eval()
        with torch.no_grad():
            losses.append(loss(model(validation[0]), validation[1]).item())
        if losses[-1] < min([np.inf, *losses[:-1]]):
            best = copy.deepcopy(model.state_dict())
    model.load_state_dict(best)
    return losses


def stop_early_tf(
    model: Any,
    optimizer: Any,
    *,
    loss: Loss,
    train: Data,
    validation: Data,
    batches: Draw,
    epochs: int,
    patience: int,
) -> list[float]:
    """Trains epoch by epoch; puts back the weights of the lowest validation loss.

    Returns the validation losses. Shapes: inputs (N, …), targets (N, …),
    NumPy's; `batches()` draws the row numbers of each batch anew.

    Source: Prechelt, "Early stopping: but when?" (1998),
        doi:10.1007/3-540-49430-8_3.
    """
    losses: list[float] = []
    best = model.get_weights()  # copies, as NumPy arrays
    while keep_going(losses, epochs, patience):
        fit_tf(model, optimizer, loss, *train, batches())
        predicted = model(validation[0], training=False)
        losses.append(float(loss(validation[1], predicted)))
        if losses[-1] < min([np.inf, *losses[:-1]]):
            best = model.get_weights()
    model.set_weights(best)
    return losses
