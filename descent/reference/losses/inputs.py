"""What every loss does around its formula: read y_true and y_pred, weigh, reduce, and say so in its documentation.

A loss is two formulas side by side, over float64 arrays that are read and checked already. `Inputs` makes the public
functions of them, with `reduction` and `sample_weight`:

    @NUMBERS.loss
    def mean_squared_error(y_true, y_pred):
        return (y_pred - y_true) ** 2

    @NUMBERS.gradient
    def mean_squared_error_gradient(y_true, y_pred):
        return 2 * (y_pred - y_true)
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import update_wrapper
from inspect import Parameter, Signature, signature
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from descent.reference.arrays import FloatArray, Result
from descent.reference.losses.reductions import reduce, reduction_factor

SECTIONS = ("Shapes", "Units", "Errors", "Source")
_COMMON = (
    Parameter("reduction", Parameter.KEYWORD_ONLY, default="mean", annotation=str),
    Parameter("sample_weight", Parameter.KEYWORD_ONLY, default=None, annotation=ArrayLike | None),
)


def _no_mass(y_true: Any, y_pred: Any, **options: Any) -> float:
    return 1.0


@dataclass(frozen=True)
class Inputs:
    """How the losses of one kind read their input.

    read: y_true and y_pred as the caller gave them → both as the formula takes them, checked.
    axes: over how many of y_pred's last axes one loss goes: 0 for an element, 1 for a row.
    mass: the weight that each loss carries already (see `reduce`), from the formula's own arguments.
    sections: Shapes and Errors, for the docstrings that leave them out.
    """

    read: Callable[[ArrayLike, ArrayLike], tuple[Any, FloatArray]]
    axes: int = 0
    mass: Callable[..., FloatArray | float] = _no_mass
    sections: Mapping[str, str] | None = None

    def loss(self, formula: Callable[..., Result]) -> Callable[..., Result]:
        """The formula's loss: read, reduced, weighted, documented."""

        def loss(
            y_true: ArrayLike,
            y_pred: ArrayLike,
            *,
            reduction: str = "mean",
            sample_weight: ArrayLike | None = None,
            **options: Any,
        ) -> Result:
            t, p = self.read(y_true, y_pred)
            losses = np.asarray(formula(t, p, **options))
            return reduce(losses, reduction, sample_weight, self.mass(t, p, **options))

        return _published(loss, formula, Result, self.sections or {})

    def gradient(self, formula: Callable[..., Result]) -> Callable[..., FloatArray]:
        """The gradient in y_pred of the reduced loss, from the formula for each loss by itself."""

        def gradient(
            y_true: ArrayLike,
            y_pred: ArrayLike,
            *,
            reduction: str = "mean",
            sample_weight: ArrayLike | None = None,
            **options: Any,
        ) -> FloatArray:
            t, p = self.read(y_true, y_pred)
            own, shape = formula(t, p, **options), p.shape[: p.ndim - self.axes]
            factor = reduction_factor(shape, reduction, sample_weight, self.mass(t, p, **options))
            return factor.reshape(shape + (1,) * self.axes) * own

        sections = {"Shapes": "as the loss; the gradient has y_pred's shape.", "Errors": "as the loss."}
        return _published(gradient, formula, FloatArray, sections)


def _published(
    function: Callable[..., Any], formula: Callable[..., Any], returns: Any, sections: Mapping[str, str]
) -> Callable[..., Any]:
    """The function under the formula's name, with the signature that it has and the whole docstring."""
    y_true, y_pred, *options = signature(formula).parameters.values()
    pair = [one.replace(annotation=ArrayLike) for one in (y_true, y_pred)]
    whole = Signature([*pair, *options, *_COMMON], return_annotation=returns)
    update_wrapper(function, formula)
    function.__doc__ = _with_sections(formula.__doc__ or "", sections)
    function.__annotations__ = {one.name: one.annotation for one in whole.parameters.values()} | {"return": returns}
    function.__signature__ = whole  # type: ignore[attr-defined]
    return function


def _with_sections(doc: str, sections: Mapping[str, str]) -> str:
    """The docstring with the sections that it leaves out, each in its place."""
    opening, *own = re.split(rf"^    (?=(?:{'|'.join(SECTIONS)}):)", doc, flags=re.MULTILINE)
    written = {name: f"{name}: {text}\n" for name, text in sections.items()}
    written |= {text.partition(":")[0]: text.rstrip(" ") for text in own}
    return opening + "".join(f"    {written[name]}" for name in SECTIONS if name in written) + "    "
