"""Where a course stands: for each exercise, how many were collected, graded, changed since, wait for a person."""

from __future__ import annotations

from dataclasses import dataclass

from autograder import collect, grade, reasons, roster, stock
from autograder.course import Course
from autograder.engine import IsolatedEngine
from autograder.score import ByHand, Score
from autograder.verdict import SubmissionVerdict

Row = tuple[Score | None, ByHand]
NOBODY: Row = (None, ByHand())


@dataclass(frozen=True)
class Standing:
    """`pages` are those that tell the verdict of now; `unsafe` and `left` name whom `status` has to mention."""

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
    unsafe: tuple[str, ...]
    left: tuple[str, ...]


def standing(course: Course, slug: str) -> Standing:
    """One exercise's line."""
    exercise, collected = course.exercise(slug), collect.students(course, slug)
    released = slug in course.released()
    everyone = roster.members(course, slug) if released and collected else collected
    sound = [student for student in everyone if not roster.damage(course, slug, student)]
    verdicts = [verdict for student in sound if (verdict := course.verdict(slug, student))]
    rows: dict[str, Row] = {verdict.student: NOBODY for verdict in verdicts}
    rows |= stock.sheet(course, slug) if verdicts else {}
    given = [score.final for verdict in verdicts if (score := rows[verdict.student][0])]
    due = stock.due_date(course, slug) if released else None
    return Standing(
        slug=slug,
        released=released,
        due=f"{due:%Y-%m-%d %H:%M} UTC" if due else "",
        collected=sum(1 for student in everyone if course.path("submitted", student, slug).is_file()),
        graded=len(verdicts),
        to_grade=len(grade.due(course, exercise, everyone, IsolatedEngine.safe)),
        mean=sum(given) / len(given) if given else None,
        points=exercise.points,
        waiting=sum(bool(reasons.to_look(exercise, verdict, *rows[verdict.student])) for verdict in verdicts),
        pages=sum(_has_page(course, verdict) for verdict in verdicts),
        unsafe=tuple(verdict.student for verdict in verdicts if reasons.is_unsafe(verdict)),
        left=tuple(roster.left(course, slug)) if released and collected else (),
    )


def _has_page(course: Course, verdict: SubmissionVerdict) -> bool:
    """Whether there is a feedback page, no older than the verdict that it tells."""
    page = course.path("feedback", verdict.student, verdict.exercise).with_suffix(".html")
    told = course.verdict_path(verdict.exercise, verdict.student)
    return page.is_file() and page.stat().st_mtime >= told.stat().st_mtime


def remarks(found: Standing) -> list[str]:
    """What a table has no room for, and nobody may miss."""
    lines = []
    if found.unsafe:
        who = ", ".join(found.unsafe)
        lines.append(
            f"{found.slug}: graded without the sandbox: {who}; `autograder grade {found.slug}` does them again, inside"
        )
    if found.left:
        lines.append(f"{found.slug}: left the class, and counted nowhere: {', '.join(found.left)}")
    return lines
