"""How the tests draw targets and predictions: each from a generator and the shape of y_pred."""

from typing import Any

import numpy as np

from descent.reference.losses.domain import Draw, Shape

Rng = np.random.Generator


def normal(scale: float) -> Draw:
    """Any real numbers: regression's targets, logits, scores."""
    return lambda rng, shape: rng.normal(0, scale, shape)


def uniform(low: float, high: float) -> Draw:
    """Numbers of a range."""
    return lambda rng, shape: rng.uniform(low, high, shape)


def binary(rng: Rng, shape: Shape) -> Any:
    """Labels of 0 and 1."""
    return rng.integers(0, 2, shape).astype(float)


def fraction(rng: Rng, shape: Shape) -> Any:
    """Labels of 0 and 1, and what lies between."""
    return np.where(rng.random(shape) < 0.3, rng.random(shape), rng.integers(0, 2, shape))


def count(rng: Rng, shape: Shape) -> Any:
    """Counts, 0 among them."""
    return rng.poisson(3.0, shape).astype(float)


def sign(axes: int) -> Draw:
    """−1 or 1, one for each group of the last axes."""
    return lambda rng, shape: rng.choice([-1.0, 1.0], shape[: len(shape) - axes])


def inner(rng: Rng, shape: Shape) -> Any:
    """Distributions without a 0."""
    return rng.dirichlet(np.full(shape[-1], 3.0), shape[:-1])


def label(rng: Rng, shape: Shape) -> Any:
    """One class for each row."""
    return rng.integers(0, shape[-1], shape[:-1])


def masked_label(rng: Rng, shape: Shape) -> Any:
    """One class for each row, or −100; the first row always counts."""
    labels = np.where(rng.random(shape[:-1]) < 0.3, -100, label(rng, shape))
    labels.flat[:1] = 0
    return labels


def one_hot(rng: Rng, shape: Shape) -> Any:
    """The class of each row, as a distribution."""
    return np.eye(shape[-1])[label(rng, shape)]


def distribution(rng: Rng, shape: Shape) -> Any:
    """Distributions, half of them one-hot."""
    soft = rng.dirichlet(np.ones(shape[-1]), shape[:-1])
    return np.where(rng.random((*shape[:-1], 1)) < 0.5, soft, one_hot(rng, shape))


def unit(rng: Rng, shape: Shape) -> Any:
    """Vectors of length 1."""
    vectors = rng.normal(0, 1, shape)
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)


def mean_and_variance(rng: Rng, shape: Shape) -> Any:
    """Pairs of a mean and a variance."""
    return np.stack([rng.normal(0, 1, shape[:-1]), np.exp(rng.normal(0, 1.5, shape[:-1]))], axis=-1)


def transcript(rng: Rng, shape: Shape) -> Any:
    """Up to three labels from 1 for each sequence of frames, and 0 behind the last."""
    labels = rng.integers(1, shape[-1], (*shape[:-2], 3))
    return np.where(np.arange(3) < rng.integers(0, 4, (*shape[:-2], 1)), labels, 0)
