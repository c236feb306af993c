"""What both frameworks are asked for, in NumPy's terms."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from descent.reference.arrays import FloatArray


class Framework:
    """One framework. `title` is what a reader calls it, `tag` what marks its cells and the names of its functions."""

    title: str
    tag: str

    @property
    def modules(self) -> dict[str, Any]:
        """The names that calls use, imported now."""
        raise NotImplementedError

    def tensor(self, x: Any) -> Any:
        """x as the framework's constant."""
        raise NotImplementedError

    def value_and_gradient(self, loss: Callable[[Any], Any], x: Any) -> tuple[Any, Any]:
        """loss(x), and its derivative in x, summed over the losses where there are several."""
        raise NotImplementedError

    def twice(self, f: Callable[[Any], Any], x: Any) -> Any:
        """What asking for df/dx two times, with nothing done between, leaves as the gradient."""
        raise NotImplementedError

    def has_slope(self, f: Callable[[Any], Any], x: Any) -> bool:
        """Whether autograd has any gradient of f in x."""
        raise NotImplementedError

    def plain(self, value: Any) -> Any:
        """A result, of the framework or not, as an array."""
        return np.asarray(value)

    def clipped(self, gradient: Any, norm: float) -> Any:
        """The gradient, clipped to a norm by the framework's function for all gradients together."""
        raise NotImplementedError

    def used(self, layer: Any, x: Any) -> Any:
        """The layer, after it was called on x in training."""
        raise NotImplementedError

    def late(self, make: Callable[[Any], Any], steps: int) -> float:
        """Where a weight at 0 is after its first gradient, a 1 that comes after `steps` steps of another weight."""
        raise NotImplementedError

    def bare(self, name: str) -> str:
        """The call that makes an optimizer with its own defaults."""
        raise NotImplementedError

    def path(
        self,
        make: Callable[[Any], Any],
        weights: Any,
        gradient: Callable[[Any, int], Any],
        steps: int,
        dtype: str,
        rates: Sequence[float] = (),
    ) -> tuple[FloatArray, dict[str, Any]]:
        """The weights before and after each step of the optimizer that make(params) gives, and its state after them.

        rates: the learning rates of the single steps, where they change.
        """
        raise NotImplementedError

    def argument(self, name: str, x: Any, dtype: str) -> Any:
        """Labels and weights become tensors; numbers such as delta stay as they are."""
        if x is None or not (name == "y_true" or name.endswith("weight")):
            return x
        x = np.asarray(x)
        return self.tensor(x if x.dtype.kind in "iu" else x.astype(dtype))

    def walk(
        self,
        make: Callable[[Any], Any],
        start: Any,
        gradients: Sequence[Any],
        rates: Sequence[float] = (),
        kept: str = "",
    ) -> Any:
        """The weights after one float64 step for each of the given gradients; or what the state keeps by that name."""
        path, state = self.path(make, start, lambda _, t: gradients[t], len(gradients), "float64", rates)
        return state[kept] if kept else path[-1]
