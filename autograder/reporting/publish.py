"""Each student's feedback page: written where it doesn't tell what is known now, and otherwise left as it is.

Beside each page `.autograder/pages/` keeps a hash of what it tells: the verdict, the gradebook's points, what people
gave and said by hand, and the page's own form. Where it is another by now, the page is out of date.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from autograder import files
from autograder.course import nbgrader_bridge
from autograder.course.course import Course
from autograder.course.score import ByHand, Score
from autograder.exercises.exercise import Exercise
from autograder.grading.grade import edition
from autograder.reporting import feedback, feedback_page, pages
from autograder.verdict import Outcome, SubmissionVerdict

WRITTEN, WITHHELD, UNCHANGED = "written", "withheld", "up to date"
NOT_GRADED, OTHER_EXERCISE = "not graded yet", "was graded as another exercise: run `autograder grade`"


def publish(course: Course, exercise: Exercise, verdict: SubmissionVerdict, score: Score | None, hand: ByHand) -> str:
    """Write one student's page if it is not up to date; returns what was done, or why there is none."""
    page = page_path(course, verdict)
    if verdict.outcome is Outcome.OUR_FAULT:
        page.unlink(missing_ok=True)
        return NOT_GRADED
    if "exercise" in verdict.extra and verdict.extra["exercise"] != edition(exercise):
        return OTHER_EXERCISE
    if is_current(course, verdict, score, hand):
        kept = _kept(course, verdict)["state"]
        return WITHHELD if kept == WITHHELD else UNCHANGED
    state = _write(course, exercise, verdict, page, hand)
    keep(course, verdict, score, hand, state)
    return state


def keep(course: Course, verdict: SubmissionVerdict, score: Score | None, hand: ByHand, state: str) -> None:
    """Remember what the page tells that was written just now."""
    files.write_json(_kept_path(course, verdict), {"basis": _basis(verdict, score, hand), "state": state})


def is_current(course: Course, verdict: SubmissionVerdict, score: Score | None, hand: ByHand) -> bool:
    """Whether there is a page that tells what is known now."""
    return page_path(course, verdict).is_file() and _kept(course, verdict).get("basis") == _basis(verdict, score, hand)


def page_path(course: Course, verdict: SubmissionVerdict) -> Path:
    return course.path("feedback", verdict.student, verdict.exercise).with_suffix(".html")


def _kept_path(course: Course, verdict: SubmissionVerdict) -> Path:
    return course.state / "pages" / verdict.exercise / f"{verdict.student}.json"


def _kept(course: Course, verdict: SubmissionVerdict) -> dict[str, str]:
    return files.read_json(_kept_path(course, verdict)) or {}


def _basis(verdict: SubmissionVerdict, score: Score | None, hand: ByHand) -> str:
    known = [
        verdict.to_dict(),
        score and asdict(score),
        asdict(hand),
        pages.form(feedback_page.TEMPLATE, feedback_page.STYLE),
    ]
    return hashlib.sha256(json.dumps(known, sort_keys=True, default=_plain).encode()).hexdigest()


def _plain(value: Any) -> Any:
    """JSON for sets, in an order that is always the same, and for times."""
    return sorted(value) if isinstance(value, frozenset) else str(value)


def _write(course: Course, exercise: Exercise, verdict: SubmissionVerdict, page: Path, hand: ByHand) -> str:
    is_unread = verdict.outcome is Outcome.WAITING and not hand.scores  # set aside for a person
    if is_unread or not course.path("autograded", verdict.student, exercise.slug).is_file():
        feedback.write_refusal(exercise, verdict, page)
        return WRITTEN
    try:
        nbgrader_bridge.generate_feedback(course, exercise.slug, verdict.student)
    except RuntimeError as error:
        if feedback.TellsASecretError.__name__ not in str(error):
            raise
        feedback.write_withheld(exercise, page)
        return WITHHELD
    return WRITTEN
