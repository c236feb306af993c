"""What an optimizer's row is run on: hills for each domain, and the forms that a gradient takes there."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from descent.reference import OPTIMIZERS, Rows
from descent.reference.optimizers.domain import CLOSURE, ELEMENTS, MATRIX, TABLE

STEPS = 100
# Start points of each hill; a rule for elements works on each weight alone, so they stand in one array.
STARTS = np.array(
    [
        [[2.0, 1.0], [-1.0, 3.0], [0.5, -0.25]],  # a quadratic ravine
        [[-1.25, 1.0], [2.0, 2.0], [0.0, -1.0]],  # Rosenbrock's valley
        [[1.0, -1.0], [-3.0, 0.5], [0.0, 0.0]],  # the ravine, with noise
    ]
)
_NOISE = np.random.default_rng(0).normal(0, 1, (STEPS, 3, 2))


def slope(weights, t):
    """The gradient at each start's weights, on its hill, at step t, in float64."""
    ravine, valley, noisy = np.asarray(weights, float)
    return np.stack([_ravine(ravine), _valley(valley), _ravine(noisy) + _NOISE[t]])


def _ravine(w):
    """Of ½ (w₁² + 10 w₂²)."""
    return w * [1.0, 10.0]


def _valley(w):
    """Of Rosenbrock's (1 − x)² + 100 (y − x²)², made 256 times flatter so that one learning rate does for all hills."""
    x, y = w[..., 0], w[..., 1]
    return np.stack([-2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)], axis=-1) / 256


def _layer(weights, t):
    """Of ½ ‖A W − B‖², the loss of a layer, with noise."""
    n, m = np.shape(weights)
    draw = np.random.default_rng(n)
    a, b = draw.normal(size=(5, n)), draw.normal(size=(5, m))
    return a.T @ (a @ weights - b) + np.random.default_rng(t).normal(size=(n, m))


def _words(weights, t):
    """Of ½ w² in the rows of five words, of which one stands there twice; one step in ten has none."""
    indices = np.random.default_rng(t).integers(0, len(weights), 0 if t % 10 == 9 else 5)
    indices[1:2] = indices[:1]
    return Rows(indices, np.asarray(weights, float)[indices] + 0.5)


def _bowl(weights, t):
    """A function that gives Σ c (w²/2 + √(1 + w²)), a bowl steeper in its middle, and its gradient."""
    curvatures = 2.0 ** np.arange(np.size(weights)).reshape(np.shape(weights)) / 4

    def loss_and_slope(w):
        root = np.sqrt(1 + np.square(w))
        return np.sum(curvatures * (np.square(w) / 2 + root)), curvatures * (w + w / root)

    return loss_and_slope


@dataclass(frozen=True)
class Hill:
    """Where a run starts, the gradient at (w, t) in the domain's form, how many steps, and its parts' names."""

    starts: np.ndarray
    gradient: Callable[[Any, int], Any]
    steps: int = STEPS
    parts: tuple[str, ...] = ()


_DRAW = np.random.default_rng(1)
HILLS = {
    ELEMENTS: (Hill(STARTS, slope, parts=("ravine", "valley", "noise")),),
    MATRIX: (Hill(_DRAW.normal(size=(4, 3)), _layer, steps=25), Hill(_DRAW.normal(size=(2, 5)), _layer, steps=25)),
    TABLE: (Hill(_DRAW.normal(size=(8, 3)) + 2, _words),),
    CLOSURE: (Hill(np.array([[1.5, -1.0], [0.75, 2.0]]), _bowl, steps=3),),
}
# Weights and slopes for a single step: one is 0, and a matrix's stand for themselves in its diagonal.
_FEW = np.array([2.0, 0.0, -0.5])
EXAMPLES = {None: (np.zeros(3), _FEW), 2: (np.zeros((3, 3)), np.diag(_FEW))}
SHAPES = {None: ((), (1,), (5,), (2, 3), (0,)), 2: ((1, 1), (2, 3), (3, 2), (0, 2))}


def given_as(row, slopes):
    """These slopes as the row's step takes its gradient; a closure gives them everywhere."""
    if row.domain.gradient == "rows":
        return Rows(list(range(len(slopes))), slopes)
    if row.domain.gradient == "closure":
        return lambda w: (np.sum(w), slopes)
    return slopes


def scaled(gradient, scale):
    """A gradient of any form, as on ground that is flatter by the scale."""
    if callable(gradient):
        return lambda w: tuple(scale * part for part in gradient(w))
    return Rows(gradient.indices, scale * gradient.values) if isinstance(gradient, Rows) else scale * gradient


def every_row(fits=lambda row: True):
    """Once for each row that fits."""
    return pytest.mark.parametrize("row", [row for row in OPTIMIZERS if fits(row)], ids=lambda row: row.name)


def each_rule(fits=lambda row: True):
    """Once for each row and framework that has such a class, if the row fits."""
    there = [(row, name) for row in OPTIMIZERS for name in ("torch", "keras") if getattr(row, name) and fits(row)]
    return pytest.mark.parametrize("row, framework", there, ids=[f"{row.name}-{name}" for row, name in there])


def each_dtype():
    """The same, once for each dtype that the class computes in."""
    rules = [(row, name, getattr(row, name)) for row in OPTIMIZERS for name in ("torch", "keras")]
    there = [(row, name, dtype) for row, name, rule in rules if rule for dtype in rule.tolerance]
    names = [f"{row.name}-{name}-{dtype}" for row, name, dtype in there]
    return pytest.mark.parametrize("row, framework, dtype", there, ids=names)


def given(row):
    """The options that the row gives in its runs."""
    return {**row.trial, **row.options}


def for_step(row, **more):
    """The same without those of init, for a single step; `more` changes some."""
    init = inspect.signature(row.init).parameters
    return {**{name: x for name, x in given(row).items() if name not in init}, **more}


def start(row, weights):
    """The state before the first step."""
    init = inspect.signature(row.init).parameters
    return row.init(weights, **{name: x for name, x in given(row).items() if name in init})
