"""A pool of workers, by Dask: this machine's cores, or any cluster that a scheduler's address leads to.

Bytes go in and plain data comes out, so workers share no file system with this machine. Over TLS, for hidden tests
travel and Dask asks nobody who they are.
"""

from __future__ import annotations

import ipaddress
import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from autograder.errors import Trouble
from autograder.sandbox import marking
from autograder.sandbox.examined import Answer

Key = TypeVar("Key")
AHEAD = 3  # jobs for each worker that are under way or wait there; the rest is not even read yet
RETRIES = 5  # of a job whose worker was lost
CONNECT_SECONDS = 20
LOOK_SECONDS = 5  # between two looks for workers while nothing comes back
LOST_SECONDS = 0.1  # until it is asked again after a result that was lost
WORKER_SECONDS = 300  # that a cluster may be without any worker
AGAIN = "run `autograder grade` again: it goes on where it stopped"


@dataclass(frozen=True)
class Where:
    """The workers: `scheduler` is an address such as tls://host:8786; without one, this machine's `workers` cores."""

    scheduler: str = ""
    workers: int = 0
    ca: Path | None = None
    certificate: Path | None = None
    key: Path | None = None


def run(jobs: Iterator[tuple[Key, dict[str, Any]]], client: Any) -> Iterator[tuple[Key, Answer]]:
    """Have each job marked, somewhere; as they end. A job whose worker is lost goes to another."""
    ended: SimpleQueue[Any] = SimpleQueue()
    under_way: dict[str, tuple[Key, Any]] = {}

    def fill() -> None:
        while len(under_way) < AHEAD * max(1, _cores(client)) and (following := next(jobs, None)) is not None:
            key, job = following
            future = client.submit(marking.mark, job, pure=False, retries=RETRIES)
            under_way[future.key] = key, future
            future.add_done_callback(ended.put)

    fill()
    while under_way:
        future = _next(ended, client)
        yield under_way.pop(future.key)[0], _result(future)
        future.release()
        fill()


def _next(ended: SimpleQueue[Any], client: Any) -> Any:
    """The next job that ends. While none does: is anybody there to do it?"""
    alone_since = None
    while True:
        try:
            future = ended.get(timeout=LOOK_SECONDS)
        except Empty:
            alone_since = None if _cores(client) else alone_since or time.monotonic()
            if alone_since is not None and time.monotonic() - alone_since > WORKER_SECONDS:
                cure = f"start some, then {AGAIN}"
                raise Trouble(f"the cluster has had no worker for {WORKER_SECONDS} s; {cure}") from None
            continue
        if future.status != "lost":
            return future
        time.sleep(LOST_SECONDS)  # the worker that had the result is gone, and another does the job again
        future.add_done_callback(ended.put)


def _result(future: Any) -> Answer:
    from distributed.client import FutureCancelledError

    try:
        error = future.exception()
        found: Any = future.result() if error is None else {"fault": f"{type(error).__name__}: {error}"}
    except (FutureCancelledError, OSError):
        raise Trouble(f"the connection to the scheduler was lost; see that it runs, then {AGAIN}") from None
    if isinstance(error, Trouble):
        raise error
    if "trouble" in found:
        raise Trouble(found["trouble"])
    return found


def _cores(client: Any) -> int:
    try:
        return sum(client.nthreads().values())
    except (OSError, RuntimeError, TimeoutError):  # how Dask says that nobody is at the other end
        raise Trouble(f"the scheduler does not answer any more; see that it runs, then {AGAIN}") from None


@contextmanager
def client(where: Where) -> Iterator[Any]:
    """A client of the cluster; of one on this machine, made for it, where no scheduler is named."""
    import dask
    from distributed import Client

    for name in [name for name in logging.root.manager.loggerDict if name.startswith("distributed")]:
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what it has to say comes as a line of ours
    quiet = {"distributed.admin.tick.limit": "60s", "distributed.scheduler.http.routes": [],
             "distributed.worker.http.routes": []}  # fmt: skip
    with (
        dask.config.set(quiet),
        _cluster(where) as (address, options),
        _connected(lambda: Client(address, timeout=CONNECT_SECONDS, **options), where) as client,
    ):
        yield client


@contextmanager
def _cluster(where: Where) -> Iterator[tuple[Any, dict[str, Any]]]:
    """What a client connects to, and how. One on this machine is threads of this process: nothing leaves it."""
    if where.scheduler:
        yield where.scheduler, _security(where)
        return
    from distributed import LocalCluster

    cores = where.workers or len(os.sched_getaffinity(0))
    # Dask serves its state over HTTP on the machine's own address, whatever it is told; so, for nobody else.
    private = {"scheduler_kwargs": {"dashboard": False, "dashboard_address": "127.0.0.1:0"},
               "worker_dashboard_address": "127.0.0.1:0", "dashboard_address": None}  # fmt: skip
    options = {"n_workers": 1, "threads_per_worker": cores, "processes": False, "memory_limit": 0, **private}
    with LocalCluster(**options, silence_logs=50) as cluster:
        yield cluster, {}


def _connected(connect: Callable[[], Any], where: Where) -> Any:
    try:
        return connect()
    except (OSError, TimeoutError, ValueError) as error:
        cure = "is it running, and are --tls-ca, --tls-cert and --tls-key those of the cluster?"
        raise Trouble(f"no scheduler answers at {where.scheduler} ({error}); {cure}") from None


def _security(where: Where) -> dict[str, Any]:
    """How to connect: encrypted, and each side known to the other; or in the clear, to this machine only."""
    from distributed.security import Security

    if not where.scheduler.startswith("tls://"):
        if not _is_here(where.scheduler):
            cure = "start it with TLS, and name it as tls://… with --tls-ca, --tls-cert and --tls-key"
            raise Trouble(f"hidden tests would travel to {where.scheduler} for everyone to read; {cure}")
        return {}
    files = {"--tls-ca": where.ca, "--tls-cert": where.certificate, "--tls-key": where.key}
    if not all(files.values()):
        raise Trouble("a tls:// scheduler needs --tls-ca, --tls-cert and --tls-key")
    if missing := [f"{path} ({option})" for option, path in files.items() if path and not path.is_file()]:
        raise Trouble(f"there is no file {', '.join(missing)}")
    ca, certificate, key = map(str, files.values())
    security = Security(tls_ca_file=ca, tls_client_cert=certificate, tls_client_key=key, require_encryption=True)
    return {"security": security}


def _is_here(address: str) -> bool:
    """Whether an address in the clear leads to this machine (which may be the end of a tunnel)."""
    host = address.rpartition("://")[2].rpartition(":")[0].strip("[]")
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
