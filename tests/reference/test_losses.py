"""The suite that a row of the table buys, first part: values and gradients, by the frameworks and by themselves."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from loss_rows import each_oracle, edges, every_row, gradient, rows, sample_weight, value

from descent.oracles import run

# NumPy's warnings (overflow, log 0, 0/0) would print in a reader's notebook.
pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning")

every_dtype = pytest.mark.parametrize("dtype", ["float64", "float32"])


def assert_agree(got, expected, tolerance):
    """got within tolerance of expected, relative to max(1, |expected|); the shapes equal."""
    assert np.shape(got) == np.shape(expected)
    np.testing.assert_allclose(got, expected, rtol=tolerance, atol=tolerance)


def along_the_simplex(oracle, gradient):
    """Without each row's mean, where the oracle divides probabilities by their sum."""
    return gradient - gradient.mean(axis=-1, keepdims=True) if oracle.normalizes else gradient


def rounded(y_pred, dtype):
    """y_pred as the framework will see it, so that rounding the input is no error of the loss."""
    return np.asarray(y_pred, dtype).astype("float64")


def assert_matches(row, framework, y_true, y_pred, dtype, **more):
    oracle, tolerance = getattr(row, framework), getattr(row, framework).tolerance[dtype]
    y_true, y_pred = (y_true if y_true.dtype.kind == "i" else rounded(y_true, dtype)), rounded(y_pred, dtype)
    theirs, their_gradient = run(framework, row, y_true, y_pred, dtype=dtype, **more)
    assert_agree(theirs, value(row, y_true, y_pred, **more), tolerance)
    ours = gradient(row, y_true, y_pred, **more)
    assert_agree(along_the_simplex(oracle, their_gradient), along_the_simplex(oracle, ours), tolerance)


@each_oracle()
@every_dtype
def test_value_and_gradient_are_the_frameworks_for_every_reduction_and_shape(row, framework, dtype):
    for reduction in getattr(row, framework).reductions:
        for seed, shape in enumerate(row.domain.batch.shapes):
            assert_matches(row, framework, *row.domain.draw(shape, seed), dtype, reduction=reduction)


@each_oracle()
@every_dtype
def test_value_and_gradient_are_the_frameworks_at_the_edges(row, framework, dtype):
    if not row.domain.edges_in_float32:
        dtype = "float64"
    for reduction in getattr(row, framework).reductions:
        assert_matches(row, framework, *edges(row), dtype, reduction=reduction)


@each_oracle(lambda oracle: oracle.weighs)
@every_dtype
def test_sample_weights_are_the_frameworks_where_it_takes_them(row, framework, dtype):
    oracle = getattr(row, framework)
    for reduction in oracle.reductions:
        for shape in row.domain.batch.shapes[:1] + row.domain.batch.shapes[2:]:  # the weight of a single row is 0
            weights = rounded(sample_weight(row, shape), dtype)
            assert_matches(row, framework, *row.domain.draw(shape), dtype, reduction=reduction, sample_weight=weights)


@every_row
@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), reduction=st.sampled_from(["mean", "sum", "weighted_mean"]), weigh=st.booleans())
def test_the_gradient_is_the_slope_found_by_finite_differences(row, seed, reduction, weigh):
    y_true, y_pred = row.domain.draw(seed=seed)
    more = {"reduction": reduction, "sample_weight": sample_weight(row, y_pred.shape) if weigh else None}
    slopes, step = np.zeros_like(y_pred), 1e-6
    for i in np.ndindex(y_pred.shape):
        nudge = np.zeros_like(y_pred)
        nudge[i] = step
        rise = value(row, y_true, y_pred + nudge, **more) - value(row, y_true, y_pred - nudge, **more)
        slopes[i] = rise / (2 * step)
    # The difference of two losses near 1 is known to 1e-16 / 1e-6; at a kink it may be off, and none is drawn.
    np.testing.assert_allclose(gradient(row, y_true, y_pred, **more), slopes, rtol=1e-6, atol=1e-7)


@every_row
def test_reductions_come_from_the_unreduced_losses(row):
    y_true, y_pred = row.domain.draw()
    weights = sample_weight(row, y_pred.shape)
    losses = value(row, y_true, y_pred, reduction="none", sample_weight=weights)
    np.testing.assert_allclose(losses, weights * value(row, y_true, y_pred, reduction="none"), rtol=1e-15)
    total = value(row, y_true, y_pred, reduction="sum", sample_weight=weights)
    np.testing.assert_allclose(total, losses.sum(), rtol=1e-14)
    mean = value(row, y_true, y_pred, reduction="mean", sample_weight=weights)
    np.testing.assert_allclose(mean, losses.sum() / losses.size, rtol=1e-14)
    doubled = value(row, y_true, y_pred, reduction="weighted_mean", sample_weight=2 * weights)
    np.testing.assert_allclose(doubled, value(row, y_true, y_pred, reduction="weighted_mean", sample_weight=weights))


