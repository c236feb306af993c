"""`autograder show` tells why a student has this score: each part of the story stands where it happened."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from light_class import SLUG, answered, hand_in
from marked_class import USES_FSUM, give, late_costs, mark, nothing, our_fault, ran, unreadable

from autograder.cli import main
from autograder.collecting import arrivals, collect, inbox, reading
from autograder.course import gradebook, nbgrader_bridge
from autograder.course.course import Course
from autograder.course.score import ByHand
from autograder.exercises.exercise import Exercise
from autograder.grading import grade, judge
from autograder.placing import matching, placing, reach
from autograder.reporting import feedback, review
from autograder.reporting.show import _wrapped
from autograder.verdict import Cause, Note, NoteKind

DUE = datetime(2026, 10, 1, 12, tzinfo=UTC)
SUM = "mean_squared on four pairs returned 421.0, which is not right. That is the sum, not the mean."


def shown(here: Course, student: str, slug: str = SLUG, fails: bool = False) -> str:
    """What the command prints; it ends well, or (where it `fails`) with one line."""
    done = CliRunner().invoke(main.cli, ["show", student, slug, "-C", str(here.root)])
    assert (done.exit_code != 0) == fails and "Traceback" not in done.output, done.output
    assert not fails or done.output.count("\n") == 1, done.output
    return done.output


def took(here: Course, place: Path, data: bytes, received: datetime | None = None, student: str = "s1") -> None:
    """Collect one notebook."""
    found, _ = inbox.read_offers(hand_in(place, student, data))
    arrivals.add_times(found, {student: received} if received else {})
    for offer in found:
        collect.take(here, SLUG, offer)


def test_a_failed_task_is_told_with_its_title_cause_message_and_hints(released: Course, light: Exercise) -> None:
    mark(released, light, [ran(light, "s1", {"squared": (Cause.WRONG, SUM)})])
    said = shown(released, "s1")
    assert "s1 has 4 of 12 points so far in Two mean losses (mean-loss)" in said
    assert "1. Mean absolute error: 4 of 4 points, passed\n" in said
    assert f"2. Mean squared error: 0 of 6 points, failed, wrong\n   The student reads:\n   | {SUM}\n" in said
    assert "Hints given:\n   1. Square first, then average.\n" in said
    assert "Which sign does each difference have?" not in said, "a passed task gives no hint"


def test_a_written_answer_waits_for_a_person_until_one_has_read_it(released: Course, light: Exercise) -> None:
    mark(released, light, [ran(light, "s1")])
    said = shown(released, "s1")
    assert "Has a person to look? Yes:\n   - a written answer waits to be read: In words" in said
    assert "3. In words: not read yet, 2 points" in said
    give(released, light, "s1", "why", 1.5, "Nearly: what of the *sign*?")
    said = shown(released, "s1")
    assert "11.5 of 12 points in" in said and "Has a person to look? No." in said
    assert "Given by hand: 1.5 points." in said and "Comment by hand:\n   | Nearly: what of the *sign*?" in said


def test_points_by_hand_stand_beside_those_of_the_tests(released: Course, light: Exercise) -> None:
    mark(released, light, [ran(light, "s1", {"squared": (Cause.WRONG, SUM)})])
    give(released, light, "s1", "squared", 3)
    said = shown(released, "s1")
    assert "2. Mean squared error: 3 of 6 points" in said and "Given by hand: 3 points, in place of 0" in said
    mark(released, light, [ran(light, "s1")])
    assert "is to be confirmed, for the work was run again since: Mean squared error" in shown(released, "s1")


def test_lateness_is_told_with_what_it_cost(released: Course, light: Exercise, tmp_path: Path) -> None:
    nbgrader_bridge.release(released, SLUG, DUE, to_exchange=False)
    late = DUE + timedelta(hours=5, minutes=30)
    took(released, tmp_path / "in", answered(light), late)
    mark(released, light, [ran(light, "s1")], {"s1": late})
    late_costs(released, "2.5")
    said = shown(released, "s1")
    assert "Received: 2026-10-01 17:30 UTC, as 'mean-loss.ipynb'." in said
    assert "Late: yes, by 5.5 hours (due 2026-10-01 12:00 UTC), which cost 2.5 points." in said
    assert "Points: 10 for the tasks, less 2.5 for being late." in said and "s1 has 7.5 of 12" in said


def test_an_unknown_time_is_said_and_costs_nothing(released: Course, light: Exercise, tmp_path: Path) -> None:
    took(released, tmp_path / "in", answered(light))
    mark(released, light, [ran(light, "s1")])
    said = shown(released, "s1")
    assert "Received: nobody recorded when" in said and "Late: unknown, so it cost nothing." in said


def test_attempts_are_counted_and_a_newer_one_makes_the_story_old(
    released: Course, light: Exercise, tmp_path: Path
) -> None:
    took(released, tmp_path / "one", answered(light))
    mark(released, light, [ran(light, "s1")])
    took(released, tmp_path / "two", answered(light, absolute="new = 1"))
    said = shown(released, "s1")
    assert "Attempts: 2; the one described here is the one that counts." in said
    assert "Something has changed since; to grade it again:\n   autograder grade mean-loss --student s1\n" in said


def test_what_was_not_run_tells_its_reason_once(released: Course, light: Exercise) -> None:
    mark(released, light, [unreadable(light, "s1"), nothing(light, "s2")])
    said = shown(released, "s1")
    assert "Yes:\n   - can't be read: the file is empty." in said and said.count("The student reads:") == 1
    assert "Hints" not in said and "Notes for you" not in said, "the note is the reason, which is told already"
    assert "Received: nothing." in shown(released, "s2") and "look? No." in shown(released, "s2")


def test_a_fault_of_ours_is_never_told_as_the_students(released: Course, light: Exercise) -> None:
    mark(released, light, [our_fault(light, "s1", "OSError: the disk is full")])
    said = shown(released, "s1")
    assert "- not graded, by a fault of ours: OSError: the disk is full" in said
    assert "The student reads" not in said and "That failed; to grade it again:" in said


def test_notes_and_forbidden_built_ins_are_for_the_instructor(released: Course, light: Exercise) -> None:
    copied = Note("cell 'mean-loss-absolute-test' was copied (2 of them)")
    mark(released, light, [ran(light, "s1", notes=(copied, USES_FSUM))])
    assert f"Notes for you\n   - {USES_FSUM}\n   - {copied}\n" in shown(released, "s1")


def test_the_detail_of_a_stopped_test_is_for_the_instructor_and_nothing_odd(released: Course, light: Exercise) -> None:
    failed = {"absolute": (Cause.EXITED, "The code ended the program.")}
    mark(released, light, [ran(light, "s1", failed, notes=(Note("SystemExit", NoteKind.DETAIL, "absolute"),))])
    said = shown(released, "s1")
    assert "   For you: SystemExit\n" in said and "Notes for you" not in said


def test_when_by_whom_and_where(released: Course, light: Exercise) -> None:
    mark(released, light, [ran(light, "s1")])
    page = released.path("feedback", "s1", SLUG).with_suffix(".html")
    feedback.write_withheld(light, page)
    said = shown(released, "s1")
    assert "2026-10-03 08:00 UTC, by the engine 'fake', in 1.3 s." in said
    assert f"verdict    {released.verdict_path(SLUG, 's1')}\n" in said
    assert "(none)" in said and "was withheld" in said


def test_a_students_text_is_neither_markup_nor_an_order_to_the_terminal(released: Course, light: Exercise) -> None:
    hostile = "[red]x[/red] :boom: \x1b[2J\x1b]0;title\x07 \u202egnp"
    mark(released, light, [ran(light, "s1", {"absolute": (Cause.RAISED, hostile)}, notes=(Note(hostile),))])
    said = shown(released, "s1")
    assert r"[red]x[/red] :boom: \x1b[2J\x1b]0;title\x07 \u202egnp" in said
    assert not {"\x1b", "\x07", "\u202e"} & set(said)


def test_bad_input_is_one_line_with_cause_and_cure(released: Course, light: Exercise) -> None:
    assert "run `autograder collect mean-loss PLACE` first" in shown(released, "s1", fails=True)
    mark(released, light, [ran(light, "student-one")])
    assert "no student 'studentone' in mean-loss; there is: student-one" in shown(released, "studentone", fails=True)
    assert "there is: student-one" in shown(released, "../student-one", fails=True)
    assert "no exercise 'mean' in" in shown(released, "student-one", "mean", fails=True)
    gradebook.enter(released, SLUG, "s2", "", None)
    said = shown(released, "s2", fails=True)
    assert "s2's mean-loss is not graded yet; run `autograder grade mean-loss --student s2`" in said


def test_an_exercise_that_was_never_released_is_named(tmp_path: Path, here: Course) -> None:
    assert "run `autograder release mean-loss` first" in shown(here, "s1", fails=True)


@pytest.mark.parametrize("width", [40, 100])
def test_lines_are_folded_to_the_terminal_and_go_on_under_their_beginning(light: Exercise, width: int) -> None:
    lines = _wrapped(["- " + "word " * 40, "| " + "word " * 40, "12. " + "word " * 40], width)
    assert max(map(len, lines)) <= width
    assert {line[:7] for line in lines} >= {"   - wo", "     wo", "   | wo", "   12. ", "       "}


def test_what_the_grader_notes_is_told_by_its_kind(light: Exercise) -> None:
    strict = replace(light, tasks=tuple(replace(task, forbidden=("math.fsum",)) for task in light.tasks))
    handed_in = reading.read(answered(light))
    judge.cell_named(handed_in, f"{SLUG}-absolute-test").metadata.tags = [matching.SKIP]
    placed = placing.canonical(strict, handed_in)
    notes = tuple(grade.forbidden_notes(strict, placed.notebook, reach.forbidden_uses(strict, placed.notebook)))
    forbidden = ran(light, "s1", notes=notes)
    assert len(review.forbidden(forbidden)) == 2 and not review.odd(forbidden)
    assert placed.tampered and review.is_tampered(ran(light, "s1", notes=placed.notes))
    unreadable = judge.malformed(light, "s1", "it is empty", ())
    assert review.to_look(light, unreadable, None, ByHand()) == ["can't be read: it is empty."]
    assert not review.is_handed_in(judge.missing(light, "s1", ()))


def test_a_person_who_graded_every_task_of_an_unreadable_notebook_has_looked(light: Exercise) -> None:
    verdict, given = unreadable(light, "s1"), {task.test_id: 1.0 for task in light.tasks}
    assert review.to_look(light, verdict, None, ByHand())
    assert not review.to_look(light, verdict, None, ByHand(scores=given))
    assert review.to_look(light, verdict, None, ByHand(scores=given, to_confirm=frozenset({light.tasks[0].test_id})))


def test_whatever_the_grader_asks_a_person_for_is_never_lost(light: Exercise) -> None:
    graded = replace(ran(light, "s1", {"why": (Cause.MISSING, "There is no answer here.")}), needs_person=True)
    assert review.to_look(light, graded, None, ByHand()) == ["the grader asks for a look at its notes"]
    assert not review.to_look(light, graded, None, ByHand(scores={light.tasks[0].test_id: 4.0})), "they have looked"


def test_every_cause_has_its_words() -> None:
    assert set(review.MEANS) == set(Cause)
