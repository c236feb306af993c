"""What a row of the table is: a loss, its domain, and the two oracles that it has to agree with."""

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from inspect import signature
from types import MappingProxyType
from typing import Any

from descent.reference.losses.domain import Domain
from descent.reference.losses.refused import BadOptions
from descent.reference.rows import Row

# The largest error allowed, relative to max(1, |expected|), by the dtype that the framework computes in.
# The worst that the rows show is some 1e-15 and 3e-7: sums in another order, and units of float32 (1.2e-7).
TOLERANCE = MappingProxyType({"float64": 1e-13, "float32": 1e-6})

# The reference's name of a reduction → the framework's. A name that is missing has no counterpart there.
TORCH_REDUCTIONS = MappingProxyType({"mean": "mean", "sum": "sum", "none": "none"})
KERAS_REDUCTIONS = MappingProxyType(
    {"mean": "sum_over_batch_size", "sum": "sum", "none": "none", "weighted_mean": "mean_with_sample_weight"}
)


@dataclass(frozen=True)
class Oracle:
    """One framework's way to the same loss.

    call: an expression over torch, or over keras and tf; y_true, y_pred and sample_weight are tensors, reduction is
        the framework's own name, dtype the one computed in, and the loss's options go by their names. It is kept as
        text, so that a page can show it and nothing is imported here.
    reductions: the reference's names of the reductions that it has → its own.
    normalizes: it divides probabilities by their sum first, which adds a constant to each row of the gradient; so
        gradients are compared after each row's mean is taken away.
    defaults: what it takes for an option that is left out, where that isn't the reference's default.
    tolerance: by dtype, as TOLERANCE; where it is another, `reason` says why.
    """

    call: str
    reductions: Mapping[str, str]
    normalizes: bool = False
    defaults: Mapping[str, Any] = field(default_factory=dict)
    tolerance: Mapping[str, float] = field(default_factory=lambda: TOLERANCE)
    reason: str = ""

    @property
    def name(self) -> str:
        """The class or function to look up in the framework's documentation."""
        return self.call.partition("(")[0]

    @property
    def weighs(self) -> bool:
        """Does the call take the caller's sample weights?"""
        return "=sample_weight" in self.call

    @property
    def arguments(self) -> dict[str, str]:
        """The reference's options → what the call's functions call them: epsilon → eps."""
        calls = [node for node in ast.walk(ast.parse(self.call)) if isinstance(node, ast.Call)]
        words = [word for call in calls for word in call.keywords if isinstance(word.value, ast.Name)]
        return {ast.unparse(word.value): str(word.arg) for word in words}


def in_torch(call: str, reductions: Mapping[str, str] = TORCH_REDUCTIONS, **more: Any) -> Oracle:
    """An oracle whose call is over torch."""
    return Oracle(call, reductions, **more)


def in_keras(call: str, reductions: Mapping[str, str] = KERAS_REDUCTIONS, **more: Any) -> Oracle:
    """An oracle whose call is over keras and tf."""
    return Oracle(call, reductions, **more)


@dataclass(frozen=True)
class Loss(Row):
    """One row: a loss, whose gradient stands beside it, what it takes, its oracles, the options that it is tested with.

    lowest: below this no loss of the domain is; −∞ for a log-likelihood without a bound.
    bad_options: an option, a value that must be refused, a pattern of what the error says.
    A framework without such a loss is None, and `note` says so.
    """

    value: Callable[..., Any]
    domain: Domain
    torch: Oracle | None
    keras: Oracle | None
    options: Mapping[str, Any] = field(default_factory=dict)
    lowest: float = 0.0
    bad_options: BadOptions = ()
    note: str = ""

    @property
    def gradient(self) -> Callable[..., Any]:
        """The function beside the value's, of its name with `_gradient`."""
        return getattr(import_module(self.value.__module__), f"{self.value.__name__}_gradient")

    @property
    def function(self) -> Callable[..., Any]:
        return self.value

    @property
    def parameters(self) -> dict[str, Any]:
        """Each option of the loss with the value that this row gives it: its own, else the loss's default."""
        defaults = {name: p.default for name, p in signature(self.value).parameters.items() if p.kind is p.KEYWORD_ONLY}
        return {name: self.options.get(name, default) for name, default in defaults.items() if name not in _COMMON}


_COMMON = ("reduction", "sample_weight")  # every loss has these; the tests go over them by themselves
