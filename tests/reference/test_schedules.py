"""What a row of the table of schedules buys: the rates compared with both frameworks, and what is refused."""

import numpy as np
import pytest

from descent.reference import SCHEDULES, linear, one_cycle, piecewise_constant, sequence
from descent.schedule_oracles import run_schedule

pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning")

STEPS = {"torch": 1000, "keras": 50}  # Keras asks for each step alone, in some ten operations
DTYPES = {"torch": ["float64"], "keras": ["float64", "float32"]}  # PyTorch's rates are Python's numbers


def every_row(fits=lambda row: True):
    """Once for each row that fits."""
    return pytest.mark.parametrize("row", [row for row in SCHEDULES if fits(row)], ids=lambda row: row.name)


def rates(row, step, **more):
    return row.rates(step, **{**row.trial, **row.options, **more})


def steps_of(row, at_most=60):
    """Steps well past the end, or all that there are."""
    return np.arange(at_most if row.last is None else row.last + 1)


def settings():
    """Each row with each of its frameworks and dtypes."""
    there = [(row, name, dtype) for row in SCHEDULES for name in DTYPES for dtype in DTYPES[name] if getattr(row, name)]
    return pytest.mark.parametrize("row, framework, dtype", there, ids=[f"{r.name}-{f}-{d}" for r, f, d in there])


@settings()
def test_the_rate_of_each_step_is_the_frameworks(row, framework, dtype):
    oracle, steps = getattr(row, framework), steps_of(row, STEPS[framework])
    ours = rates(row, steps, **oracle.form)
    theirs = run_schedule(framework, row, len(steps), dtype)
    assert theirs.dtype == dtype and len(steps) > (row.settles or 0) + 20
    np.testing.assert_allclose(theirs, ours, rtol=0, atol=oracle.tolerance[dtype] * ours.max())


@every_row(lambda row: row.settles is not None)
def test_a_rate_that_settles_does_so_at_that_step_and_stays(row):
    all_rates = rates(row, steps_of(row))
    assert len(set(all_rates[row.settles :])) == 1
    assert all_rates[row.settles - 1] != all_rates[row.settles]


@every_row(lambda row: row.settles is None)
def test_a_rate_that_never_settles_still_changes_at_the_end(row):
    assert len(set(rates(row, steps_of(row))[-20:])) > 1


@every_row(lambda row: row.last is not None)
def test_past_its_last_step_a_schedule_has_no_rate(row):
    assert np.isfinite(rates(row, row.last))
    with pytest.raises(ValueError, match=f"last step is {row.last}; got .* Give it all steps"):
        rates(row, row.last + 1)


@every_row()
def test_steps_may_have_any_shape_and_each_rate_is_that_of_its_step_alone(row):
    steps = steps_of(row)[:24].reshape(4, 6)
    together = rates(row, steps)
    assert together.shape == steps.shape and together.dtype == np.float64
    assert [float(rates(row, int(t))) for t in steps.ravel()] == together.ravel().tolist()
    assert rates(row, steps.astype(float)).tolist() == rates(row, steps.tolist()).tolist() == together.tolist()
    assert np.shape(rates(row, np.zeros(0))) == (0,)


@every_row()
@pytest.mark.parametrize("bad", [-1, 0.5, np.nan, np.inf, [0, -1]])
def test_what_counts_no_steps_is_refused(row, bad):
    with pytest.raises(ValueError, match="step counts the steps taken, in whole numbers from 0 upwards; got"):
        rates(row, bad)


@every_row()
def test_a_step_that_is_no_number_is_refused(row):
    with pytest.raises(ValueError, match="step must be an array of real numbers"):
        rates(row, "first")


def cases(kind, bad):
    """Each row without options with each of its options of that kind, and each bad value."""
    return pytest.mark.parametrize(
        "row, option, bad",
        [
            pytest.param(row, name, x, id=f"{row.name}-{name}={x}")
            for row in SCHEDULES
            if not row.options
            for name, value in row.parameters.items()
            if type(value) is kind
            for x in bad
        ],
    )


@cases(float, [-0.1, np.nan, np.inf, None, [0.1], "0.1", True])
def test_rates_and_factors_that_are_negative_or_no_number_are_refused(row, option, bad):
    with pytest.raises(ValueError, match=f"{option} (must be a finite number|is a share).*; got"):
        rates(row, 0, **{option: bad})


@cases(int, [0, -1, 1.5, None, "2", True])
def test_numbers_of_steps_that_are_not_whole_or_below_1_are_refused(row, option, bad):
    with pytest.raises(ValueError, match=f"{option} must be a whole number from 1 upwards; got"):
        rates(row, 0, **{option: bad})


@every_row(lambda row: "boundaries" in row.parameters and not row.options)
@pytest.mark.parametrize(
    "bad, words", [((3, 3), "must grow"), ((5, 3), "must grow"), ((0, 3), r"boundaries\[0\] must")]
)
def test_boundaries_must_grow_from_1(row, bad, words):
    with pytest.raises(ValueError, match=words):
        rates(row, 0, boundaries=bad)


def test_one_part_more_than_boundaries_is_needed():
    with pytest.raises(ValueError, match=r"values must be one more than boundaries.*; got 2 and 2 boundaries"):
        piecewise_constant(0, values=[1.0, 0.5], boundaries=[1, 2])
    with pytest.raises(ValueError, match="factors must be one more than boundaries"):
        sequence(0, learning_rate=1.0, factors=[], boundaries=[])


def test_a_negative_value_is_named_by_its_place():
    with pytest.raises(ValueError, match=r"values\[1\] must be a finite number from 0"):
        piecewise_constant(0, values=[1.0, -0.5], boundaries=[1])


@pytest.mark.parametrize("rise", [0.0, 0.03, 1.0])
def test_a_cycle_whose_turns_leave_no_step_between_is_refused(rise):
    with pytest.raises(ValueError, match="must follow each other; take another rise or more steps"):
        one_cycle(0, learning_rate=1.0, steps=32, rise=rise)


def test_a_warm_up_may_start_from_0_and_fall_as_well_as_rise():
    assert linear([0, 1, 4, 9], learning_rate=2.0, start_factor=0.0, steps=4).tolist() == [0, 0.5, 2, 2]
    assert linear([0, 4, 9], learning_rate=2.0, start_factor=1.0, end_factor=0.5, steps=4).tolist() == [2, 1, 1]
