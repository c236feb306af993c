"""The order in which examples are seen: shuffled anew for each epoch, and dealt into batches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow as tf
import torch


def shuffled_torch(n: int, size: int) -> Callable[[], Any]:
    """A function that draws an epoch: the rows 0 to n − 1 in PyTorch's random order, `size` of them in each batch.

    The last batch is smaller where size doesn't divide n.
    """
    return lambda: torch.randperm(n).split(size)


def shuffled_tf(n: int, size: int) -> Callable[[], Any]:
    """A function that draws an epoch: the rows 0 to n − 1 in TensorFlow's random order, `size` of them in each batch.

    The last batch is smaller where size doesn't divide n. The draws follow from the seed that was set before the first.
    """

    @tf.function
    def order() -> Any:
        return tf.random.shuffle(tf.range(n))

    return lambda: np.split(order().numpy(), range(size, n, size))
