"""The number microscope: its formats are NumPy's and ml_dtypes', and it says where a formula fails."""

from __future__ import annotations

import re
from typing import Any

import ml_dtypes
import numpy as np
import pytest
import torch
from living import Open, as_floats, javascript
from test_every_figure import handles, words
from torch.nn import functional as F

from descent.widgets import NumberMicroscope

DTYPES: dict[str, Any] = {"float16": np.float16, "bfloat16": ml_dtypes.bfloat16, "float32": np.float32}
RNG = np.random.default_rng(0)
LOGITS = [*np.arange(-110, 110.5, 0.5), *np.arange(-20, 20, 0.0625)]  # all of them exist in float32, many in 16 bits


def in_javascript(format_: str, values: np.ndarray) -> np.ndarray:
    call = f'it.map((x) => rounded(x, "{format_}"))'
    return np.array(as_floats(javascript("formats", "rounded", call, [values.tolist()])[0]))


def halves_and_their_neighbours(dtype: Any) -> np.ndarray:
    """Every number halfway between two neighbours of a 16-bit format, and the wider format's next ones beside it."""
    bits = np.arange(1 << 15, dtype=np.uint16).view(dtype)
    with np.errstate(invalid="ignore"):
        numbers = bits.astype(np.float64)
    numbers = numbers[np.isfinite(numbers)]
    last = 2 * numbers[-1] - numbers[-2]  # what would follow the largest
    halves = (numbers + np.append(numbers[1:], last)) / 2
    wide = np.float32 if dtype is ml_dtypes.bfloat16 else np.float64
    halves = halves.astype(wide)
    beside = [np.nextafter(halves, wide(end)) for end in (0, np.inf)]
    return np.concatenate([numbers, halves, *beside]).astype(np.float64)


@pytest.mark.parametrize("format_", ["float16", "bfloat16"])
def test_every_half_way_case_rounds_as_numpy_does_it(format_: str) -> None:
    values = halves_and_their_neighbours(DTYPES[format_])
    assert len(values) > 100_000
    for signed in (values, -values):
        with np.errstate(over="ignore"):
            wanted = signed.astype(np.float32 if format_ == "bfloat16" else np.float64).astype(DTYPES[format_])
        np.testing.assert_array_equal(in_javascript(format_, signed), wanted.astype(np.float64))


@pytest.mark.parametrize("format_", DTYPES)
def test_numbers_of_every_size_round_as_numpy_and_pytorch_do_it(format_: str) -> None:
    values = RNG.choice([-1.0, 1.0], 20_000) * 10 ** RNG.uniform(-46, 39.2, 20_000)
    values = np.concatenate([values, RNG.normal(size=5000), [0.0, 65504, 65519.99, 65520, 2.0**-25, 3 * 2.0**-25]])
    if format_ == "bfloat16":  # ml_dtypes goes by way of 32 bits
        with np.errstate(over="ignore"):
            values = values.astype(np.float32).astype(np.float64)
        values = values[np.isfinite(values)]
    with np.errstate(over="ignore"):
        wanted = values.astype(DTYPES[format_]).astype(np.float64)
    found = in_javascript(format_, values)
    np.testing.assert_array_equal(found, wanted)
    in_32_bits = torch.tensor(values).float()  # from 64, PyTorch rounds twice
    found = in_javascript(format_, in_32_bits[in_32_bits.isfinite()].double().numpy())
    wanted = in_32_bits[in_32_bits.isfinite()].to(getattr(torch, format_)).double().numpy()
    np.testing.assert_array_equal(found, wanted)


def test_a_number_too_small_for_the_format_keeps_its_sign() -> None:
    for format_ in DTYPES:
        found = javascript("formats", "rounded", f'1 / rounded(it, "{format_}")', [-1e-60, 1e-60])
        assert as_floats(found) == [-np.inf, np.inf]


class Calculator:
    """Operations in 64 bits, each result rounded by NumPy."""

    def __init__(self, format_: str) -> None:
        self.dtype = DTYPES[format_]

    def keep(self, x: Any) -> float:
        return float(np.float64(x).astype(self.dtype))

    def __call__(self, operation: Any, *numbers: float) -> float:
        with np.errstate(all="ignore"):
            return self.keep(operation(*map(np.float64, numbers)))


def by_numpy(way: str, y: int, z: float, c: Calculator) -> tuple[float, float]:
    """The naive formulas, written a second time."""
    if way == "sigmoid":
        p = c(np.divide, 1, c(np.add, 1, c(np.exp, -z)))
        rest = c(np.subtract, 1, p)
        outer = -c(np.divide, 1, p) if y else c(np.divide, 1, rest)
        return -c(np.log, p if y else rest), c(np.multiply, c(np.multiply, outer, rest), p)
    size = c(np.exp, z)
    loss = c(np.subtract, c(np.log, c(np.add, 1, size)), y * z)
    return loss, c(np.subtract, c(np.divide, size, c(np.add, 1, size)), y)


def in_format(way: str, format_: str, inputs: list[dict[str, float]]) -> np.ndarray:
    """The logit as the format holds it, the loss and the gradient of each input, from JavaScript."""
    call = f'Object.values(computed("{way}", it.y, it.z, "{format_}"))'
    return np.array(as_floats(javascript("formulas", "computed", call, inputs)))


