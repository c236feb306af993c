"""What came of a submission in words: what passed, and what became of the other tasks, by their titles.

`Outcome` and `Cause` sort verdicts; alone they would call 14 of 17 points "failed, missing" where one answer is empty.
"""

from __future__ import annotations

from collections import defaultdict

from autograder.course.score import ByHand, Score
from autograder.exercises.exercise import Exercise, Task
from autograder.grading.judge import UNWRITTEN
from autograder.reporting import review
from autograder.verdict import Cause, Outcome, SubmissionVerdict, TaskVerdict

NOT_HANDED_IN, NOT_ANSWERED, UNREAD, IN_PART = "not handed in", "not answered", "to be read", "passed in part"


def kind(verdict: SubmissionVerdict) -> tuple[str, str]:
    """The verdict and its cause as a table of many counts them."""
    if not review.is_handed_in(verdict):
        return Outcome.FAILED.value, NOT_HANDED_IN
    cause = NOT_ANSWERED if verdict.cause is Cause.MISSING else verdict.cause.value if verdict.cause else ""
    partly = verdict.outcome is Outcome.FAILED and any(task.outcome is Outcome.PASSED for task in verdict.tasks)
    return IN_PART if partly else verdict.outcome.value, cause


def result(exercise: Exercise, verdict: SubmissionVerdict, score: Score | None, hand: ByHand) -> str:
    """A line: `passed 2 of 3 tasks; not answered: In words`. Points that people gave count as they are."""
    if not review.has_run(verdict) and not hand.scores:
        return _refusal(verdict)
    told = {task.task: task for task in verdict.tasks}
    became: dict[str, list[str]] = defaultdict(list)
    for task in exercise.tasks:
        became[_became(task, told.get(task.name), score, hand)].append(task.title)
    passed = len(became.pop("", ()))
    if not became:
        return "passed"
    others = (f"{what}: {', '.join(titles)}" for what, titles in became.items())
    return "; ".join([f"passed {passed} of {len(exercise.tasks)} tasks", *others])


def _refusal(verdict: SubmissionVerdict) -> str:
    """Where there is nothing to say of single tasks."""
    if not review.is_handed_in(verdict):
        return NOT_HANDED_IN
    what = {Outcome.OUR_FAULT: "not graded, by a fault of ours", Outcome.WAITING: "waits for a person"}
    return f"{what.get(verdict.outcome, review.UNREADABLE)}: {review.reason(verdict)}"


def _became(task: Task, told: TaskVerdict | None, score: Score | None, hand: ByHand) -> str:
    """Empty for a task that passed."""
    given = score.tasks.get(task.test_id) if score else None
    if task.test_id in hand.scores or (told and told.outcome is Outcome.WAITING):
        return UNREAD if given is None else _by_hand(given, task.points)
    if told is None:
        return "not graded yet"
    if told.outcome is Outcome.PASSED:
        return ""
    if told.cause is Cause.MISSING:
        return NOT_ANSWERED
    return UNWRITTEN if UNWRITTEN in told.message else (told.cause or told.outcome).value


def _by_hand(given: float, points: float) -> str:
    return "" if given >= points else "given a part of the points" if given > 0 else "given no points"
