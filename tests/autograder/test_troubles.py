"""What a machine does to a run: a full disk, a locked gradebook, dead workers, no namespaces. Each gives one line that
names the cause and the cure, and when it is over the next run goes on: nothing is lost, and nothing doubled.
"""

from __future__ import annotations

import errno
import json
import os
import resource
import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from light_class import SLUG, SOLUTIONS, answered
from test_grading import FakeEngine, collected, verdicts
from warm_cli import WarmCli, children, warm_cli
from whole_course import Undisturbed, assert_nothing_lost_or_doubled, copied, journal, whole

from autograder import files
from autograder.collecting import reading
from autograder.course.course import Course
from autograder.errors import Trouble
from autograder.exercises.exercise import Exercise
from autograder.grading import grade
from autograder.grading.engine import IsolatedEngine
from autograder.placing import placing
from autograder.reporting import export
from autograder.sandbox import jobs
from autograder.sandbox.marking import Nursery

AS_ROOT = () if os.geteuid() == 0 else ("--user", "--map-root-user")
# As the root of a user namespace of its own, with no right to make any mount namespace: jails can't be built.
NO_NAMESPACES = ("unshare", "--user", "--map-root-user", "sh", "-c",
                 'echo 0 > /proc/sys/user/max_mnt_namespaces && exec "$0" "$@"')  # fmt: skip
SMALL_DISK_KB = 4000
NEVER_RUN = ("malformed", "missing")


def the_line(done: dict[str, Any]) -> str:
    """What a command that failed said last: one line, and no traceback."""
    assert done["code"] == 1 and done["left"] == 0 and "Traceback" not in done["said"], done["said"]
    lines = done["said"].strip().splitlines()
    assert [line for line in lines if line.startswith("Error: ")] == [lines[-1]], done["said"]
    return lines[-1]


@pytest.fixture(scope="module")
def small_disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[WarmCli, Path, Path]]:
    """The command line where a folder is a small disk of its own; that folder as it sees it, and as we do."""
    place = tmp_path_factory.mktemp("disk")
    mount = f'mount -t tmpfs -o size={SMALL_DISK_KB}k none {place} && exec "$0" "$@"'
    with warm_cli(tmp_path_factory.mktemp("warm"), "unshare", *AS_ROOT, "--mount", "sh", "-c", mount) as cli:
        yield cli, place, Path(f"/proc/{cli.server.pid}/root{place}")


@pytest.mark.parametrize("free_kb", [0, 8, 24, 60, 120])
def test_a_full_disk_ends_the_run_and_room_on_it_lets_the_next_one_finish(
    small_disk: tuple[WarmCli, Path, Path], everything: Course, undisturbed: Undisturbed, free_kb: int, tmp_path: Path
) -> None:
    cli, place, seen = small_disk
    assert cli.run("--version")["code"] is not None  # by now the disk is there
    here = copied(everything, seen / "course")
    room = os.statvfs(seen).f_bavail * os.statvfs(seen).f_frsize - free_kb * 1024
    (seen / "filler").write_bytes(b"x" * room)
    line = the_line(cli.run("grade", SLUG, "-C", place / "course"))
    assert "is full" in line and "make room, then run the same command again" in line
    journal(here)
    (seen / "filler").unlink()
    again = cli.run("grade", SLUG, "-C", place / "course")
    assert again["code"] == 0, again["said"]
    assert_nothing_lost_or_doubled(copied(here, tmp_path / "course"), undisturbed)


