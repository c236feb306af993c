"""The life of a term: late work, extensions, students who leave."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from light_class import SLUG, answered, collected, hand_in
from marked_class import give, late_costs, mark, ran
from term_class import DUE, LATE, NO_ABSOLUTE, exported, grade_all, release, told

from autograder.collecting import roster
from autograder.course import gradebook, nbgrader_bridge
from autograder.course.course import Course
from autograder.exercises.exercise import Exercise
from autograder.grading.engine import IsolatedEngine
from autograder.reporting import gather, status

# --- late work -----------------------------------------------------------------------------------------------------


def test_a_course_may_have_a_rule_of_its_own_for_lateness(own: Course, tmp_path: Path, real: IsolatedEngine) -> None:
    late_costs(own, "2 * seconds / 3600")
    times = LATE | {"s2": DUE + timedelta(days=1), "s3": DUE}
    collected(own, tmp_path / "in", dict.fromkeys(times, answered(own.exercise(SLUG))), times)
    grade_all(own, real)
    found = {
        student: (float(row["score"]), float(row["penalty"])) for student in times if (row := exported(own, student))
    }
    assert found == {"s1": (4.0, 6.0), "s2": (0.0, 10.0), "s3": (10.0, 0.0)}, "a penalty never makes a debt"


def test_late_work_gets_nothing_by_the_rule_zero_even_when_a_person_reads_its_answer_later(
    own: Course, light: Exercise
) -> None:
    """Stock nbgrader settles the penalty when it grades, and the points that a person gives then come on top."""
    config = own.root / "nbgrader_config.py"
    config.write_text(config.read_text().replace('penalty_method = "none"', 'penalty_method = "zero"'))
    mark(own, light, [ran(light, "s1")], LATE)
    give(own, light, "s1", "why", 2)
    assert (exported(own)["score"], exported(own)["penalty"]) == ("0.0", "12.0")
    with gradebook.gradebook(own) as book:
        assert book.find_submission(SLUG, "s1").late_submission_penalty == 12.0, "formgrader and feedback see the same"


# --- extensions ----------------------------------------------------------------------------------------------------


def test_an_extension_given_before_anything_came_makes_late_work_timely(
    own: Course, tmp_path: Path, real: IsolatedEngine
) -> None:
    late_costs(own, "1.5")
    assert "due at 2026-10-03 12:00 UTC" in told(
        own, "extend", "s1", SLUG, "--until", "2026-10-03T14:00+02:00", "--new"
    )
    collected(
        own, tmp_path / "one", dict.fromkeys(("s1", "s2"), answered(own.exercise(SLUG))), LATE | {"s2": LATE["s1"]}
    )
    grade_all(own, real)
    assert (exported(own)["score"], exported(own)["hours_late"]) == ("10.0", "0")
    assert (exported(own, "s2")["score"], exported(own, "s2")["hours_late"]) == ("8.5", "3")
    collected(
        own,
        tmp_path / "two",
        {"s1": answered(own.exercise(SLUG), absolute=NO_ABSOLUTE)},
        {"s1": DUE + timedelta(days=1)},
    )
    grade_all(own, real, everything=True)
    assert (exported(own)["score"], exported(own)["penalty"]) == ("6.0", "0.0"), (
        "it holds through regrade and resubmission"
    )
    assert "due 2026-10-03 12:00 UTC, by an extension" in told(own, "show", "s1", SLUG)


def test_an_extension_given_afterwards_counts_at_once_and_can_be_taken_back(own: Course, light: Exercise) -> None:
    late_costs(own, "1.5")
    mark(own, light, [ran(light, "s1")], LATE)
    assert exported(own)["score"] == "8.5"
    assert "is in time" in told(own, "extend", "s1", SLUG, "--days", "2")
    assert exported(own)["score"] == "10.0"
    assert "late by 3 hours, which costs 1.5 points" in told(own, "extend", "s1", SLUG, "--days", "0")
    assert exported(own)["score"] == "8.5"


def test_an_extension_moves_with_the_due_date(own: Course) -> None:
    roster.extend(own, SLUG, "s1", timedelta(days=1), new=True)
    nbgrader_bridge.release(own, SLUG, DUE + timedelta(days=7), to_exchange=False)
    gradebook.enter(own, SLUG, "s1", "", DUE + timedelta(days=8, hours=1))
    assert gradebook.scores(own, SLUG)["s1"].seconds_late == 3600


def test_an_extension_that_can_not_be_is_refused_with_the_cure(own: Course, released: Course) -> None:
    gradebook.enter(own, SLUG, "s123", "", None)
    refused = {
        ("s132", "--days", 1): "there is: s123. For one of whom nothing came yet, add --new",
        ("s123",): "give either --until TIME or --days N",
        ("s123", "--days", 1, "--until", "2026-10-02"): "give either --until TIME or --days N",
        ("s123", "--until", "tomorrow"): "is not a time; write it as 2026-10-01T23:59+02:00",
        ("s123", "--until", "2026-09-30T12:00+00:00"): "is due for everybody (2026-10-01 12:00 UTC); give a later time",
        ("../s9", "--days", 1, "--new"): "is no name that a student may have",
    }
    for (student, *options), says in refused.items():
        assert says in told(own, "extend", student, SLUG, *options, code=1)
    assert "run `autograder release mean-loss --due TIME` first" in told(
        released, "extend", "s1", SLUG, "--days", 1, code=1
    )


# --- students who leave --------------------------------------------------------------------------------------------


def by_command(here: Course) -> None:
    told(here, "drop", "s1")


def by_nbgrader(here: Course) -> None:
    with gradebook.gradebook(here) as book:
        book.remove_student("s1")


@pytest.mark.parametrize("leave", [by_command, by_nbgrader])
def test_one_who_left_is_counted_nowhere_and_not_brought_back(
    own: Course, tmp_path: Path, real: IsolatedEngine, leave: Callable[[Course], None]
) -> None:
    collected(own, tmp_path / "in", dict.fromkeys(("s1", "s2"), answered(own.exercise(SLUG))))
    grade_all(own, real)
    leave(own)
    assert exported(own) == {} and exported(own, "s2")["score"] == "10.0"
    grade_all(own, real, everything=True)
    assert gradebook.known_students(own) == ["s2"]
    found, counted = status.standing(own, SLUG, {}), gather.tally_of(own, SLUG)
    assert (found.collected, found.to_grade, counted.students, counted.graded) == (1, 0, 1, 1)
    assert "left the class, and counted nowhere: s1" in told(own, "status")
    assert "`autograder drop s1 --undo` takes them back" in told(own, "grade", "--student", "s1", code=1)
    assert own.path("submitted", "s1", SLUG).is_file(), "their files stay"


@pytest.mark.parametrize("leave", [by_command, by_nbgrader])
def test_one_who_left_by_mistake_is_taken_back(
    own: Course, tmp_path: Path, real: IsolatedEngine, leave: Callable[[Course], None]
) -> None:
    collected(own, tmp_path / "in", dict.fromkeys(("s1", "s2"), answered(own.exercise(SLUG))), LATE)
    grade_all(own, real)
    give(own, own.exercise(SLUG), "s1", "why", 1.5, "Nearly.")
    told(own, "extend", "s1", SLUG, "--days", 2)
    leave(own)
    told(own, "drop", "s1", "--undo")
    grade_all(own, real)
    score, hand = gradebook.sheet(own, SLUG)["s1"]
    kept = leave is by_command  # what nbgrader has deleted is gone
    assert score.score == (11.5 if kept else 10.0) and hand.comments == ({f"{SLUG}-why": "Nearly."} if kept else {})
    assert score.extension == (timedelta(days=2) if kept else None)


def test_what_one_who_left_hands_in_is_kept_and_not_graded(own: Course, tmp_path: Path, light: Exercise) -> None:
    mark(own, light, [ran(light, "s1"), ran(light, "s2")])
    told(own, "drop", "s1")
    said = told(own, "collect", SLUG, hand_in(tmp_path / "in", "s1", answered(light)))
    assert "s1: has left the class; `autograder drop s1 --undo` takes them back" in said
    assert roster.members(own, SLUG) == ["s2"]


def test_nobody_is_dropped_twice_or_by_a_slip_of_the_pen(own: Course, light: Exercise) -> None:
    mark(own, light, [ran(light, "s123"), ran(light, "s124")])
    assert "no student 's132' in this course; there is: s12" in told(own, "drop", "s132", code=1)
    assert "has not left the class" in told(own, "drop", "s123", "--undo", code=1)
    told(own, "drop", "s123")
    assert "was dropped already" in told(own, "drop", "s123", code=1)


def test_a_gradebook_that_was_lost_makes_nobody_leave(own: Course, tmp_path: Path, real: IsolatedEngine) -> None:
    collected(own, tmp_path / "in", {"s1": answered(own.exercise(SLUG))})
    grade_all(own, real)
    (own.root / "gradebook.db").unlink()
    release(own)
    grade_all(own, real)
    assert exported(own)["score"] == "10.0"
