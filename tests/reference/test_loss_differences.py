"""Where the frameworks differ, they differ as the table says."""

import numpy as np
import pytest
from loss_oracles import REFERENCE_NAMES, run_side

from descent.reference import DIFFERENCES, LOSSES

every_difference = pytest.mark.parametrize("row", DIFFERENCES, ids=lambda row: row.name)


def expected(side):
    return np.asarray(eval(side.gives, REFERENCE_NAMES), float)


@every_difference
@pytest.mark.parametrize("framework", ["torch", "keras"])
@pytest.mark.filterwarnings("ignore:Using a target size:UserWarning")  # the very mistake that a row is about
def test_each_side_gives_what_the_row_says(row, framework):
    side = getattr(row, framework)
    got = run_side(framework, side)
    assert got.size == expected(side).size
    # Six digits: the calls run in float32. A row about a float64 result as small as 1e-9 is held to the same six.
    np.testing.assert_allclose(got.ravel(), expected(side).ravel(), rtol=1e-6, atol=1e-12)


@every_difference
def test_the_two_sides_do_differ(row):
    torch, keras = expected(row.torch), expected(row.keras)
    assert torch.shape != keras.shape or not np.allclose(torch, keras, rtol=1e-3, atol=0)


def test_every_difference_has_its_own_name_and_a_loss_of_the_table():
    assert len({row.name for row in DIFFERENCES}) == len(DIFFERENCES)
    assert {row.loss for row in DIFFERENCES} <= {row.value.__name__ for row in LOSSES}
