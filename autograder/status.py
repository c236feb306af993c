"""Where a course stands: for each exercise, how many were collected, graded, changed since, wait for a person."""

from __future__ import annotations

from dataclasses import dataclass

from autograder import collect, grade, stock
from autograder.course import Course
from autograder.engine import IsolatedEngine
from autograder.score import Score
from autograder.verdict import Outcome


@dataclass(frozen=True)
class Standing:
    slug: str
    released: bool
    due: str
    collected: int
    graded: int
    to_grade: int
    mean: float | None
    points: float
    waiting: int
    pages: int


def standing(course: Course, slug: str) -> Standing:
    """One exercise's line."""
    exercise = course.exercise(slug)
    released, collected = slug in course.released(), collect.students(course, slug)
    everyone = grade.class_list(course, slug) if released and collected else collected
    verdicts = [verdict for student in everyone if (verdict := course.verdict(slug, student))]
    scores = stock.scores(course, slug) if verdicts else {}
    given = [scores[v.student].score - scores[v.student].penalty for v in verdicts if v.student in scores]
    due = stock.due_date(course, slug) if released else None
    return Standing(
        slug=slug,
        released=released,
        due=f"{due:%Y-%m-%d %H:%M} UTC" if due else "",
        collected=sum(1 for student in collected if course.path("submitted", student, slug).is_file()),
        graded=len(verdicts),
        to_grade=len(grade.due(course, exercise, everyone, IsolatedEngine.safe)),
        mean=sum(given) / len(given) if given else None,
        points=exercise.points,
        waiting=sum(1 for verdict in verdicts if waits(verdict.student, verdict.outcome, verdict.needs_person, scores)),
        pages=len(list((course.root / "feedback").glob(f"*/{slug}/{slug}.html"))),
    )


def waits(student: str, outcome: Outcome, needs_person: bool, scores: dict[str, Score]) -> bool:
    """Whether a person has something to do: a written answer to read, a notebook to look at, a fault of ours."""
    return outcome is Outcome.OUR_FAULT or needs_person or (student in scores and scores[student].needs_person)
