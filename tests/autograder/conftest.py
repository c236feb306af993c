"""Courses of the light exercise, which stands in for the real ones."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from light_class import SLUG, SOLUTIONS, autograder, hand_in
from term_class import release
from warm_cli import WarmCli, warm_cli
from whole_course import Undisturbed, copied, journal, whole

from autograder.course import course, gradebook, nbgrader_bridge
from autograder.course.course import Course
from autograder.exercises import exercise, notebooks, sample_class
from autograder.exercises.exercise import Exercise
from autograder.grading.engine import IsolatedEngine


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
    notebooks.write_source(light, made.root / "source")
    nbgrader_bridge.release(made, SLUG, None, to_exchange=False)
    return made


@pytest.fixture
def released(tmp_path: Path, released_course: Course) -> Course:
    """A copy of the released course, for a test to change."""
    return Course(Path(shutil.copytree(released_course.root, tmp_path / "course")), SOLUTIONS)


@pytest.fixture
def own(tmp_path: Path, light: Exercise) -> Course:
    """A released course whose exercise a test may change."""
    solutions = Path(shutil.copytree(light.folder, tmp_path / "repository" / "solutions" / SLUG)).parent
    made = course.create(tmp_path / "own", solutions)[0]
    release(made)
    return made


@pytest.fixture
def real(light: Exercise) -> Iterator[IsolatedEngine]:
    """The engine that grades, with walls, on this machine."""
    with IsolatedEngine([light]) as engine:
        yield engine


@pytest.fixture(scope="session")
def cli(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WarmCli]:
    """The command line, where a test runs it often."""
    with warm_cli(tmp_path_factory.mktemp("warm")) as server:
        yield server


@pytest.fixture(scope="session")
def everything(light: Exercise, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A class of everything that can be handed in, and of somebody who did not, of which nothing is graded yet.

    Its exercise has time: on a machine that is busy with the rest of the tests, nobody may run out of it.
    """
    place = tmp_path_factory.mktemp("everything")
    shutil.copytree(light.folder, place / "repository" / "solutions" / SLUG)
    settings = place / "repository" / "solutions" / SLUG / "exercise.toml"
    settings.write_text(settings.read_text().replace("cell_seconds = 4", "cell_seconds = 60"))
    here = course.create(place / "course", place / "repository" / "solutions")[0]
    autograder("release", SLUG, "-C", here.root)
    for student, data in sample_class.hand_ins(light).items():
        if student != "timing-out":
            hand_in(place / "in", student, data)
    gradebook.enter(here, SLUG, "on-the-roster", "", None)
    autograder("collect", SLUG, place / "in", "-C", here.root)
    return here


@pytest.fixture(scope="session")
def undisturbed(everything: Course, cli: WarmCli, tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    """What grading `everything` comes to, and how long it takes: the shorter time of two."""
    seconds = []
    for turn in ("one", "two"):
        here = copied(everything, tmp_path_factory.mktemp(turn) / "course")
        done = cli.run("grade", SLUG, "-C", here.root)
        assert (done["code"], done["left"]) == (0, 0), done["said"]
        seconds.append(done["seconds"])
    students = {line["student"] for line in journal(here)}
    assert len(students) == len(journal(here)) == 12
    return Undisturbed(whole(here), min(seconds), students)
