"""How tests go over the rows of the table, and call a row's functions with its options."""

import numpy as np
import pytest

from descent.reference import LOSSES


def rows(fits=lambda row: True):
    """Once for each row that fits."""
    return pytest.mark.parametrize("row", [row for row in LOSSES if fits(row)], ids=lambda row: row.name)


every_row = rows()


def each_oracle(fits=lambda oracle: True):
    """Once for each row and framework that has such a loss, if the oracle fits."""
    pairs = [(row, framework) for row in LOSSES for framework in ("torch", "keras")]
    there = [(row, name) for row, name in pairs if (oracle := getattr(row, name)) and fits(oracle)]
    return pytest.mark.parametrize("row, framework", there, ids=[f"{row.name}-{name}" for row, name in there])


def value(row, y_true, y_pred, **more):
    return row.value(y_true, y_pred, **row.options, **more)


def gradient(row, y_true, y_pred, **more):
    return row.gradient(y_true, y_pred, **row.options, **more)


def sample_weight(row, shape, seed=1):
    """One weight for each loss of a y_pred of that shape, one of them 0."""
    weights = np.random.default_rng(seed).uniform(0.5, 2.0, row.domain.batch.losses(shape))
    weights.flat[0] = 0.0
    return weights


def edges(row):
    y_true, y_pred = row.domain.edges
    return np.array(y_true), np.array(y_pred, float)
