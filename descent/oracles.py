"""Runs the calls that the reference's tables hold in PyTorch and Keras, for the tests and for the pages.

A framework is imported when its first call runs, so `descent.reference` and this module stay light. What is evaluated
here is the tables' own text, never a reader's.
"""

import ast
import inspect
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np

import descent.reference as reference
from descent.reference.arrays import FloatArray
from descent.reference.differences import Side
from descent.reference.optimizers.domain import Rows
from descent.reference.optimizers.row import Optimizer
from descent.reference.row import Loss
from descent.schedule_oracles import RATES

REFERENCE_NAMES = MappingProxyType({"np": np, **{name: getattr(reference, name) for name in reference.__all__}})


def run(
    framework: str,
    row: Loss,
    y_true: Any,
    y_pred: Any,
    *,
    reduction: str = "mean",
    sample_weight: Any = None,
    dtype: str = "float64",
) -> tuple[FloatArray, FloatArray]:
    """The value and the gradient in y_pred of a loss's oracle; the reduction goes by the reference's name."""
    oracle, chosen = getattr(row, framework), FRAMEWORKS[framework]
    names = {**row.parameters, "y_true": y_true, "sample_weight": sample_weight}
    names = {name: chosen.argument(name, x, dtype) for name, x in names.items()}
    names |= {"reduction": oracle.reductions[reduction], "dtype": dtype, **chosen.modules}

    def loss(y_pred):
        return eval(oracle.call, {**names, "y_pred": y_pred})

    value, gradient = chosen.value_and_gradient(loss, np.asarray(y_pred, dtype))
    return np.asarray(value, np.float64), np.asarray(gradient, np.float64)


def run_side(framework: str, side: Side) -> Any:
    """What one side of a difference gives when it is run."""
    chosen = FRAMEWORKS[framework]
    names = {
        "np": np,
        "tensor": lambda x: chosen.tensor(np.asarray(x, "float32")),
        "labels": lambda x: chosen.tensor(np.asarray(x, "int64")),
        "gradient": lambda f, x: chosen.value_and_gradient(f, np.asarray(x, "float32"))[1],
        "twice": lambda f, x: chosen.twice(f, np.asarray(x, "float32")),
        "has_slope": lambda f, x: chosen.has_slope(f, np.asarray(x, "float32")),
        "clipped": lambda x, norm: chosen.clipped(np.asarray(x, "float32"), norm),
        "used": lambda layer, x: chosen.used(layer, np.asarray(x, "float32")),
        "walk": chosen.walk,
        "rates": RATES[framework],
        "late": chosen.late,
        "takes": lambda function, name: name in inspect.signature(function).parameters,
        "refuses": _refuses,
        **chosen.modules,
    }
    return chosen.plain(eval(side.call, names))


def expected(side: Side) -> FloatArray:
    """What the row says that this side gives."""
    return np.asarray(eval(side.gives, dict(REFERENCE_NAMES)), float)


def run_optimizer(
    framework: str,
    row: Optimizer,
    weights: Any,
    gradient: Callable[[Any, int], Any],
    steps: int,
    *,
    dtype: str = "float64",
    own_defaults: bool = False,
) -> tuple[FloatArray, dict[str, Any]]:
    """The path of an optimizer's class, (w₀, …, w_T), and its state by its own names; gradient is asked at (wₜ, t).

    With own_defaults the class is made without any option.
    """
    rule, chosen = getattr(row, framework), FRAMEWORKS[framework]
    call = chosen.bare(rule.name) if own_defaults else rule.call
    names = {**row.parameters, **chosen.modules}
    return chosen.path(lambda params: eval(call, {**names, "params": params}), weights, gradient, steps, dtype)


def argument_names(framework: str, row: Optimizer) -> dict[str, str]:
    """The reference's options → what the class calls them, in the order of the call: rho → alpha, beta_1 → betas[0]."""
    call = ast.parse(getattr(row, framework).call, mode="eval").body
    assert isinstance(call, ast.Call)
    names = {}
    for keyword in call.keywords:
        several = keyword.value.elts if isinstance(keyword.value, ast.Tuple) else None
        for i, value in enumerate(several or [keyword.value]):
            if isinstance(value, ast.Name):
                names[value.id] = f"{keyword.arg}[{i}]" if several else str(keyword.arg)
    return names


def own_defaults(framework: str, row: Optimizer) -> dict[str, Any]:
    """The class's own defaults under the reference's names, read from the installed version. None is Keras's word for
    no weight decay."""
    made = eval(getattr(row, framework).name, dict(FRAMEWORKS[framework].modules))
    theirs = {name: p.default for name, p in inspect.signature(made).parameters.items()}
    values = {ours: eval(name, {}, theirs) for ours, name in argument_names(framework, row).items()}
    return {name: 0.0 if value is None else value for name, value in values.items()}


def _refuses(call: Callable[[], Any]) -> bool:
    try:
        call()
    except (ValueError, TypeError, RuntimeError):
        return True
    return False


class Framework:
    """What both frameworks are asked for, in NumPy's terms."""

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


