"""The outlier line: each line is the best one for its loss, and a dragged point moves them as the chapter says."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from living import Open, javascript
from playwright.sync_api import Page
from scipy import optimize
from sklearn.linear_model import QuantileRegressor
from test_every_figure import handles, words

from descent import reference
from descent.widgets import OutlierLine

RNG = np.random.default_rng(0)
START = OutlierLine.initial["points"]
CLOUDS = [START, *(np.round(RNG.uniform(0, 10, (count, 2)), 2).tolist() for count in (3, 5, 8, 9, 9, 10, 10, 12))]
TIED = [[1.0, 1.0], [1.0, 4.0], [2.0, 2.0], [2.0, 2.0], [3.0, 9.0], [3.0, 3.0]]  # values of x that come twice
COLUMN = [[4.0, y] for y in (1.0, 2.0, 3.0, 7.0, 9.0)]


def loss_of(name: str, line: Any, points: Any, **options: float) -> float:
    x, y = np.array(points).T
    return float(getattr(reference, name)(y, line[0] + line[1] * x, **options))


def lines(call: str, inputs: list[Any]) -> list[Any]:
    return javascript("lines", "huberLine, leastSquares, throughTwo", call, inputs)


def test_least_squares_is_numpys() -> None:
    for points, found in zip([*CLOUDS, TIED], lines("leastSquares(it)", [*CLOUDS, TIED]), strict=True):
        x, y = np.array(points).T
        np.testing.assert_allclose(found, np.polyfit(x, y, 1)[::-1], rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("quantile", [0.1, 0.5, 0.8, 0.9])
def test_lines_of_a_quantile_are_as_good_as_scikit_learns(quantile: float) -> None:
    """A quantile of one half is the absolute error, halved. Where two lines are equally good, either will do."""
    cost = f"(y, p) => Math.max({quantile} * (y - p), {quantile - 1} * (y - p))"
    for points, found in zip([*CLOUDS, TIED], lines(f"throughTwo(it, {cost})", [*CLOUDS, TIED]), strict=True):
        x, y = np.array(points).T
        best = QuantileRegressor(quantile=quantile, alpha=0, solver="highs").fit(x[:, None], y)
        wanted = loss_of("pinball", (best.intercept_, best.coef_[0]), points, quantile=quantile)
        assert loss_of("pinball", found, points, quantile=quantile) == pytest.approx(wanted, abs=1e-6)


@pytest.mark.parametrize("delta", [0.1, 0.5, 1.0, 4.0])
def test_hubers_line_is_as_good_as_the_minimum_that_scipy_finds(delta: float) -> None:
    for points, found in zip([*CLOUDS, TIED], lines(f"huberLine(it, {delta})", [*CLOUDS, TIED]), strict=True):
        starts = [lines("leastSquares(it)", [points])[0], found, [np.median(np.array(points)[:, 1]), 0.0]]
        tries = [
            optimize.minimize(lambda line, at=points: loss_of("huber", line, at, delta=delta), start, method=method)
            for start in starts
            for method in ("BFGS", "Nelder-Mead")
        ]
        assert loss_of("huber", found, points, delta=delta) == pytest.approx(min(one.fun for one in tries), abs=1e-6)


def test_points_in_one_column_have_a_level_line() -> None:
    heights = np.array(COLUMN)[:, 1]
    (squares,) = lines("leastSquares(it)", [COLUMN])
    (absolute,) = lines("throughTwo(it, (y, p) => Math.abs(y - p))", [COLUMN])
    (huber,) = lines("huberLine(it, 100)", [COLUMN])
    np.testing.assert_allclose([squares, absolute, huber], [[heights.mean(), 0], [3, 0], [heights.mean(), 0]])


def slopes(page: Page) -> dict[str, float]:
    """The slopes that the caption names."""
    found = re.search(r"Slopes: ([^;]*);", words(page)[0])
    assert found, words(page)[0]
    return {
        name: float(value.replace("−", "-"))
        for name, value in re.findall(r"([A-Za-z ]+?) (−?\d+\.\d+)(?:, |$)", found[1])
    }


def drag(page: Page, index: int, to_x: float, to_y: float) -> None:
    """Drag a point by this many pixels."""
    box = handles(page).nth(index).bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + to_x, y + to_y, steps=4)
    page.mouse.up()


def test_the_caption_gives_the_slopes_of_the_first_state(show: Open) -> None:
    page = show(OutlierLine(fits=["mean_squared_error", "mean_absolute_error", "huber", "pinball"]))
    x, y = np.array(START).T
    found = slopes(page)
    assert list(found) == ["squared error", "absolute error", "Huber", "quantile"]
    assert found["squared error"] == pytest.approx(np.polyfit(x, y, 1)[0], abs=0.0051)
    for name, quantile in (("absolute error", 0.5), ("quantile", OutlierLine.initial["quantile"])):
        best = QuantileRegressor(quantile=quantile, alpha=0).fit(x[:, None], y)
        assert found[name] == pytest.approx(best.coef_[0], abs=0.0051)
    assert f"without this point {np.polyfit(x[:-1], y[:-1], 1)[0]:.2f}" in words(page)[0]


def test_the_farther_outlier_turns_the_squared_errors_line_and_no_other(show: Open) -> None:
    page = show(OutlierLine())
    before = slopes(page)
    drag(page, 8, 0, 30)
    after = slopes(page)
    assert after["squared error"] < before["squared error"] - 0.03
    assert after["absolute error"] == before["absolute error"] and after["Huber"] == before["Huber"]


def test_a_point_in_the_middle_has_no_lever(show: Open) -> None:
    page = show(OutlierLine(fits=["mean_squared_error"]))
    before = slopes(page)["squared error"]
    drag(page, 4, 0, -80)
    assert abs(slopes(page)["squared error"] - before) < 0.05
    assert words(page)[0].startswith("Point 5 lies at")


def test_the_points_go_back_and_without_a_line_the_caption_says_what_to_do(show: Open) -> None:
    page = show(OutlierLine())
    first = words(page)[0]
    drag(page, 8, -20, -60)
    assert words(page)[0] != first
    page.locator("[data-action=reset]").click()
    assert words(page)[0] == first
    for value in OutlierLine.initial["fits"]:
        page.locator(f"input[value={value}]").click()
        words(page)
    assert "Choose a loss" in words(page)[0]
    assert page.locator(".mf-controls input[type=range]").count() == 0


def test_it_names_the_point_in_hand_on_both_panels(show: Open) -> None:
    page = show(OutlierLine())
    handles(page).nth(2).focus()
    page.keyboard.press("ArrowUp")
    x, y = START[2]
    assert words(page)[0].startswith(f"Point 3 lies at x {x:.1f}, y {y + 0.1:.1f}")
    assert "If point 3 were lower or higher" in page.locator(".mf-title").all_text_contents()
