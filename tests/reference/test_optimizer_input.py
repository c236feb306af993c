"""The suite that a row of the table of optimizers buys, second part: what goes in, what comes out, what is refused."""

import inspect

import numpy as np
import pytest
from optimizer_runs import EXAMPLES, HILLS, SHAPES, every_row, for_step, given, given_as, start

from descent.reference import (
    OPTIMIZERS,
    Rows,
    adagrad_init,
    momentum_init,
    momentum_step,
    muon_init,
    muon_step,
    sgd_init,
)

pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning")


def step(row, weights, slopes, state=None, **more):
    """A step on these slopes, in the form that the row takes them."""
    state = start(row, weights) if state is None else state
    return row.step(weights, given_as(row, slopes), state, **for_step(row, **more))


def on_the_example(row, **more):
    return step(row, *EXAMPLES[row.domain.axes], **more)


def arrays(state):
    return [kept for kept in state if not isinstance(kept, int | float)]


@every_row()
def test_shapes_stay_and_the_dtype_is_float64_whatever_comes_in(row):
    for shape in SHAPES[row.domain.axes]:
        for dtype in ("float64", "float32", "int64"):
            ones = np.ones(shape, dtype)
            after, state = step(row, ones, ones)
            assert (np.shape(after), np.asarray(after).dtype) == (shape, np.float64)
            for kept in arrays(state):
                assert kept.dtype == np.float64
                assert row.domain.gradient == "closure" or kept.shape == shape  # there all weights stand in one vector


@every_row()
def test_lists_are_as_good_as_arrays(row):
    weights, slopes = EXAMPLES[row.domain.axes]
    after, _ = step(row, weights, slopes)
    np.testing.assert_array_equal(step(row, weights.tolist(), slopes.tolist())[0], after)


@every_row()
def test_weights_gradient_and_state_are_not_modified_so_a_step_can_be_taken_again(row):
    weights = HILLS[row.domain][0].starts.copy()
    slopes = np.cos(weights)
    _, state = step(row, weights, slopes)
    before = [np.copy(x) for x in (weights, slopes, *state)]
    first, _ = step(row, weights, slopes, state)
    for now, then in zip((weights, slopes, *state), before, strict=True):
        np.testing.assert_array_equal(now, then)
    np.testing.assert_array_equal(step(row, weights, slopes, state)[0], first)


@every_row()
def test_what_comes_back_shares_no_memory_with_what_went_in(row):
    weights, slopes = (np.ones_like(x) for x in EXAMPLES[row.domain.axes])
    after, state = step(row, weights, slopes)
    for result in (after, *arrays(state)):
        assert not np.shares_memory(result, weights) and not np.shares_memory(result, slopes)


@every_row(lambda row: row.domain.gradient != "rows")
def test_a_gradient_of_another_shape_is_refused_even_where_numpy_could_broadcast_it(row):
    weights, _ = EXAMPLES[row.domain.axes]
    for slopes in (np.ones((3, 1)), np.ones(1), 1.0, np.ones(4)):
        with pytest.raises(ValueError, match=r"weights have shape \(3,.* and gradient .*; they must be equal.*reduce"):
            step(row, weights, slopes)


@every_row(lambda row: row.domain.gradient == "rows")
@pytest.mark.parametrize(
    "indices, values, words",
    [
        ([0, 1], np.ones((1, 2)), "one index and one row of values"),
        ([0], np.ones(2), "one index and one row of values"),
        ([[0]], np.ones((1, 2)), "one index and one row of values"),
        ([3], np.ones((1, 2)), "indices must be whole numbers from 0 to 2"),
        ([-1], np.ones((1, 2)), "indices must be whole numbers from 0 to 2"),
        ([0.0], np.ones((1, 2)), "indices must be whole numbers from 0 to 2"),
    ],
)
def test_rows_that_do_not_fit_the_table_are_refused(row, indices, values, words):
    weights = np.ones((3, 2))
    with pytest.raises(ValueError, match=words):
        row.step(weights, Rows(indices, values), start(row, weights), **for_step(row))


@every_row(lambda row: row.domain.axes)
def test_weights_with_other_axes_than_the_domain_has_are_refused(row):
    for weights in (np.ones(3), np.ones((2, 2, 2))):
        with pytest.raises(ValueError, match="weights have shape"):
            step(row, weights, weights)


@every_row(lambda row: row.step.__name__ != "sgd_step")
def test_the_state_of_other_weights_is_refused(row):
    weights, slopes = EXAMPLES[row.domain.axes]
    other = start(row, weights[(slice(2),) * weights.ndim])
    with pytest.raises(ValueError, match=r"the state's \w+ has shape \(2,.*\) and weights \(3,.*a state of its own"):
        step(row, weights, slopes, other)


