"""PyTorch, imported when it is first asked for something."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from descent.frameworks.framework import Framework
from descent.reference.arrays import FloatArray
from descent.reference.optimizers.domain import Rows


class Torch(Framework):
    """PyTorch."""

    title, tag = "PyTorch", "torch"

    @property
    def modules(self) -> dict[str, Any]:
        import torch

        return {"torch": torch}

    def tensor(self, x: Any) -> Any:
        return self.modules["torch"].tensor(x)

    def value_and_gradient(self, loss: Callable[[Any], Any], x: Any) -> tuple[Any, Any]:
        x = self.modules["torch"].tensor(x, requires_grad=True)
        value = loss(x)
        value.sum().backward()
        return value.detach().numpy(), x.grad.numpy()

    def twice(self, f: Callable[[Any], Any], x: Any) -> Any:
        x = self.modules["torch"].tensor(x, requires_grad=True)
        for _ in range(2):
            f(x).sum().backward()
        return x.grad.numpy()

    def has_slope(self, f: Callable[[Any], Any], x: Any) -> bool:
        x = self.modules["torch"].tensor(x, requires_grad=True)
        f(x).sum().backward()
        return x.grad is not None

    def clipped(self, gradient: Any, norm: float) -> Any:
        w = self.tensor(gradient)
        w.grad = self.tensor(gradient)
        self.modules["torch"].nn.utils.clip_grad_norm_([w], norm)
        return w.grad

    def used(self, layer: Any, x: Any) -> Any:
        layer.train()(self.tensor(x))
        return layer

    def late(self, make: Callable[[Any], Any], steps: int) -> float:
        torch = self.modules["torch"]
        first, second = (torch.zeros(1, dtype=torch.float64, requires_grad=True) for _ in range(2))
        optimizer = make([first, second])
        for t in range(steps + 1):
            first.grad = self.tensor(np.ones(1))
            second.grad = self.tensor(np.ones(1)) if t == steps else None
            optimizer.step()
        return second.item()

    def plain(self, value: Any) -> Any:
        return np.asarray(value.detach() if hasattr(value, "detach") else value)

    def bare(self, name: str) -> str:
        return f"{name}(params)"

    def path(
        self,
        make: Callable[[Any], Any],
        weights: Any,
        gradient: Callable[[Any, int], Any],
        steps: int,
        dtype: str,
        rates: Sequence[float] = (),
    ) -> tuple[FloatArray, dict[str, Any]]:
        w = self.modules["torch"].tensor(np.array(weights, dtype), requires_grad=True)
        optimizer, path = make([w]), [w.detach().numpy().copy()]
        for t in range(steps):
            if rates:
                optimizer.param_groups[0]["lr"] = rates[t]
            self._step(optimizer, w, gradient(path[-1], t))
            path.append(w.detach().numpy().copy())
        return np.stack(path), {name: _kept(x) for name, x in optimizer.state[w].items() if x is not None}

    def _step(self, optimizer: Any, w: Any, given: Any) -> None:
        """One step with what a row's domain gives for a gradient: an array, rows of a table, or a closure."""

        def closure() -> Any:
            loss, slopes = given(w.detach().numpy().astype(float))
            w.grad = self.tensor(slopes).to(w.dtype)
            return loss

        if callable(given):
            optimizer.step(closure)
            return
        if isinstance(given, Rows):
            indices, values = np.asarray([given.indices]), np.asarray(given.values)
            sparse = self.modules["torch"].sparse_coo_tensor
            w.grad = sparse(indices, values, w.shape, dtype=w.dtype, check_invariants=True)
        else:
            w.grad = self.tensor(np.asarray(given)).to(w.dtype)
        optimizer.step()


def _kept(x: Any) -> FloatArray:
    """What PyTorch's state keeps by a name, a tensor, a number or a list of them, as an array."""
    return np.array([_kept(one) for one in x if one is not None]) if isinstance(x, list) else np.asarray(x)
