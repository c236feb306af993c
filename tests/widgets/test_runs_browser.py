"""The runs browser: what it carries is the stored runs, what it tells of them is what the chapter's measures say."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
from living import Open
from playwright.sync_api import Page
from test_every_figure import look, words

from descent.runs import load_runs
from descent.runs.measures import batches_to
from descent.widgets import RunsBrowser
from descent.widgets.runs_browser import extract

STORED = load_runs("mini_cnn")
NAMES = ("framework", "optimizer", "rate", "weight_decay")


def test_the_extract_is_all_stored_runs_with_ten_digits() -> None:
    data = extract()
    assert len(json.dumps(data)) < 60_000, "too much for a page"
    ten = STORED.choose(name="ten digits")
    assert sorted({tuple(one[name] for name in NAMES) for one in data["runs"]}) == sorted(
        {tuple(getattr(run, name) for name in NAMES) for run in ten}
    )
    for one in data["runs"]:
        runs = STORED.choose(name="ten digits", **{name: one[name] for name in NAMES})
        assert [run.seed for run in runs] == list(range(8))
        for run, means, held_out, right in zip(runs, one["training"], one["validation"], one["accuracy"], strict=True):
            wanted = [run.losses[end - 10 : end].mean() for end in data["ends"]]
            np.testing.assert_allclose(means, wanted, atol=0.000501)
            assert held_out == run.validation.tolist() and right == run.test_accuracy
    assert data["ends"][-1] == data["epochs"][-1] == len(ten[0].losses)


@pytest.mark.parametrize("framework", ["torch", "tf"])
@pytest.mark.parametrize(("optimizer", "rate", "level"), [("adam", 0.001, 0.5), ("sgd", 0.1, 0.5), ("sgd", 0.001, 2.0)])
def test_the_caption_tells_the_chapters_numbers(
    framework: str, optimizer: str, rate: float, level: float, show: Open
) -> None:
    page = show(RunsBrowser(framework=framework, optimizer=optimizer, rate=rate, level=level, compare="none"))
    runs = STORED.choose(name="ten digits", framework=framework, optimizer=optimizer, rate=rate, weight_decay=0.0)
    times = np.array([batches_to(run.losses, level) for run in runs])
    right = [run.test_accuracy for run in runs]
    told = words(page)[0]
    assert f"{np.isfinite(times).sum()} of 8 seeds reach a loss of {level:.2f}" in told
    assert f"test accuracy {np.mean(right):.3f} on average, from {min(right):.3f} to {max(right):.3f}" in told
    if found := re.search(r"after (\d+) batches", told):  # the figure looks at every fifth batch only
        assert np.mean(times) - 0.5 <= int(found[1]) <= np.mean(times) + 5
    else:
        assert np.isnan(times).all()


def test_the_accuracies_are_told_when_they_are_asked_for(show: Open) -> None:
    page = show(RunsBrowser(rate=0.0001, compare="sgd 0.001 0", level=2.2, judged=False))
    assert "accuracy" not in " ".join(words(page)) and page.locator(".mf-panel").count() == 1
    page.locator("[data-key=judged]").click()
    assert "test accuracy 0.810" in words(page)[0] and page.locator(".mf-panel").count() == 2


def test_a_lower_level_is_reached_later(show: Open) -> None:
    page = show(RunsBrowser())
    before = [int(found) for found in re.findall(r"after (\d+) batches", words(page)[0])]
    knob = page.locator("[data-handle=level]")
    box = knob.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y - 60, steps=4)
    page.mouse.up()
    after = [int(found) for found in re.findall(r"after (\d+) batches", words(page)[0])]
    assert len(before) == len(after) == 2
    assert after[0] < before[0] and after[1] < before[1]


def test_the_seed_on_the_right_is_the_one_that_is_drawn_on_the_left(show: Open) -> None:
    page = show(RunsBrowser())
    left = page.locator(".mf-panel").first
    before = left.inner_html()
    page.locator("[data-handle=seed]").focus()
    for _ in range(9):
        page.keyboard.press("ArrowRight")
    assert "seed 7" in (page.locator("[data-handle=seed]").get_attribute("aria-valuetext") or "")
    assert look(page) and left.inner_html() != before
    assert "seed 7" in (left.text_content() or "")


def chosen(page: Page, key: str) -> str:
    look(page)
    return page.locator(f"[data-key={key}]").input_value()


def test_only_what_was_run_can_be_chosen(show: Open) -> None:
    page = show(RunsBrowser(compare="none"))
    assert page.locator("[data-key=weight_decay]").count() == 0
    page.select_option("[data-key=optimizer]", "sgd")
    assert chosen(page, "weight_decay") == "0"
    page.locator("[data-key=weight_decay]").press("End")
    assert "decay 0.01" in words(page)[0]
    page.locator("[data-key=rate]").press("End")
    look(page)
    assert page.locator("[data-key=weight_decay]").count() == 0
    assert "rate 0.1:" in words(page)[0]
    page.select_option("[data-key=optimizer]", "adam")
    assert "Adam, rate 0.01:" in words(page)[0]


def test_the_other_framework_stands_beside_it(show: Open) -> None:
    page = show(RunsBrowser(compare="twin"))
    told = words(page)[0]
    assert told.startswith("PyTorch.") and "Adam, rate 0.001 in TensorFlow:" in told
    page.select_option("[data-key=framework]", "tf")
    told = words(page)[0]
    assert told.startswith("TensorFlow.") and "Adam, rate 0.001 in PyTorch:" in told


def test_a_setting_is_not_compared_with_itself(show: Open) -> None:
    page = show(RunsBrowser())
    page.select_option("[data-key=optimizer]", "sgd")
    assert chosen(page, "compare") == "none"
    options = page.locator("[data-key=compare] option").evaluate_all("all => all.map(one => one.value)")
    assert "sgd 0.01 0" not in options and len(options) == 9


@pytest.mark.parametrize("framework", ["torch", "tf"])
def test_what_the_chapter_says_of_the_figure_is_so(framework: str) -> None:
    """Adam is first at every level of the pair, SGD at its highest rate is before Adam at its middle one."""

    def arrival(optimizer: str, rate: float, level: float) -> float:
        runs = STORED.choose(name="ten digits", framework=framework, optimizer=optimizer, rate=rate, weight_decay=0.0)
        return float(np.mean(np.nan_to_num([batches_to(run.losses, level) for run in runs], nan=200)))

    for level in (2, 1.5, 1, 0.5, 0.3):
        assert arrival("adam", 0.001, level) < arrival("sgd", 0.01, level)
        assert arrival("sgd", 0.1, level) < arrival("adam", 0.001, level)
        apart = arrival("sgd", 0.1, level) - arrival("adam", 0.01, level)
        assert 0 < apart < (arrival("sgd", 0.01, level) - arrival("adam", 0.001, level)) / 2
    for optimizer, rate, least in (("adam", 0.0001, 0.6), ("sgd", 0.001, 0.3)):
        runs = STORED.choose(name="ten digits", framework=framework, optimizer=optimizer, rate=rate)
        assert min(run.losses[-10:].mean() for run in runs) > 2  # near log 10
        assert min(run.test_accuracy for run in runs) > least
