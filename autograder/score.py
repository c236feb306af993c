"""One submission's scores, as plain data out of the gradebook."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any


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


def from_row(slug: str, submission: Any) -> Score:
    """The scores of a `SubmittedAssignment` of nbgrader's, read while its database is open."""
    student, grades = submission.student, [grade for notebook in submission.notebooks for grade in notebook.grades]
    tasks = {grade.name: _one_score(grade) for grade in grades}
    return Score(
        student=submission.student_id,
        exercise=slug,
        name=" ".join(part for part in (student.first_name, student.last_name) if part),
        score=sum(score or 0.0 for score in tasks.values()),
        points=submission.max_score,
        penalty=sum(notebook.late_submission_penalty or 0.0 for notebook in submission.notebooks),
        needs_person=any(grade.needs_manual_grade for grade in grades),
        received=submission.timestamp and submission.timestamp.replace(tzinfo=UTC),
        seconds_late=submission.total_seconds_late,
        tasks=tasks,
    )


def _one_score(grade: Any) -> float | None:
    """A manual score where a person gave one, else the automatic one, with the extra credit that formgrader offers."""
    given = grade.manual_score if grade.manual_score is not None else grade.auto_score
    return None if given is None else given + (grade.extra_credit or 0.0)
