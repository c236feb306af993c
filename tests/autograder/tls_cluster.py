"""A real Dask cluster on this machine: a scheduler and workers as processes, in folders of their own, over TLS."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

START_SECONDS = 120


@dataclass(frozen=True)
class Papers:
    """The files that let somebody into a cluster."""

    ca: Path
    certificate: Path
    key: Path

    def options(self, ca: str, certificate: str, key: str) -> list[str]:
        return [ca, str(self.ca), certificate, str(self.certificate), key, str(self.key)]


def papers(folder: Path) -> Papers:
    """A new authority, and a certificate of it."""
    folder.mkdir(parents=True)
    found = Papers(folder / "ca.pem", folder / "certificate.pem", folder / "key.pem")
    authority, own = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer, subject = _name(f"the authority of {folder.name}"), _name("a member of the cluster")
    found.ca.write_bytes(_signed(issuer, issuer, authority.public_key(), authority, is_ca=True))
    found.certificate.write_bytes(_signed(issuer, subject, own.public_key(), authority, is_ca=False))
    pem, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    found.key.write_bytes(own.private_bytes(pem, form, serialization.NoEncryption()))
    return found


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _signed(issuer: x509.Name, subject: x509.Name, key: Any, authority: Any, is_ca: bool) -> bytes:
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(issuer, subject, key, x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(days=1))
    made = made.add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
    return made.sign(authority, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


@dataclass
class Cluster:
    """A scheduler and its workers, of which a test may kill some and start others."""

    folder: Path
    papers: Papers
    scheduler: subprocess.Popen[bytes]
    address: str = ""
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start_worker(self) -> None:
        options = ("--no-nanny", "--nthreads", 1, "--death-timeout", 60, "--dashboard-address", "127.0.0.1:0")
        place = self.folder / f"worker-{len(self.workers)}"
        self.workers.append(_start(place, "dask_worker", self.address, *options, *tls(self.papers)))

    def where(self, papers: Papers | None = None) -> list[str]:
        """The options of `autograder grade` that lead here."""
        return ["--scheduler", self.address, *(papers or self.papers).options("--tls-ca", "--tls-cert", "--tls-key")]


def tls(papers: Papers) -> list[str]:
    return papers.options("--tls-ca-file", "--tls-cert", "--tls-key")


def _start(place: Path, program: str, *words: object) -> subprocess.Popen[bytes]:
    place.mkdir(parents=True)
    command = [sys.executable, "-m", f"distributed.cli.{program}", *map(str, words)]
    with (place / "log").open("wb") as log:
        return subprocess.Popen(command, cwd=place, stdin=subprocess.DEVNULL, stdout=log, stderr=log)


@contextlib.contextmanager
def cluster(folder: Path, workers: int) -> Iterator[Cluster]:
    """A scheduler on loopback and this many workers, which are all ended at the end."""
    told, mine = folder / "scheduler.json", papers(folder / "papers")
    options = ("--protocol", "tls", "--host", "127.0.0.1", "--port", 0, "--dashboard-address", "127.0.0.1:0",
               "--scheduler-file", told)  # fmt: skip
    made = Cluster(folder, mine, _start(folder / "scheduler", "dask_scheduler", *options, *tls(mine)))
    try:
        made.address = _address(told)
        for _ in range(workers):
            made.start_worker()
        yield made
    finally:
        for process in (*made.workers, made.scheduler):
            process.kill()
            process.wait()


def _address(told: Path) -> str:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError, ValueError):
            return json.loads(told.read_text())["address"]
        time.sleep(0.05)
    raise TimeoutError(f"no scheduler: {(told.parent / 'scheduler' / 'log').read_text()}")