@pytest.mark.parametrize("format_", DTYPES)
@pytest.mark.parametrize("way", ["sigmoid", "exponentials"])
def test_the_naive_formulas_round_after_each_operation(way: str, format_: str) -> None:
    """64 bits, then bfloat16, is not always what goes by way of 32 bits: one result in a thousand may differ there."""
    inputs = [{"y": y, "z": float(z)} for y in (0, 1) for z in LOGITS]
    found, c = in_format(way, format_, inputs), Calculator(format_)
    held = [c.keep(one["z"]) for one in inputs]
    np.testing.assert_array_equal(found[:, 0], held)
    wanted = np.array([by_numpy(way, int(one["y"]), z, c) for one, z in zip(inputs, held, strict=True)])
    same = np.isclose(found[:, 1:], wanted, rtol=0, atol=0, equal_nan=True)
    assert same.mean() > 0.999 if format_ == "bfloat16" else same.all()


@pytest.mark.parametrize("y", [0.0, 1.0])
def test_in_32_bits_both_formulas_are_pytorchs(y: float) -> None:
    """With its faults: infinite where autograd's loss is, and no number where its gradient is none."""
    inputs = [{"y": y, "z": float(z)} for z in LOGITS if abs(z) < 15.5 or abs(z) > 18]
    z = torch.tensor([one["z"] for one in inputs], requires_grad=True)
    p = torch.sigmoid(z)
    losses = {"sigmoid": -torch.log(p if y else 1 - p)}
    losses["stable"] = F.binary_cross_entropy_with_logits(z, torch.full_like(z, y), reduction="none")
    # Where 1 − σ has k of its last bits left, one bit of the exponential more or less is one part in k.
    for way, tolerance in (("sigmoid", 2e-3), ("stable", 1e-6)):
        found = in_format(way, "float32", inputs)
        (gradient,) = torch.autograd.grad(losses[way].sum(), z, retain_graph=True)
        for column, wanted in ((1, losses[way].detach()), (2, gradient)):
            np.testing.assert_allclose(found[:, column], wanted.numpy(), rtol=tolerance, atol=1e-6)


@pytest.mark.parametrize("format_", DTYPES)
def test_the_stable_formula_is_right_to_a_few_last_bits(format_: str) -> None:
    epsilon, tiny = float(ml_dtypes.finfo(DTYPES[format_]).eps), float(ml_dtypes.finfo(DTYPES[format_]).tiny)
    inputs = [{"y": y, "z": float(z)} for y in (0, 1) for z in LOGITS]
    z, loss, gradient = in_format("stable", format_, inputs).T
    y = np.array([one["y"] for one in inputs])
    away = np.where(y == 1, -z, z)
    np.testing.assert_allclose(loss, np.logaddexp(0, away), rtol=3 * epsilon, atol=2 * tiny)
    wanted = (1 - 2 * y) * np.exp(-np.logaddexp(0, -away))
    np.testing.assert_allclose(gradient, wanted, rtol=3 * epsilon, atol=2 * tiny)


def first_sure_logit(format_: str) -> float:
    """The first logit whose sigmoid is 1, by NumPy with casts."""
    c = Calculator(format_)
    grid = np.arange(0, 20, 0.01)
    return next(float(z) for z in grid if c(np.divide, 1, c(np.add, 1, c(np.exp, -c.keep(z)))) == 1)


@pytest.mark.parametrize("format_", DTYPES)
def test_it_says_where_the_naive_loss_overflows(format_: str, show: Open) -> None:
    page = show(NumberMicroscope(format=format_))
    said = words(page)[1]
    for what, name in (("loss", "∞"), ("gradient", "NaN")):
        found = re.search(rf"The naive {what} is (?:.*, )?{name} from (\d+\.\d) to 20\.0", said)
        assert found, said
        assert float(found[1]) == pytest.approx(first_sure_logit(format_), abs=0.06)
    assert f"with every operation rounded to {format_}" in said
    assert page.locator(".mf-area").count() == 3
    faults = [text for text in page.locator(".mf-note").all_text_contents() if text in ("∞", "NaN", "0")]
    assert faults == ["∞", "∞", "NaN"]


def test_the_caption_gives_the_chapters_number_in_32_bits(show: Open) -> None:
    page = show(NumberMicroscope())
    z = np.float32(NumberMicroscope.initial["logit"])
    naive = -np.log(np.float32(1) - np.float32(1) / (np.float32(1) + np.exp(-z)))
    assert f"{naive:.4f} naive; gradient" in words(page)[0]
    assert f"{np.logaddexp(0, float(z)):.4f} exactly" in words(page)[0]


def test_a_drag_to_the_right_breaks_the_naive_loss_and_not_the_stable_one(show: Open) -> None:
    page = show(NumberMicroscope())
    box = handles(page).first.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 35, y, steps=5)
    page.mouse.up()
    caption = words(page)[0]
    assert "∞ naive; gradient 1.0000 exactly, 1.0000 stable, NaN naive." in caption
    assert "overflows to ∞, and its gradient is no number at all" in caption


def test_a_rounded_zero_and_a_lost_gradient_are_named(show: Open) -> None:
    page = show(NumberMicroscope(logit=-18.0))
    assert "The naive loss rounds to 0" in words(page)[0]
    page = show(NumberMicroscope(logit=19.0, label=1))
    assert "its gradient is lost: it rounds to 0" in words(page)[0]


def test_the_logit_stays_in_view_when_the_axis_shrinks(show: Open) -> None:
    page = show(NumberMicroscope(reach=100, logit=60.0))
    page.locator("select[data-key=reach]").select_option("10")
    assert "logit 10.00" in words(page)[0]
    assert handles(page).first.get_attribute("aria-valuenow") == "10"