def test_a_disk_that_is_full_at_any_one_write_costs_nothing(
    released: Course, light: Exercise, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every write of a run in turn finds no room: of notebooks, the journal and verdicts."""
    collected(released, tmp_path / "in", {"s1": answered(light), "s2": b"", "s3": answered(light)})
    verdicts(copied(released, tmp_path / "whole"), light, FakeEngine())
    wanted = whole(Course(tmp_path / "whole", SOLUTIONS))
    for number in range(3 * 3 - 1):  # a notebook, a line and a verdict of each; no notebook of who handed in nothing
        here = copied(released, tmp_path / "disturbed")
        with monkeypatch.context() as patch:
            full_at(patch, number)
            with pytest.raises(Trouble, match=r"the disk is full .*; make room, then"):
                verdicts(here, light, FakeEngine())
        verdicts(here, light, FakeEngine())
        assert whole(here) == wanted, number


def full_at(patch: pytest.MonkeyPatch, number: int) -> None:
    """Let the write of this number, of all that the store is asked for, fail."""
    left = [number]

    def counted(write: Callable[..., None]) -> Callable[..., None]:
        def instead(*args: Any, **options: Any) -> None:
            left[0] -= 1
            if left[0] == -1:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            write(*args, **options)

        return instead

    for name in ("write_bytes", "append_line"):
        patch.setattr(files, name, counted(getattr(files, name)))


def test_a_line_of_the_journal_is_whole_or_not_there(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    files.append_line(path, "first")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8, hard))  # room for two bytes more
    try:
        with pytest.raises(OSError):
            files.append_line(path, "second")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert path.read_text() == "first\n"
    path.write_text('first\n{"half a li')  # as a power cut leaves it
    files.append_line(path, "third")
    assert path.read_text() == "first\nthird\n"


@pytest.mark.parametrize("lock", ["EXCLUSIVE", "IMMEDIATE"])
def test_a_gradebook_that_is_locked_ends_the_run_and_a_later_one_finishes(
    everything: Course, undisturbed: Undisturbed, cli: WarmCli, tmp_path: Path, lock: str
) -> None:
    """A lock against everybody, and one against those who write."""
    here = copied(everything, tmp_path / "course")
    with closing(sqlite3.connect(here.root / "gradebook.db", isolation_level=None)) as other:
        other.execute(f"BEGIN {lock}")
        line = the_line(cli.run("grade", SLUG, "-C", here.root))
    assert "database is locked" in line and "close what has it open (formgrader" in line
    again = cli.run("grade", SLUG, "-C", here.root)
    assert again["code"] == 0, again["said"]
    assert_nothing_lost_or_doubled(here, undisturbed)


def test_two_runs_at_a_time_do_not_write_over_each_other(released: Course, light: Exercise, tmp_path: Path) -> None:
    collected(released, tmp_path / "in", {"s1": answered(light), "s2": answered(light)})
    first = grade.grade(released, [(light, ["s1", "s2"])], FakeEngine())
    next(first)
    with pytest.raises(Trouble, match="another run is grading"):
        verdicts(released, light, FakeEngine())
    assert [verdict.student for verdict in first] == ["s2"]
    assert grade.due(released, light, ["s1", "s2"], FakeEngine.name) == []


@contextmanager
def asleep(light: Exercise) -> Iterator[tuple[Nursery, int, list[Any]]]:
    """A submission that sleeps while it is tested: who keeps it, the process that forks students, what came of it."""
    patient = replace(light, limits={"cell_seconds": 60})
    text = "import time\n\ndef mean_squared(y_true, y_pred):\n    time.sleep(3)\n    return 0.0"
    notebook, *_ = placing.canonical(light, reading.read(answered(light, squared=text)))
    found: list[Any] = []

    def mark() -> None:
        try:
            found.append(nursery.mark(jobs.job(patient, notebook)))
        except RuntimeError as error:
            found.append(error)

    with Nursery(("math",)) as nursery:
        marking = threading.Thread(target=mark)
        marking.start()
        keeper = children(nursery._process.pid)[0]
        while not children(keeper):
            time.sleep(0.01)
        time.sleep(0.5)
        yield nursery, keeper, found
        marking.join(60)


def test_a_student_who_is_lost_with_what_keeps_them_has_not_exited(light: Exercise) -> None:
    """It looks like an exit of the student's own; a pool is told to try again, with a new nursery."""
    with asleep(light) as (_, keeper, found):
        os.kill(keeper, signal.SIGKILL)
    assert isinstance(found[0], RuntimeError) and "the warm process has ended" in str(found[0])


def test_an_examiner_that_is_killed_is_replaced(light: Exercise) -> None:
    with asleep(light) as (nursery, keeper, found):
        for examiner in set(children(nursery._process.pid)) - {keeper}:
            os.kill(examiner, signal.SIGKILL)
    assert found[0]["tests"]["mean-loss-squared-test"]["state"] == "wrong"
    assert found[0]["tests"]["mean-loss-absolute-test"] == {"state": "passed"}


@pytest.fixture(scope="module")
def without_namespaces(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WarmCli]:
    with warm_cli(tmp_path_factory.mktemp("warm"), *NO_NAMESPACES) as cli:
        yield cli


def engines(here: Course) -> set[str]:
    folder = here.state / "verdicts" / SLUG
    return {json.loads(path.read_text())["extra"]["engine"] for path in folder.glob("*.json")}


def test_without_namespaces_only_an_explicit_wish_grades_and_a_safe_run_does_it_again(
    everything: Course, undisturbed: Undisturbed, without_namespaces: WarmCli, cli: WarmCli, tmp_path: Path
) -> None:
    here = copied(everything, tmp_path / "course")
    line = the_line(without_namespaces.run("grade", SLUG, "-C", here.root))
    assert "can't keep a student's code apart (unshare" in line and "`autograder doctor` says more" in line
    assert "--unsafe-no-sandbox" in line and all(line["cause"] in NEVER_RUN for line in journal(here))
    unsafe = without_namespaces.run("grade", SLUG, "--unsafe-no-sandbox", "-C", here.root)
    assert unsafe["code"] == 0 and engines(here) == {IsolatedEngine.unsafe}, unsafe["said"]
    assert all(
        "without the sandbox" in row["notes"] for row in export.rows(here, SLUG) if row["cause"] not in NEVER_RUN
    )
    safe = cli.run("grade", SLUG, "-C", here.root)
    assert safe["code"] == 0 and engines(here) == {IsolatedEngine.safe}, safe["said"]
    assert whole(here)["gradebook"] == undisturbed.outcome["gradebook"]
    assert whole(here)["verdicts"] == undisturbed.outcome["verdicts"]


def test_a_gradebook_that_is_not_there_is_named(released: Course, cli: WarmCli) -> None:
    with (released.root / "nbgrader_config.py").open("a") as config:
        config.write('c.CourseDirectory.db_url = "sqlite:////nowhere/at/all/gradebook.db"\n')
    line = the_line(cli.run("grade", SLUG, "-C", released.root))
    assert "unable to open database file" in line and "c.CourseDirectory.db_url" in line
