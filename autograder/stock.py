"""The one place where nbgrader is imported: its release, exchange, feedback and gradebook, behind plain functions."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from alembic.config import Config as AlembicConfig
from alembic.script import ScriptDirectory
from nbformat import NotebookNode
from nbgrader import api as nbgrader_api
from nbgrader import dbutil, utils
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
from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import AssignLatePenalties, GetGrades, OverwriteCells, SaveAutoGrades, SaveCells
from sqlalchemy.exc import SAWarning
from sqlalchemy.orm import joinedload, selectinload, undefer
from traitlets.config import Config

from autograder import lateness, recast, users
from autograder.course import Course
from autograder.errors import Trouble
from autograder.score import ByHand, Score, by_hand, from_row, full_name
from autograder.settings import settings

utils.find_owner, utils.get_osusername = users.owner, users.name  # nbgrader's own stop where a user has no name


@cache
def _database_version() -> str:
    """The newest form of the gradebook that this nbgrader knows. It asks the command `alembic`, which takes seconds."""
    alembic = AlembicConfig()
    alembic.set_main_option("script_location", dbutil.ALEMBIC_DIR)
    return ScriptDirectory.from_config(alembic).get_current_head() or ""


nbgrader_api.get_alembic_version = _database_version


def released(source: NotebookNode) -> NotebookNode:
    """The student's form of a source notebook: nbgrader's steps, in order, but for the one that needs a database."""
    notebook = deepcopy(source)
    resources: dict[str, Any] = {"nbgrader": {}}
    for step in GenerateAssignment().preprocessors:
        if step is not SaveCells:
            notebook, resources = step()(notebook, resources)
    return notebook


def configure(c: Config) -> None:
    """Give nbgrader these steps; a course's `nbgrader_config.py` calls it, so formgrader's buttons take them too."""
    c.Autograde.sanitize_preprocessors = ["autograder.formgrader.PlaceInSource", OverwriteCells]
    c.Autograde.autograde_preprocessors = [
        "autograder.formgrader.RunIsolated", SaveAutoGrades, AssignLatePenalties,
    ]  # fmt: skip
    c.GenerateFeedback.preprocessors = [GetGrades, "autograder.formgrader.HideTests"]
    c.GenerateFeedback.exporter_class = "autograder.formgrader.FeedbackPage"
    c.HTMLExporter.sanitize_html = True  # formgrader shows students' markdown and outputs to the instructor's browser
    c.NbGraderAPI.log_level = "ERROR"


@contextmanager
def _api(course: Course) -> Iterator[NbGraderAPI]:
    """nbgrader's API on this course, quiet."""
    config = settings(course)
    handlers, logger = [], logging.getLogger("traitlets")
    handlers, logger.handlers = logger.handlers, [logging.NullHandler()]
    propagate, logger.propagate = logger.propagate, False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SAWarning)  # nbgrader 0.9.6 links rows before it adds them
            yield NbGraderAPI(config=config)
    finally:
        logger.handlers, logger.propagate = handlers, propagate


def _succeed(result: dict[str, Any], doing: str) -> None:
    """nbgrader reports a failure as a log; its last telling line is the cause."""
    if "KeyboardInterrupt" in result.get("error", ""):
        raise KeyboardInterrupt  # nbgrader takes it for a failure of this student
    if not result["success"]:
        lines = [
            line.strip() for line in (result.get("log", "") + result.get("error", "")).splitlines() if line.strip()
        ]
        telling = [line for line in lines if "Error" in line and "There was an error" not in line] or lines
        raise RuntimeError(f"nbgrader could not {doing}: {telling[0] if telling else 'no reason given'}")


def release(course: Course, slug: str, due: datetime | None, to_exchange: bool) -> list[recast.Gone]:
    """`nbgrader generate_assignment`, which also writes the exercise's cells into the gradebook.

    Returns what people had given by hand for tasks that the exercise no longer has.
    """
    with _api(course) as api:
        with api.gradebook as book:
            gone = _recast(book, slug, course.root / "source" / slug / f"{slug}.ipynb")
        _succeed(api.generate_assignment(slug, force=True), f"release {slug!r}")
        if due:
            with api.gradebook as book:
                book.update_or_create_assignment(slug, duedate=due.astimezone(UTC).replace(tzinfo=None))
        if to_exchange:
            _exchange_root(api)
            _succeed(api.release_assignment(slug), f"put {slug!r} into the exchange")
    return gone


def _recast(book: Gradebook, slug: str, source: Path) -> list[recast.Gone]:
    """nbgrader refuses an exercise with other cells once somebody has handed it in: give the gradebook the new ones."""
    try:
        known = book.find_notebook(slug, slug)
    except MissingEntry:
        return []
    return recast.recast(book, known, nbformat.read(source, as_version=4)) if known.submissions else []


def exchange(course: Course) -> tuple[Path, bool]:
    """The exchange's inbound folder for this course, and whether the owner of a submission must be its student."""
    with _api(course) as api:
        inbound = _exchange_root(api) / api.coursedir.course_id / "inbound"
        check = bool(api.config.ExchangeCollect.get("check_owner", True))
    if not inbound.is_dir():
        raise Trouble(
            f"the exchange has no {inbound}; release an exercise there with `autograder release SLUG --exchange`"
        )
    return inbound, check


def _exchange_root(api: NbGraderAPI) -> Path:
    root = Path(api.exchange_root)
    if not root.is_dir():
        cure = "set c.Exchange.root in nbgrader_config.py, or collect from a folder or zip"
        raise Trouble(f"there is no exchange at {root}; {cure}")
    return root


def generate_feedback(course: Course, slug: str, student: str) -> None:
    """`nbgrader generate_feedback` of one student, by the steps of `configure`."""
    with _api(course) as api:
        _succeed(api.generate_feedback(slug, student), f"write the feedback of {student!r}")


@contextmanager
def gradebook(course: Course) -> Iterator[Gradebook]:
    with _api(course) as api, api.gradebook as book:
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
    with _api(course) as api, api.gradebook as book:
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
        api = self._stack.enter_context(_api(course))
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
