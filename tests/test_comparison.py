"""The page of differences shows what ran, and nothing that its rows don't hold to."""

import ast
from dataclasses import replace

import pytest

from descent import comparison
from descent.reference import DIFFERENCES, OPTIMIZER_DIFFERENCES, SCHEDULE_DIFFERENCES, TRAINING_DIFFERENCES

CALLS = [
    getattr(row, side).call
    for row in (*DIFFERENCES, *OPTIMIZER_DIFFERENCES, *SCHEDULE_DIFFERENCES, *TRAINING_DIFFERENCES)
    for side in ("torch", "keras")
]


@pytest.fixture
def shown(monkeypatch):
    texts = []
    monkeypatch.setattr(comparison, "_display", texts.append)
    return texts


@pytest.mark.parametrize("call", CALLS)
def test_a_call_spread_over_lines_is_still_the_call(call):
    spread = comparison.spread(call)
    assert ast.dump(ast.parse(spread)) == ast.dump(ast.parse(call))
    assert max(map(len, spread.splitlines())) <= comparison.WIDTH + 15


def test_a_row_is_shown_with_both_results(shown):
    assert comparison.compare("sgd") == [row.name for row in OPTIMIZER_DIFFERENCES if row.about == "sgd"]
    (text,) = shown
    assert "**The default rate of SGD.**" in text
    assert "# PyTorch: -0.001\nwalk(" in text and "# TensorFlow: -0.01\nwalk(" in text


def test_a_row_that_does_not_hold_stops_the_page(shown, monkeypatch):
    row = next(row for row in OPTIMIZER_DIFFERENCES if row.name == "the default rate of SGD")
    false = replace(row, keras=replace(row.keras, gives="-0.02"))
    monkeypatch.setattr(comparison, "rows", lambda *subjects: [false])
    with pytest.raises(AssertionError, match="the default rate of SGD"):
        comparison.compare("sgd")
    assert shown == []


def test_a_subject_without_a_row_is_refused():
    with pytest.raises(ValueError, match="no difference is about 'lion'"):
        comparison.compare("lion")


def test_the_defaults_are_those_of_the_installed_classes(shown):
    import keras
    import torch

    comparison.show_defaults()
    (text,) = shown
    assert f"`lr` = {torch.optim.SGD([torch.zeros(1)]).defaults['lr']:g}" in text
    assert f"`epsilon` = {keras.optimizers.Adam().epsilon:g}" in text
    assert "| momentum | learning_rate |" in text and "| sgd |" not in text
