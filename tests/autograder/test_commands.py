"""The commands as an instructor meets them: help with examples, and one clear line when something is wrong."""

from __future__ import annotations

import csv
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from light_class import SLUG, SOLUTIONS, answered, autograder, hand_in
from nbgrader import dbutil

from autograder import doctor
from autograder.cli import main
from autograder.course import course, gradebook
from autograder.course.course import Course
from autograder.exercises.exercise import Exercise

COMMANDS = sorted(main.cli.commands)


def fails(*words: object, says: str) -> None:
    """The command ends with a non-zero status and one line that names cause and cure."""
    done = CliRunner().invoke(main.cli, [str(word) for word in words])
    assert done.exit_code != 0 and says in done.output, done.output
    error = [line for line in done.output.splitlines() if line.startswith("Error:")]
    assert len(error) == 1 and "Traceback" not in done.output, done.output


def says(*words: object) -> str:
    """What the command prints when it succeeds."""
    done = CliRunner().invoke(main.cli, [str(word) for word in words])
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_with_an_example(command: str) -> None:
    done = CliRunner().invoke(main.cli, [command, "--help"])
    assert done.exit_code == 0 and f"autograder {command}" in done.output and "Example" in done.output


def test_all_promised_commands_exist() -> None:
    promised = {"init", "release", "collect", "grade", "feedback", "export", "status", "doctor", "demo"}
    promised |= {"show", "report", "extend", "drop"}
    assert promised == set(COMMANDS)


def test_python_dash_m_is_the_same_command() -> None:
    assert "Mark a class" in autograder("--help").stdout


def test_a_folder_that_is_no_course_is_named_with_the_cure(tmp_path: Path) -> None:
    for words in (("status",), ("grade",), ("export",), ("release", SLUG), ("collect", SLUG, tmp_path), ("feedback",)):
        fails(*words, "-C", tmp_path, says="is not a course folder; make one with `autograder init PATH`")
    fails("status", "-C", tmp_path / "nowhere", says="there is no folder")


def test_an_unknown_exercise_is_named_beside_the_known_ones(here: Course) -> None:
    for words in (
        ("release", "no-such"),
        ("collect", "no-such", here.root),
        ("grade", "no-such"),
        ("feedback", "no-such"),
    ):
        fails(*words, "-C", here.root, says="no exercise 'no-such'")
    fails("export", "no-such", "-C", here.root, says=f"there is: {SLUG}")


def test_steps_out_of_order_name_the_step_before(here: Course) -> None:
    fails("grade", "-C", here.root, says="run `autograder release SLUG` first")
    fails("grade", SLUG, "-C", here.root, says=f"run `autograder release {SLUG}`")
    fails("release", "-C", here.root, says="name an exercise or give --all")


def test_grading_before_collecting_and_feedback_before_grading(
    released: Course, light: Exercise, tmp_path: Path
) -> None:
    fails("grade", "-C", released.root, says="run `autograder collect EXERCISE PLACE` first")
    says("collect", SLUG, hand_in(tmp_path / "in", "s1", answered(light)), "-C", released.root)
    fails("feedback", "-C", released.root, says=f"run `autograder grade {SLUG}` first")
    fails("grade", "--student", "s9", "-C", released.root, says="no student s9 here; collected are: s1")


def test_where_there_is_no_exchange_that_is_said(released: Course) -> None:
    config = released.root / "nbgrader_config.py"
    config.write_text(config.read_text() + f'\nc.Exchange.root = "{released.root}/none"\n')
    fails("collect", SLUG, "--exchange", "-C", released.root, says="there is no exchange at")
    fails("release", SLUG, "--exchange", "-C", released.root, says="set c.Exchange.root in nbgrader_config.py")


