"""A verdict's shape: the one definition behind the JSON, the terminal, the feedback and the gradebook.

A verdict is *passed*, *failed*, or *our fault* (queued for a person, never a zero), each with a cause from one list.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    OUR_FAULT = "our fault"
    WAITING = "waiting"  # a written answer that no person has read yet: neither a pass nor a zero


class Cause(StrEnum):
    """Why something is not a pass. The student gets a sentence, the instructor the detail."""

    WRONG = "wrong"
    RAISED = "raised"
    TIMEOUT = "timeout"
    MEMORY = "memory"
    PROCESSES = "processes"
    OUTPUT = "output"
    EXITED = "exited"
    TAMPERED = "tampered"
    MALFORMED = "malformed"
    MISSING = "missing"
    GRADER_ERROR = "grader error"


@dataclass(frozen=True)
class TaskVerdict:
    """What one test cell decided: `score` of `points`, and a `message` that a student may read."""

    task: str
    outcome: Outcome
    score: float
    points: float
    cause: Cause | None = None
    message: str = ""


@dataclass(frozen=True)
class SubmissionVerdict:
    """What the grader says of one student's exercise. `notes` are for the instructor only."""

    student: str
    exercise: str
    outcome: Outcome
    cause: Cause | None = None
    tasks: tuple[TaskVerdict, ...] = ()
    notes: tuple[str, ...] = ()
    needs_person: bool = False
    seconds: float = 0.0
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def score(self) -> float:
        return sum(task.score for task in self.tasks)

    @property
    def points(self) -> float:
        return sum(task.points for task in self.tasks)

    def to_dict(self) -> dict[str, Any]:
        """Plain data, fit for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> SubmissionVerdict:
        """The inverse of `to_dict`."""
        tasks = tuple(
            TaskVerdict(**{**t, "outcome": Outcome(t["outcome"]), "cause": t["cause"] and Cause(t["cause"])})
            for t in data["tasks"]
        )
        cause = data["cause"] and Cause(data["cause"])
        rest = {"outcome": Outcome(data["outcome"]), "cause": cause, "tasks": tasks, "notes": tuple(data["notes"])}
        return cls(**{**data, **rest})
