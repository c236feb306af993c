"""The playground: its landscapes against NumPy, its runs against the reference, and what a reader does with it."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import unquote

import numpy as np
import pytest
from living import Open, as_floats, javascript
from playwright.sync_api import Page, expect
from test_every_figure import look, words

from descent import reference
from descent.widgets import DescentPlayground, network_slice

SURFACES: dict[str, Callable[[Any], float]] = {
    "bowl": lambda w: 0.5 * w[0] ** 2 + 0.5 * w[1] ** 2,
    "ravine": lambda w: 0.5 * w[0] ** 2 + 12.5 * w[1] ** 2,
    "valley": lambda w: 0.5 * (w[0] - 1) ** 2 + 0.025 * (w[1] - 1) ** 2,
    "saddle": lambda w: 0.5 * w[0] ** 2 + 0.25 * (w[1] ** 2 - 1) ** 2,
    "rosenbrock": lambda w: (1 - w[0]) ** 2 + 100 * (w[1] - w[0] ** 2) ** 2,
    "beale": lambda w: sum((c - w[0] + w[0] * w[1] ** k) ** 2 for k, c in ((1, 1.5), (2, 2.25), (3, 2.625))),
    "network": lambda w: real_network(w)[0],
}
PLACES = [[0.3, -0.7], [-1.2, 1.1], [2.5, 0.4], [0.0, 0.0], [-1.9, -1.4], [1.0, 1.0]]
NAMES = ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw")


@cache
def network() -> dict[str, Any]:
    return network_slice.trained()


def real_network(w: Any) -> tuple[float, Any]:
    """Loss and gradient of the real network, with the two free weights in their places."""
    net = network()
    weights = np.concatenate([w, net["W"][1], net["b"], net["v"], [net["c"]]])
    loss, gradient = network_slice.loss_and_gradient(weights, np.array(net["x"]), np.array(net["y"]))
    return loss, gradient[:2]


@pytest.mark.parametrize("name", SURFACES)
def test_each_landscape_and_its_gradient(name: str) -> None:
    height, h = SURFACES[name], 1e-5
    found = javascript("surfaces", "SURFACES", f"[SURFACES.{name}.value(it), SURFACES.{name}.gradient(it)]", PLACES)
    np.testing.assert_allclose([value for value, _ in found], [height(w) for w in PLACES], rtol=1e-6, atol=1e-9)
    for w, (_, gradient) in zip(np.array(PLACES), found, strict=True):
        nudged = [(height(w + d) - height(w - d)) / (2 * h) for d in h * np.eye(2)]
        np.testing.assert_allclose(gradient, nudged, rtol=1e-6, atol=1e-6)


def test_the_slice_is_the_real_networks_and_its_file_is_what_the_script_writes() -> None:
    found = javascript("surfaces", "SURFACES", "SURFACES.network.gradient(it)", PLACES)
    np.testing.assert_allclose(found, [real_network(w)[1] for w in PLACES], rtol=1e-6, atol=1e-9)
    assert network_slice.FILE.read_text(encoding="utf-8") == network_slice.text()


def test_every_landscape_is_one_that_can_be_chosen_and_starts_well() -> None:
    """From its start, at its own rate, each optimizer gets well down within the steps that can be shown."""
    call = (
        "Object.entries(SURFACES).map(([name, { start, most, rates, x, y }]) => ({ name, start, most, rates, x, y }))"
    )
    (surfaces,) = javascript("surfaces", "SURFACES", call, [None])
    assert [each["name"] for each in surfaces] == list(SURFACES)
    for each in surfaces:
        for name in NAMES:
            height = SURFACES[each["name"]]
            at = run(each["name"], name, each["start"], each["rates"][name], each["most"])[-1]
            assert height(at) < 0.65 * height(each["start"]), (each["name"], name)


def gradient_of(surface: str) -> Callable[[Any, int], Any]:
    def gradient(w: Any, _step: int) -> Any:
        if surface == "network":
            return real_network(w)[1]
        d = 1e-6 * np.eye(2)
        return np.array([(SURFACES[surface](w + one) - SURFACES[surface](w - one)) / 2e-6 for one in d])

    return gradient


def run(surface: str, name: str, start: list[float], rate: float, steps: int, **more: Any) -> Any:
    """The reference's path, with the playground's other settings."""
    rule = "momentum" if name == "nesterov" else name
    options: dict[str, Any] = {
        "sgd": {},
        "momentum": {"momentum": 0.9, "nesterov": name == "nesterov"},
        "adagrad": {"initial_accumulator": 0.0, "epsilon": 1e-8},
        "rmsprop": {"rho": 0.9, "epsilon": 1e-8},
        "adam": {"beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-8},
        "adamw": {"beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-8},
    }[rule]
    init = getattr(reference, f"{'adam' if rule == 'adamw' else rule}_init")
    step = getattr(reference, f"{rule}_step")
    more.setdefault("weight_decay", 0.0)
    path, _ = reference.descend(init, step, start, gradient_of(surface), steps, learning_rate=rate, **options, **more)
    return path


def shown(state: dict[str, Any], call: str) -> Any:
    given = {**DescentPlayground.initial, **state}
    return javascript("descent_playground", "descentPlayground", f"descentPlayground.{call}", [given])[0]


@pytest.mark.parametrize("name", NAMES)
def test_the_caption_tells_the_references_loss(name: str) -> None:
    state = {"optimizers": [name], "steps": 7, "shared": False, f"rate_{name}": 0.01, "weight_decay": 0.1}
    at = run("ravine", name, [-4.0, 1.2], 0.01, 7, weight_decay=0.1)[-1]
    caption = shown(state, "caption(it)").replace("−", "-")
    assert caption.startswith("After 7 steps from (-4.00, 1.20): ")
    assert f"has loss {SURFACES['ravine'](at):.3f} at ({at[0]:.2f}, {at[1]:.2f})" in caption


def test_the_caption_tells_what_the_optimizers_remember() -> None:
    """After a step from a slope of (−4, 30): the velocity is the slope itself, and so is Adam's corrected mean."""
    caption = shown({"optimizers": ["momentum", "adam"], "steps": 1}, "caption(it)").replace("−", "-")
    assert caption.startswith("After 1 step from")
    assert "velocity (-4.00, 30.00)" in caption
    assert "mean of the slopes (-4.00, 30.00), root mean square (4.00, 30.00)" in caption