class Torch(Framework):
    """PyTorch."""

    @property
    def modules(self):
        import torch

        return {"torch": torch}

    def tensor(self, x):
        return self.modules["torch"].tensor(x)

    def value_and_gradient(self, loss, x):
        x = self.modules["torch"].tensor(x, requires_grad=True)
        value = loss(x)
        value.sum().backward()
        return value.detach().numpy(), x.grad.numpy()

    def twice(self, f, x):
        x = self.modules["torch"].tensor(x, requires_grad=True)
        for _ in range(2):
            f(x).sum().backward()
        return x.grad.numpy()

    def has_slope(self, f, x):
        x = self.modules["torch"].tensor(x, requires_grad=True)
        f(x).sum().backward()
        return x.grad is not None

    def clipped(self, gradient, norm):
        w = self.tensor(gradient)
        w.grad = self.tensor(gradient)
        self.modules["torch"].nn.utils.clip_grad_norm_([w], norm)
        return w.grad

    def used(self, layer, x):
        layer.train()(self.tensor(x))
        return layer

    def late(self, make, steps):
        torch = self.modules["torch"]
        first, second = (torch.zeros(1, dtype=torch.float64, requires_grad=True) for _ in range(2))
        optimizer = make([first, second])
        for t in range(steps + 1):
            first.grad = self.tensor(np.ones(1))
            second.grad = self.tensor(np.ones(1)) if t == steps else None
            optimizer.step()
        return second.item()

    def plain(self, value):
        return np.asarray(value.detach() if hasattr(value, "detach") else value)

    def bare(self, name):
        return f"{name}(params)"

    def path(self, make, weights, gradient, steps, dtype, rates=()):
        w = self.modules["torch"].tensor(np.array(weights, dtype), requires_grad=True)
        optimizer, path = make([w]), [w.detach().numpy().copy()]
        for t in range(steps):
            if rates:
                optimizer.param_groups[0]["lr"] = rates[t]
            self._step(optimizer, w, gradient(path[-1], t))
            path.append(w.detach().numpy().copy())
        return np.stack(path), {name: _kept(x) for name, x in optimizer.state[w].items() if x is not None}

    def _step(self, optimizer, w, given):
        """One step with what a row's domain gives for a gradient: an array, rows of a table, or a closure."""

        def closure():
            loss, slopes = given(w.detach().numpy().astype(float))
            w.grad = self.tensor(slopes).to(w.dtype)
            return loss

        if callable(given):
            optimizer.step(closure)
        elif isinstance(given, Rows):
            indices, values = np.asarray([given.indices]), np.asarray(given.values)
            sparse = self.modules["torch"].sparse_coo_tensor
            w.grad = sparse(indices, values, w.shape, dtype=w.dtype, check_invariants=True)
            optimizer.step()
        else:
            w.grad = self.tensor(np.asarray(given)).to(w.dtype)
            optimizer.step()


class Keras(Framework):
    """Keras on TensorFlow."""

    @property
    def modules(self):
        import keras
        import tensorflow as tf

        return {"keras": keras, "tf": tf}

    def tensor(self, x):
        return self.modules["tf"].constant(x)

    def value_and_gradient(self, loss, x):
        value, gradient = self._recorded(loss, x)
        return value.numpy(), gradient.numpy()

    def _recorded(self, f, x):
        """f(x) and df/dx as tensors; the second is None where there is no slope."""
        x = self.tensor(x)
        with self.modules["tf"].GradientTape() as tape:
            tape.watch(x)
            value = f(x)
        return value, tape.gradient(value, x)

    def twice(self, f, x):
        return [self.value_and_gradient(f, x)[1] for _ in range(2)][-1]

    def has_slope(self, f, x):
        return self._recorded(f, x)[1] is not None

    def clipped(self, gradient, norm):
        return self.modules["tf"].clip_by_global_norm([self.tensor(gradient)], norm)[0][0]

    def used(self, layer, x):
        layer(self.tensor(x), training=True)
        return layer

    def late(self, make, steps):
        first, second = (self.modules["keras"].Variable(np.zeros(1), dtype="float64") for _ in range(2))
        optimizer, slope = make([first, second]), self.tensor(np.ones(1))
        optimizer.build([first, second])
        for t in range(steps + 1):
            optimizer.apply([slope, slope if t == steps else None], [first, second])
        return second.numpy().item()

    def bare(self, name):
        return f"{name}()"

    def path(self, make, weights, gradient, steps, dtype, rates=()):
        w = self.modules["keras"].Variable(np.array(weights, dtype), dtype=dtype, name="w")
        optimizer, path = make([w]), [w.numpy()]
        for t in range(steps):
            if rates:
                optimizer.learning_rate = rates[t]
            optimizer.apply([self.tensor(np.asarray(gradient(path[-1], t), dtype))], [w])
            path.append(w.numpy())
        # Its variables are called iteration, learning_rate, then w_momentum and the like.
        return np.stack(path), {x.name.removeprefix("w_"): x.numpy() for x in optimizer.variables}


def _kept(x: Any) -> FloatArray:
    """What PyTorch's state keeps by a name, a tensor, a number or a list of them, as an array."""
    return np.array([_kept(one) for one in x if one is not None]) if isinstance(x, list) else np.asarray(x)


FRAMEWORKS: Mapping[str, Framework] = MappingProxyType({"torch": Torch(), "keras": Keras()})
