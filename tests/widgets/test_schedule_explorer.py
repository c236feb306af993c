"""The schedule explorer: its rates are those of both frameworks, its runs those of the reference."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
import pytest
from living import Open, javascript
from playwright.sync_api import Page
from test_every_figure import look, words

from descent import reference
from descent.widgets import ScheduleExplorer

TOLERANCE = 1e-6
STEPS = 200
SHAPE = {"peak": 0.3, "steps": STEPS, "every": 60, "factor": 0.3, "floor": 0.1}
SCHEDULES = ("constant", "step", "exponential", "cosine", "linear")
FIRST = dict(ScheduleExplorer.initial)


def rates_of(schedule: str, warmup: int, **shape: Any) -> list[float]:
    """The figure's rates of all steps."""
    options = {**SHAPE, **shape, "schedule": schedule, "warmup": warmup}
    inputs = [{"t": t, "options": options} for t in range(STEPS)]
    return javascript("schedules", "rateAt", "rateAt(it.t, it.options)", inputs)


def mulberry(seed: int, count: int) -> list[float]:
    """Uniform numbers by Tommy Ettinger's mulberry32, in whole numbers of Python."""
    found, mask = [], 2**32 - 1
    for turn in range(1, count + 1):
        a = (seed + turn * 0x6D2B79F5) & mask
        t = ((a ^ (a >> 15)) * (a | 1)) & mask
        t ^= (t + (((t ^ (t >> 7)) * (t | 61)) & mask)) & mask
        found.append((t ^ (t >> 14)) / 2**32)
    return found


def normals(seed: int, count: int) -> np.ndarray:
    uniform = np.array(mulberry(seed, count)).reshape(-1, 2)
    radius, angle = np.sqrt(-2 * np.log(1 - uniform[:, 0])), 2 * np.pi * uniform[:, 1]
    return (radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)).ravel()


def run_of_reference(rates: list[float], name: str = "sgd", seed: int = 3, wall: float = 0.0) -> np.ndarray:
    """The loss before each step and after the last, in the ravine with noise of spread 1."""
    noise, curves = normals(seed, 2 * STEPS).reshape(-1, 2), np.array([0.2, 4.0])
    step, state = getattr(reference, f"{name}_step"), getattr(reference, f"{name}_init")([6.0, 2.0])
    options = {"beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-8} if name == "adam" else {}
    path = [np.array([6.0, 2.0])]
    for t, rate in enumerate(rates):
        gradient = curves * path[-1] + wall * np.array([0, path[-1][1] ** 3]) + noise[t]
        w, state = step(path[-1], gradient, state, learning_rate=rate, **options)
        path.append(np.asarray(w))
    w = np.array(path)
    return (w**2 @ curves) / 2 + wall * w[:, 1] ** 4 / 4


@pytest.mark.parametrize("warmup", [0, 20])
@pytest.mark.parametrize("schedule", SCHEDULES)
def test_the_rates_are_those_of_torch(schedule: str, warmup: int) -> None:
    import torch
    from torch.optim import lr_scheduler

    left = STEPS - warmup
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.3)
    shape = {
        "constant": lambda: lr_scheduler.ConstantLR(optimizer, factor=1),
        "step": lambda: lr_scheduler.StepLR(optimizer, 60, gamma=0.3),
        "exponential": lambda: lr_scheduler.ExponentialLR(optimizer, gamma=0.3 ** (1 / 60)),
        "cosine": lambda: lr_scheduler.CosineAnnealingLR(optimizer, left, eta_min=0.03),
        "linear": lambda: lr_scheduler.LinearLR(optimizer, 1.0, 0.1, total_iters=left),
    }[schedule]
    if warmup:
        rise = lr_scheduler.LinearLR(optimizer, 1 / (warmup + 1), total_iters=warmup)
        scheduler: Any = lr_scheduler.SequentialLR(optimizer, [rise, shape()], milestones=[warmup])
    else:
        scheduler = shape()
    wanted = []
    for _ in range(STEPS):
        wanted.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    np.testing.assert_allclose(rates_of(schedule, warmup), wanted, rtol=TOLERANCE, atol=TOLERANCE)


@pytest.mark.parametrize("schedule", SCHEDULES[1:])
def test_the_rates_are_those_of_keras(schedule: str) -> None:
    """Its cosine brings a warm-up; the others have none."""
    from keras.optimizers import schedules

    warmup = 20 if schedule == "cosine" else 0
    made = {
        "step": lambda: schedules.ExponentialDecay(0.3, 60, 0.3, staircase=True),
        "exponential": lambda: schedules.ExponentialDecay(0.3, 60, 0.3),
        "cosine": lambda: schedules.CosineDecay(0.3 / 21, 180, alpha=0.1, warmup_target=0.3, warmup_steps=20),
        "linear": lambda: schedules.PolynomialDecay(0.3, STEPS, end_learning_rate=0.03, power=1.0),
    }[schedule]()
    wanted = [float(made(t)) for t in range(STEPS)]
    np.testing.assert_allclose(rates_of(schedule, warmup), wanted, rtol=TOLERANCE, atol=TOLERANCE)


@pytest.mark.parametrize("seed", [1, 2, 8, 2**32 - 1])
def test_the_noise_is_the_same_wherever_it_is_drawn(seed: int) -> None:
    (found,) = javascript("noise", "normals", "normals(it, 401)", [seed])
    np.testing.assert_allclose(found, normals(seed, 402)[:401], rtol=TOLERANCE, atol=TOLERANCE)
    (flat,) = javascript("noise", "uniforms", "Array.from({ length: 300 }, uniforms(it))", [seed])
    assert flat == mulberry(seed, 300)


