"""The closing table counts verdicts by exercise, outcome and cause, and names students to look at."""

from __future__ import annotations

import pytest

from autograder import console
from autograder.reporting.summary import COLUMNS, ORDER, closing
from autograder.verdict import NOTHING, Cause, Outcome, SubmissionVerdict, TaskVerdict


def verdict(
    student: str, outcome: Outcome, cause: Cause | None = None, exercise: str = "momentum", passed: int = 0
) -> SubmissionVerdict:
    """One failed task, if any failed, beside some that passed."""
    failed = [TaskVerdict("last", outcome, 0, 1, cause, "Not yet.")] if outcome is not Outcome.PASSED else []
    tasks = [*(TaskVerdict(f"t{n}", Outcome.PASSED, 1, 1) for n in range(passed)), *failed]
    return SubmissionVerdict(student, exercise, outcome, cause, tuple(tasks))


def nothing(student: str) -> SubmissionVerdict:
    task = TaskVerdict("last", Outcome.FAILED, 0, 1, Cause.MISSING, NOTHING)
    return SubmissionVerdict(student, "momentum", Outcome.FAILED, Cause.MISSING, (task,))


def test_nothing_graded_gives_no_row() -> None:
    assert closing([]) == []


def test_equal_verdicts_are_one_row_with_their_number() -> None:
    rows = closing([verdict("s1", Outcome.PASSED, passed=1), verdict("s2", Outcome.PASSED, passed=1)])
    assert rows == [("momentum", "passed", "", ("s1", "s2"))]


def test_causes_are_told_apart_and_the_most_frequent_comes_first() -> None:
    failed = [("s1", Cause.RAISED), ("s2", Cause.WRONG), ("s3", Cause.WRONG)]
    rows = closing(verdict(student, Outcome.FAILED, cause) for student, cause in failed)
    assert [(row.cause, len(row.students)) for row in rows] == [("wrong", 2), ("raised", 1)]


def test_who_passed_in_part_is_told_from_who_handed_in_nothing_or_an_empty_notebook() -> None:
    skipped = verdict("s1", Outcome.FAILED, Cause.MISSING, passed=3)
    rows = closing([skipped, verdict("s2", Outcome.FAILED, Cause.MISSING), nothing("s3")])
    assert [row[1:] for row in rows] == [
        ("passed in part", "not answered", ("s1",)),
        ("failed", "not answered", ("s2",)),
        ("failed", "not handed in", ("s3",)),
    ]


def test_what_asks_for_a_person_comes_last() -> None:
    found = [
        (Outcome.OUR_FAULT, 0),
        (Outcome.WAITING, 0),
        (Outcome.FAILED, 0),
        (Outcome.FAILED, 1),
        (Outcome.PASSED, 1),
    ]
    rows = closing(verdict("s1", outcome, passed=passed) for outcome, passed in found)
    assert [row.verdict for row in rows] == list(ORDER) and rows[-1].verdict == "our fault"


def test_exercises_stay_in_the_order_in_which_they_were_graded() -> None:
    verdicts = [verdict("s1", Outcome.PASSED, exercise=slug) for slug in ("rmsprop", "adam", "rmsprop")]
    assert [(row.exercise, len(row.students)) for row in closing(verdicts)] == [("rmsprop", 2), ("adam", 1)]


@pytest.mark.parametrize(("count", "named"), [(3, "s0, s1 (Ada), s2"), (4, "s0, s1 (Ada), s2, …")])
def test_three_examples_are_named_and_more_are_hinted_at(count: int, named: str) -> None:
    (row,) = closing(verdict(f"s{number}", Outcome.FAILED, Cause.WRONG) for number in reversed(range(count)))
    assert row.cells({"s1": "Ada"}) == ("momentum", "failed", "wrong", count, named)


def test_the_rows_fit_the_console(capsys: pytest.CaptureFixture[str]) -> None:
    rows = closing([verdict("s1", Outcome.PASSED), verdict("[red]s2", Outcome.OUR_FAULT, Cause.GRADER_ERROR)])
    console.table("Graded", COLUMNS, [row.cells({}) for row in rows], ("how many",))
    said = capsys.readouterr().out
    assert "grader error" in said and "[red]s2" in said and "None" not in said
