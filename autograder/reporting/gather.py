"""All that a course knows of one exercise, counted: verdicts, the gradebook's rows, receipts, pages.

`report`, `status` and the end of `grade` say the same of a class, for each of them counts what is gathered here.
"""

from __future__ import annotations

from collections.abc import Mapping

from autograder.collecting import collect, roster
from autograder.course import gradebook
from autograder.course.course import Course
from autograder.course.score import ByHand, Score
from autograder.exercises.exercise import Exercise
from autograder.grading import grade
from autograder.reporting import publish
from autograder.reporting.statistics import Entry, Tally, tally
from autograder.verdict import SubmissionVerdict

NOBODY: tuple[None, ByHand] = (None, ByHand())


def tally_of(course: Course, slug: str, names: Mapping[str, str] | None = None) -> Tally:
    """One exercise's numbers."""
    exercise, students = course.exercise(slug), roster.sound(course, slug)
    came = {one for one in students if (found := collect.receipt(course, slug, one)) and found.file}
    return tally(exercise, students, entries(course, slug), gradebook.due_date(course, slug), came, names or {})


def entries(course: Course, slug: str) -> list[Entry]:
    """What there is of each member who has a verdict."""
    exercise, rows, students = course.exercise(slug), gradebook.sheet(course, slug), roster.sound(course, slug)
    verdicts = [verdict for student in students if (verdict := course.verdict(slug, student))]
    return [_entry(course, exercise, verdict, *rows.get(verdict.student, NOBODY)) for verdict in verdicts]


def _entry(course: Course, exercise: Exercise, verdict: SubmissionVerdict, score: Score | None, hand: ByHand) -> Entry:
    return Entry(
        verdict, score, hand,
        receipt=collect.receipt(course, verdict.exercise, verdict.student),
        is_stale=grade.is_stale(course, exercise, verdict),
        has_page=publish.is_current(course, verdict, score, hand),
    )  # fmt: skip
