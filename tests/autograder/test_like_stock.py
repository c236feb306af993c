"""Honest work gets exactly stock nbgrader's scores, but for the cases in which stock is known to be wrong."""

from __future__ import annotations

import pytest
from light_class import REPOSITORY, SLUG, SOLUTIONS

from autograder.collecting import reading
from autograder.exercises import exercise
from bench import grading
from bench.corpus import read_corpus

HONEST = {
    "mean-loss": [
        *("right", "right-with-loops", "sum-for-mean", "stub", "raising", "syntax-error", "helper-cell-added"),
        *("no-words", "nan", "sys-exit", "infinities", "random-numbers"),
    ],
    "tensor-loss": [
        *("tensor-right", "tensor-another-way", "tensor-stub", "tensor-gradient-cut-off", "tensor-inputs-spoiled"),
        *("dtypes-wrong", "shapes-wrong"),
    ],
}
STOCK_IS_WRONG = {"warning-on-stderr": (6.0, 10.0)}  # one of two correct answers warns: what stock gives, what is right


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[grading.Run, grading.Run]:
    place = tmp_path_factory.mktemp("both")
    exercises = [exercise.load(SOLUTIONS / slug) for slug in HONEST]
    ours = grading.graded_by_ours(exercises, handed_in(), place)
    return grading.graded_by_stock(exercises, handed_in(), place), ours


def handed_in() -> grading.Hand:
    corpus = {case.name: case for case in read_corpus(REPOSITORY / "tests" / "submissions", SOLUTIONS)}
    for slug, cases in HONEST.items():
        for case in (*cases, *(STOCK_IS_WRONG if slug == SLUG else ())):
            yield slug, case, reading.read(corpus[case].files()[f"{slug}.ipynb"])


def totals(run: grading.Run) -> dict[str, float]:
    found: dict[str, float] = {}
    for (_, student, _), score in run.scores.items():
        found[student] = found.get(student, 0.0) + score
    return found


def test_every_honest_submission_gets_stocks_score_in_each_task(
    both: tuple[grading.Run, grading.Run],
) -> None:
    cases = {(slug, case) for slug, names in HONEST.items() for case in names}
    stock, ours = ({k: v for k, v in run.scores.items() if k[:2] in cases} for run in both)
    assert {key[:2] for key in ours} == cases
    assert ours == stock


def test_where_stock_is_wrong_we_are_not(both: tuple[grading.Run, grading.Run]) -> None:
    stock, ours = map(totals, both)
    assert {case: (stock[case], ours[case]) for case in STOCK_IS_WRONG} == STOCK_IS_WRONG
