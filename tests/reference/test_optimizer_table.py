"""The table of optimizers is complete and well-formed, and the reference's defaults are those of the classes."""

import ast
import inspect

import numpy as np
import pytest
from optimizer_runs import EXAMPLES, each_rule, every_row, given, start

import descent.reference as reference
from descent.oracles import argument_names, own_defaults
from descent.reference import OPTIMIZERS
from descent.reference.optimizers.row import TOLERANCE


def exported(suffix):
    return {name for name in reference.__all__ if name.endswith(suffix)}


def test_every_step_and_init_that_is_exported_stands_in_a_row():
    assert {row.step.__name__ for row in OPTIMIZERS} == exported("_step")
    assert {row.init.__name__ for row in OPTIMIZERS} == exported("_init")


def test_every_row_has_its_own_name():
    assert len({row.name for row in OPTIMIZERS}) == len(OPTIMIZERS)


@every_row()
def test_every_row_has_a_class_and_a_note_where_one_is_missing(row):
    assert row.torch or row.keras
    assert (row.torch and row.keras) or row.note


@every_row()
def test_a_row_gives_what_has_no_default_in_numbers_that_float32_holds(row):
    required = {name for name, default in row.defaults.items() if default is inspect.Parameter.empty}
    assert required <= set(given(row)) <= set(row.defaults)
    assert all(float(np.float32(x)) == x for x in given(row).values() if not isinstance(x, str))


@every_row(lambda row: not row.options)
def test_the_reference_has_the_defaults_that_the_classes_share_and_no_other(row):
    read = [own_defaults(framework, row) for framework in ("torch", "keras") if getattr(row, framework)]
    for name, default in row.defaults.items():
        theirs = {defaults[name] for defaults in read if name in defaults}
        if len(theirs) > 1:
            assert default is inspect.Parameter.empty, f"the classes' {name} is one of {theirs}: let it be given"
        elif theirs:
            assert default in (*theirs, inspect.Parameter.empty)


@each_rule()
def test_a_tolerance_of_its_own_has_a_reason(row, framework):
    rule = getattr(row, framework)
    assert (rule.tolerance is TOLERANCE) == (not rule.because)


@each_rule()
def test_a_class_is_given_every_option_of_the_row_that_it_has(row, framework):
    call = ast.parse(getattr(row, framework).call)
    assert set(given(row)) <= {node.id for node in ast.walk(call) if isinstance(node, ast.Name)}
    assert set(getattr(row, framework).rounded) <= set(argument_names(framework, row))


@every_row()
def test_the_slots_of_a_row_are_fields_of_its_state(row):
    fields = set(start(row, EXAMPLES[row.domain.axes][0])._fields)
    for rule in filter(None, (row.torch, row.keras)):
        assert fields - {"step"} <= set(rule.slots) <= fields


def test_options_are_found_under_the_names_that_the_classes_have():
    adam = next(row for row in OPTIMIZERS if row.name == "adam")
    rmsprop = next(row for row in OPTIMIZERS if row.name == "rmsprop")
    assert argument_names("torch", adam)["beta_2"] == "betas[1]"
    assert (argument_names("torch", rmsprop)["rho"], argument_names("keras", rmsprop)["rho"]) == ("alpha", "rho")


@pytest.mark.parametrize("name", sorted(exported("_step")))
def test_all_options_are_keywords(name):
    kinds = [p.kind for p in inspect.signature(getattr(reference, name)).parameters.values()]
    assert kinds[:3] == [inspect.Parameter.POSITIONAL_OR_KEYWORD] * 3
    assert set(kinds[3:]) == {inspect.Parameter.KEYWORD_ONLY}
