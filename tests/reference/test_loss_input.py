"""The suite that a row of the table buys, second part: what may go in, what comes out, what is refused."""

import inspect
from dataclasses import replace

import numpy as np
import pytest
from loss_rows import every_row, gradient, rows, sample_weight, value

from descent.reference import LOSSES, REDUCTIONS

# NumPy's warnings (overflow, log 0, 0/0) would print in a reader's notebook.
pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning")

both = pytest.mark.parametrize("function", [value, gradient], ids=["value", "gradient"])


@every_row
def test_shapes_are_what_the_docstring_says_and_dtype_is_float64_whatever_comes_in(row):
    for shape in row.domain.batch.shapes:
        y_true, y_pred = row.domain.draw(shape)
        for dtype in ("float64", "float32", "float16"):
            small = y_pred.astype(dtype)
            for reduction in REDUCTIONS:
                loss = value(row, y_true, small, reduction=reduction)
                assert loss.dtype == np.float64
                assert loss.shape == (row.domain.batch.losses(shape) if reduction == "none" else ())
                slope = gradient(row, y_true, small, reduction=reduction)
                assert (slope.dtype, slope.shape) == (np.float64, shape)


@every_row
def test_lists_are_as_good_as_arrays(row):
    y_true, y_pred = row.domain.draw()
    assert value(row, y_true.tolist(), y_pred.tolist()) == value(row, y_true, y_pred)
    np.testing.assert_array_equal(gradient(row, y_true.tolist(), y_pred.tolist()), gradient(row, y_true, y_pred))


@every_row
def test_inputs_are_not_modified(row):
    y_true, y_pred = row.domain.draw()
    weights = sample_weight(row, y_pred.shape)
    before = [x.copy() for x in (y_true, y_pred, weights)]
    for function in (value, gradient):
        for reduction in REDUCTIONS:
            function(row, y_true, y_pred, sample_weight=weights, reduction=reduction)
    for now, then in zip((y_true, y_pred, weights), before, strict=True):
        np.testing.assert_array_equal(now, then)


@every_row
def test_what_comes_back_is_the_callers_to_change(row):
    y_true, y_pred = row.domain.draw()
    for result in (value(row, y_true, y_pred, reduction="none"), gradient(row, y_true, y_pred, reduction="sum")):
        assert result.flags.writeable
        assert not np.shares_memory(result, y_pred) and not np.shares_memory(result, y_true)


@every_row
@both
def test_shapes_that_numpy_would_broadcast_are_refused(row, function):
    y_true, y_pred = row.domain.draw()
    with pytest.raises(ValueError, match=r"y_true has shape .* and y_pred .*[;:.] .*"):
        function(row, y_true[:, None], y_pred)
    with pytest.raises(ValueError, match="y_true has shape"):
        function(row, y_true[:3], y_pred)


@every_row
@both
def test_what_is_no_number_or_ragged_is_refused(row, function):
    y_true, _ = row.domain.draw()
    for bad in ([["a"]] * len(y_true), [[1.0], [1.0, 2.0]], None):
        with pytest.raises(ValueError, match="y_pred must be an array of real numbers"):
            function(row, y_true, bad)


@every_row
@both
def test_unknown_reductions_and_weights_that_do_not_fit_are_refused(row, function):
    y_true, y_pred = row.domain.draw()
    with pytest.raises(ValueError, match="unknown reduction 'average'; choose one of 'mean', 'sum'"):
        function(row, y_true, y_pred, reduction="average")
    with pytest.raises(ValueError, match="sample_weight has shape"):
        function(row, y_true, y_pred, sample_weight=np.ones(len(y_pred) + 1))
    with pytest.raises(ValueError, match="can't be negative"):
        function(row, y_true, y_pred, sample_weight=-np.ones(len(y_pred)))


@rows(lambda row: row.domain.bad_predictions)
@both
def test_predictions_that_are_none_of_their_kind_are_refused(row, function):
    y_true, y_pred = row.domain.draw()
    for bend, words in row.domain.bad_predictions:
        with pytest.raises(ValueError, match=words):
            function(row, y_true, bend(y_pred))


@rows(lambda row: row.domain.bad_targets)
@both
def test_targets_that_are_none_of_their_kind_are_refused(row, function):
    y_true, y_pred = row.domain.draw()
    for bend, words in row.domain.bad_targets:
        with pytest.raises(ValueError, match=words):
            function(row, bend(y_true), y_pred)


@pytest.mark.parametrize(
    "row, option, bad, words",
    [pytest.param(row, *case, id=f"{row.name}-{case[0]}={case[1]}") for row in LOSSES for case in row.bad_options],
)
@both
def test_options_out_of_range_are_refused(row, option, bad, words, function):
    bent = replace(row, options={**row.options, option: bad})
    with pytest.raises(ValueError, match=words):
        function(bent, *row.domain.draw())


@every_row
def test_every_option_that_is_no_switch_has_a_value_that_is_refused(row):
    options = {name for name, x in row.parameters.items() if not isinstance(x, bool)}
    assert options == {option for option, *_ in row.bad_options}


@every_row
def test_the_gradient_takes_the_same_arguments_with_the_same_defaults(row):
    ours, its = inspect.signature(row.value).parameters, inspect.signature(row.gradient).parameters
    assert [(p.name, p.default) for p in ours.values()] == [(p.name, p.default) for p in its.values()]
    assert list(ours)[:2] == ["y_true", "y_pred"] and ours["reduction"].default == "mean"