def test_the_noise_is_normal_enough() -> None:
    (found,) = javascript("noise", "normals", "normals(it, 4000)", [3])
    assert abs(np.mean(found)) < 3 / math.sqrt(4000) and abs(np.std(found) - 1) < 3 / math.sqrt(8000)


@pytest.mark.parametrize("name", ["sgd", "adam"])
@pytest.mark.parametrize("schedule", ["step", "cosine"])
def test_a_run_follows_its_rates_as_the_references_optimizers_would(name: str, schedule: str) -> None:
    rates = rates_of(schedule, 20)
    call = (
        f'follow("{name}", {{ beta_1: 0.9, beta_2: 0.999, epsilon: 1e-8 }}, it.rates, [6, 2],'
        " (w, t) => [0.2 * w[0] + it.noise[2 * t], 4 * w[1] + it.noise[2 * t + 1]])"
    )
    (path,) = javascript("schedules", "follow", call, [{"rates": rates, "noise": normals(3, 2 * STEPS).tolist()}])
    losses = np.array(path) ** 2 @ np.array([0.1, 2.0])
    np.testing.assert_allclose(losses, run_of_reference(rates, name), rtol=TOLERANCE, atol=TOLERANCE)


@pytest.mark.parametrize(
    ("changes", "name", "wall"),
    [({}, "sgd", 0.0), ({"optimizer": "adam", "schedule": "step"}, "adam", 0.0), ({"ravine": "walls"}, "sgd", 2.0)],
    ids=["sgd", "adam", "walls"],
)
def test_the_caption_tells_the_end_of_the_references_run(
    changes: dict[str, str], name: str, wall: float, show: Open
) -> None:
    state = FIRST | changes
    told = re.search(r"steps: (.*); at the constant rate: (.*)\.$", words(show(ScheduleExplorer(**changes)))[0])
    assert told
    mine = run_of_reference(rates_of(state["schedule"], 20), name, wall=wall)
    assert told[1] == f"{mine[-20:].mean():.3f}"
    if wall:
        assert told[2] == "none, for the run diverges"
    else:
        assert told[2] == f"{run_of_reference([0.3] * STEPS, name)[-20:].mean():.3f}"


def drag(page: Page, handle: str, across: float, up: float) -> None:
    """Move a handle by so many pixels."""
    knob = page.locator(f"[data-handle={handle}]")
    knob.scroll_into_view_if_needed()
    box = knob.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + across, y - up, steps=4)
    page.mouse.up()
    look(page)


def test_dragging_draws_the_schedule(show: Open) -> None:
    page = show(ScheduleExplorer())
    drag(page, "peak", 60, 40)
    found = re.search(r"peak rate of (0\.\d+), (\d+) steps of warm-up, then cosine", words(page)[0])
    assert found and float(found[1]) > 0.35 and int(found[2]) > 40
    assert page.locator("[data-key=peak]").input_value() == f"{float(found[1]):g}"
    drag(page, "floor", 0, 60)
    left = re.search(r"cosine to (0\.\d+) of it", words(page)[0])
    assert left and float(left[1]) > 0.3
    page.select_option("[data-key=schedule]", "step")
    drag(page, "fall", -40, 0)
    every = re.search(r"left every (\d+) steps", words(page)[0])
    assert every and int(every[1]) < 50


def test_what_has_no_effect_is_not_offered(show: Open) -> None:
    page = show(ScheduleExplorer())
    offered = {
        "constant": (set(), ["peak"]),
        "step": ({"every", "factor"}, ["peak", "fall"]),
        "exponential": ({"every", "factor"}, ["peak", "fall"]),
        "cosine": ({"floor"}, ["peak", "floor"]),
        "linear": ({"floor"}, ["peak", "floor"]),
    }
    for schedule, (keys, handles) in offered.items():
        page.select_option("[data-key=schedule]", schedule)
        look(page)
        shown = set(page.locator("[data-key]").evaluate_all("all => all.map(one => one.dataset.key)"))
        assert shown & {"every", "factor", "floor"} == keys
        found = page.locator("[data-handle]").evaluate_all("all => all.map(one => one.dataset.handle)")
        assert found == handles
    page.locator("[data-key=noise]").focus()
    page.keyboard.press("Home")
    look(page)
    assert page.locator("[data-key=seed]").count() == 0


def test_a_warm_up_saves_the_run_that_begins_on_a_steep_wall(show: Open) -> None:
    without = words(show(ScheduleExplorer(ravine="walls", warmup=0)))[0]
    assert without.count("the run diverges") == 2
    assert words(show(ScheduleExplorer(ravine="walls", warmup=5)))[0].count("the run diverges") == 1


def test_what_the_chapter_says_of_schedules_is_so(show: Open) -> None:
    """With noise every schedule ends below the constant rate, whichever draw; without, the constant rate wins."""
    cases = [
        FIRST | {"schedule": schedule, "noise": noise, "seed": seed}
        for schedule in SCHEDULES[1:]
        for noise, seed in [(0.0, 1), *((1.0, seed) for seed in range(1, 9))]
    ]
    captions = javascript("schedule_explorer", "scheduleExplorer", "scheduleExplorer.description(it)", cases)
    winners = set()
    for case, told in zip(cases, captions, strict=True):
        assert f"ends {'lower' if case['noise'] else 'higher'}." in told, case
    for seed in range(1, 9):
        ends = {
            case["schedule"]: float(re.search(r"last 20 steps: (\S+),", told)[1])  # type: ignore[index]
            for case, told in zip(cases, captions, strict=True)
            if case["noise"] and case["seed"] == seed
        }
        winners.add(min(ends, key=lambda name: ends[name]))
    assert len(winners) > 1, "one schedule wins whatever the draw"
