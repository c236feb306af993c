"""The numbers of the report are those of the verdicts and the gradebook."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from light_class import SLUG, answered, hand_in
from marked_class import GRADED, a_class, counted, give, mark, ran, wrong

from autograder.collecting import collect, inbox
from autograder.course import nbgrader_bridge
from autograder.course.course import Course
from autograder.exercises.exercise import Exercise
from autograder.reporting import gather, mistakes
from autograder.reporting.statistics import Bar, bars
from autograder.verdict import Cause

DUE = datetime(2026, 10, 1, 12, tzinfo=UTC)


def test_the_distribution_counts_what_could_be_run(light: Exercise) -> None:
    found = counted(light, a_class(light))
    assert {bar.low: bar.count for bar in found.bars if bar.count} == {0: 1, 4: 2, 6: 1, 10: 3}
    assert (found.mean, found.median, found.full) == (44 / 7, 6, 0)
    assert (found.students, found.handed_in, found.graded) == (10, 9, 10)


@pytest.mark.parametrize(
    ("scores", "points", "expected"),
    [
        ((0, 0.5, 3, 4, 4.5), 4, [2, 0, 0, 1, 2]),
        ((0, 1, 39, 40), 40, [2, *[0] * 18, 1, 1]),
        ((45,), 45, [0] * 9 + [1]),
        ((0.25,), 0.5, [1]),
        ((), 0, [0]),
    ],
)
def test_bars_hold_everyone_once(scores: tuple[float, ...], points: float, expected: list[int]) -> None:
    found = bars(scores, points)
    assert [bar.count for bar in found] == expected and sum(expected) == len(scores)


def test_full_marks_and_extra_credit_share_the_last_bar() -> None:
    assert bars((20, 23.5), 20)[-1] == Bar(20, 20, 2)


def test_pass_rates_and_causes_are_counted_by_task(light: Exercise) -> None:
    found = counted(light, a_class(light))
    assert [(row.title, row.passed, row.count) for row in found.tasks] == [
        ("Mean absolute error", 5, 7),
        ("Mean squared error", 4, 7),
        ("In words", 0, 7),
    ]
    assert {row.cause: (row.tasks, row.students) for row in found.causes} == {
        Cause.WRONG: (2, ("s04", "s05")),
        Cause.TIMEOUT: (1, ("s06",)),
        Cause.RAISED: (1, ("s07",)),
        Cause.TAMPERED: (1, ("s07",)),
        Cause.MALFORMED: (3, ("s08",)),
        Cause.GRADER_ERROR: (3, ("s09",)),
    }


def test_who_is_flagged_who_waits_for_a_person_and_who_is_absent(light: Exercise) -> None:
    found = counted(light, a_class(light))
    assert [(group.what, group.students) for group in found.flags] == [
        ("interfered with the grading", ("s07",)),
        ("task 'absolute' uses the forbidden math.fsum", ("s02",)),
        ("cell 'mean-loss-absolute-test' was copied (2 of them)", ("s03",)),
    ]
    assert {group.what: group.students for group in found.queue} == {
        "interfered with the grading": ("s07",),
        "can't be read: the file is empty.": ("s08",),
        "not graded, by a fault of ours: OSError: the disk is full": ("s09",),
    }
    assert found.unread == ("s01", "s02", "s03", "s04", "s05", "s06", "s07") and found.absent == ("s10",)
    assert (found.flagged, found.to_look) == (3, 3)


def test_equal_messages_are_one_mistake_whatever_their_numbers(light: Exercise) -> None:
    verdicts = [ran(light, f"s{value:g}", {"squared": wrong(value)}) for value in (3, 1e-05, -2.5)]
    verdicts += [ran(light, "s9", {"squared": wrong(4, "Square each difference.")})]
    first, second = mistakes.common(verdicts)
    assert (len(first.students), first.varies, second.students) == (3, True, ("s9",))
    assert first.example in first.students and "the sum" in first.message


@pytest.mark.parametrize(
    ("message", "pattern"),
    [
        ("f([2, 3], [1, 0]) returned [0.1 0.2\n 0.3]", "f([#]) returned [#]"),
        ("beta_1 is float64, not float32; conv2d(x1)", "beta_1 is float64, not float32; conv2d(x1)"),
        ("<object at 0x7f3a> gave -inf, nan and 1.5e-05.", "<object at #> gave # and #"),
        ("KeyError: 'w'\n  in your code, line 7 of its cell: d['w']", "KeyError: 'w'"),
        ("This check did not pass:\n  f(1)\n  came back as a\n      list", "f(#) came back as a list"),
    ],
)  # fmt: skip
def test_a_pattern_keeps_names_and_drops_numbers_places_and_folds(message: str, pattern: str) -> None:
    assert mistakes.pattern(message) == pattern


def test_the_gradebooks_points_count_with_those_that_people_gave(released: Course, light: Exercise) -> None:
    mark(released, light, a_class(light))
    give(released, light, "s01", "why", 2)
    give(released, light, "s04", "squared", 6)
    found = gather.tally_of(released, SLUG)
    assert {bar.low: bar.count for bar in found.bars if bar.count} == {0: 1, 4: 1, 6: 1, 10: 3, 12: 1}
    assert found.full == 1 and "s01" not in found.unread
    assert [(row.passed, row.mean) for row in found.tasks if row.written] == [(1, 2)]


def test_late_ones_are_named_with_what_it_cost(released: Course, light: Exercise, tmp_path: Path) -> None:
    nbgrader_bridge.release(released, SLUG, DUE, to_exchange=False)
    take(released, hand_in(tmp_path / "in", "marked", answered(light)), marked_late=True)
    mark(released, light, [ran(light, student) for student in ("late", "marked", "in-time")], {
        "late": DUE + timedelta(hours=3), "in-time": DUE - timedelta(hours=3),
    })  # fmt: skip
    found = gather.tally_of(released, SLUG)
    assert [(late.student, late.hours, late.penalty) for late in found.late] == [("late", 3, 0), ("marked", None, 0)]
    assert found.due == DUE


def take(here: Course, place: Path, marked_late: bool = False) -> None:
    for offer in inbox.read_offers(place)[0]:
        offer.marked_late = marked_late
        collect.take(here, SLUG, offer)


def test_what_is_not_graded_yet_or_came_again_is_said(released: Course, light: Exercise, tmp_path: Path) -> None:
    take(released, hand_in(tmp_path / "in", "s1", answered(light)))
    take(released, hand_in(tmp_path / "in", "s2", answered(light)))
    mark(released, light, [ran(light, "s1", extra=GRADED | {"input": "another", "engine": "unsafe: no sandbox"})])
    found = gather.tally_of(released, SLUG)
    assert (found.ungraded, found.changed, found.unsafe) == (("s2",), ("s1",), ("s1",))


@pytest.mark.parametrize(("points", "count"), [(1, 2), (20, 21), (21, 11), (40, 21), (42, 9), (1000, 21), (5000, 51)])
def test_there_are_no_more_bars_than_a_phone_shows_while_a_width_fits(points: float, count: int) -> None:
    assert len(bars((), points)) == count
