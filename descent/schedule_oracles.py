"""Runs the calls that the table of schedules holds in PyTorch and Keras: the rate at each of the first steps.

As in `descent.oracles`, a framework is imported when its first call runs, and only the table's own text is evaluated.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from descent.frameworks import FRAMEWORKS
from descent.reference.arrays import FloatArray
from descent.reference.schedules.row import Schedule


def run_schedule(framework: str, row: Schedule, steps: int, dtype: str = "float64") -> FloatArray:
    """The rates of the steps 0, …, steps − 1 in a row's class; Keras's computes in the dtype of the numbers given."""
    call = getattr(row, framework).call
    names = {name: _in(dtype, x) for name, x in row.parameters.items()}

    def make(optimizer: Any) -> Any:
        return eval(call, {**names, **FRAMEWORKS[framework].modules, "optimizer": optimizer})

    return RATES[framework](make, steps, row.parameters.get("learning_rate", 1.0))


def _in(dtype: str, x: Any) -> Any:
    """A number of that dtype, or a list of them; what isn't a fraction stays as it is."""
    if isinstance(x, float):
        return np.dtype(dtype).type(x)
    return [_in(dtype, one) for one in x] if isinstance(x, tuple) else x


def torch_rates(make: Callable[[Any], Any], steps: int, learning_rate: float = 1.0) -> FloatArray:
    """What a scheduler, made by make(optimizer), gives its optimizer for each step; it starts from learning_rate."""
    import torch

    optimizer = torch.optim.SGD([torch.zeros(1)], lr=learning_rate)
    scheduler, rates = make(optimizer), []
    for _ in range(steps):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return np.array(rates)


def keras_rates(make: Callable[[Any], Any], steps: int, learning_rate: float = 1.0) -> FloatArray:
    """What a schedule, made by make(None), gives for each step; it has its rate itself, so learning_rate is idle."""
    import tensorflow as tf

    schedule = make(None)
    return np.array([schedule(tf.constant(t, "int64")).numpy() for t in range(steps)])


RATES: Mapping[str, Callable[..., FloatArray]] = MappingProxyType({"torch": torch_rates, "keras": keras_rates})
