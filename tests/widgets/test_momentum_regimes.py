"""Momentum's regimes: its rates against a simulated run and the step's matrix, and what a reader does with it."""

from __future__ import annotations

import re

import numpy as np
import pytest
from living import Open, javascript
from test_every_figure import look, words

from descent import reference
from descent.widgets import MomentumRegimes

PAIRS = [(pull, mu) for pull in (0.001, 0.05, 0.2, 0.9, 1.5, 2.3, 3.1, 4.5) for mu in (0.0, 0.3, 0.5, 0.9, 0.99)]


def simulated(pull: float, mu: float, steps: int) -> np.ndarray:
    """w over the steps of the reference from 1, on a curvature of 1 with the rate `pull`."""
    path, _ = reference.descend(
        reference.momentum_init, reference.momentum_step, [1.0], lambda w, _t: w, steps, learning_rate=pull, momentum=mu
    )
    return path[:, 0]


def test_the_rate_is_that_of_the_steps_matrix() -> None:
    """The step multiplies (w, v) by a matrix; the rate is the size of its largest eigenvalue."""
    found = javascript("quadratics", "rate", "rate(...it)", [list(pair) for pair in PAIRS])
    wanted = [max(abs(np.linalg.eigvals([[1 - pull, -pull * mu], [1, mu]]))) for pull, mu in PAIRS]
    np.testing.assert_allclose(found, wanted, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize(("pull", "mu"), PAIRS)
def test_a_simulated_run_shrinks_or_grows_at_that_rate(pull: float, mu: float) -> None:
    """The largest of forty neighbouring distances, late against early: ripples have a peak among them."""
    (rate,) = javascript("quadratics", "rate", "rate(...it)", [[pull, mu]])
    late = int(np.clip(200 / abs(np.log(rate)), 60, 800))  # before a run that grows or shrinks leaves the numbers
    path = np.abs(simulated(pull, mu, late + 200))
    first, second = (path[start : start + 200].max() for start in (late // 2, late))
    if second > 1e-280:
        assert (second / first) ** (1 / (late - late // 2)) == pytest.approx(rate, rel=0.02)


@pytest.mark.parametrize(("pull", "mu"), PAIRS)
def test_each_regime_is_what_a_run_does(pull: float, mu: float) -> None:
    (regime,) = javascript("quadratics", "regime", "regime(...it)", [[pull, mu]])
    path = simulated(pull, mu, 400)
    turns = np.sign(path[:40]) != np.sign(path[1:41])
    if regime == "diverges":
        assert abs(path[-1]) > 1
    elif regime == "jumps":
        assert turns[1:].all()
    elif regime == "ripples":
        assert np.count_nonzero(np.diff(np.sign(path))) > 0
    elif regime == "glides":
        assert not turns.any()


def test_the_best_pair_beats_its_neighbours() -> None:
    for ratio in (2, 10, 100):
        (best,) = javascript("quadratics", "best", "best(1, it)", [ratio])
        eta, mu = best["learning_rate"], best["momentum"]

        def worst(eta: float, mu: float, ratio: int = ratio) -> float:
            return max(javascript("quadratics", "rate", "rate(...it)", [[eta, mu], [eta * ratio, mu]]))

        root = ratio**0.5
        assert worst(eta, mu) == pytest.approx((root - 1) / (root + 1), abs=1e-6)
        for factor, shift in ((1.05, 0), (0.95, 0), (1, 0.02), (1, -0.02)):
            assert worst(eta * factor, mu + shift) > worst(eta, mu)


def rates(page_words: str) -> list[float]:
    return [float(one) for one in re.findall(r"multiplies the distance by (\d\.\d+)", page_words)]


def test_the_caption_tells_both_rates(show: Open) -> None:
    """At η = 0.01 and μ = ½: along, the larger root of z² − 1.49 z + ½; across, √½."""
    page = show(MomentumRegimes())
    along = (1.49 + np.sqrt(1.49**2 - 2)) / 2
    assert rates(words(page)[0]) == pytest.approx([along, np.sqrt(0.5)], abs=6e-4)
    assert "along the valley (curvature 1) it glides" in words(page)[0] and "it ripples" in words(page)[0]


def test_dragged_to_the_right_it_diverges_and_upwards_it_ripples_along_the_valley_too(show: Open) -> None:
    page = show(MomentumRegimes())
    handle = page.locator("[data-handle=pair]")
    handle.focus()
    page.keyboard.press("Shift+ArrowUp")
    for _ in range(3):
        page.keyboard.press("Shift+ArrowUp")
    assert "along the valley (curvature 1) it ripples" in words(page)[0]
    box = page.locator(".mf-panel").nth(0).bounding_box()
    at = handle.bounding_box()
    assert box and at
    page.mouse.move(at["x"] + at["width"] / 2, at["y"] + at["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.9 * box["width"], box["y"] + 0.5 * box["height"], steps=4)
    page.mouse.up()
    assert "it diverges" in words(page)[0] and "never arrives" in words(page)[0]


def test_its_buttons_go_to_the_best_places(show: Open) -> None:
    page = show(MomentumRegimes())
    page.locator("[data-action=plain]").click()
    assert rates(words(page)[0]) == pytest.approx([99 / 101] * 2, abs=6e-4)
    page.locator("[data-action=best]").click()
    assert rates(words(page)[0]) == pytest.approx([9 / 11] * 2, abs=6e-4)
    assert words(page)[0].count("critical damping") == 2


def test_on_the_logarithmic_scale_a_run_is_drawn_too(show: Open) -> None:
    page = show(MomentumRegimes(learning_rate=0.03))  # it diverges: 100 · 0.03 is 3, and 2 (1 + ½) is 3 as well
    before = look(page)
    page.locator("[data-key=log]").click()
    assert "|distance|" in look(page) and look(page) != before
