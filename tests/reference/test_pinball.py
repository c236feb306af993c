"""The pinball loss, which neither framework has: against scikit-learn, and its gradient against differences."""

import numpy as np
import pytest
from sklearn.metrics import mean_pinball_loss

from descent.reference import mean_absolute_error, pinball, pinball_gradient

RNG = np.random.default_rng(3)
Y_TRUE, Y_PRED = RNG.normal(size=50), RNG.normal(size=50)


@pytest.mark.parametrize("quantile", [0.05, 0.5, 0.9])
def test_value_and_gradient(quantile):
    value = pinball(Y_TRUE, Y_PRED, quantile=quantile)
    assert value == pytest.approx(mean_pinball_loss(Y_TRUE, Y_PRED, alpha=quantile), rel=1e-13)
    slope = pinball_gradient(Y_TRUE, Y_PRED, quantile=quantile)
    for place in range(len(Y_PRED)):
        moved = Y_PRED + 1e-7 * (np.arange(len(Y_PRED)) == place)
        assert slope[place] == pytest.approx((pinball(Y_TRUE, moved, quantile=quantile) - value) / 1e-7, abs=1e-7)


def test_its_lowest_point_is_the_quantile():
    at = [pinball(Y_TRUE, np.full(50, c), quantile=0.8) for c in np.sort(Y_TRUE)]
    assert int(np.argmin(at)) in (39, 40)


def test_half_of_the_absolute_error_at_one_half_and_nothing_at_a_match():
    assert pinball(Y_TRUE, Y_PRED) == pytest.approx(mean_absolute_error(Y_TRUE, Y_PRED) / 2, rel=1e-13)
    np.testing.assert_array_equal(pinball_gradient([1.0], [1.0], quantile=0.9), [0.0])


@pytest.mark.parametrize("quantile", [0.0, 1.0, -1, np.nan, [0.5]])
def test_what_is_no_share_is_refused(quantile):
    for function in (pinball, pinball_gradient):
        with pytest.raises(ValueError, match="quantile is the share of targets to lie below"):
            function([1.0], [2.0], quantile=quantile)
