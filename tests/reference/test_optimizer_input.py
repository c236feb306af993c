"""The suite that a row of the table of optimizers buys, second part: what goes in, what comes out, what is refused."""

import inspect

import numpy as np
import pytest
from optimizer_runs import STARTS, every_row, for_step, slope, start

from descent.reference import OPTIMIZERS, adagrad_init, momentum_init, momentum_step, sgd_init

pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning")


def step(row, weights, gradient, state=None, **more):
    return row.step(weights, gradient, start(row, weights) if state is None else state, **for_step(row, **more))


@every_row()
def test_shapes_stay_and_the_dtype_is_float64_whatever_comes_in(row):
    for shape in ((), (1,), (5,), (2, 3), (0,)):
        for dtype in ("float64", "float32", "int64"):
            ones = np.ones(shape, dtype)
            after, state = step(row, ones, ones)
            assert (np.shape(after), np.asarray(after).dtype) == (shape, np.float64)
            for kept in state:
                assert isinstance(kept, int) or (kept.shape, kept.dtype) == (shape, np.float64)


@every_row()
def test_lists_are_as_good_as_arrays(row):
    weights, gradient = [1.0, 2.0], [0.5, -1.0]
    after, _ = step(row, np.array(weights), np.array(gradient))
    np.testing.assert_array_equal(step(row, weights, gradient)[0], after)


@every_row()
def test_weights_gradient_and_state_are_not_modified_so_a_step_can_be_taken_again(row):
    weights, gradient = STARTS.copy(), slope(STARTS, 0)
    _, state = step(row, weights, gradient)
    before = [np.copy(x) for x in (weights, gradient, *state)]
    first, _ = step(row, weights, gradient, state)
    for now, then in zip((weights, gradient, *state), before, strict=True):
        np.testing.assert_array_equal(now, then)
    np.testing.assert_array_equal(step(row, weights, gradient, state)[0], first)


@every_row()
def test_what_comes_back_shares_no_memory_with_what_went_in(row):
    weights, gradient = np.ones(3), np.ones(3)
    after, state = step(row, weights, gradient)
    for result in (after, *(kept for kept in state if not isinstance(kept, int))):
        assert not np.shares_memory(result, weights) and not np.shares_memory(result, gradient)


@every_row()
def test_a_gradient_of_another_shape_is_refused_even_where_numpy_could_broadcast_it(row):
    for gradient in (np.ones((3, 1)), np.ones(1), 1.0, np.ones(4)):
        with pytest.raises(ValueError, match=r"weights have shape \(3,\) and gradient .*; they must be equal.*reduce"):
            step(row, np.ones(3), gradient)


@every_row(lambda row: row.step.__name__ != "sgd_step")
def test_the_state_of_other_weights_is_refused(row):
    with pytest.raises(ValueError, match=r"the state's \w+ has shape \(2,\) and weights \(3,\).*a state of its own"):
        step(row, np.ones(3), np.ones(3), start(row, np.ones(2)))


@every_row()
def test_what_is_no_number_is_refused(row):
    with pytest.raises(ValueError, match="weights must be an array of real numbers"):
        start(row, ["a"])
    with pytest.raises(ValueError, match="gradient must be an array of real numbers"):
        step(row, [1.0], [None])


AT_LEAST_0 = ("learning_rate", "epsilon", "weight_decay")
BELOW_1 = ("momentum", "dampening", "rho", "beta_1", "beta_2")


@every_row()
def test_every_number_that_a_step_takes_is_held_to_a_range_below(row):
    options = {p.name: p for p in inspect.signature(row.step).parameters.values() if p.kind is p.KEYWORD_ONLY}
    numbers = {name for name, p in options.items() if not isinstance(p.default, bool)}
    assert numbers <= {*AT_LEAST_0, *BELOW_1}


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
        step(row, [1.0], [1.0], **{option: bad})


@cases(BELOW_1, [-0.1, 1.0, 1.5, np.nan, None, [0.5]])
def test_shares_outside_0_to_1_are_refused(row, option, bad):
    with pytest.raises(ValueError, match=f"{option} is the share of the past .* from 0 to below 1; got"):
        step(row, [1.0], [1.0], **{option: bad})


@cases(AT_LEAST_0 + BELOW_1, [0, np.float32(0.5), np.float64(0.5)])
def test_zero_and_numpys_numbers_are_taken(row, option, bad):
    after, _ = step(row, [1.0], [1.0], **{option: bad})
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


def test_plain_gradient_descent_remembers_nothing():
    assert sgd_init([1.0, 2.0]) == ()
