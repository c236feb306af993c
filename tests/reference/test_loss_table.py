"""The table is complete and well-formed: every loss has its row, every row its oracles and its documentation."""

import inspect
import re
from functools import reduce

import keras
import pytest
import tensorflow as tf
import torch
from loss_rows import each_oracle, every_row

import descent.reference as reference
from descent.reference import LOSSES
from descent.reference.losses.reductions import reduce as reduce_losses
from descent.reference.losses.reductions import reduction_factor

FUNCTIONS = [f for name in reference.__all__ if inspect.isfunction(f := getattr(reference, name))]
# Options of the reference → the parameter of a framework's class, where the names differ.
RENAMED = {"torch": {"class_weight": "weight"}, "keras": {}}
SAME_MEANING = {"mean": {"mean", "sum_over_batch_size"}}


def resolve(name):
    """The class or function that a call of the table names."""
    first, *rest = name.split(".")
    return reduce(getattr, rest, {"torch": torch, "keras": keras, "tf": tf}[first])


def test_every_gradient_that_is_exported_stands_in_a_row_with_its_loss():
    rows = {row.value.__name__: row.gradient.__name__ for row in LOSSES}
    exported = {name for name in reference.__all__ if name.endswith("_gradient")}
    in_no_framework = {"pinball_gradient"}  # it has a test of its own, test_pinball.py
    assert set(rows.values()) | in_no_framework == exported
    assert all(gradient == f"{value}_gradient" for value, gradient in rows.items())
    assert set(rows) <= set(reference.__all__)


def test_every_row_has_its_own_name():
    assert len({row.name for row in LOSSES}) == len(LOSSES)


@every_row
def test_every_row_has_an_oracle_and_a_note_where_one_is_missing(row):
    assert row.torch or row.keras
    assert (row.torch and row.keras) or row.note


@every_row
def test_an_oracle_is_compared_loss_by_loss(row):
    assert all("none" in oracle.reductions for oracle in (row.torch, row.keras) if oracle)


@each_oracle()
def test_the_reference_has_the_defaults_of_the_installed_class(row, framework):
    theirs = inspect.signature(resolve(getattr(row, framework).name)).parameters
    ours = {name: p.default for name, p in inspect.signature(row.value).parameters.items() if p.kind is p.KEYWORD_ONLY}
    names = {name: RENAMED[framework].get(name, name) for name in ours}
    shared = {name: theirs[other].default for name, other in names.items() if other in theirs}
    assert "reduction" in shared
    assert all(default in SAME_MEANING.get(ours[name], {ours[name]}) for name, default in shared.items())


@pytest.mark.parametrize("function", [*FUNCTIONS, reduce_losses, reduction_factor], ids=lambda f: f.__name__)
def test_a_docstring_opens_with_the_formula_then_shapes_units_errors_source(function):
    first, _, rest = function.__doc__.partition("\n")
    assert re.search(r"[=(←]", first) and re.search(r"[ΣσℓLlpy∂mwvs]", first)
    sections = re.findall(r"^    (\w+):", rest, flags=re.MULTILINE)
    assert sections == ["Shapes", "Units", "Errors", "Source"]
