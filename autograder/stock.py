"""The one place where nbgrader is imported: its preprocessors, converters and gradebook, behind plain functions.

`StockEngine` is today's engine: nbgrader's own autograde, one student at a time, on canonical notebooks. Where stock
nbgrader is known to be wrong the steps given to it here are not: a warning on stderr costs nothing, and a test cell
that did not run to its end (the kernel died) has not passed.
"""

from __future__ import annotations

import logging
import os
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps.api import NbGraderAPI
from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    ClearOutput,
    DeduplicateIds,
    Execute,
    GetGrades,
    LimitOutput,
    NbGraderPreprocessor,
    OverwriteCells,
    OverwriteKernelspec,
    SaveAutoGrades,
    SaveCells,
)
from sqlalchemy.exc import SAWarning
from traitlets import Float
from traitlets.config import Config, PyFileConfigLoader

from autograder import judge
from autograder.course import Course
from autograder.errors import Trouble
from autograder.exercise import grader_data
from autograder.score import Score, from_row

SETUP_SECONDS = 120.0  # a locked set-up cell imports the frameworks, which takes seconds on a busy machine
QUIET = {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0", "MPLBACKEND": "agg", "PYTHONHASHSEED": "0"}


def released(source: NotebookNode) -> NotebookNode:
    """The student's form of a source notebook: nbgrader's steps, in order, but for the one that needs a database."""
    notebook = deepcopy(source)
    resources: dict[str, Any] = {"nbgrader": {}}
    for step in GenerateAssignment().preprocessors:
        if step is not SaveCells:
            notebook, resources = step()(notebook, resources)
    return notebook


class RunWithinLimits(Execute):
    """nbgrader's Execute with a limit for the whole notebook, after which a test that did not end has not passed."""

    cell_seconds = Float(30.0, help="How long a cell of the student's, or a test, may run").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        self.finished: set[int] = set()
        self.ends = time.monotonic() + SETUP_SECONDS + 4 * self.cell_seconds
        self.timeout_func = self._patience
        reason = judge.NOT_RUN
        try:
            nb, resources = super().preprocess(nb, resources)
        except DeadKernelError:
            reason = judge.DIED
        except (CellTimeoutError, TimeoutError):
            reason = judge.TIMED_OUT
        for index, cell in enumerate(nb.cells):
            if grader_data(cell).get("grade") and cell.cell_type == "code" and index not in self.finished:
                cell.outputs = [*cell.outputs, new_output("error", ename=reason, evalue="", traceback=[reason])]
        return nb, resources

    def on_cell_executed(self, **kwargs: Any) -> None:
        super().on_cell_executed(**kwargs)
        self.finished.add(kwargs["cell_index"])

    def _patience(self, cell: NotebookNode) -> float:
        if grader_data(cell).get("locked") and not grader_data(cell).get("grade"):
            return SETUP_SECONDS
        return max(1.0, min(self.cell_seconds, self.ends - time.monotonic()))


class IgnoreWarnings(NbGraderPreprocessor):
    """Takes what a test cell wrote to stderr off it: stock nbgrader gives a correct answer that warns no points."""

    def preprocess_cell(self, cell: NotebookNode, resources: dict, cell_index: int) -> tuple[NotebookNode, dict]:
        if grader_data(cell).get("grade") and cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]
        return cell, resources


def configure(c: Config) -> None:
    """Give nbgrader these steps; a course's `nbgrader_config.py` calls it, so formgrader's buttons take them too."""
    first = "autograder.formgrader.PlaceInSource"
    c.Autograde.sanitize_preprocessors = [
        first, ClearOutput, DeduplicateIds, OverwriteKernelspec, OverwriteCells, CheckCellMetadata,
    ]  # fmt: skip
    c.Autograde.autograde_preprocessors = [
        RunWithinLimits, IgnoreWarnings, LimitOutput, SaveAutoGrades, AssignLatePenalties, CheckCellMetadata,
    ]  # fmt: skip
    c.GenerateFeedback.preprocessors = [
        GetGrades, "autograder.formgrader.HideTests", CSSHTMLHeaderPreprocessor,
    ]  # fmt: skip
    c.GenerateFeedback.exporter_class = "autograder.formgrader.FeedbackPage"
    c.HTMLExporter.sanitize_html = True  # formgrader shows students' markdown and outputs to the instructor's browser
    c.NbGraderAPI.log_level = "ERROR"
    c.RunWithinLimits.extra_arguments = ["--IPKernelApp.log_level=40"]


