"""The numbers that the course quotes are what their formulas give, and are printed as they are."""

import re

import numpy as np
import pytest

from descent.oracles import REFERENCE_NAMES
from descent.reference import VALUES
from descent.reference.values import parse_values

every_value = pytest.mark.parametrize("entry", VALUES.values(), ids=lambda entry: entry.name)


@every_value
def test_a_value_is_what_its_formula_gives(entry):
    got = np.asarray(eval(entry.recompute, dict(REFERENCE_NAMES)), float)
    assert got.shape == np.shape(entry.value)
    np.testing.assert_allclose(got, entry.value, rtol=2e-15, atol=2e-16)  # a few roundings: two steps of Adam have many


@every_value
def test_a_recomputation_computes_and_does_not_repeat_the_value(entry):
    assert re.search(r"\w\(", entry.recompute)
    assert all(str(x) not in entry.recompute for x in np.atleast_1d(entry.value) if len(str(x)) > 4)


@every_value
def test_the_printed_form_is_the_value_rounded(entry):
    printed = re.findall(r"−?\d+(?:\.\d+)?", entry.shown)
    values = np.atleast_1d(entry.value) * (100 if entry.shown.endswith("%") else 1)
    assert len(printed) == len(values)
    for text, x in zip(printed, values, strict=True):
        digits = len(text.partition(".")[2])
        assert text == f"{x:.{digits}f}".replace("-", "−")


def test_the_sources_own_numbers_are_there():
    # As sources C prints them: MAE 2.0, MSE 5.0, 90 % against 75 %, −log 0.75.
    names = ("mae_two_points", "mse_two_points", "mse_share_second", "mae_share_second", "cce_three_quarters")
    assert [VALUES[name].shown for name in names] == ["2.0", "5.0", "90 %", "75 %", "0.2876821"]


GOOD = 'value = 1.0\nshown = "1"\nwhat = "one"\nformula = "1"\nrecompute = "np.exp(0)"\nsource = "arithmetic"\n'


@pytest.mark.parametrize(
    "bent, words",
    [
        (GOOD.replace('recompute = "np.exp(0)"\n', ""), r"\[one\].*look at recompute"),
        (GOOD.replace('"arithmetic"', '""'), r"\[one\].*look at source"),
        (GOOD + 'colour = "red"\n', r"\[one\].*look at colour"),
        (GOOD.replace('"one"', "1"), r"\[one\]: what must be a text; got 1"),
        (GOOD.replace("1.0", '"1.0"'), r"\[one\].*a float or a list of floats; got '1.0'"),
        (GOOD.replace("1.0", "[]"), r"\[one\].*look at value"),
        (GOOD.replace("1.0", "[1.0, true]"), r"\[one\].*a float or a list of floats"),
    ],
)
def test_a_malformed_entry_is_named_with_what_is_wrong(bent, words):
    with pytest.raises(ValueError, match=words):
        parse_values("[one]\n" + bent)


def test_a_list_of_numbers_becomes_a_tuple_that_nothing_can_change():
    assert parse_values("[one]\n" + GOOD.replace("1.0", "[1.0, 2.0]"))["one"].value == (1.0, 2.0)
    with pytest.raises(TypeError):
        VALUES["cce_certain"] = None