def test_divergence_is_told_in_words() -> None:
    caption = shown({"optimizers": ["sgd", "adam"], "learning_rate": 0.1}, "caption(it)")
    assert "SGD diverges: at step " in caption and "Adam has loss" in caption
    before = shown({"optimizers": ["sgd"], "learning_rate": 0.1, "steps": 2}, "caption(it)")
    assert "diverges" not in before


def test_contours_lie_at_their_height_and_close() -> None:
    call = "contours(([a, b]) => a * a + b * b, [-2, 2], [-2, 2], it)"
    (lines,) = javascript("marching_squares", "contours", call, [[0.5, 1.0, 2.0]])
    for height, (line,) in zip((0.5, 1.0, 2.0), lines, strict=True):
        np.testing.assert_allclose(np.sum(np.square(line), axis=1), height, atol=0.01)
        assert line[0] == line[-1] and len(line) > 50
    assert as_floats(javascript("marching_squares", "levels", "levels(...it)", [[1, 100, 3]])[0]) == pytest.approx(
        [1, 10, 100]
    )


def losses(caption: str) -> dict[str, float]:
    """The losses that a caption tells, infinite for a run that diverges."""
    told = caption.split(": ", 1)[1].rstrip(".").split("; ")
    numbers = {one.split()[0]: re.search(r"has loss ([\d.]+)(?:·10⁻(\S))?", one) for one in told}
    powers = {name: "⁰¹²³⁴⁵⁶⁷⁸⁹".index(found[2]) if found and found[2] else 0 for name, found in numbers.items()}
    return {name: float(found[1]) * 10.0 ** -powers[name] if found else math.inf for name, found in numbers.items()}


@pytest.mark.parametrize(("rate", "winner"), [(0.001, "momentum"), (0.02, "RMSProp"), (0.1, "Adam")])
def test_in_the_race_the_shared_rate_chooses_the_winner(rate: float, winner: str) -> None:
    """As the chapter on choosing an optimizer says."""
    four = ["sgd", "momentum", "rmsprop", "adam"]
    place = {"surface": "rosenbrock", "start": [-1.2, 1.6], "steps": 400, "optimizers": four}
    told = losses(shown({**place, "learning_rate": rate}, "caption(it)"))
    assert len(told) == 4 and min(told, key=told.__getitem__) == winner
    assert (told["momentum"] == math.inf) == (rate > 0.01)
    own = {"rate_sgd": 0.002, "rate_momentum": 0.002, "rate_rmsprop": 0.02, "rate_adam": 0.1}
    apart = losses(shown({**place, "shared": False, **own}, "caption(it)"))
    if winner == "momentum":
        assert all(apart[name] < told[name] for name in told)
        assert max(told, key=told.__getitem__) == sorted(apart, key=apart.__getitem__)[1] == "Adam"


