"""The closing table counts verdicts by exercise, outcome and cause, and names students to look at."""

from __future__ import annotations

import pytest

from autograder import console
from autograder.closing import COLUMNS, ORDER, closing
from autograder.verdict import Cause, Outcome, SubmissionVerdict


def verdict(
    student: str, outcome: Outcome, cause: Cause | None = None, exercise: str = "momentum"
) -> SubmissionVerdict:
    return SubmissionVerdict(student, exercise, outcome, cause)


def test_nothing_graded_gives_no_row() -> None:
    assert closing([]) == []


def test_equal_verdicts_are_one_row_with_their_number() -> None:
    rows = closing([verdict("s1", Outcome.PASSED), verdict("s2", Outcome.PASSED)])
    assert rows == [("momentum", Outcome.PASSED, None, 2, ("s1", "s2"))]


def test_causes_are_told_apart_and_the_most_frequent_comes_first() -> None:
    failed = [("s1", Cause.RAISED), ("s2", Cause.WRONG), ("s3", Cause.WRONG)]
    rows = closing(verdict(student, Outcome.FAILED, cause) for student, cause in failed)
    assert [(row.cause, row.number) for row in rows] == [(Cause.WRONG, 2), (Cause.RAISED, 1)]


def test_what_asks_for_a_person_comes_last() -> None:
    rows = closing(verdict("s1", outcome) for outcome in reversed(Outcome))
    assert [row.outcome for row in rows] == ["passed", "failed", "waiting", "our fault"]


def test_every_outcome_has_its_place() -> None:
    assert set(ORDER) == set(Outcome)


def test_exercises_stay_in_the_order_in_which_they_were_graded() -> None:
    verdicts = [verdict("s1", Outcome.PASSED, exercise=slug) for slug in ("rmsprop", "adam", "rmsprop")]
    assert [(row.exercise, row.number) for row in closing(verdicts)] == [("rmsprop", 2), ("adam", 1)]


@pytest.mark.parametrize(("count", "named"), [(3, "s0, s1, s2"), (4, "s0, s1, s2, …")])
def test_three_examples_are_named_and_more_are_hinted_at(count: int, named: str) -> None:
    (row,) = closing(verdict(f"s{number}", Outcome.FAILED, Cause.WRONG) for number in reversed(range(count)))
    assert row.cells == ("momentum", "failed", "wrong", count, named)


def test_the_rows_fit_the_console(capsys: pytest.CaptureFixture[str]) -> None:
    rows = closing([verdict("s1", Outcome.PASSED), verdict("[red]s2", Outcome.OUR_FAULT, Cause.GRADER_ERROR)])
    console.table("Graded", COLUMNS, [row.cells for row in rows], ("how many",))
    said = capsys.readouterr().out
    assert "grader error" in said and "[red]s2" in said and "None" not in said