def settings(course: Course) -> Config:
    """What the course's own nbgrader_config.py says."""
    try:
        return PyFileConfigLoader("nbgrader_config.py", path=str(course.root)).load_config()
    except FileNotFoundError:
        cure = "copy it from another course, or begin a new one with `autograder init PATH`"
        raise Trouble(f"{course.root / 'nbgrader_config.py'} is missing; {cure}") from None
    except Exception as error:
        raise Trouble(f"{course.root / 'nbgrader_config.py'} can't be read ({error}); mend it") from None


@contextmanager
def _api(course: Course, **changes: dict[str, Any]) -> Iterator[NbGraderAPI]:
    """nbgrader's API on this course, quiet, with a kernel environment that prints no noise."""
    config = settings(course)
    for name, values in changes.items():
        config[name].update(values)
    os.environ.update({name: value for name, value in QUIET.items() if name not in os.environ})
    _add_to_path(Path(sys.executable).parent)
    handlers, logger = [], logging.getLogger("traitlets")
    handlers, logger.handlers = logger.handlers, [logging.NullHandler()]
    propagate, logger.propagate = logger.propagate, False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SAWarning)  # nbgrader 0.9.6 links rows before it adds them
            yield NbGraderAPI(config=config)
    finally:
        logger.handlers, logger.propagate = handlers, propagate


def _add_to_path(scripts: Path) -> None:
    """nbgrader calls `alembic` by name, which is beside this Python even where no environment is activated."""
    path = os.environ.get("PATH", os.defpath).split(os.pathsep)
    if str(scripts) not in path:
        os.environ["PATH"] = os.pathsep.join([str(scripts), *path])


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


def release(course: Course, slug: str, due: datetime | None, to_exchange: bool) -> None:
    """`nbgrader generate_assignment`, which also writes the exercise's cells into the gradebook."""
    with _api(course) as api:
        _succeed(api.generate_assignment(slug, force=True), f"release {slug!r}")
        if due:
            with api.gradebook as book:
                book.update_or_create_assignment(slug, duedate=due.astimezone(UTC).replace(tzinfo=None))
        if to_exchange:
            _exchange_root(api)
            _succeed(api.release_assignment(slug), f"put {slug!r} into the exchange")


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


def autograde(course: Course, slug: str, student: str, submitted: Path, cell_seconds: float) -> None:
    """`nbgrader autograde` of one student, on the notebook under `submitted`; its scores go into the gradebook."""
    changes: dict[str, dict[str, Any]] = {
        "CourseDirectory": {"submitted_directory": str(submitted)},
        "RunWithinLimits": {"cell_seconds": cell_seconds},
    }
    with _api(course, **changes) as api:
        _succeed(api.autograde(slug, student, force=True), f"grade {student!r}")


def generate_feedback(course: Course, slug: str, student: str) -> None:
    """`nbgrader generate_feedback` of one student, by the steps of `configure`."""
    with _api(course) as api:
        _succeed(api.generate_feedback(slug, student), f"write the feedback of {student!r}")


@contextmanager
def _gradebook(course: Course) -> Iterator[Gradebook]:
    with _api(course) as api, api.gradebook as book:
        yield book


def scores(course: Course, slug: str) -> dict[str, Score]:
    """Every submission of an exercise in the gradebook, by student, with manual grades where they were given."""
    with _gradebook(course) as book:
        try:
            found = book.assignment_submissions(slug)
        except MissingEntry:
            return {}
        return {submission.student_id: from_row(slug, submission) for submission in found}


def due_date(course: Course, slug: str) -> datetime | None:
    with _gradebook(course) as book:
        try:
            due = book.find_assignment(slug).duedate
        except MissingEntry:
            return None
        return due and due.replace(tzinfo=UTC)


def known_students(course: Course) -> list[str]:
    """Everyone in the gradebook, from earlier exercises or `nbgrader db student import`."""
    with _gradebook(course) as book:
        return sorted(student.id for student in book.students)


def enter(course: Course, slug: str, student: str, name: str, received: datetime | None) -> None:
    """Put the student and the trusted time of arrival into the gradebook; a time that is not known is taken off."""
    with _gradebook(course) as book:
        book.update_or_create_student(student, **({"last_name": name} if name else {}))
        book.update_or_create_submission(
            slug, student, timestamp=received and received.astimezone(UTC).replace(tzinfo=None)
        )


def give_nothing(course: Course, slug: str, student: str) -> None:
    """No automatic points for a submission that could not be run; a person's grades and comments stay."""
    with _gradebook(course) as book:
        for notebook in book.find_submission(slug, student).notebooks:
            notebook.late_submission_penalty = None
            for grade in notebook.grades:
                grade.auto_score = 0.0
                grade.needs_manual_grade = grade.manual_score is not None
        book.db.commit()
