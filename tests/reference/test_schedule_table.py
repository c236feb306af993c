"""The table of schedules is complete: every class of both frameworks, every function, every default."""

import inspect
import re

import numpy as np
import pytest

import descent.reference as reference
from descent.oracles import argument_names, own_defaults
from descent.reference import SCHEDULES
from descent.reference.schedules import composed, cosine, cycles, decays, stairs
from descent.reference.schedules.row import TOLERANCE

every_row = pytest.mark.parametrize("row", SCHEDULES, ids=lambda row: row.name)

# Classes that no row calls, and why.
NO_ROWS = {
    "torch": {
        "LRScheduler": "the base of the others",
        "ReduceLROnPlateau": "its rate follows the losses that it is given, and isn't a function of the step",
    },
    "keras": {"LearningRateSchedule": "the base of the others"},
}


def installed(framework):
    """The public scheduler classes of the installed framework."""
    import keras
    import torch

    module, base = {
        "torch": (torch.optim.lr_scheduler, torch.optim.lr_scheduler.LRScheduler),
        "keras": (keras.optimizers.schedules, keras.optimizers.schedules.LearningRateSchedule),
    }[framework]
    classes = {name: one for name, one in vars(module).items() if isinstance(one, type) and issubclass(one, base)}
    return {name for name in classes if not name.startswith("_")}


def functions():
    """The public functions of the step that the package has."""
    found = [f for module in (composed, cosine, cycles, decays, stairs) for f in vars(module).items()]
    return {
        name for name, f in found if inspect.isfunction(f) and next(iter(inspect.signature(f).parameters)) == "step"
    }


@pytest.mark.parametrize("framework", ["torch", "keras"])
def test_every_scheduler_class_is_called_by_a_row_or_excepted_with_a_reason(framework):
    calls = " ".join(getattr(row, framework).call for row in SCHEDULES if getattr(row, framework))
    called = set(re.findall(r"(?:lr_scheduler|schedules)\.(\w+)\(", calls))
    assert called | set(NO_ROWS[framework]) == installed(framework)
    assert not called & set(NO_ROWS[framework]) and all(NO_ROWS[framework].values())


def test_every_schedule_is_exported_and_stands_in_a_row():
    public = {name for name in functions() if not name.startswith("_")}
    assert {row.rates.__name__ for row in SCHEDULES} == public <= set(reference.__all__)


def test_every_row_has_its_own_name():
    assert len({row.name for row in SCHEDULES}) == len(SCHEDULES)


@every_row
def test_every_row_has_a_class_and_a_note_where_one_is_missing(row):
    assert row.torch or row.keras
    assert (row.torch and row.keras) or row.note


@every_row
def test_a_tolerance_of_its_own_has_a_reason(row):
    for oracle in filter(None, (row.torch, row.keras)):
        assert (oracle.tolerance is TOLERANCE) == (not oracle.because)


@every_row
def test_a_row_gives_what_has_no_default_in_numbers_that_float32_holds(row):
    required = {name for name, default in row.defaults.items() if default is inspect.Parameter.empty}
    given = {**row.trial, **row.options}
    assert required <= set(given) <= set(row.defaults)
    assert all(float(np.float32(x)) == x for x in given.values() if isinstance(x, float))


@every_row
def test_the_reference_has_no_default_on_which_the_classes_differ(row):
    read = [_defaults(framework, row) for framework in ("torch", "keras") if getattr(row, framework)]
    for name, default in row.defaults.items():
        theirs = {defaults[name] for defaults in read if name in defaults}
        if default is not inspect.Parameter.empty and theirs:
            assert theirs == {default}, f"the classes' {name} is one of {theirs}: let it be given"


def _defaults(framework, row):
    """The class's own defaults by the reference's names, of the options that it has as they are."""
    read = own_defaults(framework, row)
    return {name: read[name] for name in argument_names(framework, row) if read[name] is not inspect.Parameter.empty}


def test_every_option_of_every_schedule_is_set_by_a_row_or_by_a_class():
    for rates in {row.rates for row in SCHEDULES}:
        rows = [row for row in SCHEDULES if row.rates is rates]
        forms = [oracle.form for row in rows for oracle in (row.torch, row.keras) if oracle]
        assert set(rows[0].defaults) == {name for row in rows for name in (*row.trial, *row.options)}.union(*forms)


@every_row
def test_a_docstring_opens_with_the_formula_and_names_shapes_units_errors_and_source(row):
    first, *rest = inspect.getdoc(row.rates).splitlines()
    assert "η" in first
    parts = [line.partition(":")[0] for line in rest if re.match(r"[A-Z]\w+:", line)]
    assert parts == ["Shapes", "Units", "Errors", "Source"]


@every_row
def test_a_schedule_takes_the_step_first_and_all_else_by_name(row):
    kinds = [p.kind for p in inspect.signature(row.rates).parameters.values()]
    assert kinds[0] is inspect.Parameter.POSITIONAL_OR_KEYWORD
    assert set(kinds[1:]) == {inspect.Parameter.KEYWORD_ONLY}