def test_without_its_correction_adams_first_step_is_the_root_of_ten_times_as_long() -> None:
    """As the chapter on Adam says: (1 − β₁) / √(1 − β₂) is √10 for 0.9 and 0.999."""
    for correction, length in ((True, 0.3), (False, 0.3 * 10**0.5)):
        state = {"optimizers": ["adam"], "learning_rate": 0.3, "steps": 1, "bias_correction": correction}
        caption = shown(state, "caption(it)").replace("−", "-")
        assert f"at ({-4 + length:.2f}, {1.2 - length:.2f})" in caption


def test_the_length_of_each_step_can_be_seen_instead_of_the_loss(show: Open) -> None:
    page = show(DescentPlayground(optimizers=["adam"], learning_rate=0.3, steps=1))
    page.select_option("[data-key=view]", "length")
    assert "Length of each step" in look(page)
    assert "last step (0.30, −0.30)" in words(page)[0]


def test_on_the_ravine_two_rates_part_the_regimes_of_plain_descent() -> None:
    """As the chapter on descent says: 1/25 lands at once in the steep weight, 2/25 swings for ever, more diverges."""
    plain = {"optimizers": ["sgd"], "steps": 40}
    assert ", 0.00)," in shown({**plain, "learning_rate": 0.04, "steps": 1}, "caption(it)")
    assert ", 1.20)," in shown({**plain, "learning_rate": 0.08}, "caption(it)")
    assert "diverges" in shown({**plain, "learning_rate": 0.1}, "caption(it)")


def caption(page: Page) -> str:
    return words(page)[0]


def press(page: Page, action: str) -> None:
    page.locator(f"[data-action={action}]").click()


def test_dragging_the_start_changes_all_paths_and_losses(show: Open) -> None:
    page = show(DescentPlayground())
    lines = page.locator(".mf-panel").nth(0).locator("path.mf-line")
    before = lines.evaluate_all("all => all.map(one => one.getAttribute('d'))")
    page.locator("[data-handle=start]").focus()
    page.keyboard.press("ArrowUp")
    assert "from (−4.00, 1.27)" in caption(page)
    after = lines.evaluate_all("all => all.map(one => one.getAttribute('d'))")
    assert len(before) == 6 and all(old != new for old, new in zip(before, after, strict=True))


def test_step_reset_and_play(show: Open) -> None:
    page = show(DescentPlayground(steps=10))
    press(page, "step")
    assert caption(page).startswith("After 11 steps")
    press(page, "reset")
    assert caption(page).startswith("After 0 steps")
    press(page, "play")
    page.wait_for_function("document.querySelector('.mf-caption').textContent.startsWith('After 100 steps')")
    press(page, "play")  # at its end, it starts again
    page.wait_for_function("!document.querySelector('.mf-caption').textContent.startsWith('After 100 steps')")
    press(page, "play")  # and pauses
    paused = caption(page)
    page.wait_for_timeout(300)
    assert caption(page) == paused


def test_whoever_wants_calm_gets_the_end_at_once(show: Open) -> None:
    page = show(DescentPlayground(steps=0), reduced_motion="reduce")
    press(page, "play")
    assert caption(page).startswith("After 100 steps")


def test_each_optimizer_may_have_a_rate_of_its_own(show: Open) -> None:
    page = show(DescentPlayground())
    page.locator("[data-key=shared]").click()
    words(page)
    keys = page.locator("input[data-key^=rate_]").evaluate_all("all => all.map(one => one.dataset.key)")
    assert keys == ["rate_sgd", "rate_momentum", "rate_adam"]
    page.locator("[data-key=rate_sgd]").focus()
    page.keyboard.press("End")
    assert "SGD diverges" in caption(page) and "Adam diverges" not in caption(page)


def test_a_landscape_brings_its_own_start_and_rates(show: Open) -> None:
    page = show(DescentPlayground(shared=False, optimizers=["sgd"]))
    page.select_option("[data-key=surface]", "rosenbrock")
    assert caption(page).startswith("After 400 steps from (−1.20, 1.60)")
    assert page.locator("label:has([data-key=rate_sgd]) .mf-value").text_content() == "0.001"


