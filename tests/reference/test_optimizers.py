"""The suite that a row of the table of optimizers buys, first part: the paths and states of both frameworks."""

import numpy as np
import pytest
from optimizer_runs import (
    EXAMPLES,
    HILLS,
    STARTS,
    STEPS,
    each_dtype,
    each_rule,
    every_row,
    for_step,
    given,
    given_as,
    scaled,
    slope,
    start,
)

from descent.oracles import own_defaults, run_optimizer
from descent.reference import OPTIMIZERS, Rows, descend

# NumPy's warnings (overflow, 0/0) would print in a reader's notebook.
pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning")


def assert_agree(theirs, ours, tolerance, what):
    """theirs within tolerance of ours, relative to max(1, |ours|); the shapes equal."""
    assert np.shape(theirs) == np.shape(ours)
    np.testing.assert_allclose(theirs, ours, rtol=tolerance, atol=tolerance, err_msg=what)


def assert_same_path(theirs, ours, tolerance, parts):
    assert_agree(theirs, ours, tolerance, "the path")
    for i, part in enumerate(parts):
        assert_agree(theirs[:, i], ours[:, i], tolerance, f"the path on the hill {part!r}")


def as_rounded(rule, options):
    """The options as the class sees them: Keras rounds some to float32."""
    return {name: float(np.float32(x)) if name in rule.rounded else x for name, x in options.items()}


@each_dtype()
def test_the_path_and_the_state_are_the_frameworks(row, framework, dtype):
    rule = getattr(row, framework)
    for hill in HILLS[row.domain]:
        ours, state = descend(row.init, row.step, hill.starts, hill.gradient, hill.steps, **given(row), **rule.form)
        theirs, kept = run_optimizer(framework, row, hill.starts, hill.gradient, hill.steps, dtype=dtype)
        assert theirs.dtype == dtype
        assert_same_path(theirs, ours, rule.tolerance[dtype], hill.parts)
        for field, slot in rule.slots.items():
            if slot in kept:
                assert_agree(kept[slot], getattr(state, field), rule.tolerance[dtype], f"the state's {field}")
            else:  # the class hasn't made it, as it isn't needed: then the reference hasn't touched it
                assert not np.any(getattr(state, field))
        # Whatever else a class keeps counts its steps, or is the rate, or comes from the rest.
        assert set(kept) - {*rule.slots.values(), *rule.derived} <= {"step", "iteration", "learning_rate"}


@each_rule(lambda row: not row.options)
@pytest.mark.parametrize("scale", [1.0, 2**-20], ids=["", "flat"])  # on flat ground an epsilon of 1e-8 counts
def test_a_class_made_without_options_takes_the_path_of_the_defaults_read_from_it(row, framework, scale):
    rule = getattr(row, framework)
    options = {**as_rounded(rule, own_defaults(framework, row)), **rule.default_form, **rule.form}
    for hill in HILLS[row.domain]:
        run = (hill.starts, lambda w, t, hill=hill: scaled(hill.gradient(w, t), scale), hill.steps)
        ours, _ = descend(row.init, row.step, *run, **options)
        theirs, _ = run_optimizer(framework, row, *run, dtype=next(iter(rule.tolerance)), own_defaults=True)
        assert_same_path(theirs, ours, rule.default_tolerance, hill.parts)


@every_row()
def test_the_runs_of_a_row_go_somewhere_and_stay_finite(row):
    for hill in HILLS[row.domain]:
        path, _ = descend(row.init, row.step, hill.starts, hill.gradient, hill.steps, **given(row))
        assert np.all(np.isfinite(path)) and path.shape == (hill.steps + 1, *hill.starts.shape)
        moved = np.abs(path[-1] - path[0])[hill.starts != 0]
        assert np.all(moved > 1e-3) if row.domain.elementwise else np.max(moved) > 1e-3
    assert not row.domain.elementwise or hill.steps == STEPS >= 100


@every_row()
def test_a_first_step_goes_against_the_slope_and_no_slope_means_no_step(row):
    weights, slopes = EXAMPLES[row.domain.axes]
    after, _ = row.step(weights, given_as(row, slopes), start(row, weights), **for_step(row))
    assert np.sign(after).tolist() == (-np.sign(slopes)).tolist()


@every_row(lambda row: row.domain.gradient == "rows")
def test_rows_that_a_gradient_does_not_touch_stand_still_and_a_row_named_twice_moves_by_the_sum(row):
    weights = np.arange(1.0, 9.0).reshape(4, 2)
    _, state = row.step(weights, Rows([0, 1, 2, 3], np.ones((4, 2))), start(row, weights), **for_step(row))
    after, later = row.step(weights, Rows([2, 0, 2], [[1.0, 2.0], [0.5, 0.5], [3.0, 4.0]]), state, **for_step(row))
    once, _ = row.step(weights, Rows([0, 2], [[0.5, 0.5], [4.0, 6.0]]), state, **for_step(row))
    np.testing.assert_array_equal(after, once)
    for now, before in ((after, weights), *zip(later[1:], state[1:], strict=True)):
        np.testing.assert_array_equal(now[[1, 3]], before[[1, 3]])
    assert np.all(after[[0, 2]] != weights[[0, 2]])


@every_row(lambda row: row.domain.elementwise and row.domain.gradient == "array")
def test_each_weight_goes_its_own_way(row):
    path, _ = descend(row.init, row.step, STARTS, slope, 20, **given(row))
    for i in np.ndindex(STARTS.shape):
        # The slopes that this weight met on its way, given to it alone.
        met = [slope(path[t], t)[i] for t in range(20)]
        alone, _ = descend(row.init, row.step, STARTS[i], lambda _, t, met=met: met[t], 20, **given(row))
        np.testing.assert_array_equal(alone, path[(slice(None), *i)])


@every_row(lambda row: row.domain.elementwise)
def test_a_nan_in_the_gradient_spoils_its_own_weight_and_no_other(row):
    weights, slopes, ones = (np.reshape(x, (2, -1)[: row.domain.axes or 1]) for x in ([1.0, 2.0], [np.nan, 1], [1, 1]))
    after, state = row.step(weights, given_as(row, slopes), start(row, weights), **for_step(row))
    clean, _ = row.step(weights, given_as(row, ones), start(row, weights), **for_step(row))
    assert np.isnan(after[0]) and after[1] == clean[1]
    again, _ = row.step(after, given_as(row, ones), state, **for_step(row))
    assert np.isnan(again[0]) and np.isfinite(again[1])


def test_every_option_of_every_optimizer_is_set_by_a_row_or_by_a_class():
    for step in {row.step for row in OPTIMIZERS}:
        rows = [row for row in OPTIMIZERS if row.step is step]
        rules = [rule for row in rows for rule in (row.torch, row.keras) if rule]
        given_somewhere = {name for row in rows for name in given(row)} | {name for rule in rules for name in rule.form}
        # No class of the frameworks leaves bias correction out; test_optimizer_rules.py does.
        assert set(rows[0].defaults) - given_somewhere <= {"bias_correction"}
