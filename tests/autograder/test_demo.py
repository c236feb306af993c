"""The sample class, made from the real exercise, through all commands: what `make demo` shows."""

from __future__ import annotations

import csv
import shutil
import sys
import tempfile
from pathlib import Path

import pytest
from light_class import REPOSITORY, SOLUTIONS, autograder
from ordinary_user import give, run_as_ordinary_user

from autograder.exercises import exercise, sample_class
from autograder.exercises.exercise import Exercise

REAL = "cross-entropy"


def grades(place: Path) -> dict[str, dict[str, str]]:
    with (place / "grades.csv").open() as stream:
        return {row["student"]: row for row in csv.DictReader(stream)}


def check_class(place: Path, light: Exercise) -> None:
    """Each student's grade is what their id promises."""
    rows = grades(place)
    automatic = sum(task.points for task in light.automatic)
    first, last = light.automatic[0].points, light.wrong[0].fails
    lost = sum(task.points for task in light.automatic if task.name in last)
    full = ("perfect", "another-way", "late", "resubmitted", "copied-cell", "misnamed")
    assert {student: float(rows[student]["score"]) for student in full} == dict.fromkeys(full, automatic)
    assert 0 < float(rows["partial"]["score"]) <= automatic - lost
    none = ("stub", "missing-file", "not-json", "empty-file")
    assert {student: float(rows[student]["score"]) for student in none} == dict.fromkeys(none, 0)
    causes = {"crashing": "raised", "timing-out": "timeout", "exiting": "exited", "missing-file": "missing"}
    assert {student: rows[student]["cause"] for student in causes} == causes
    assert {rows[student]["cause"] for student in ("not-json", "empty-file")} == {"malformed"}
    assert float(rows["crashing"]["score"]) <= automatic - first
    assert rows["late"]["hours_late"] == "5.5" and rows["perfect"]["hours_late"] == "0"


def test_the_light_class_gets_the_grades_that_its_ids_promise(light: Exercise) -> None:
    """By an ordinary user; the real class below, by whoever runs the tests."""
    with tempfile.TemporaryDirectory() as place:
        words = ("demo", Path(place, "class"), "--solutions", SOLUTIONS)
        give(Path(place))
        done = run_as_ordinary_user(sys.executable, "-m", "autograder", *words)
        assert done.returncode == 0, done.stdout + done.stderr
        check_class(Path(place, "class"), light)
        said = done.stdout
    for command in ("init", "release", "collect", "grade", "feedback", "export", "status"):
        assert f"$ autograder {command} " in said
    assert len(sample_class.hand_ins(light)) >= 8


def test_the_demo_keeps_away_from_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    assert "is not empty" in autograder("demo", tmp_path, "--solutions", SOLUTIONS, code=1).stderr


@pytest.mark.skipif(not (REPOSITORY / "solutions" / REAL).is_dir(), reason="a student's tree has no solutions")
def test_the_real_class_gets_the_grades_that_its_ids_promise(tmp_path: Path) -> None:
    """From a copy with a shorter limit, so that the endless loop costs seconds."""
    folder = Path(shutil.copytree(REPOSITORY / "solutions" / REAL, tmp_path / "repository" / "solutions" / REAL))
    spec = folder / "exercise.toml"
    spec.write_text(spec.read_text().replace("cell_seconds = 30", "cell_seconds = 15"))
    said = autograder("demo", tmp_path / "class", "--solutions", folder.parent).stdout
    real = exercise.load(folder)
    check_class(tmp_path / "class", real)
    assert f"/ {real.points:g}" in said
    for page in (tmp_path / "class" / "course" / "feedback").rglob("*.html"):
        assert "BEGIN HIDDEN" not in page.read_text()
