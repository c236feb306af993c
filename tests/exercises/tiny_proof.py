"""The small exercise's tests, ways to weaken them, and its proof."""

from __future__ import annotations

from autograder.exercises.exercise import Exercise
from autograder.proving.proof import prove
from autograder.proving.proof_report import Report
from autograder.sandbox.marking import Nursery

HIDDEN_MAE = 'expect(mae, ([[1.0, -2.0]], [[4.0, 2.0]]), 3.5, "one row of two")'
HIDDEN_RMSE = 'expect(rmse, ([[1.0, 2.0]], [[2.0, 4.0]]), 2.5**0.5, "one row of two")'
VISIBLE_RMSE = 'expect(rmse, ([0.0, 0.0], [6.0, 8.0]), 50**0.5, "the root of the mean square")'
ROOT_MEAN_SQUARE, LARGEST = "np.sqrt(((y_true - y_pred) ** 2).mean())", "np.abs(y_true - y_pred).max()"
WEAK = ((HIDDEN_RMSE, ""), (VISIBLE_RMSE, "assert rmse(np.zeros(2), np.ones(2)) is not None, 'it returns something'"))
# A mutant that makes no difference: the axis dropped.
SAME = ("return np.abs(y_true - y_pred).mean()", "return np.abs(y_true - y_pred).mean(axis=None)")


def prove_tiny(exercise: Exercise, warm: Nursery, trials: int = 300, sample: bool = True) -> Report:
    return prove(exercise, warm, exercise.folder.parent / "tiny-book", trials, sample)
