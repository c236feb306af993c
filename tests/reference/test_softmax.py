"""Softmax, log-sum-exp, sigmoid and softplus: right for any logit, without a warning."""

import warnings

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from descent.reference import log_softmax, logsumexp, one_hot, sigmoid, softmax, softplus

logits = arrays(np.float64, array_shapes(max_dims=3, max_side=5), elements=st.floats(-1e4, 1e4))


@pytest.fixture(autouse=True)
def warnings_are_errors():
    with warnings.catch_warnings(action="error"):
        yield


@settings(deadline=None)
@given(x=logits)
def test_each_function_is_pytorchs_for_logits_up_to_1e4(x):
    tensor = torch.tensor(x)
    pairs = [
        (logsumexp(x), torch.logsumexp(tensor, -1)),
        (log_softmax(x), torch.log_softmax(tensor, -1)),
        (softmax(x), torch.softmax(tensor, -1)),
        (sigmoid(x), torch.sigmoid(tensor)),
        (softplus(x), torch.logaddexp(tensor, torch.zeros(()))),  # its softplus gives x itself above 20
    ]
    for ours, theirs in pairs:
        np.testing.assert_allclose(ours, theirs.numpy(), rtol=1e-12, atol=1e-12)


@settings(deadline=None)
@given(x=logits, shift=st.floats(-100, 100))
def test_a_shift_of_all_logits_does_not_change_the_softmax(x, shift):
    np.testing.assert_allclose(softmax(x + shift), softmax(x), atol=1e-11)
    np.testing.assert_allclose(softmax(x).sum(axis=-1), 1.0, rtol=1e-12)


@settings(deadline=None)
@given(x=logits)
def test_logsumexp_lies_between_the_largest_logit_and_that_plus_log_k(x):
    top = x.max(axis=-1)
    assert np.all(logsumexp(x) >= top) and np.all(logsumexp(x) <= top + np.log(x.shape[-1]) + 1e-9)


@given(x=st.floats(-1e4, 1e4))
def test_the_softmax_of_two_classes_is_a_sigmoid(x):
    assert softmax([x, 0.0])[0] == pytest.approx(sigmoid(x), abs=1e-12)
    assert sigmoid(x) + sigmoid(-x) == pytest.approx(1.0, rel=1e-12)


def test_the_axis_of_the_classes_can_be_chosen():
    x = np.arange(6.0).reshape(2, 3)
    np.testing.assert_allclose(softmax(x, axis=0), softmax(x.T).T)
    assert logsumexp(x, axis=0).shape == (3,)


def test_infinite_logits_mask_a_class_or_take_it_all():
    assert softmax([0.0, -np.inf, 0.0]).tolist() == [0.5, 0.0, 0.5]
    assert logsumexp([-np.inf, -np.inf]) == -np.inf
    assert logsumexp([0.0, np.inf]) == np.inf
    assert np.isnan(logsumexp([0.0, np.nan])) and np.isnan(sigmoid(np.nan))
    assert np.isnan(softmax([0.0, np.inf])[1])


def test_a_logit_that_masks_a_class_costs_nothing_where_its_label_is_0():
    from descent.reference import categorical_cross_entropy_from_logits as loss
    from descent.reference import categorical_cross_entropy_from_logits_gradient as gradient

    assert loss([1.0, 0.0, 0.0], [0.0, -np.inf, 0.0]) == pytest.approx(np.log(2))
    assert gradient([1.0, 0.0, 0.0], [0.0, -np.inf, 0.0]).tolist() == [-0.5, 0.0, 0.5]


@pytest.mark.parametrize("function", [logsumexp, log_softmax, softmax])
def test_logits_without_classes_are_refused(function):
    with pytest.raises(ValueError, match="there is no axis -1 to hold the classes"):
        function(3.0)
    with pytest.raises(ValueError, match="at least one class is needed"):
        function(np.zeros((2, 0)))


def test_an_empty_batch_of_logits_stays_empty():
    assert softmax(np.zeros((0, 3))).shape == (0, 3) and logsumexp(np.zeros((0, 3))).shape == (0,)


def test_one_hot_codes_labels_and_refuses_those_outside_the_classes():
    assert one_hot([2, 0], 3).tolist() == [[0, 0, 1], [1, 0, 0]]
    assert one_hot(1, 2).tolist() == [0, 1]
    with pytest.raises(ValueError, match=r"label 3 is outside the 3 classes.*y_true - 1"):
        one_hot([1, 2, 3], 3)
