"""The softmax explorer: its arithmetic is PyTorch's, and what a reader does has the effect that the chapter names."""

from __future__ import annotations

import re

import numpy as np
import pytest
import torch
from living import Open, as_floats, javascript
from playwright.sync_api import Page
from test_every_figure import handles, words
from torch.nn import functional as F

from descent import reference
from descent.widgets import SoftmaxExplorer

ROWS = [[2.0, 0.7, -0.7], [0.0, 0.0, 0.0, 0.0], [6.0, -6.0, 1.0, 0.3, -2.0], [900.0, -900.0, 0.0]]


def described(page: Page, name: str) -> list[float]:
    """The numbers of a row of the description: `Probabilities … cat 0.75, dog 0.20, …`."""
    found = re.search(rf"{name}[^:]*: ([^.]*(?:\.\d[^.]*)*)\. ?", words(page)[1])
    assert found, words(page)[1]
    return [float(one.rsplit(" ", 1)[1].replace("−", "-")) for one in found[1].split(";")[0].split(", ")]


def cross_entropy(page: Page) -> float:
    found = re.match(r"Cross-entropy (\d+\.\d+) nats", words(page)[0])
    assert found, words(page)[0]
    return float(found[1])


@pytest.mark.parametrize("temperature", [0.5, 1.0, 4.0])
@pytest.mark.parametrize("smoothing", [0.0, 0.2])
def test_loss_gradient_and_probabilities_at_a_temperature_are_pytorchs(temperature: float, smoothing: float) -> None:
    options = f"{{ temperature: {temperature}, label_smoothing: {smoothing} }}"
    inputs = [{"x": row, "y": np.eye(len(row))[label].tolist()} for row in ROWS for label in range(len(row))]
    found = {
        part: javascript("tempered", "TEMPERED", f"TEMPERED.{part}({arguments}, {options})", inputs)
        for part, arguments in (("value", "it.y, it.x"), ("gradient", "it.y, it.x"), ("probabilities", "it.x"))
    }
    for i, one in enumerate(inputs):
        x = torch.tensor([one["x"]], dtype=torch.float64, requires_grad=True)
        loss = F.cross_entropy(x / temperature, torch.tensor([one["y"]]).double(), label_smoothing=smoothing)
        (gradient,) = torch.autograd.grad(loss, x)
        np.testing.assert_allclose(float(found["value"][i]), loss.item(), rtol=1e-6, atol=1e-9)
        np.testing.assert_allclose(as_floats(found["gradient"][i]), gradient[0].numpy(), rtol=1e-6, atol=1e-9)
        wanted = reference.softmax([np.divide(one["x"], temperature)])[0]
        np.testing.assert_allclose(as_floats(found["probabilities"][i]), wanted, rtol=1e-6, atol=1e-9)


def test_the_first_state_shows_the_references_numbers(show: Open) -> None:
    page = show(SoftmaxExplorer())
    z, y = [SoftmaxExplorer.initial["logits"][:3]], [[1.0, 0.0, 0.0]]
    assert cross_entropy(page) == round(reference.categorical_cross_entropy_from_logits(y, z), 2)
    np.testing.assert_allclose(described(page, "Probabilities by the softmax"), reference.softmax(z)[0], atol=0.0051)
    gradient = reference.categorical_cross_entropy_from_logits_gradient(y, z)[0]
    np.testing.assert_allclose(described(page, "Gradient, p − y"), gradient, atol=0.0051)


def test_the_loss_falls_when_another_class_is_dragged_down(show: Open) -> None:
    page = show(SoftmaxExplorer())
    before, dog = cross_entropy(page), handles(page).nth(1)
    box = dog.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 60, steps=5)
    page.mouse.up()
    assert cross_entropy(page) < before - 0.1
    assert described(page, "Logits, which you move")[0] == SoftmaxExplorer.initial["logits"][0]


def test_level_logits_cost_log_k_and_steps_downhill_lead_to_the_smoothed_target(show: Open) -> None:
    page = show(SoftmaxExplorer(smoothing=0.3, classes=4))
    page.locator("[data-action=level]").click()
    assert cross_entropy(page) == round(float(np.log(4)), 2)
    for _ in range(60):
        page.locator("[data-action=step]").click()
    smoothed = 0.7 * np.eye(4)[0] + 0.3 / 4
    np.testing.assert_allclose(described(page, "Probabilities by the softmax"), smoothed, atol=0.0051)
    np.testing.assert_allclose(described(page, "Gradient"), 0, atol=0.0051)
    least = float(-np.sum(smoothed * np.log(smoothed)))
    assert f"no logits cost less than {least:.2f}" in words(page)[0]
    assert cross_entropy(page) == round(least, 2)


def test_the_temperature_flattens_the_probabilities_and_divides_the_gradient(show: Open) -> None:
    page = show(SoftmaxExplorer(temperature=4.0))
    z = np.array([SoftmaxExplorer.initial["logits"][:3]]) / 4
    gradient = reference.categorical_cross_entropy_from_logits_gradient([[1.0, 0.0, 0.0]], z)[0] / 4
    np.testing.assert_allclose(described(page, r"Gradient, \(p − y\) / 4"), gradient, atol=0.0051)
    assert "Gradient (p − y) / 4" in page.locator(".mf-title").all_text_contents()
    assert "divided by 4," in words(page)[0]


def test_the_true_class_stays_among_the_classes_that_are_shown(show: Open) -> None:
    page = show(SoftmaxExplorer(classes=5, label=4))
    assert "hare" in words(page)[0] and handles(page).count() == 5
    page.locator("select[data-key=classes]").select_option("3")
    assert "the true class, fox," in words(page)[0] and handles(page).count() == 3
