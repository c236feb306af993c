"""The table is complete and well-formed: every loss has its row, every row its oracles and its documentation."""

import inspect
import re
from functools import reduce
from pathlib import Path

import keras
import pytest
import tensorflow as tf
import torch
from loss_rows import each_oracle, every_row

import descent.reference as reference
from descent.reference import LOSSES
from descent.reference.losses.reductions import reduce as reduce_losses
from descent.reference.losses.reductions import reduction_factor
from descent.reference.losses.row import TOLERANCE

FUNCTIONS = [f for name in reference.__all__ if inspect.isfunction(f := getattr(reference, name))]
SAME_MEANING = {"mean": {"mean", "sum_over_batch_size"}}


def resolve(name):
    """The class or function that a call of the table names."""
    first, *rest = name.split(".")
    return reduce(getattr, rest, {"torch": torch, "keras": keras, "tf": tf}[first])


def test_every_gradient_that_is_exported_stands_in_a_row_with_its_loss():
    rows = {row.value.__name__: row.gradient.__name__ for row in LOSSES}
    exported = {name for name in reference.__all__ if name.endswith("_gradient")}
    assert set(rows.values()) == exported
    assert all(gradient == f"{value}_gradient" for value, gradient in rows.items())
    assert set(rows) <= set(reference.__all__)


def test_every_row_has_its_own_name():
    assert len({row.name for row in LOSSES}) == len(LOSSES)


@every_row
def test_every_row_has_an_oracle_or_a_test_of_its_own_and_a_note_where_one_is_missing(row):
    assert row.torch or row.keras or Path(__file__).with_name(f"test_{row.value.__name__}.py").is_file()
    assert (row.torch and row.keras) or row.note


@each_oracle(lambda oracle: oracle.tolerance is not TOLERANCE or oracle.reason)
def test_a_tolerance_of_an_oracles_own_has_its_reason(row, framework):
    oracle = getattr(row, framework)
    assert oracle.reason and dict(oracle.tolerance) != dict(TOLERANCE) and set(oracle.tolerance) == set(TOLERANCE)


@every_row
def test_an_oracle_is_compared_loss_by_loss(row):
    assert all("none" in oracle.reductions for oracle in (row.torch, row.keras) if oracle)


@each_oracle()
def test_the_reference_has_the_defaults_of_the_installed_class(row, framework):
    oracle = getattr(row, framework)
    theirs = {
        name: p.default
        for name, p in inspect.signature(resolve(oracle.name)).parameters.items()
        if p.default is not p.empty
    }
    ours = {name: p.default for name, p in inspect.signature(row.value).parameters.items() if p.kind is p.KEYWORD_ONLY}
    names = {name: oracle.arguments.get(name, name) for name in ours}
    shared = {name: theirs[other] for name, other in names.items() if other in theirs}
    assert "reduction" in shared or set(oracle.reductions) == {"none"}
    expected = {**ours, **oracle.defaults}
    assert all(default in SAME_MEANING.get(expected[name], {expected[name]}) for name, default in shared.items())
    assert all(oracle.defaults[name] != ours[name] for name in oracle.defaults)


@pytest.mark.parametrize("function", [*FUNCTIONS, reduce_losses, reduction_factor], ids=lambda f: f.__name__)
def test_a_docstring_opens_with_the_formula_then_shapes_units_errors_source(function):
    first, _, rest = function.__doc__.partition("\n")
    assert re.search(r"[=(←]", first) and re.search(r"[ΣσℓLlpy∂mwvsη]", first)
    sections = re.findall(r"^    (\w+):", rest, flags=re.MULTILINE)
    assert sections == ["Shapes", "Units", "Errors", "Source"]
