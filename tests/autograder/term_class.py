"""What the tests of a term share: a course of the light exercise, graded by the real engine, told by real commands."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from typing import Any

from click.testing import CliRunner
from light_class import SLUG

from autograder.cli import main
from autograder.collecting import roster
from autograder.course import nbgrader_bridge
from autograder.course.course import Course
from autograder.exercises import notebooks
from autograder.grading import grade
from autograder.grading.engine import IsolatedEngine

DUE = datetime(2026, 10, 1, 12, tzinfo=UTC)
LATE = {"s1": DUE + timedelta(hours=3)}
NO_ABSOLUTE = "def mean_absolute(t, p):\n    return 0.0"


def told(here: Course, *words: object, code: int = 0) -> str:
    """What a command prints about this course; `code` is the exit status that it must have."""
    done = CliRunner().invoke(main.cli, [*map(str, words), "-C", str(here.root)])
    assert done.exit_code == code, done.output
    return " ".join(done.output.split())


def exported(here: Course, student: str = "s1") -> dict[str, str]:
    done = CliRunner().invoke(main.cli, ["export", SLUG, "-C", str(here.root)])
    return next((row for row in csv.DictReader(done.stdout.splitlines()) if row["student"] == student), {})


def grade_all(here: Course, engine: IsolatedEngine, everything: bool = False) -> None:
    """Grade what is due, or everything, of the exercise as the course knows it now."""
    exercise, members = here.exercise(SLUG), roster.members(here, SLUG)
    todo = members if everything else grade.due(here, exercise, members, engine.name)
    list(grade.grade(here, [(exercise, todo)], engine))


def release(here: Course) -> list[Any]:
    notebooks.write_source(here.exercise(SLUG), here.root / "source")
    return nbgrader_bridge.release(here, SLUG, DUE, to_exchange=False)


def rewrite(here: Course, old: str, new: str, file: str = f"{SLUG}.md") -> None:
    """Change the exercise in the repository."""
    path = here.solutions / SLUG / file
    assert path.read_text().count(old) == 1
    path.write_text(path.read_text().replace(old, new))


def page(here: Course, student: str = "s1") -> str:
    return here.path("feedback", student, SLUG).with_suffix(".html").read_text()


def tasks(here: Course) -> list[dict[str, str]]:
    done = CliRunner().invoke(main.cli, ["export", SLUG, "--tasks", "-C", str(here.root)])
    return list(csv.DictReader(done.stdout.splitlines()))
