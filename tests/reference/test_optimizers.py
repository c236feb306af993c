"""The suite that a row of the table of optimizers buys, first part: the paths and states of both frameworks."""

import numpy as np
import pytest
from optimizer_runs import HILLS, STARTS, STEPS, each_rule, every_row, for_step, given, slope, start

from descent.oracles import own_defaults, run_optimizer
from descent.reference import OPTIMIZERS, descend

# NumPy's warnings (overflow, 0/0) would print in a reader's notebook.
pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning")


def assert_agree(theirs, ours, tolerance, what):
    """theirs within tolerance of ours, relative to max(1, |ours|); the shapes equal."""
    assert np.shape(theirs) == np.shape(ours)
    np.testing.assert_allclose(theirs, ours, rtol=tolerance, atol=tolerance, err_msg=what)


def assert_same_path(theirs, ours, tolerance):
    for i, hill in enumerate(HILLS):
        assert_agree(theirs[:, i], ours[:, i], tolerance, f"the path on the hill {hill!r}")


def as_rounded(rule, options):
    """The options as the class sees them: Keras rounds some to float32."""
    return {name: float(np.float32(x)) if name in rule.rounded else x for name, x in options.items()}


@each_rule()
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_the_path_and_the_state_are_the_frameworks(row, framework, dtype):
    rule = getattr(row, framework)
    ours, state = descend(row.init, row.step, STARTS, slope, STEPS, **given(row), **rule.form)
    theirs, kept = run_optimizer(framework, row, STARTS, slope, STEPS, dtype=dtype)
    assert theirs.dtype == dtype and STEPS >= 100
    assert_same_path(theirs, ours, row.tolerance[dtype])
    for field, slot in rule.slots.items():
        if slot in kept:
            assert_agree(kept[slot], getattr(state, field), row.tolerance[dtype], f"the state's {field}")
        else:  # the class hasn't made it, as it isn't needed: then the reference hasn't touched it
            assert not np.any(getattr(state, field))
    # Whatever else a class keeps counts its steps, or is the rate.
    assert set(kept) - set(rule.slots.values()) <= {"step", "iteration", "learning_rate"}


@each_rule(lambda row: not row.options)
@pytest.mark.parametrize("scale", [1.0, 2**-20], ids=["", "flat"])  # on flat ground an epsilon of 1e-8 counts
def test_a_class_made_without_options_takes_the_path_of_the_defaults_read_from_it(row, framework, scale):
    def hill(weights, t):
        return scale * slope(weights, t)

    rule = getattr(row, framework)
    options = as_rounded(rule, own_defaults(framework, row))
    ours, _ = descend(row.init, row.step, STARTS, hill, STEPS, **options, **rule.form)
    theirs, _ = run_optimizer(framework, row, STARTS, hill, STEPS, own_defaults=True)
    assert_same_path(theirs, ours, rule.default_tolerance)


@every_row()
def test_the_runs_of_a_row_go_somewhere_and_stay_finite(row):
    path, _ = descend(row.init, row.step, STARTS, slope, STEPS, **given(row))
    assert np.all(np.isfinite(path)) and path.shape == (STEPS + 1, *STARTS.shape)
    moved = np.abs(path[-1] - path[0])[STARTS != 0]
    assert np.all(moved > 1e-3)


@every_row()
def test_a_first_step_goes_against_the_slope_and_no_slope_means_no_step(row):
    weights, slopes = np.zeros(3), np.array([2.0, 0.0, -0.5])
    after, _ = row.step(weights, slopes, start(row, weights), **for_step(row))
    assert np.sign(after).tolist() == [-1, 0, 1]


@every_row()
def test_each_weight_goes_its_own_way(row):
    path, _ = descend(row.init, row.step, STARTS, slope, 20, **given(row))
    for i in np.ndindex(STARTS.shape):
        # The slopes that this weight met on its way, given to it alone.
        met = [slope(path[t], t)[i] for t in range(20)]
        alone, _ = descend(row.init, row.step, STARTS[i], lambda _, t, met=met: met[t], 20, **given(row))
        np.testing.assert_array_equal(alone, path[(slice(None), *i)])


@every_row()
def test_a_nan_in_the_gradient_spoils_its_own_weight_and_no_other(row):
    weights, slopes = np.array([1.0, 2.0]), np.array([np.nan, 1.0])
    after, state = row.step(weights, slopes, start(row, weights), **for_step(row))
    clean, _ = row.step(weights, np.ones(2), start(row, weights), **for_step(row))
    assert np.isnan(after[0]) and after[1] == clean[1]
    again, _ = row.step(after, np.ones(2), state, **for_step(row))
    assert np.isnan(again[0]) and np.isfinite(again[1])


def test_every_option_of_every_optimizer_is_set_by_a_row_or_by_a_class():
    for step in {row.step for row in OPTIMIZERS}:
        rows = [row for row in OPTIMIZERS if row.step is step]
        rules = [rule for row in rows for rule in (row.torch, row.keras) if rule]
        given_somewhere = {name for row in rows for name in given(row)} | {name for rule in rules for name in rule.form}
        # No class of the frameworks leaves bias correction out; test_optimizer_rules.py does.
        assert set(rows[0].defaults) - given_somewhere <= {"bias_correction"}
