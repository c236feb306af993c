"""Every exercise's tests tell right from wrong. What is proved is told in `autograder.proving.proof.prove`."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.exercises.exercise import load, load_all
from autograder.proving.mutation import MUTATION_SCORE
from autograder.proving.proof import FEWEST_RIGHT, FEWEST_WRONG, PASTED_BELOW, prove
from autograder.proving.proof_report import Report, table
from autograder.sandbox.marking import Nursery

SOLUTIONS = Path(__file__).parents[2] / "solutions"
SLUGS = [exercise.slug for exercise in load_all(SOLUTIONS)]


@pytest.fixture(scope="session", params=SLUGS)
def report(request: pytest.FixtureRequest, warm: Nursery) -> Report:
    found = prove(load(SOLUTIONS / request.param), warm)
    print(table([found]))
    return found


def test_there_is_an_exercise() -> None:
    assert SLUGS


def test_the_solution_gets_all_automatic_points(report: Report) -> None:
    assert report.scores["solution"] == report.points > 0


def test_the_stub_gets_nothing_and_is_told_so_in_each_task(report: Report) -> None:
    exercise = load(SOLUTIONS / report.slug)
    assert report.scores["stub"] == report.scores["stub, visible tests"] == 0
    assert set(report.messages["stub"]) == {task.name for task in exercise.automatic}


def test_every_right_answer_gets_all_automatic_points(report: Report) -> None:
    scores = [score for name, score in report.scores.items() if name.startswith("right/")]
    assert len(scores) >= FEWEST_RIGHT
    assert set(scores) == {report.points}


def test_every_wrong_answer_that_lists_a_task_loses_points(report: Report) -> None:
    exercise = load(SOLUTIONS / report.slug)
    scores = [report.scores[f"wrong/{wrong.name}"] for wrong in exercise.wrong if wrong.fails]
    assert len(scores) >= FEWEST_WRONG
    assert max(scores) < report.points


def test_pasting_the_chapter_gets_less_than_thirty_percent(report: Report) -> None:
    assert report.scores["chapter pasted in"] < PASTED_BELOW * report.points


def test_mutants_of_the_solution_are_killed(report: Report) -> None:
    """All of them, or a sample while nothing has changed that the last proof of all rests on."""
    assert report.mutants >= 20
    assert report.run >= 10
    assert report.mutation_score >= MUTATION_SCORE, report.survivors


def test_nothing_else_is_amiss(report: Report) -> None:
    """Among it: each wrong answer fails what it breaks and no more, with the message that is meant for it."""
    assert report.problems == []


@pytest.mark.long
@pytest.mark.parametrize("slug", SLUGS)
def test_every_mutant_of_the_solution_is_killed(slug: str, warm: Nursery) -> None:
    found = prove(load(SOLUTIONS / slug), warm, sample=False)
    assert found.is_whole
    assert found.problems == []


@pytest.mark.parametrize("slug", SLUGS)
def test_the_helper_cells_are_the_same_in_all_exercises(slug: str) -> None:
    """A downloaded notebook works alone, so each holds a copy; the copies must not drift apart."""

    def helpers(name: str) -> str:
        cells = {cell["id"]: cell.source for cell in load(SOLUTIONS / name).notebook.cells}
        return cells[f"{name}-checks"]

    assert helpers(slug) == helpers(SLUGS[0])
