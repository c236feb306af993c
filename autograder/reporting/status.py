"""Where a course stands: for each exercise, how many were collected, graded, wait for a person; and what to do next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from autograder.collecting import collect, people, roster
from autograder.console import number
from autograder.course.course import Course
from autograder.grading import grade
from autograder.grading.engine import IsolatedEngine
from autograder.reporting import gather
from autograder.reporting.statistics import Tally

COLUMNS = ("exercise", "due", "in", "done", "to do", "mean", "wait", "pages")
NAMED = 5  # people in a line; `report` names them all


@dataclass(frozen=True)
class Standing:
    """One exercise; `tally` is None before its release. `left` names those who are counted nowhere."""

    slug: str
    tally: Tally | None
    collected: int
    to_grade: int
    left: tuple[str, ...]

    @property
    def cells(self) -> tuple[object, ...]:
        """The line as `console.table` prints it under `COLUMNS`: how many came, are graded, wait for a person."""
        one = self.tally
        if one is None:
            return self.slug, "not released", self.collected, 0, 0, "", 0, ""
        mean = "" if one.mean is None else f"{number(one.mean)} / {number(one.points)}"
        due = f"{one.due:%Y-%m-%d %H:%M} UTC" if one.due else "no due date"
        pages = f"{one.graded - len(one.unpublished)}/{one.graded}"
        return self.slug, due, self.collected, one.graded, self.to_grade, mean, one.people_waiting, pages


def standing(course: Course, slug: str, names: Mapping[str, str]) -> Standing:
    """One exercise's line."""
    exercise, collected = course.exercise(slug), collect.students(course, slug)
    released = slug in course.released()
    everyone = roster.members(course, slug) if released and collected else []
    return Standing(
        slug=slug,
        tally=gather.tally_of(course, slug, names) if released else None,
        collected=sum(1 for student in everyone or collected if course.path("submitted", student, slug).is_file()),
        to_grade=len(grade.due(course, exercise, everyone, IsolatedEngine.safe)),
        left=tuple(roster.left(course, slug)) if released and collected else (),
    )


def remarks(found: Standing, names: Mapping[str, str]) -> Iterator[str]:
    """What a table has no room for, and nobody may miss: who waits, and the command that is next."""
    slug, one = found.slug, found.tally
    if found.to_grade:
        yield f"{slug}: {found.to_grade} to grade: autograder grade {slug}"
    if one and one.unsafe:
        who = people.listed(names, one.unsafe, NAMED)
        yield f"{slug}: graded without the sandbox: {who}; `autograder grade {slug}` does them again, inside"
    if one:
        yield from (f"{slug}: {line}" for line in waiting(one))
    if one and one.unpublished:
        many = f"{len(one.unpublished)} page{'s' if len(one.unpublished) > 1 else ''}"
        yield f"{slug}: {many} missing or out of date: autograder feedback {slug}"
    if found.left:
        yield f"{slug}: left the class, and counted nowhere: {people.listed(names, found.left)}"


def waiting(one: Tally) -> Iterator[str]:
    """A line for each reason why a person has to look, with whom; `show` tells the whole story of one."""
    for group in one.waiting:
        yield f"{group.what.rstrip('.')} ({len(group.students)}): {people.listed(one.names, group.students, NAMED)}"
