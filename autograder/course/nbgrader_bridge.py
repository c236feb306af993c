"""nbgrader's own steps on a course: its release, exchange and feedback, and its API, behind plain functions."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from alembic.config import Config as AlembicConfig
from alembic.script import ScriptDirectory
from nbgrader import api as nbgrader_api
from nbgrader import dbutil, utils
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps.api import NbGraderAPI
from nbgrader.preprocessors import AssignLatePenalties, GetGrades, OverwriteCells, SaveAutoGrades
from sqlalchemy.exc import SAWarning
from traitlets.config import Config

from autograder.course import cell_changes, users
from autograder.course.course import Course
from autograder.course.settings import settings
from autograder.errors import Trouble

utils.find_owner, utils.get_osusername = users.owner, users.name  # nbgrader's own stop where a user has no name


@cache
def _database_version() -> str:
    """The newest form of the gradebook that this nbgrader knows. It asks the command `alembic`, which takes seconds."""
    alembic = AlembicConfig()
    alembic.set_main_option("script_location", dbutil.ALEMBIC_DIR)
    return ScriptDirectory.from_config(alembic).get_current_head() or ""


nbgrader_api.get_alembic_version = _database_version


def configure(c: Config) -> None:
    """Give nbgrader these steps; a course's `nbgrader_config.py` calls it, so formgrader's buttons take them too."""
    c.Autograde.sanitize_preprocessors = ["autograder.reporting.formgrader.PlaceInSource", OverwriteCells]
    c.Autograde.autograde_preprocessors = [
        "autograder.reporting.formgrader.RunIsolated", SaveAutoGrades, AssignLatePenalties,
    ]  # fmt: skip
    c.GenerateFeedback.preprocessors = [GetGrades, "autograder.reporting.formgrader.HideTests"]
    c.GenerateFeedback.exporter_class = "autograder.reporting.formgrader.FeedbackPage"
    c.HTMLExporter.sanitize_html = True  # formgrader shows students' markdown and outputs to the instructor's browser
    c.NbGraderAPI.log_level = "ERROR"


@contextmanager
def api_of(course: Course) -> Iterator[NbGraderAPI]:
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


def release(course: Course, slug: str, due: datetime | None, to_exchange: bool) -> list[cell_changes.Gone]:
    """`nbgrader generate_assignment`, which also writes the exercise's cells into the gradebook.

    Returns what people had given by hand for tasks that the exercise no longer has.
    """
    with api_of(course) as api:
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


def _recast(book: Gradebook, slug: str, source: Path) -> list[cell_changes.Gone]:
    """nbgrader refuses an exercise with other cells once somebody has handed it in: give the gradebook the new ones."""
    try:
        known = book.find_notebook(slug, slug)
    except MissingEntry:
        return []
    return cell_changes.recast(book, known, nbformat.read(source, as_version=4)) if known.submissions else []


def exchange(course: Course) -> tuple[Path, bool]:
    """The exchange's inbound folder for this course, and whether the owner of a submission must be its student."""
    with api_of(course) as api:
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
    with api_of(course) as api:
        _succeed(api.generate_feedback(slug, student), f"write the feedback of {student!r}")