@every_row
def test_gradients_of_the_reductions_differ_by_their_divisors_only(row):
    y_true, y_pred = row.domain.draw()
    own = gradient(row, y_true, y_pred, reduction="none")
    count = np.prod(row.domain.batch.losses(y_pred.shape))
    np.testing.assert_allclose(gradient(row, y_true, y_pred, reduction="sum"), own, rtol=1e-14)
    np.testing.assert_allclose(gradient(row, y_true, y_pred), own / count, rtol=1e-14)


@every_row
def test_a_weight_for_each_row_counts_for_all_of_that_row(row):
    shape = row.domain.batch.shapes[2]
    y_true, y_pred = row.domain.draw(shape)
    by_row = np.linspace(0.5, 2.0, shape[0])
    losses = row.domain.batch.losses(shape)
    full = np.broadcast_to(by_row.reshape(-1, *[1] * (len(losses) - 1)), losses)
    for function in (value, gradient):
        np.testing.assert_array_equal(
            function(row, y_true, y_pred, sample_weight=by_row), function(row, y_true, y_pred, sample_weight=full)
        )


@every_row
def test_nan_spreads_to_its_own_loss_and_gradient_and_no_further(row):
    y_true, y_pred = row.domain.draw()
    clean = y_pred.copy()
    y_pred[0] = np.nan
    losses, slopes = value(row, y_true, y_pred, reduction="none"), gradient(row, y_true, y_pred, reduction="none")
    assert np.all(np.isnan(losses[0])) and np.all(np.isnan(slopes[0]))
    np.testing.assert_array_equal(losses[1:], value(row, y_true, clean, reduction="none")[1:])
    np.testing.assert_array_equal(slopes[1:], gradient(row, y_true, clean, reduction="none")[1:])
    assert np.isnan(value(row, y_true, y_pred))


@every_row
@pytest.mark.parametrize("place", range(4))
def test_a_nan_in_any_place_makes_its_loss_and_its_own_gradient_nan(row, place):
    y_true, y_pred = row.domain.draw()
    y_pred.flat[place] = np.nan
    assert np.isnan(value(row, y_true, y_pred, reduction="sum"))
    assert np.isnan(gradient(row, y_true, y_pred).flat[place])


@every_row
def test_an_empty_batch_sums_to_0_has_no_mean_and_raises_no_warning(row):
    shape = (0, *row.domain.batch.shapes[0][1:])
    y_true, y_pred = row.domain.draw(shape)
    with warnings.catch_warnings(action="error"):
        assert value(row, y_true, y_pred, reduction="sum") == 0
        assert value(row, y_true, y_pred, reduction="none").shape == (0,)
        assert np.isnan(value(row, y_true, y_pred)) and np.isnan(value(row, y_true, y_pred, reduction="weighted_mean"))
        assert gradient(row, y_true, y_pred).shape == shape


@every_row
def test_a_row_alone_has_the_loss_that_it_has_in_a_batch(row):
    y_true, y_pred = row.domain.draw()
    losses, slopes = value(row, y_true, y_pred, reduction="none"), gradient(row, y_true, y_pred, reduction="sum")
    for i in range(len(y_pred)):
        np.testing.assert_allclose(value(row, y_true[i : i + 1], y_pred[i : i + 1]), losses[i], rtol=1e-14)
        np.testing.assert_allclose(value(row, y_true[i], y_pred[i]), losses[i], rtol=1e-14)
        np.testing.assert_allclose(gradient(row, y_true[i], y_pred[i]), slopes[i], rtol=1e-14)


@every_row
@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_a_loss_is_never_below_what_the_row_says_is_the_lowest(row, seed):
    losses = value(row, *row.domain.draw(seed=seed), reduction="none")
    assert np.all(losses >= row.lowest - 1e-15 * abs(row.lowest))


@rows(lambda row: row.lowest < 0)
def test_a_loss_that_may_be_negative_is_so_somewhere(row):
    assert any(np.any(value(row, *row.domain.draw(seed=seed), reduction="none") < 0) for seed in range(100))


@every_row
def test_the_edges_raise_no_warning_and_give_finite_numbers(row):
    with warnings.catch_warnings(action="error"):
        assert np.all(np.isfinite(value(row, *edges(row), reduction="none")))
        assert np.all(np.isfinite(gradient(row, *edges(row), reduction="none")))


@rows(lambda row: row.domain.certain)
def test_certainty_costs_exactly_0_if_right_and_infinity_if_wrong(row):
    y_true, right, wrong = map(np.array, row.domain.certain)
    with warnings.catch_warnings(action="error"):
        costs = value(row, y_true, right, reduction="none")
        assert costs.tolist() == [0, 0, 0, 0] and not np.any(np.signbit(costs))
        assert value(row, y_true, wrong, reduction="none").tolist() == [np.inf] * 4
        slopes = gradient(row, y_true, wrong, reduction="none")
    assert not np.any(np.isnan(slopes)) and np.isinf(slopes).sum() == 4
