"""A class graded on a Dask cluster: over TLS, with no shared folder, whatever becomes of its machines."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest
from light_class import SLUG
from test_troubles import the_line
from tls_cluster import Cluster, Papers, cluster, papers
from warm_cli import WarmCli, children
from whole_course import Undisturbed, assert_nothing_lost_or_doubled, copied, journal

from autograder.course.course import Course
from autograder.errors import Trouble
from autograder.grading import dask_pool

PATIENCE = 120


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster(tmp_path_factory.mktemp("cluster") / "two", 2) as made:
        yield made


def until(condition: Any) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it does not come to that"
        time.sleep(0.01)


def nurseries(cluster: Cluster) -> list[int]:
    return [pid for worker in cluster.workers for pid in children(worker.pid)]


def is_there(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def test_a_cluster_comes_to_the_same_verdicts(
    everything: Course, undisturbed: Undisturbed, cli: WarmCli, two: Cluster, tmp_path: Path
) -> None:
    here = copied(everything, tmp_path / "course")
    done = cli.run("grade", SLUG, *two.where(), "-C", here.root)
    assert done["code"] == 0, done["said"]
    assert_nothing_lost_or_doubled(here, undisturbed)
    assert nurseries(two), "the workers have marked it, and keep warm processes for the next"


def test_a_worker_that_is_killed_and_one_that_comes_lose_nothing(
    everything: Course, undisturbed: Undisturbed, cli: WarmCli, two: Cluster, tmp_path: Path
) -> None:
    here = copied(everything, tmp_path / "course")
    running = cli.start("grade", SLUG, *two.where(), "-C", here.root)
    until(lambda: running.ended() or journal(here))
    left = children(two.workers[0].pid)
    two.workers[0].kill()
    two.start_worker()
    done = running.end()
    assert done["code"] == 0, running.log.read_text()
    assert_nothing_lost_or_doubled(here, undisturbed)
    until(lambda: not any(map(is_there, left)))


def test_only_who_has_a_certificate_of_the_cluster_gets_in(
    everything: Course, cli: WarmCli, two: Cluster, tmp_path: Path
) -> None:
    here, others = copied(everything, tmp_path / "course"), papers(tmp_path / "others")
    mixed = Papers(two.papers.ca, others.certificate, others.key)
    for stranger in (others, mixed):
        line = the_line(cli.run("grade", SLUG, *two.where(stranger), "-C", here.root))
        assert f"no scheduler answers at {two.address}" in line and "are --tls-ca, --tls-cert and --tls-key" in line
    line = the_line(cli.run("grade", SLUG, "--scheduler", two.address, "-C", here.root))
    assert "needs --tls-ca, --tls-cert and --tls-key" in line
    in_the_clear = two.address.replace("tls://", "tcp://")
    assert "no scheduler answers" in the_line(cli.run("grade", SLUG, "--scheduler", in_the_clear, "-C", here.root))
    assert not journal(here)


def test_a_scheduler_that_is_lost_ends_the_run_and_the_next_one_finishes(
    everything: Course, undisturbed: Undisturbed, cli: WarmCli, tmp_path: Path
) -> None:
    here = copied(everything, tmp_path / "course")
    with cluster(tmp_path / "cluster", 1) as lost:
        running = cli.start("grade", SLUG, *lost.where(), "-C", here.root)
        until(lambda: running.ended() or journal(here))
        lost.scheduler.kill()
        done = running.end()
    assert done["seconds"] < PATIENCE
    assert "see that it runs, then run `autograder grade` again" in the_line({**done, "said": running.log.read_text()})
    again = cli.run("grade", SLUG, "-C", here.root)
    assert again["code"] == 0, again["said"]
    assert_nothing_lost_or_doubled(here, undisturbed)


@pytest.mark.parametrize("address", ["tcp://grader.example.edu:8786", "10.1.2.3:8786", "tcp://[2001:db8::1]:8786"])
def test_hidden_tests_do_not_travel_in_the_clear(address: str) -> None:
    with pytest.raises(Trouble, match=r"hidden tests would travel .* start it with TLS, and name it as tls://"):
        dask_pool._security(dask_pool.Where(address))


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:8786", "localhost:8786", "tcp://[::1]:8786"])
def test_a_scheduler_on_this_machine_needs_no_certificate(address: str) -> None:
    assert dask_pool._security(dask_pool.Where(address)) == {}


def test_a_certificate_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match=r"there is no file .*key\.pem \(--tls-key\)"):
        own = papers(tmp_path / "own")
        own.key.unlink()
        dask_pool._security(dask_pool.Where("tls://127.0.0.1:1", 0, own.ca, own.certificate, own.key))


class Deserted:
    """A cluster without workers."""

    def nthreads(self) -> dict[str, int]:
        return {}


def test_a_cluster_without_workers_is_not_waited_for_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask_pool, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(dask_pool, "WORKER_SECONDS", 0.1)
    with pytest.raises(Trouble, match="the cluster has had no worker"):
        dask_pool._next(SimpleQueue(), Deserted())
