"""A course is its instructor's alone, from the first command on; what the class may have is in nbgrader's exchange."""

from __future__ import annotations

import os
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from light_class import SLUG, SOLUTIONS, answered, hand_in
from ordinary_user import ROOT, UID

from autograder.cli import main
from autograder.course import course
from autograder.course.course import Course
from autograder.exercises.exercise import Exercise


def said(*words: object) -> str:
    done = CliRunner().invoke(main.cli, list(map(str, words)))
    assert done.exit_code == 0, done.output
    return " ".join(done.output.split())


def open_to_others(folder: Path) -> list[Path]:
    return [path for path in (folder, *folder.rglob("*")) if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)]


@pytest.fixture(scope="module")
def kept(light: Exercise) -> Iterator[Course]:
    """By the commands, in an open folder and by somebody whose files are open to others; with one student's work."""
    before = os.umask(0o022)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder).resolve()
        place.chmod(0o755)
        (place / "exchange").mkdir()
        said("init", place / "course", "--solutions", SOLUTIONS)
        with (place / "course" / "nbgrader_config.py").open("a") as config:
            config.write(f"\nc.Exchange.root = {str(place / 'exchange')!r}\n")
        said("release", SLUG, "--exchange", "-C", place / "course")
        said("collect", SLUG, hand_in(place / "in", "s1", answered(light)), "-C", place / "course")
        os.umask(before)
        yield course.find(place / "course")


@pytest.fixture
def made(kept: Course) -> Iterator[Course]:
    """The same, for a test to open; closed again after it."""
    yield kept
    kept.root.parent.chmod(0o755)
    kept.root.chmod(0o700)


def test_the_folder_the_gradebook_and_what_is_taken_in_are_closed(made: Course) -> None:
    assert stat.S_IMODE(made.root.stat().st_mode) == 0o700
    assert stat.S_IMODE((made.root / "gradebook.db").stat().st_mode) == 0o600
    assert open_to_others(made.state) == [] and open_to_others(made.root / "submitted") == []


def test_the_exchange_goes_on_being_read_by_everyone(made: Course) -> None:
    outbound = made.root.parent / "exchange" / "course" / "outbound" / SLUG
    assert outbound.stat().st_mode & 0o005 == 0o005 and (outbound / f"{SLUG}.ipynb").stat().st_mode & 0o004


@pytest.mark.skipif(not ROOT, reason="only root can become another user")
def test_another_user_reads_the_exchange_and_nothing_of_the_course(made: Course) -> None:
    outbound = made.root.parent / "exchange" / "course" / "outbound"
    assert another_user_reads(outbound / SLUG / f"{SLUG}.ipynb")
    assert not another_user_reads(made.root / "gradebook.db")
    made.root.chmod(0o755)
    assert not another_user_reads(made.root / "gradebook.db"), "it is closed by itself, too"


def another_user_reads(path: Path) -> bool:
    words = ["/bin/cat", str(path)]
    done = subprocess.run(words, user=UID, group=UID, extra_groups=[], cwd="/", capture_output=True, check=False)
    return done.returncode == 0


@pytest.mark.parametrize(
    ("mode", "cure"), [(0o755, "go-rwx"), (0o750, "go-rwx"), (0o2775, "o-rwx"), (0o700, ""), (0o2770, "")]
)
def test_an_open_course_is_named_with_the_command_that_closes_it(made: Course, mode: int, cure: str) -> None:
    """The set-group-id bit says that its group has it on purpose."""
    made.root.chmod(mode)
    told = said("status", "-C", made.root)
    assert f"chmod {cure} {made.root}" in told if cure else "chmod" not in told


def test_the_doctor_names_it_too(made: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(made.root)
    assert "closed to others" in said("doctor")
    made.root.chmod(0o755)
    assert "chmod go-rwx" in said("doctor")


def test_behind_a_closed_folder_an_open_course_is_closed(made: Course) -> None:
    made.root.chmod(0o755)
    assert made.exposed
    made.root.parent.chmod(0o700)
    assert not made.exposed
