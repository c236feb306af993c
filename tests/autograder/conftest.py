"""Courses of the light exercise, which stands in for the real ones."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from light_class import SLUG, SOLUTIONS

from autograder import course, exercise, source, stock
from autograder.course import Course
from autograder.engine import IsolatedEngine
from autograder.exercise import Exercise


@pytest.fixture(scope="session")
def light() -> Exercise:
    return exercise.load(SOLUTIONS / SLUG)


@pytest.fixture
def here(tmp_path: Path) -> Course:
    """A fresh course of the light exercise, with nothing released."""
    return course.create(tmp_path / "course", SOLUTIONS)[0]


@pytest.fixture(scope="session")
def released_course(tmp_path_factory: pytest.TempPathFactory, light: Exercise) -> Course:
    """A course with the exercise released, made once: it takes a second, for nbgrader builds its database."""
    made = course.create(tmp_path_factory.mktemp("released") / "course", SOLUTIONS)[0]
    source.write_source(light, made.root / "source")
    stock.release(made, SLUG, None, to_exchange=False)
    return made


@pytest.fixture
def released(tmp_path: Path, released_course: Course) -> Course:
    """A copy of the released course, for a test to change."""
    return Course(Path(shutil.copytree(released_course.root, tmp_path / "course")), SOLUTIONS)


@pytest.fixture
def real(light: Exercise) -> Iterator[IsolatedEngine]:
    """The engine that grades, with walls, on this machine."""
    with IsolatedEngine([light]) as engine:
        yield engine
