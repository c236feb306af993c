"""What people gave by hand survives whatever happens next, and an exercise may be mended after its release."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from light_class import SLUG, answered, collected
from marked_class import give, mark, ran
from term_class import NO_ABSOLUTE, exported, grade_all, page, release, rewrite, tasks, told

from autograder.course import gradebook
from autograder.course.course import Course
from autograder.exercises.exercise import Exercise
from autograder.grading.engine import IsolatedEngine
from autograder.reporting import gather, review

# --- grades by hand ------------------------------------------------------------------------------------------------


def nothing_else(here: Course, place: Path) -> None: ...


def other_points(here: Course, place: Path) -> None:
    rewrite(here, "mean-loss-squared-test, locked: true, points: 6", "mean-loss-squared-test, locked: true, points: 9")
    release(here)


def other_tests(here: Course, place: Path) -> None:
    rewrite(here, "hidden_expected_squared = 105.25", "hidden_expected_squared = 105.5")
    release(here)


def another_attempt(here: Course, place: Path) -> None:
    told(here, "feedback", SLUG)
    collected(here, place, {"s1": answered(here.exercise(SLUG), squared="def mean_squared(t, p):\n    return 0.0")})


@pytest.mark.parametrize(
    ("happens", "squared"), [(nothing_else, 6), (other_points, 9), (other_tests, 0), (another_attempt, 0)]
)
def test_what_a_person_gave_survives(
    own: Course, tmp_path: Path, real: IsolatedEngine, happens: Callable[[Course, Path], None], squared: float
) -> None:
    exercise = own.exercise(SLUG)
    collected(own, tmp_path / "one", {"s1": answered(exercise, absolute=NO_ABSOLUTE)})
    grade_all(own, real)
    give(own, exercise, "s1", "absolute", 2.5, "The idea is right.")
    give(own, exercise, "s1", "why", 1.5, "Nearly.")
    happens(own, tmp_path / "two")
    grade_all(own, real, everything=True)
    score, hand = gradebook.sheet(own, SLUG)["s1"]
    assert score.tasks == {f"{SLUG}-absolute-test": 2.5, f"{SLUG}-squared-test": squared, f"{SLUG}-why": 1.5}
    assert hand.comments == {f"{SLUG}-absolute": "The idea is right.", f"{SLUG}-why": "Nearly."}
    told(own, "feedback", SLUG)
    assert "The idea is right." in page(own) and "Nearly." in page(own)


def test_each_task_gives_its_own_points(own: Course, tmp_path: Path, real: IsolatedEngine) -> None:
    collected(own, tmp_path / "in", {"s1": answered(own.exercise(SLUG), absolute=NO_ABSOLUTE)})
    grade_all(own, real)
    assert (exported(own)["score"], exported(own)["points"]) == ("6.0", "12.0")
    found = [(row["task"], row["score"], row["verdict"]) for row in tasks(own)]
    assert found == [("absolute", "0.0", "failed"), ("squared", "6.0", "passed"), ("why", "", "waiting")]


def test_nobody_waits_any_more_once_a_person_has_read_the_answer(own: Course, light: Exercise, tmp_path: Path) -> None:
    collected(own, tmp_path / "in", dict.fromkeys(("s1", "s2"), answered(light)))
    mark(own, light, [ran(light, "s1"), ran(light, "s2")])
    give(own, light, "s1", "why", 2)
    assert own.verdict(SLUG, "s1").needs_person, "the verdict is of the day of grading"  # type: ignore[union-attr]
    assert (exported(own)["waits_for_person"], exported(own, "s2")["waits_for_person"]) == ("", "yes")
    assert gather.tally_of(own, SLUG).people_waiting == 1


def test_grades_made_without_the_sandbox_are_named(own: Course, light: Exercise, tmp_path: Path) -> None:
    collected(own, tmp_path / "in", {"s1": answered(light)})
    unsafe = {"engine": IsolatedEngine.unsafe}
    mark(own, light, [ran(light, "s1", extra=unsafe), ran(light, "s2")])
    assert "graded without the sandbox: s1; `autograder grade mean-loss` does them again, inside" in told(own, "status")
    assert "graded without the sandbox" in exported(own)["notes"] and exported(own, "s2")["notes"] == ""


# --- exercises mended after release --------------------------------------------------------------------------------


def test_other_points_after_the_release_rescale_nothing(own: Course, tmp_path: Path, real: IsolatedEngine) -> None:
    collected(own, tmp_path / "in", {"s1": answered(own.exercise(SLUG))})
    grade_all(own, real)
    give(own, own.exercise(SLUG), "s1", "why", 1.5)
    other_points(own, tmp_path)
    before = exported(own)
    assert (before["score"], before["points"]) == ("11.5", "15.0"), "nobody's points change by a release"
    assert "something has changed since it was graded" in before["notes"]
    grade_all(own, real)
    after = exported(own)
    assert (after["score"], after["points"], after["notes"]) == ("14.5", "15.0", "")
    assert gather.tally_of(own, SLUG).points == 15


def test_a_grade_by_hand_above_the_new_points_stands_and_is_shown_to_a_person(own: Course, light: Exercise) -> None:
    mark(own, light, [ran(light, "s1")])
    give(own, light, "s1", "why", 2)
    rewrite(own, '"points": 2', '"points": 1')
    release(own)
    exercise, (score, hand) = own.exercise(SLUG), gradebook.sheet(own, SLUG)["s1"]
    why = review.to_look(exercise, own.verdict(SLUG, "s1"), score, hand)  # type: ignore[arg-type]
    assert score.tasks[f"{SLUG}-why"] == 2 and why == [
        "a grade given by hand is more than the task's 1 points: In words"
    ]


def test_a_task_may_be_added_after_people_have_handed_in(own: Course, tmp_path: Path, real: IsolatedEngine) -> None:
    """Stock nbgrader refuses: "Cannot add or remove cells"."""
    collected(own, tmp_path / "in", {"s1": answered(own.exercise(SLUG))})
    grade_all(own, real)
    give(own, own.exercise(SLUG), "s1", "why", 1.5, "Nearly.")
    master = own.solutions / SLUG / f"{SLUG}.md"
    text = master.read_text()
    when = text[text.index('+++ {"nbgrader"') :].replace("-why", "-when").replace('"points": 2', '"points": 3')
    master.write_text(f"{text}\n{when}")
    rewrite(own, "[tasks.why]", '[tasks.when]\ntitle = "When"\n\n[tasks.why]', "exercise.toml")
    assert release(own) == []
    assert exported(own)["points"] == "15.0" and [row["verdict"] for row in tasks(own)][-1] == "not graded yet"
    grade_all(own, real)
    assert gradebook.scores(own, SLUG)["s1"].tasks[f"{SLUG}-when"] == 0.0, "it is not in what came"
    assert exported(own)["score"] == "11.5"
    told(own, "feedback", SLUG)
    assert "Nearly." in page(own) and "When" in page(own)


def test_a_task_may_be_removed_and_what_was_given_for_it_is_kept(
    own: Course, tmp_path: Path, real: IsolatedEngine
) -> None:
    collected(own, tmp_path / "in", {"s1": answered(own.exercise(SLUG))})
    grade_all(own, real)
    give(own, own.exercise(SLUG), "s1", "why", 1.5, "Nearly.")
    master = own.solutions / SLUG / f"{SLUG}.md"
    master.write_text(master.read_text().partition('+++ {"nbgrader"')[0])
    rewrite(own, '[tasks.why]\ntitle = "In words"\n', "", "exercise.toml")
    said = told(own, "release", SLUG)
    assert "no longer has the cell 'mean-loss-why', for which s1 had 1.5 points by hand" in said
    assert "Nearly." in (own.state / "removed.jsonl").read_text()
    assert "was graded as another exercise" in told(own, "feedback", SLUG)
    grade_all(own, real)
    assert (exported(own)["score"], exported(own)["points"]) == ("10.0", "10.0")
    told(own, "feedback", SLUG)


def test_feedback_follows_a_resubmission(own: Course, tmp_path: Path, real: IsolatedEngine) -> None:
    exercise = own.exercise(SLUG)
    collected(own, tmp_path / "one", {"s1": answered(exercise, absolute=NO_ABSOLUTE)})
    grade_all(own, real)
    told(own, "feedback", SLUG)
    assert "returned 0.0" in page(own) and not gather.tally_of(own, SLUG).unpublished
    collected(own, tmp_path / "two", {"s1": answered(exercise)})
    grade_all(own, real)
    assert gather.tally_of(own, SLUG).unpublished == ("s1",), "the page is that of the attempt before"
    told(own, "feedback", SLUG)
    assert "returned 0.0" not in page(own) and not gather.tally_of(own, SLUG).unpublished
