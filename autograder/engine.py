"""The seam between the commands and whatever runs a student's code: nbgrader today, an isolated engine later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from nbformat import NotebookNode

from autograder.course import Course
from autograder.exercise import Exercise
from autograder.verdict import SubmissionVerdict


@dataclass(frozen=True)
class Job:
    """One submission to grade. `notebook` is canonical: the student's text in the exercise's own notebook.

    `received` is the trusted time of arrival, None where nobody recorded one.
    """

    course: Course
    exercise: Exercise
    student: str
    notebook: NotebookNode
    received: datetime | None = None
    notes: tuple[str, ...] = ()


class Engine(Protocol):
    """Runs a submission and records its scores in the gradebook. An exception means *our fault*."""

    name: str

    def grade(self, job: Job) -> SubmissionVerdict:
        """Run the notebook, record each task's score, and say what came out."""

    def refuse(self, course: Course, verdict: SubmissionVerdict, received: datetime | None) -> None:
        """Record a verdict on something that can't be run: a missing or unreadable notebook."""
