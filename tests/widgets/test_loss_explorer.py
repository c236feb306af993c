"""The loss explorer: at the kink of an absolute value there is no tangent, and a finger finds the target."""

from __future__ import annotations

import pytest
from living import Open
from playwright.sync_api import Page
from test_every_figure import grip, words

from descent.widgets import LossExplorer

TANGENT = ".mf-panel:first-child .mf-line.mf-orange"


def drag(page: Page, to: float) -> None:
    """Drag the prediction to this place on the axis from −4 to 4."""
    x, y = grip(page.locator("[data-handle=prediction]"))
    grid = page.locator(".mf-panel").first.locator(".mf-axis").bounding_box()
    assert grid
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(grid["x"] + grid["width"] * (to + 4) / 8, y, steps=5)
    page.mouse.up()


@pytest.mark.parametrize("loss", ["mean_absolute_error", "pinball"])
def test_close_to_the_target_the_prediction_is_the_target_and_has_no_tangent(show: Open, loss: str) -> None:
    page = show(LossExplorer(loss=loss, target=1.0, prediction=3.0))
    assert page.locator(TANGENT).count() == 1
    drag(page, 1.02)
    caption, picture = words(page)
    assert "At prediction 1.00 with target 1.0" in caption
    assert "no tangent" in picture
    assert page.locator(TANGENT).count() == 0
    page.locator("[data-handle=prediction]").focus()
    page.keyboard.press("ArrowRight")
    assert "At prediction 1.10" in words(page)[0]
    assert page.locator(TANGENT).count() == 1


def test_the_gradient_of_an_absolute_value_jumps_and_that_of_a_square_does_not(show: Open) -> None:
    page = show(LossExplorer(loss="mean_absolute_error", overlay="mean_squared_error", target=0.0))
    paths = page.locator(".mf-panel:nth-child(2) path.mf-line").evaluate_all(
        "all => all.map((one) => one.attributes.d.value)"
    )
    assert [path.count("M") for path in paths] == [2, 1]
