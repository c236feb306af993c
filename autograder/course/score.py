"""One submission's scores, and what people gave by hand, as plain data out of the gradebook."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from autograder.console import number
from autograder.course import lateness


@dataclass(frozen=True)
class Score:
    """One submission as the gradebook has it. `tasks` maps a grade id to its score, None until a person gives it."""

    student: str
    exercise: str
    name: str
    score: float
    points: float
    penalty: float
    needs_person: bool
    received: datetime | None
    seconds_late: float
    tasks: dict[str, float | None] = field(default_factory=dict)
    extension: timedelta | None = None  # how much later than the others' this student's work is due

    @property
    def final(self) -> float:
        """What counts: the points less what lateness cost, which never makes a debt."""
        return max(0.0, self.score - self.penalty)


def from_row(slug: str, submission: Any) -> Score:
    """The scores of a `SubmittedAssignment` of nbgrader's, read while its database is open."""
    student, grades = submission.student, [grade for notebook in submission.notebooks for grade in notebook.grades]
    tasks = {grade.name: _one_score(grade) for grade in grades}
    return Score(
        student=submission.student_id,
        exercise=slug,
        name=full_name(student),
        score=sum(score or 0.0 for score in tasks.values()),
        points=submission.max_score,
        penalty=sum(notebook.late_submission_penalty or 0.0 for notebook in submission.notebooks),
        needs_person=any(grade.needs_manual_grade for grade in grades),
        received=submission.timestamp and submission.timestamp.replace(tzinfo=UTC),
        seconds_late=lateness.seconds(submission),
        tasks=tasks,
        extension=submission.extension,
    )


def late(seconds: float) -> str:
    """A time in hours, as people are told it."""
    return f"{number(seconds / 3600, 1)} hours"


def full_name(student: Any) -> str:
    """As the gradebook's `Student` has it; empty where nobody has entered one."""
    return " ".join(part for part in (student.first_name, student.last_name) if part)


@dataclass(frozen=True)
class ByHand:
    """What people did to one submission in formgrader, by grade id.

    `automatic` holds what the tests gave where a person gave something else; `to_confirm` the cells whose grade given
    by hand nbgrader wants looked at again, because the work has been run anew since.
    """

    scores: dict[str, float] = field(default_factory=dict)
    automatic: dict[str, float | None] = field(default_factory=dict)
    extra: dict[str, float] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    to_confirm: frozenset[str] = frozenset()


def by_hand(submission: Any) -> ByHand:
    """Manual scores, extra credit and comments of a `SubmittedAssignment`, read while its database is open."""
    grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
    comments = [comment for notebook in submission.notebooks for comment in notebook.comments]
    given = [grade for grade in grades if grade.manual_score is not None]
    return ByHand(
        scores={grade.name: grade.manual_score for grade in given},
        automatic={grade.name: grade.auto_score for grade in given},
        extra={grade.name: grade.extra_credit for grade in grades if grade.extra_credit},
        comments={comment.name: comment.manual_comment for comment in comments if comment.manual_comment},
        to_confirm=frozenset(grade.name for grade in given if grade.needs_manual_grade),
    )


def _one_score(grade: Any) -> float | None:
    """A manual score where a person gave one, else the automatic one, with the extra credit that formgrader offers."""
    given = grade.manual_score if grade.manual_score is not None else grade.auto_score
    return None if given is None else given + (grade.extra_credit or 0.0)
