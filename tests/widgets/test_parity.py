"""The figures' arithmetic against the reference, and so against PyTorch and Keras: to one millionth."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from living import as_floats, javascript

from descent import reference

TOLERANCE = 1e-6
RNG = np.random.default_rng(0)
REAL = [(y, p) for y in (-1.5, 0.0, 2.0) for p in (-3.0, -1.5, -0.2, 0.0, 0.7, 2.0, 9.5)]
LOGITS = [(y, x) for y in (0.0, 0.1, 0.9, 1.0) for x in (-800.0, -30.0, -2.0, 0.0, 0.3, 5.0, 40.0, 800.0)]
HARD = [(y, x) for y, x in LOGITS if y in (0.0, 1.0)]
LOSSES: dict[str, tuple[list[tuple[float, float]], list[dict[str, float]]]] = {
    "mean_absolute_error": (REAL, [{}]),
    "mean_squared_error": (REAL, [{}]),
    "huber": (REAL, [{"delta": 1.0}, {"delta": 0.3}]),
    "pinball": (REAL, [{"quantile": 0.5}, {"quantile": 0.9}]),
    "binary_cross_entropy": ([(y, p) for y in (0.0, 0.2, 1.0) for p in (0.01, 0.4, 0.99)], [{}]),
    "binary_cross_entropy_from_logits": (LOGITS, [{}, {"pos_weight": 3.0}]),
    "binary_focal_cross_entropy_from_logits": (HARD, [{"gamma": 0.0}, {"gamma": 2.0}, {"gamma": 0.5}]),
}
RATE = {"learning_rate": 0.1}
ROOTED = {**RATE, "epsilon": 1e-7}
ADAM = {**RATE, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-8}
SETTINGS: dict[str, list[dict[str, Any]]] = {
    "sgd": [RATE, {**RATE, "weight_decay": 0.1}, {**RATE, "weight_decay": 0.1, "decoupled": True}],
    "momentum": [{**RATE, "momentum": 0.9}, {**RATE, "momentum": 0.9, "nesterov": True, "weight_decay": 0.01}],
    "adagrad": [{**ROOTED, "initial_accumulator": 0.0}, {**ROOTED, "initial_accumulator": 0.1}],
    "rmsprop": [{**ROOTED, "rho": 0.9}, {**ROOTED, "rho": 0.99, "weight_decay": 0.1}],
    "adam": [ADAM, {**ADAM, "beta_1": 0.0}, {**ADAM, "bias_correction": False}, {**ADAM, "weight_decay": 0.2}],
    "adamw": [{**ADAM, "weight_decay": 0.2}],
}


@pytest.mark.parametrize("name", LOSSES)
def test_each_loss_and_its_gradient(name: str) -> None:
    pairs, settings = LOSSES[name]
    inputs = [{"y": y, "p": p, "options": options} for options in settings for y, p in pairs]
    value, gradient = getattr(reference, name), getattr(reference, f"{name}_gradient")
    for part, function in (("value", value), ("gradient", gradient)):
        found = javascript("losses", "LOSSES", f"LOSSES.{name}.{part}(it.y, it.p, it.options)", inputs)
        wanted = [float(np.squeeze(function([one["y"]], [one["p"]], **one["options"]))) for one in inputs]
        np.testing.assert_allclose(as_floats(found), wanted, rtol=TOLERANCE, atol=TOLERANCE, err_msg=part)


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_cross_entropy_of_a_row_of_logits(smoothing: float) -> None:
    rows = [[0.0, 0.0, 0.0], [2.0, -1.0, 0.5], [900.0, -900.0, 0.0], [1e-3, 0.0, -1e-3]]
    inputs = [{"x": row, "y": [float(i == label) for i in range(3)]} for row in rows for label in range(3)]
    call = f"CATEGORICAL.PART(it.y, it.x, {{ label_smoothing: {smoothing} }})"
    for part, function in (
        ("value", reference.categorical_cross_entropy_from_logits),
        ("gradient", reference.categorical_cross_entropy_from_logits_gradient),
    ):
        found = javascript("losses", "CATEGORICAL", call.replace("PART", part), inputs)
        wanted = [np.squeeze(function([one["y"]], [one["x"]], label_smoothing=smoothing)).tolist() for one in inputs]
        np.testing.assert_allclose(as_floats(found), wanted, rtol=TOLERANCE, atol=TOLERANCE)
    found = javascript("losses", "softmax", "softmax(it)", rows)
    np.testing.assert_allclose(as_floats(found), reference.softmax(rows), rtol=TOLERANCE, atol=TOLERANCE)


@pytest.mark.parametrize("name", SETTINGS)
def test_each_optimizers_path_of_a_hundred_steps(name: str) -> None:
    """On a bowl with unequal sides, whose gradient is (w₀, 10 w₁)."""
    init = getattr(reference, f"{'adam' if name == 'adamw' else name}_init")
    step = getattr(reference, f"{name}_step")
    call = f'descend("{name}", it, [2, -0.7], (w) => [w[0], 10 * w[1]], 100).path'
    for options, found in zip(SETTINGS[name], javascript("optimizers", "descend", call, SETTINGS[name]), strict=True):
        wanted, _ = reference.descend(init, step, [2, -0.7], lambda w, _t: w * np.array([1, 10]), 100, **options)
        np.testing.assert_allclose(found, wanted, rtol=TOLERANCE, atol=TOLERANCE)