def test_a_place_that_holds_no_submissions_is_named(here: Course, tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text("not a zip")
    (tmp_path / "empty").mkdir()
    fails("collect", SLUG, tmp_path / "text.txt", "-C", here.root, says="neither a folder nor a zip file")
    fails("collect", SLUG, tmp_path / "none", "-C", here.root, says="no such file or folder")
    fails("collect", SLUG, tmp_path / "empty", "-C", here.root, says="nothing to collect")
    fails("collect", SLUG, "-C", here.root, says="give either")
    fails(
        "collect",
        SLUG,
        tmp_path,
        "--received",
        tmp_path / "no.csv",
        "-C",
        here.root,
        says="--received wants a CSV file",
    )


def test_init_keeps_out_of_the_repository_and_of_what_is_there(tmp_path: Path) -> None:
    inside = SOLUTIONS.parent / "course"
    fails("init", inside, "--solutions", SOLUTIONS, says="choose a folder outside")
    assert not inside.exists()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.txt").write_text("mine")
    fails("init", tmp_path / "full", "--solutions", SOLUTIONS, says="not an empty folder")
    fails("init", tmp_path / "new", "--solutions", tmp_path, says="holds no exercise")


def test_init_again_renews_the_place_of_the_exercises_and_nothing_else(tmp_path: Path) -> None:
    root = tmp_path / "course"
    says("init", root, "--solutions", SOLUTIONS)
    (root / "nbgrader_config.py").write_text("# mine")
    assert "renewed" in says("init", root, "--solutions", SOLUTIONS)
    assert (root / "nbgrader_config.py").read_text() == "# mine"


def test_exercises_that_moved_away_are_missed_with_the_cure(here: Course, tmp_path: Path) -> None:
    course.create(here.root, SOLUTIONS)
    marker = here.state / "course.json"
    marker.write_text(marker.read_text().replace("fixture_course", "gone"))
    fails("status", "-C", here.root, says="no longer at")


def test_a_config_that_can_not_be_read_is_named(released: Course) -> None:
    (released.root / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id =\n")
    fails("status", "-C", released.root, says="nbgrader_config.py can't be read")


def test_a_gradebook_that_is_none_is_one_line(released: Course, light: Exercise, tmp_path: Path) -> None:
    says("collect", SLUG, hand_in(tmp_path / "in", "s1", answered(light)), "-C", released.root)
    (released.root / "gradebook.db").write_bytes(b"not a database, but long enough to be read as one" * 99)
    fails("grade", "-C", released.root, says="database")


def test_the_way_through_a_course_by_its_current_folder(
    tmp_path: Path, light: Exercise, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "course"
    says("init", root, "--solutions", SOLUTIONS)
    monkeypatch.chdir(root)
    says("release", "--all")
    assert [path.name for path in (root / "release" / SLUG).iterdir()] == [f"{SLUG}.ipynb"]
    says("collect", SLUG, hand_in(tmp_path / "in", "s1", answered(light)))
    monkeypatch.chdir(root / "submitted")
    said = says("grade")
    assert "10 / 12" in said and "passed 2 of 3 tasks; to be read: In words" in said
    says("feedback")
    rows = list(csv.DictReader(says("export").splitlines()))
    in_the_other = ("tensor-loss", "0.0")  # released, too, and not handed in
    assert [(row["exercise"], row["score"]) for row in rows] == [(SLUG, "10.0"), in_the_other]
    tasks = list(csv.DictReader(says("export", SLUG, "--tasks").splitlines()))
    assert {row["task"]: row["verdict"] for row in tasks} == {
        "absolute": "passed",
        "squared": "passed",
        "why": "waiting",
    }
    assert SLUG in says("status")


def test_nbgraders_own_exchange_carries_release_and_submission(tmp_path: Path, light: Exercise) -> None:
    """A student fetches and submits with nbgrader's commands; the owner of what they hand in is checked."""
    root, exchange, student = tmp_path / "course", tmp_path / "exchange", tmp_path / "student"
    for folder, mode in ((exchange, 0o777), (student, 0o755)):
        folder.mkdir()
        folder.chmod(mode)
    autograder("init", root, "--solutions", SOLUTIONS)
    config = root / "nbgrader_config.py"
    config.write_text(config.read_text() + f'\nc.Exchange.root = "{exchange}"\n')
    autograder("release", SLUG, "--exchange", cwd=root)
    (student / "nbgrader_config.py").write_text(
        f'c = get_config()\nc.Exchange.root = "{exchange}"\nc.Exchange.cache = "{tmp_path}/cache"\n'
        'c.CourseDirectory.course_id = "course"\n'
    )
    for words in (("fetch_assignment", SLUG), ("submit", SLUG)):
        command = [sys.executable, "-m", "nbgrader", *words]
        done = subprocess.run(
            command, cwd=student, capture_output=True, text=True, env=os.environ | {"HOME": str(tmp_path)}
        )
        assert done.returncode == 0, done.stderr
        notebook = student / SLUG / f"{SLUG}.ipynb"
        notebook.write_bytes(answered(light))
    said = autograder("collect", SLUG, "--exchange", cwd=root).stdout
    assert "new" in said and "unknown" not in said


def test_the_doctor_says_whether_this_machine_can_keep_a_students_code_apart() -> None:
    done = CliRunner().invoke(main.cli, ["doctor"])
    assert done.exit_code == 0 and "isolation" in done.output and "limits" in done.output and "nbgrader" in done.output


def test_without_walls_the_doctor_names_the_cure_and_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    refusal = "unshare: Operation not permitted; allow unprivileged user namespaces"
    refused = subprocess.CompletedProcess([], 0, stdout=f"{refusal}\n", stderr="")
    monkeypatch.setattr(doctor.subprocess, "run", lambda *_, **__: refused)
    found = doctor._isolation()
    assert (found.ok, found.needed, found.seen) == (False, True, "unshare: Operation not permitted")
    assert found.cure == "allow unprivileged user namespaces"
    done = CliRunner().invoke(main.cli, ["doctor"])
    assert done.exit_code == 1 and "grading will not work without: isolation" in done.output


def test_a_container_with_too_little_room_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, number in (("pids.max", 32), ("memory.max", 2 << 30), ("memory.current", 1 << 30)):
        (tmp_path / name).write_text(f"{number}\n")
    monkeypatch.setattr(doctor, "CGROUP", tmp_path)
    limits, memory = doctor._limits(), doctor._memory()
    assert not limits.ok and limits.seen == "only 32 processes in this container" and "raise them" in limits.cure
    assert not memory.ok and memory.seen == "1.0 GiB free"


def test_the_doctor_installs_as_root_and_else_names_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    run: list[list[str]] = []
    wanted = "chromium postgresql firefox-esr webkit2gtk-driver xvfb xauth"
    monkeypatch.setattr(doctor.shutil, "which", lambda name: "/usr/bin/apt-get" if name == "apt-get" else None)
    monkeypatch.setattr(doctor, "POSTGRES", Path("/nowhere"))
    monkeypatch.setattr(doctor.os, "geteuid", lambda: 1000)
    assert doctor.install() == f"to be installed by root: apt-get install {wanted}"
    monkeypatch.setattr(doctor.os, "geteuid", lambda: 0)
    assert doctor.install(lambda command: run.append(command) or 0) == f"installed: {wanted}"
    assert run[-1][-6:] == wanted.split()
    assert "install by hand" in doctor.install(lambda command: 100)


def test_a_course_that_an_earlier_version_made_still_finds_its_steps(tmp_path: Path) -> None:
    here = course.create(tmp_path / "course", SOLUTIONS)[0]
    config = here.root / "nbgrader_config.py"
    config.write_text(config.read_text().replace("autograder.course.nbgrader_bridge", "autograder.stock"))
    assert "autograder.stock" in config.read_text()
    with gradebook.gradebook(here) as book:
        assert book.students == []


def test_no_command_waits_for_what_it_does_not_use() -> None:
    """The parser of internationalized addresses alone takes seconds, where a package asks for it."""
    heavy = {"rfc3987_syntax", "lark", "torch", "tensorflow", "keras", "distributed"}
    here = "{name for name, module in sys.modules.items() if module}"
    code = f"import sys, press, autograder.cli.main, autograder.course.gradebook; print(*sorted({heavy} & {here}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_a_new_gradebook_has_the_version_that_nbgraders_own_has(tmp_path: Path) -> None:
    """nbgrader asks the command `alembic`, which takes seconds for each course; the gradebook here asks the library."""
    here = course.create(tmp_path / "course", SOLUTIONS)[0]
    with gradebook.gradebook(here):
        pass
    told = subprocess.run(
        [Path(sys.executable).parent / "alembic", "-c", alembic_ini(tmp_path), "heads"], capture_output=True, text=True
    )
    with sqlite3.connect(here.root / "gradebook.db") as book:
        assert book.execute("SELECT version_num FROM alembic_version").fetchall() == [(told.stdout.split()[0],)]


def alembic_ini(folder: Path) -> Path:
    dbutil.write_alembic_ini(str(folder / "alembic.ini"))
    return folder / "alembic.ini"
