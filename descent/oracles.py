"""Runs the calls that the reference's tables hold in PyTorch and Keras, for the tests and for the pages.

A framework is imported when its first call runs, so `descent.reference` and this module stay light. What is evaluated
here is the tables' own text, never a reader's.
"""

import ast
import inspect
from collections.abc import Callable
from types import MappingProxyType
from typing import Any

import numpy as np

import descent.reference as reference
from descent.frameworks import FRAMEWORKS
from descent.reference.arrays import FloatArray
from descent.reference.differences import Side
from descent.reference.losses.row import Loss
from descent.reference.optimizers.row import Optimizer
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

    def loss(y_pred: Any) -> Any:
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