@every_row()
def test_what_is_no_number_is_refused(row):
    with pytest.raises(ValueError, match="weights must be an array of real numbers"):
        start(row, ["a"])
    with pytest.raises(ValueError, match="gradient must be an array of real numbers"):
        weights, _ = EXAMPLES[row.domain.axes]
        row.step(weights, _no_numbers(row), start(row, weights), **for_step(row))


def _no_numbers(row):
    """A gradient of the row's form with something else in it."""
    if row.domain.gradient == "closure":
        return lambda w: (0.0, [None])
    return Rows([0], [None]) if row.domain.gradient == "rows" else [None]


AT_LEAST_0 = ("learning_rate", "epsilon", "weight_decay", "tolerance_gradient", "tolerance_change")
BELOW_1 = ("momentum", "dampening", "rho", "beta_1", "beta_2")
AT_LEAST_1 = ("iterations", "history")


@every_row()
def test_every_number_that_a_step_takes_is_held_to_a_range_below(row):
    options = {p.name: p for p in inspect.signature(row.step).parameters.values() if p.kind is p.KEYWORD_ONLY}
    numbers = {name for name, p in options.items() if not isinstance(p.default, bool)}
    assert numbers - {name for name in numbers if isinstance(given(row).get(name), str)} <= {
        *AT_LEAST_0,
        *BELOW_1,
        *AT_LEAST_1,
    }


def cases(names, bad):
    return pytest.mark.parametrize(
        "row, option, bad",
        [
            pytest.param(row, name, x, id=f"{row.name}-{name}={x}")
            for row in OPTIMIZERS
            if not row.options
            for name in names
            if name in inspect.signature(row.step).parameters
            for x in bad
        ],
    )


@cases(AT_LEAST_0, [-0.1, np.nan, np.inf, None, [0.1], "0.1", True])
def test_rates_that_are_negative_or_no_number_are_refused(row, option, bad):
    with pytest.raises(ValueError, match=f"{option} must be a finite number from 0 upwards; got .*[.]"):
        on_the_example(row, **{option: bad})


@cases(BELOW_1, [-0.1, 1.0, 1.5, np.nan, None, [0.5]])
def test_shares_outside_0_to_1_are_refused(row, option, bad):
    with pytest.raises(ValueError, match=f"{option} is the share of the past .* from 0 to below 1; got"):
        on_the_example(row, **{option: bad})


@cases(AT_LEAST_1, [0, -1, 1.5, None, "2", True])
def test_counts_that_are_not_whole_or_below_1_are_refused(row, option, bad):
    with pytest.raises(ValueError, match=f"{option} must be a whole number from 1 upwards; got"):
        on_the_example(row, **{option: bad})


@cases(AT_LEAST_0 + BELOW_1, [0, np.float32(0.5), np.float64(0.5)])
def test_zero_and_numpys_numbers_are_taken(row, option, bad):
    weights, _ = EXAMPLES[row.domain.axes]
    after, _ = step(row, weights, np.ones_like(weights), **{option: bad})
    assert np.all(np.isfinite(after))


def test_a_negative_learning_rate_is_told_that_the_rule_has_the_minus():
    with pytest.raises(ValueError, match=r"learning_rate must be .* got -0\.1\. Every rule here subtracts"):
        momentum_step([1.0], [1.0], momentum_init([1.0]), learning_rate=-0.1, momentum=0.9)


def test_adagrad_cannot_start_from_a_negative_sum():
    with pytest.raises(ValueError, match="initial_accumulator must be a finite number from 0"):
        adagrad_init([1.0], initial_accumulator=-1.0)


@pytest.mark.parametrize("other, words", [("nesterov", "Nesterov's momentum"), ("rate_inside", "the rate inside")])
def test_dampening_is_refused_where_neither_framework_has_it(other, words):
    with pytest.raises(ValueError, match=f"dampening 0.5 and .*{words} don't go together"):
        options = {"learning_rate": 0.1, "momentum": 0.9, "dampening": 0.5, other: True}
        momentum_step([1.0], [1.0], momentum_init([1.0]), **options)


def test_an_adjustment_that_is_none_of_muons_is_refused():
    with pytest.raises(ValueError, match=r"adjustment must be one of \['none', 'rms', 'rows'\]; got 'adam'"):
        muon_step([[1.0]], [[1.0]], muon_init([[1.0]]), adjustment="adam", weight_decay=0.0)


def test_plain_gradient_descent_remembers_nothing():
    assert sgd_init([1.0, 2.0]) == ()
