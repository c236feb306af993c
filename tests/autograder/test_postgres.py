"""The gradebook in PostgreSQL, by nbgrader's own setting: every command works as it does on a file."""

from __future__ import annotations

import csv
import io
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from light_class import SLUG, SOLUTIONS, answered, hand_in
from test_troubles import the_line
from warm_cli import WarmCli
from whole_course import Undisturbed

from autograder import doctor
from autograder.course import course, gradebook
from autograder.course.course import Course
from autograder.exercises import sample_class
from autograder.exercises.exercise import Exercise

PROGRAMS = doctor.postgres()
pytestmark = pytest.mark.skipif(PROGRAMS is None, reason="no PostgreSQL; as root: autograder doctor --install")
DUE, IN_TIME, LATE = "2026-10-01T23:59+00:00", "2026-10-01T12:00:00+00:00", "2026-10-02T02:59:00+00:00"
USER = "grader"


class Server:
    """PostgreSQL on loopback with a folder of its own. It refuses to be root, and so is whoever it may be then."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port, self.databases = folder, free_port(), 0
        self.who: dict[str, Any] = {"user": "nobody", "group": "nogroup"} if os.geteuid() == 0 else {}
        if self.who:
            shutil.chown(folder, **self.who)
        self._run("initdb", "-D", folder / "data", "-A", "trust", "-U", USER, "-E", "UTF8", "--no-sync")
        self.process = self.start()

    def _run(self, program: str, *words: object) -> None:
        done = subprocess.run([self._path(program), *map(str, words)], cwd=self.folder, capture_output=True, text=True,
                              extra_groups=[] if self.who else None, **self.who)  # fmt: skip
        assert done.returncode == 0, done.stderr

    def _path(self, program: str) -> str:
        assert PROGRAMS is not None
        return str(PROGRAMS / program)

    def start(self) -> subprocess.Popen[bytes]:
        where = ("-D", "data", "-k", str(self.folder), "-h", "127.0.0.1", "-p", str(self.port), "-F")
        command = [self._path("postgres"), *where]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=log,
                                            extra_groups=[] if self.who else None, **self.who)  # fmt: skip
        deadline = time.monotonic() + 60
        while True:
            try:
                self.connect("postgres").close()
                return self.process
            except psycopg.OperationalError:
                assert time.monotonic() < deadline, (self.folder / "log").read_text()
                time.sleep(0.05)

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:  # it waits for who is connected, and has waited long enough
            self.process.kill()
            self.process.wait()

    def connect(self, database: str) -> Any:
        return psycopg.connect(host="127.0.0.1", port=self.port, user=USER, dbname=database)

    def new_database(self) -> str:
        """Its address."""
        self.databases += 1
        name = f"gradebook_{self.databases}"
        with closing(self.connect("postgres")) as connection:
            connection.autocommit = True
            connection.cursor().execute(f"create database {name}")
        return f"postgresql://{USER}@127.0.0.1:{self.port}/{name}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))  # pytest's own folders are closed to anybody else
    started = Server(folder)
    yield started
    started.stop()
    shutil.rmtree(folder)


def graded_class(server: Server, light: Exercise, cli: WarmCli, place: Path) -> Course:
    """A course in a database of its own: the whole class, of which one is in time and one is late."""
    made = course.create(place / "course", SOLUTIONS)[0]
    with (made.root / "nbgrader_config.py").open("a") as config:
        config.write(f'c.CourseDirectory.db_url = "{server.new_database()}"\n')
    for student, data in sample_class.hand_ins(light).items():
        if student != "timing-out":
            hand_in(place / "in", student, data)
    succeed(cli, "release", SLUG, "--due", DUE, "-C", made.root)
    gradebook.enter(made, SLUG, "on-the-roster", "", None)
    (place / "times.csv").write_text(f"student,received\nperfect,{IN_TIME}\nlate,{LATE}\n")
    succeed(cli, "collect", SLUG, place / "in", "--received", place / "times.csv", "-C", made.root)
    succeed(cli, "grade", SLUG, "-C", made.root)
    return made


@pytest.fixture(scope="module")
def here(server: Server, light: Exercise, cli: WarmCli, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """One class for the tests that leave it as it is."""
    return graded_class(server, light, cli, tmp_path_factory.mktemp("postgres"))


def succeed(cli: WarmCli, *words: object) -> str:
    done = cli.run(*words)
    assert done["code"] == 0, done["said"]
    return done["said"]


def exported(cli: WarmCli, here: Course) -> dict[str, dict[str, str]]:
    rows = csv.DictReader(io.StringIO(succeed(cli, "export", SLUG, "-C", here.root)))
    return {row["student"]: row for row in rows}


def test_a_class_is_graded_as_in_a_file(
    here: Course, everything: Course, undisturbed: Undisturbed, cli: WarmCli
) -> None:
    assert not (here.root / "gradebook.db").exists()
    known = {path.rsplit("/", 1)[1]: verdict for path, verdict in undisturbed.outcome["verdicts"].items()}
    for student in undisturbed.students:
        found = here.verdict(SLUG, student)
        assert found is not None
        want = known[f"{student}.json"]
        assert (found.outcome, found.cause, found.score) == (want["outcome"], want["cause"], score(want)), student
        assert gradebook.scores(here, SLUG)[student].score == found.score
    rows = exported(cli, here)
    assert set(rows) == undisturbed.students
    assert (rows["perfect"]["hours_late"], rows["late"]["hours_late"]) == ("0", "3")


def score(verdict: dict[str, Any]) -> float:
    return sum(task["score"] for task in verdict["tasks"])


def test_a_grade_by_hand_outlives_a_new_attempt(server: Server, light: Exercise, cli: WarmCli, tmp_path: Path) -> None:
    here = graded_class(server, light, cli, tmp_path)
    with gradebook.gradebook(here) as book:
        book.find_grade(f"{SLUG}-why", SLUG, SLUG, "perfect").manual_score = 1.5
        book.find_comment(f"{SLUG}-why", SLUG, SLUG, "perfect").manual_comment = "Nearly."
        book.db.commit()
    hand_in(tmp_path / "again", "perfect", answered(light, absolute="def mean_absolute(t, p):\n    return 0.0"))
    succeed(cli, "collect", SLUG, tmp_path / "again", "-C", here.root)
    succeed(cli, "grade", SLUG, "-C", here.root)
    succeed(cli, "grade", SLUG, "--regrade", "-C", here.root)
    assert gradebook.scores(here, SLUG)["perfect"].score == 7.5
    assert exported(cli, here)["perfect"]["score"] == "7.5"
    with gradebook.gradebook(here) as book:
        assert book.find_comment(f"{SLUG}-why", SLUG, SLUG, "perfect").comment == "Nearly."


def test_nbgrader_and_the_other_commands_read_it(here: Course, cli: WarmCli) -> None:
    done = subprocess.run([sys.executable, "-m", "nbgrader", "db", "student", "list"], cwd=here.root,
                          capture_output=True, text=True, timeout=300)  # fmt: skip
    assert done.returncode == 0 and "on-the-roster" in done.stdout, done.stderr
    assert "12" in succeed(cli, "status", "-C", here.root)
    succeed(cli, "show", "partial", SLUG, "-C", here.root)
    succeed(cli, "feedback", SLUG, "--student", "partial", "-C", here.root)
    succeed(cli, "report", "-C", here.root)
    assert here.path("feedback", "partial", SLUG).with_suffix(".html").is_file()


def test_a_server_that_is_down_ends_the_run_and_one_that_is_back_lets_it_go_on(
    here: Course, server: Server, cli: WarmCli
) -> None:
    before = exported(cli, here)
    server.stop()
    line = the_line(cli.run("grade", SLUG, "--regrade", "-C", here.root))
    assert "the gradebook can't be used" in line and "onnection refused" in line and "start it" in line
    server.start()
    succeed(cli, "grade", SLUG, "--regrade", "-C", here.root)
    assert exported(cli, here) == before
