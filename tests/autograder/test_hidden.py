"""A course and its solutions are hidden from student code wherever they lie: in the environment, under /usr, by links.

In a mount namespace of the test's own, so that nothing stays there; by an ordinary user, whose own files they are.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from light_class import SLUG, SOLUTIONS, answered, hand_in
from ordinary_user import give, run_as_ordinary_user

from autograder.exercises import sample_class
from autograder.exercises.exercise import Exercise

IN_PREFIX = str(Path(sys.prefix, "include").resolve())
IN_USR = next(place for place in ("/usr/local/games", "/usr/local/src", "/usr/games") if Path(place).is_dir())
LOOKS = """
import os
seen = []
for place in {places!r}:
    for folder, folders, files in os.walk(place, followlinks=True):
        seen += [os.path.join(folder, name) for name in files if os.path.getsize(os.path.join(folder, name))]
for place in {secrets!r}:
    try:
        seen.append(open(place, "rb").read(100))
    except OSError:
        pass
print("seen:", seen, "and as ever:", os.path.isdir({usr!r}), os.access("/usr/bin", os.W_OK))
"""
# A course in the environment whose submissions lie elsewhere, and a repository under /usr with a link in it, too.
MAKE = """
import os, shutil, sys
from pathlib import Path
from autograder.cli.main import cli

home, usr, given, slug = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4]
shutil.copytree(given / "solutions" / slug, usr / "disk" / "exercises" / slug)
(usr / "repository" / ".git").mkdir(parents=True)
(usr / "repository" / ".git" / "pack").write_text("hidden tests")
(usr / "repository" / "solutions").mkdir()
(usr / "repository" / "solutions" / slug).symlink_to(usr / "disk" / "exercises" / slug)
(usr / "disk" / "submitted").mkdir()
(home / "real").mkdir()
(home / "course").symlink_to(home / "real")

def run(*words):
    cli.main(list(map(str, words)), standalone_mode=False)

run("init", home / "course", "--solutions", usr / "repository" / "solutions")
os.chdir(home / "course")
os.rmdir("submitted")
os.symlink(usr / "disk" / "submitted", "submitted")
run("release", slug)
run("collect", slug, given / "in")
run("grade")
shutil.copytree("autograded", given / "autograded")
"""


@pytest.fixture(scope="module")
def told(light: Exercise) -> Iterator[tuple[str, str]]:
    """What the student's look around printed, and what the commands said."""
    secrets = [f"{IN_PREFIX}/{name}/gradebook.db" for name in ("course", "real")]
    secrets += [f"{IN_USR}/repository/solutions/{SLUG}/{SLUG}.md", f"{IN_USR}/disk/exercises/{SLUG}/{SLUG}.md"]
    look = LOOKS.format(places=[IN_PREFIX, IN_USR], secrets=secrets, usr=IN_USR)
    curious = answered(light, absolute=look + sample_class.best(light)[f"{SLUG}-absolute"])
    with tempfile.TemporaryDirectory() as given:
        hand_in(Path(given, "in"), "curious", curious)
        shutil.copytree(SOLUTIONS, Path(given, "solutions"))
        give(Path(given))
        places = [IN_PREFIX, IN_USR]
        done = run_as_ordinary_user(sys.executable, "-c", MAKE, *places, given, SLUG, empty=places)
        assert done.returncode == 0, done.stdout + done.stderr
        ran = json.loads(Path(given, "autograded", "curious", SLUG, f"{SLUG}.ipynb").read_text())
    printed = [output.get("text", "") for cell in ran["cells"] for output in cell.get("outputs", [])]
    yield "".join("".join(text) for text in printed), done.stdout


def test_student_code_sees_nothing_of_a_course_and_solutions_in_what_it_is_shown(told: tuple[str, str]) -> None:
    assert "seen: [] and as ever: True False" in told[0]


def test_and_honest_work_beside_it_is_graded_as_ever(told: tuple[str, str]) -> None:
    assert "10 / 12" in told[1]


def test_nothing_of_it_stays_on_this_machine(told: tuple[str, str]) -> None:
    assert not [
        name for place in (IN_PREFIX, IN_USR) for name in ("course", "repository") if Path(place, name).exists()
    ]
