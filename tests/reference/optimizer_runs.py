"""Hills for the tests of an optimizer's row: many starts in one array, each on its hill, so one run is many paths."""

import inspect

import numpy as np
import pytest

from descent.reference import OPTIMIZERS

STEPS = 100
# Start points of each hill; an optimizer of the table works on each weight alone, so they stand in one array.
STARTS = np.array(
    [
        [[2.0, 1.0], [-1.0, 3.0], [0.5, -0.25]],  # a quadratic ravine
        [[-1.25, 1.0], [2.0, 2.0], [0.0, -1.0]],  # Rosenbrock's valley
        [[1.0, -1.0], [-3.0, 0.5], [0.0, 0.0]],  # the ravine, with noise
    ]
)
HILLS = ("ravine", "valley", "noise")
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


def every_row(fits=lambda row: True):
    """Once for each row that fits."""
    return pytest.mark.parametrize("row", [row for row in OPTIMIZERS if fits(row)], ids=lambda row: row.name)


def each_rule(fits=lambda row: True):
    """Once for each row and framework that has such a class, if the row fits."""
    there = [(row, name) for row in OPTIMIZERS for name in ("torch", "keras") if getattr(row, name) and fits(row)]
    return pytest.mark.parametrize("row, framework", there, ids=[f"{row.name}-{name}" for row, name in there])


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
