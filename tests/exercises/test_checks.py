"""The checks that every exercise shares: what passes, and what a student reads where something doesn't."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import tensorflow as tf
import torch

from autograder.exercises.checks import check_gradient, check_refusal, check_value

X = np.array([1.0, -2.0])
HINT = "square it"


def message(check: Callable[..., None], *args: Any, **options: Any) -> str:
    with pytest.raises(AssertionError) as failed:
        check(*args, **options)
    return " ".join(str(failed.value).split())


def square(x: Any) -> Any:
    return x * x


@pytest.mark.parametrize("x", [X, torch.tensor(X), tf.constant(X)], ids=["NumPy", "torch", "tf"])
def test_a_right_value_passes_in_each_kind_of_array(x: Any) -> None:
    check_value(square, (x,), X * X, HINT)


@pytest.mark.parametrize("x", [torch.tensor(X), tf.constant(X)], ids=["torch", "tf"])
def test_a_right_gradient_passes_in_both_frameworks(x: Any) -> None:
    check_gradient(square, (x,), 2 * X, HINT)


def test_a_wrong_value_is_told_beside_the_call_and_the_expected_one() -> None:
    said = message(check_value, lambda x: x, (X,), X * X, HINT)
    assert "came back: [1, -2]" in said and "expected: [1, 4]" in said and said.endswith(f"hint: {HINT}")


def test_a_hidden_check_keeps_the_expected_value_to_itself() -> None:
    said = message(check_value, lambda x: x, (X,), X * X, HINT, hidden=True)
    assert "run only for the grade" in said and "[1, -2]" in said and "4" not in said


def test_a_known_mistake_is_named_in_place_of_the_hint() -> None:
    said = message(check_value, lambda x: -x * x, (X,), X * X, HINT, mistakes={"The sign is wrong.": -X * X})
    assert "The sign is wrong." in said and HINT not in said


def test_a_gradient_that_is_cut_off_is_called_so() -> None:
    said = message(check_gradient, lambda x: (x * x).detach(), (torch.tensor(X),), 2 * X, HINT)
    assert "no gradient flows back" in said


def test_arguments_changed_in_place_are_named() -> None:
    def spoils(x: Any) -> Any:
        x *= x
        return x

    assert "changed its arguments in place" in message(check_value, spoils, (X.copy(),), X * X, HINT)


def test_what_should_be_refused_and_is_not_is_told() -> None:
    check_refusal(np.linalg.inv, (np.zeros((2, 3)),), np.linalg.LinAlgError, HINT)
    assert "it should raise a ValueError" in message(check_refusal, square, (X,), ValueError, HINT)
