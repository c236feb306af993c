"""nbgrader's gradebook of a course: whose work came when, its scores, and what people gave by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from typing import Any

from nbgrader.api import (
    Assignment,
    Comment,
    Grade,
    Gradebook,
    MissingEntry,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.apps.api import NbGraderAPI
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy.orm import joinedload, selectinload, undefer

from autograder.course import lateness
from autograder.course.course import Course
from autograder.course.nbgrader_bridge import api_of
from autograder.course.score import ByHand, Score, by_hand, from_row, full_name


@contextmanager
def gradebook(course: Course) -> Iterator[Gradebook]:
    with api_of(course) as api, api.gradebook as book:
        yield book


def scores(course: Course, slug: str) -> dict[str, Score]:
    """Every submission of an exercise in the gradebook, by student, with manual grades where they were given."""
    return {student: score for student, (score, _) in sheet(course, slug).items()}


def sheet(course: Course, slug: str, student: str = "") -> dict[str, tuple[Score, ByHand]]:
    """`scores` beside what people gave by hand, in a few queries for a whole class instead of four for each student.

    What lateness costs is settled first: it may rest on points that a person has given, or an extension, since.
    """
    notebooks = selectinload(SubmittedAssignment.notebooks)
    at_once = (
        undefer(SubmittedAssignment.max_score),
        joinedload(SubmittedAssignment.student),
        notebooks.selectinload(SubmittedNotebook.grades).joinedload(Grade.cell),
        notebooks.selectinload(SubmittedNotebook.comments).joinedload(Comment.cell),
    )
    with api_of(course) as api, api.gradebook as book:
        found = book.db.query(SubmittedAssignment).join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
        which = [Assignment.name == slug, *([SubmittedAssignment.student_id == student] if student else [])]
        of_slug = found.filter(*which).options(*at_once).all()
        rule = _late(api)
        changed = [lateness.settle(one, rule) for one in of_slug]
        rows = {one.student_id: (from_row(slug, one), by_hand(one)) for one in of_slug}
        if any(changed):
            book.db.commit()
        return rows


def _late(api: NbGraderAPI) -> Any:
    """The course's own rule for what lateness costs."""
    steps = AssignLatePenalties(config=api.config)
    steps.init_plugin()
    return steps.plugin_inst


def due_date(course: Course, slug: str) -> datetime | None:
    with gradebook(course) as book:
        try:
            due = book.find_assignment(slug).duedate
        except MissingEntry:
            return None
        return due and due.replace(tzinfo=UTC)


def known_students(course: Course) -> list[str]:
    """Everyone in the gradebook, from earlier exercises or `nbgrader db student import`."""
    return sorted(names(course))


def names(course: Course) -> dict[str, str]:
    """What everyone in the gradebook is called, as far as it is known."""
    with gradebook(course) as book:
        return {student.id: full_name(student) for student in book.students}


def enter(course: Course, slug: str, student: str, name: str, received: datetime | None) -> None:
    """Put the student and the trusted time of arrival into the gradebook; a time that is not known is taken off."""
    with gradebook(course) as book:
        book.update_or_create_student(student, **({"last_name": name} if name else {}))
        book.update_or_create_submission(
            slug, student, timestamp=received and received.astimezone(UTC).replace(tzinfo=None)
        )


class Book:
    """The gradebook, open for a run of grading: one transaction for each submission. A context manager."""

    def __init__(self, course: Course) -> None:
        self._stack = ExitStack()
        api = self._stack.enter_context(api_of(course))
        self._late = _late(api)
        self._book = self._stack.enter_context(api.gradebook)

    def __enter__(self) -> Book:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def record(
        self, slug: str, student: str, received: datetime | None, automatic: Mapping[str, float | None]
    ) -> Score:
        """Replace a submission's automatic scores by grade id; None is for a person to give. Their grades stay."""
        try:
            submission = self._submission(slug, student)
            submission.timestamp = received and received.astimezone(UTC).replace(tzinfo=None)
            for notebook in submission.notebooks:
                self._fill(notebook, automatic)
            lateness.settle(submission, self._late)
            self._book.db.flush()
            self._book.db.expire_all()  # what is read now is what was written
            score = from_row(slug, submission)
            self._book.db.commit()
            return score
        except BaseException:
            self._book.db.rollback()
            raise

    def _submission(self, slug: str, student: str) -> SubmittedAssignment:
        db, assignment = self._book.db, self._book.find_assignment(slug)
        who = db.get(Student, student) or Student(id=student)
        found = db.query(SubmittedAssignment).filter_by(assignment_id=assignment.id, student_id=student).one_or_none()
        if found is None:
            found = SubmittedAssignment(assignment=assignment, student=who)
            for notebook in assignment.notebooks:
                db.add(SubmittedNotebook(notebook=notebook, assignment=found))
        db.add(found)
        return found

    def _fill(self, notebook: SubmittedNotebook, automatic: Mapping[str, float | None]) -> None:
        """Each cell of the exercise, as it is now, has its row; each row its automatic score, or none."""
        there = {grade.cell_id: grade for grade in notebook.grades if grade.cell_id}
        for cell in notebook.notebook.grade_cells:
            grade = there.get(cell.id) or self._added(Grade(cell=cell, notebook=notebook))
            grade.auto_score = automatic.get(cell.name, 0.0)
            grade.needs_manual_grade = grade.manual_score is not None or grade.auto_score is None
        commented = {comment.cell_id: comment for comment in notebook.comments if comment.cell_id}
        for cell in notebook.notebook.solution_cells:
            comment = commented.get(cell.id) or self._added(Comment(cell=cell, notebook=notebook))
            comment.auto_comment = "No response." if automatic.get(cell.name) == 0.0 else None

    def _added(self, row: Any) -> Any:
        self._book.db.add(row)
        return row
