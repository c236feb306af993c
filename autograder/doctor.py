"""What this machine can do, and what to change: each check gives one line."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

PACKAGES = ("nbgrader", "jupytext", "ipykernel", "torch", "numpy", "click", "rich")
TENSORFLOWS = ("tensorflow-cpu", "tensorflow")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
APT = {"chromium": "chromium", "bwrap": "bubblewrap"}
LEAST_MEMORY_GIB, LEAST_DISK_GIB = (
    3.0,
    2.0,
)  # a kernel with both frameworks holds about 1.2 GiB; a class's pages are small


@dataclass(frozen=True)
class Finding:
    """One line of the report. Where not `ok`, `cure` says what to do; `needed` says whether grading works without."""

    what: str
    ok: bool
    seen: str
    cure: str = ""
    needed: bool = True


def findings() -> Iterator[Finding]:
    """All checks, the quick ones first."""
    for check in (_python, _cores, _memory, _disk, _packages, _tensorflow, _kernel, _browser, _bubblewrap, _namespaces):
        yield check()


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding("Python", sys.version_info >= (3, 11), version, "install Python 3.11 and make the environment anew")


def _cores() -> Finding:
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return Finding("cores", usable >= 1, str(usable), needed=False)


def _memory() -> Finding:
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
    except OSError:
        return Finding("memory", False, "unknown", "look that 3 GiB are free", needed=False)
    free = next(int(line.split()[1]) for line in lines if line.startswith("MemAvailable")) / 2**20
    return Finding("memory", free >= LEAST_MEMORY_GIB, f"{free:.1f} GiB free", "close programs: 3 GiB should be free")


def _disk() -> Finding:
    free = shutil.disk_usage(Path.cwd()).free / 2**30
    return Finding("disk", free >= LEAST_DISK_GIB, f"{free:.1f} GiB free", f"free {LEAST_DISK_GIB:g} GiB")


def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def _packages() -> Finding:
    missing = [package for package in PACKAGES if not _version(package)]
    seen = f"nbgrader {_version('nbgrader')}, torch {_version('torch')}" if not missing else f"no {', '.join(missing)}"
    return Finding("packages", not missing, seen, "pip install -r requirements.txt '.[grade]'")


def _tensorflow() -> Finding:
    found = [f"{name} {version}" for name in TENSORFLOWS if (version := _version(name))]
    return Finding("TensorFlow", bool(found), found[0] if found else "none", "pip install -r requirements.txt")


def _kernel() -> Finding:
    from jupyter_client.kernelspec import KernelSpecManager

    known = KernelSpecManager().find_kernel_specs()
    return Finding(
        "Jupyter kernel", "python3" in known, known.get("python3", "none"), "python -m ipykernel install --sys-prefix"
    )


def _browser() -> Finding:
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    return Finding(
        "browser for the tests", path is not None, path or "none", "autograder doctor --install", needed=False
    )


def _bubblewrap() -> Finding:
    path = shutil.which("bwrap")
    return Finding("bubblewrap", path is not None, path or "none", "autograder doctor --install", needed=False)


def _namespaces() -> Finding:
    """Whether the kernel gives a process namespaces of its own, which an isolated engine stands on."""
    try:
        command = ["unshare", "--user", "--map-root-user", "--net", "--pid", "--fork", "true"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=10)
        said = done.stderr.strip().splitlines()
        ok, seen = done.returncode == 0, said[-1] if done.returncode and said else "user, net and pid"
    except (OSError, subprocess.TimeoutExpired) as error:
        ok, seen = False, str(error)
    return Finding("Linux namespaces", ok, seen, "allow unprivileged user namespaces (sysctl)", needed=False)


def install(run: Callable[[list[str]], int] | None = None) -> str:
    """Install the browser and bubblewrap where they are missing and we may; returns the one line to print."""
    wanted = [package for program, package in APT.items() if not _present(program)]
    if not wanted:
        return "nothing to install: a browser and bubblewrap are here"
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return f"to be installed by root: apt-get install {' '.join(wanted)}"
    run = run or (lambda command: subprocess.run(command, check=False).returncode)
    done = run(["apt-get", "update", "-q"]) or run(
        ["apt-get", "install", "-y", "-q", "--no-install-recommends", *wanted]
    )
    return f"apt-get failed; install by hand: {' '.join(wanted)}" if done else f"installed: {' '.join(wanted)}"


def _present(program: str) -> bool:
    names = BROWSERS if program == "chromium" else (program,)
    return any(shutil.which(name) for name in names)