def test_decay_is_drawn_beside_the_run_without_it(show: Open) -> None:
    page = show(
        DescentPlayground(surface="valley", start=[-0.5, -0.5], optimizers=["sgd"], learning_rate=0.5, steps=150)
    )
    assert "without decay" not in look(page)
    page.locator("[data-key=weight_decay]").focus()
    for _ in range(10):
        page.keyboard.press("ArrowRight")
    picture = look(page)
    assert "without decay" in picture and "Loss, without the penalty" in picture
    # The objective's lowest point: cᵢ / (cᵢ + λ), with λ = 0.1.
    assert f"at ({1 / 1.1:.2f}, {0.05 / 0.15:.2f})" in caption(page)


def test_with_no_optimizer_chosen_it_says_so(show: Open) -> None:
    page = show(DescentPlayground(optimizers=["sgd"]))
    page.locator("[data-key=optimizers][value=sgd]").click()
    assert "Choose an optimizer" in caption(page)


def test_a_link_restores_the_whole_state(show: Open) -> None:
    page = show(DescentPlayground())
    page.evaluate(
        "Object.defineProperty(navigator, 'clipboard', { value: { writeText: async text => (window.copied = text) } })"
    )
    page.select_option("[data-key=surface]", "beale")
    page.locator("[data-handle=start]").focus()
    page.keyboard.press("ArrowUp")
    wanted = look(page), words(page)
    press(page, "link")
    page.wait_for_function("document.querySelector('.mf-told').textContent === 'Link copied.'")
    address = page.evaluate("window.copied")
    assert page.evaluate("location.href") == address
    state = json.loads(unquote(address.split("#descent-playground=")[1]))
    assert set(state) == set(DescentPlayground.initial) and state["surface"] == "beale"
    page.goto("about:blank")
    page.goto(address)
    assert (look(page), words(page)) == wanted
    press(page, "reset")
    assert page.locator(".mf-told").text_content() == ""


def test_a_link_changes_one_of_two_playgrounds(show: Open) -> None:
    page = show(DescentPlayground(), DescentPlayground(steps=30))
    said = page.locator(".mf-caption")
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.locator("[data-action=step]").nth(1).click()
    page.locator("[data-action=link]").nth(1).click()
    expect(said.nth(1)).to_contain_text("After 31 steps")
    address = page.evaluate("location.href")
    page.goto("about:blank")
    page.goto(address)
    expect(said.nth(1)).to_contain_text("After 31 steps")
    expect(said.nth(0)).to_contain_text("After 60 steps")


def test_a_brief_one_offers_few_settings_and_one_optimizer_is_no_choice(show: Open) -> None:
    page = show(DescentPlayground(brief=True), DescentPlayground(offered=["sgd"], optimizers=["sgd"], decays=False))
    keys = [
        page.locator(f".moving-figure >> nth={i} >> .mf-controls [data-key]").evaluate_all(
            "all => [...new Set(all.map((one) => one.dataset.key))]"
        )
        for i in range(2)
    ]
    assert keys[0] == ["optimizers", "learning_rate"]
    assert not {"optimizers", "weight_decay", "shared"} & set(keys[1])


def test_without_a_clipboard_the_reader_gets_the_address(show: Open) -> None:
    page = show(DescentPlayground())
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    press(page, "link")
    words(page)
    assert (page.locator(".mf-told").text_content() or "") == f"Copy this address: {page.evaluate('location.href')}"


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "null",
        "7",
        '{"steps":"<b>"}',
        '{"surface":"moon"}',
        '{"start":["<b>",1]}',
        '{"start":[]}',
        '{"colour":"red"}',
    ],
)
def test_a_link_that_it_cannot_draw_changes_nothing(show: Open, text: str) -> None:
    page = show(DescentPlayground())
    before = look(page), words(page)
    page.evaluate("text => (location.hash = `descent-playground=${encodeURIComponent(text)}`)", text)
    page.wait_for_timeout(50)
    assert (look(page), words(page)) == before


def test_a_notebook_offers_no_link() -> None:
    buttons = "{ kind: 'buttons', label: 'b', options: [['link', 'Link'], ['go', 'Go']] }"
    texts = "caption: () => '', description: () => ''"
    widget = f"{{ title: 'w', panels: () => [], controls: () => [{buttons}], {texts} }}"
    page, notebook = javascript("figure", "html", f"html({widget}, {{}}, 'k', {{ links: it }})", [True, False])
    assert 'data-action="link"' in page and 'data-action="link"' not in notebook
    assert 'data-action="go"' in notebook
