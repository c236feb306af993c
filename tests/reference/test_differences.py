"""Where the frameworks differ, they differ as the tables say."""

import numpy as np
import pytest

from descent.oracles import expected, run_side
from descent.reference import (
    DIFFERENCES,
    LOSSES,
    OPTIMIZER_DIFFERENCES,
    OPTIMIZERS,
    SCHEDULE_DIFFERENCES,
    SCHEDULES,
    TRAINING_DIFFERENCES,
)
from descent.reference.training_differences import PARTS

ALL = [*DIFFERENCES, *OPTIMIZER_DIFFERENCES, *SCHEDULE_DIFFERENCES, *TRAINING_DIFFERENCES]
every_difference = pytest.mark.parametrize("row", ALL, ids=lambda row: row.name)


@every_difference
@pytest.mark.parametrize("framework", ["torch", "keras"])
@pytest.mark.filterwarnings("ignore:Using a target size:UserWarning")  # the very mistakes that two rows are about
@pytest.mark.filterwarnings("ignore:reduction. 'mean' divides:UserWarning")
@pytest.mark.filterwarnings("ignore:Gradients do not exist:UserWarning")
@pytest.mark.filterwarnings("ignore:.*received `from_logits=True`:UserWarning")
def test_each_side_gives_what_the_row_says(row, framework):
    side = getattr(row, framework)
    got = run_side(framework, side)
    assert got.size == expected(side).size
    # Six digits: losses run in float32, and Keras's rates are float32. A row about a float64 result as small as 1e-9
    # is held to the same six.
    np.testing.assert_allclose(got.ravel().astype(float), expected(side).ravel(), rtol=1e-6, atol=1e-12)


@every_difference
def test_the_two_sides_do_differ(row):
    torch, keras = expected(row.torch), expected(row.keras)
    assert torch.shape != keras.shape or not np.allclose(torch, keras, rtol=1e-3, atol=0)


def test_every_difference_has_its_own_name_and_a_row_of_its_table():
    assert len({row.name for row in ALL}) == len(ALL)
    assert {row.about for row in DIFFERENCES} <= {row.value.__name__ for row in LOSSES}
    names = {row.step.__name__.removesuffix("_step") for row in OPTIMIZERS}
    assert {row.about for row in OPTIMIZER_DIFFERENCES} <= names
    assert {row.about for row in SCHEDULE_DIFFERENCES} <= {row.rates.__name__ for row in SCHEDULES}
    assert {row.about for row in TRAINING_DIFFERENCES} == set(PARTS)
