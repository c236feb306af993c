"""A turn in TensorFlow, run as a graph: a Python call for each operation would take most of the time."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any

KEPT = 16  # graphs hold their model's memory; a page trains a handful of models at a time

Turn = Callable[[Any, Any, Any, Any, Any], Any]


def compiled(turn: Turn) -> Turn:
    """The same turn, traced once for each model, optimizer and loss."""

    @lru_cache(maxsize=KEPT)
    def graph(model: Any, optimizer: Any, loss: Any) -> Any:
        import tensorflow as tf

        optimizer.build(model.trainable_variables)  # while a graph is traced, no variable can be made

        def on_a_batch(x: Any, y: Any) -> Any:
            return turn(model, optimizer, loss, x, y)

        return tf.function(on_a_batch, reduce_retracing=True, autograph=False)

    @wraps(turn)
    def run(model: Any, optimizer: Any, loss: Any, x: Any, y: Any) -> Any:
        return graph(model, optimizer, loss)(x, y)

    return run
