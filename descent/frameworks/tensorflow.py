"""Keras on TensorFlow, imported when it is first asked for something."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from descent.frameworks.framework import Framework
from descent.reference.arrays import FloatArray


class Keras(Framework):
    """Keras on TensorFlow."""

    title, tag = "TensorFlow", "tf"

    @property
    def modules(self) -> dict[str, Any]:
        import keras
        import tensorflow as tf

        return {"keras": keras, "tf": tf}

    def tensor(self, x: Any) -> Any:
        return self.modules["tf"].constant(x)

    def value_and_gradient(self, loss: Callable[[Any], Any], x: Any) -> tuple[Any, Any]:
        value, gradient = self._recorded(loss, x)
        return value.numpy(), gradient.numpy()

    def _recorded(self, f: Callable[[Any], Any], x: Any) -> tuple[Any, Any]:
        """f(x) and df/dx as tensors; the second is None where there is no slope."""
        x = self.tensor(x)
        with self.modules["tf"].GradientTape() as tape:
            tape.watch(x)
            value = f(x)
        return value, tape.gradient(value, x)

    def twice(self, f: Callable[[Any], Any], x: Any) -> Any:
        return [self.value_and_gradient(f, x)[1] for _ in range(2)][-1]

    def has_slope(self, f: Callable[[Any], Any], x: Any) -> bool:
        return self._recorded(f, x)[1] is not None

    def clipped(self, gradient: Any, norm: float) -> Any:
        return self.modules["tf"].clip_by_global_norm([self.tensor(gradient)], norm)[0][0]

    def used(self, layer: Any, x: Any) -> Any:
        layer(self.tensor(x), training=True)
        return layer

    def late(self, make: Callable[[Any], Any], steps: int) -> float:
        first, second = (self.modules["keras"].Variable(np.zeros(1), dtype="float64") for _ in range(2))
        optimizer, slope = make([first, second]), self.tensor(np.ones(1))
        optimizer.build([first, second])
        for t in range(steps + 1):
            optimizer.apply([slope, slope if t == steps else None], [first, second])
        return second.numpy().item()

    def bare(self, name: str) -> str:
        return f"{name}()"

    def path(
        self,
        make: Callable[[Any], Any],
        weights: Any,
        gradient: Callable[[Any, int], Any],
        steps: int,
        dtype: str,
        rates: Sequence[float] = (),
    ) -> tuple[FloatArray, dict[str, Any]]:
        w = self.modules["keras"].Variable(np.array(weights, dtype), dtype=dtype, name="w")
        optimizer, path = make([w]), [w.numpy()]
        for t in range(steps):
            if rates:
                optimizer.learning_rate = rates[t]
            optimizer.apply([self.tensor(np.asarray(gradient(path[-1], t), dtype))], [w])
            path.append(w.numpy())
        # Its variables are called iteration, learning_rate, then w_momentum and the like.
        return np.stack(path), {x.name.removeprefix("w_"): x.numpy() for x in optimizer.variables}
