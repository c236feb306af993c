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


class NoteKind(StrEnum):
    """What a note to the instructor is about."""

    REMARK = "remark"  # something odd about the file, the notebook, a cell
    SKIPPED = "skipped"  # a cell was tagged so that its test would not run
    FORBIDDEN = "forbidden"  # a task uses a built-in that it may not
    DETAIL = "detail"  # how a task's test was ended
    REASON = "reason"  # why the work was given up, or waits for a person


@dataclass(frozen=True)
class Note:
    """A sentence for the instructor: of which kind, and on which task if it is on one."""

    text: str
    kind: NoteKind = NoteKind.REMARK
    task: str = ""

    def __str__(self) -> str:
        return f"{self.task}: {self.text}" if self.kind is NoteKind.DETAIL else self.text

    @classmethod
    def from_dict(cls, data: dict[str, str] | str) -> Note:
        """The inverse of `asdict`. A sentence alone, as an earlier version kept it, is a remark."""
        return cls(data) if isinstance(data, str) else cls(data["text"], NoteKind(data["kind"]), data["task"])


NOTHING = "No notebook was handed in."  # to the student of whom nothing came


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
    notes: tuple[Note, ...] = ()
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
        cause, notes = data["cause"] and Cause(data["cause"]), tuple(map(Note.from_dict, data["notes"]))
        rest = {"outcome": Outcome(data["outcome"]), "cause": cause, "tasks": tasks, "notes": notes}
        return cls(**{**data, **rest})
