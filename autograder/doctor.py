"""What this machine can do, and what to change: each check gives one line."""

from __future__ import annotations

import contextlib
import importlib.metadata
import os
import resource
import shutil
import subprocess
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from autograder.course import course
from autograder.course.course import Course
from autograder.errors import Trouble
from autograder.sandbox import syscalls
from autograder.sandbox.jail import Limits

PACKAGES = ("nbgrader", "jupytext", "ipykernel", "torch", "numpy", "click", "rich")
TENSORFLOWS = ("tensorflow-cpu", "tensorflow")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
POSTGRES = Path("/usr/lib/postgresql")
CGROUP, PACKAGE = Path("/sys/fs/cgroup"), Path(__file__).parents[1]
ISOLATE = "grade on Linux, in a virtual machine say; a class that you trust, with --unsafe-no-sandbox"
LEAST_MEMORY_GIB = 3.0  # a kernel with both frameworks holds about 1.2
LEAST_DISK_GIB = 2.0  # a class's pages are small


@dataclass(frozen=True)
class Finding:
    """One line of the report. Where not `ok`, `cure` says what to do; `needed` says whether grading works without."""

    what: str
    ok: bool
    seen: str
    cure: str = ""
    needed: bool = True


def checks() -> list[Callable[[], Finding]]:
    """The quick ones first; and that of the course that the current folder is in."""
    programs = (_python, _cores, _memory, _disk, _packages, _tensorflow, _kernel, _browser)
    found = [*programs, _limits, _isolation, _filter]
    with contextlib.suppress(Trouble):
        found.append(partial(_closed, course.find(Path.cwd())))
    return found


def _closed(here: Course) -> Finding:
    seen, _, cure = here.exposed.partition("; ")
    return Finding("this course", not seen, seen or "closed to others on this machine", cure, needed=False)


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
    if (most := _cgroup("memory.max")) is not None:  # a container may have less than its machine
        free = min(free, (most - (_cgroup("memory.current") or 0)) / 2**30)
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

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # IPython's, of a home that nobody may write to
        known = KernelSpecManager().find_kernel_specs()
    return Finding(
        "Jupyter kernel", "python3" in known, known.get("python3", "none"), "python -m ipykernel install --sys-prefix"
    )


def _browser() -> Finding:
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    return Finding(
        "browser for the tests", path is not None, path or "none", "autograder doctor --install", needed=False
    )


def _isolation() -> Finding:
    """Whether this kernel gives a student's code walls; tried by building them, in a process of its own."""
    code = "from autograder.sandbox import jail; print(jail.available())"
    try:
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, cwd=PACKAGE)
        said = (done.stdout + done.stderr).strip().splitlines()
        problem = said[-1] if said else ""
    except (OSError, subprocess.TimeoutExpired) as error:
        problem = str(error)
    seen, _, cure = problem.partition("; ")
    return Finding("isolation", not problem, seen or "user, mount, pid, net, ipc and uts namespaces", cure or ISOLATE)


def _filter() -> Finding:
    """Whether the kernel refuses a student's code the system calls that it does not need: a wall behind the walls."""
    problem = syscalls.available()
    cure = "grade on x86-64 or aarch64, with a kernel that has seccomp; the other walls stand without it"
    return Finding("system-call filter", not problem, problem or "on", cure, needed=False)


def _limits() -> Finding:
    """Whether this account may have as many files and processes as one student's code is allowed."""
    allowed = Limits()
    rooms = [("files", resource.RLIMIT_NOFILE, allowed.files), ("processes", resource.RLIMIT_NPROC, allowed.processes)]
    found = {name: (resource.getrlimit(kind)[1], least) for name, kind, least in rooms}
    if (pids := _cgroup("pids.max")) is not None:
        found["processes in this container"] = (pids, allowed.processes)
    short = [
        f"{most} {name}" for name, (most, least) in found.items() if most != resource.RLIM_INFINITY and most < least
    ]
    seen = f"only {', '.join(short)}" if short else f"{allowed.files} files, {allowed.processes} processes and more"
    cure = (
        f"raise them to {allowed.files} files and {allowed.processes} processes (ulimit, or the container's settings)"
    )
    return Finding("limits", not short, seen, cure)


def _cgroup(name: str) -> int | None:
    """A number that the control group of this container sets; None where it sets none."""
    try:
        return int((CGROUP / name).read_text())
    except (OSError, ValueError):
        return None


def install(run: Callable[[list[str]], int] | None = None) -> str:
    """Install what the tests use and is missing, where we may; returns the one line to print."""
    wanted = [package for package, is_here in INSTALLED.items() if not is_here()]
    if not wanted:
        return "nothing to install: the browsers and PostgreSQL are here"
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return f"to be installed by root: apt-get install {' '.join(wanted)}"
    run = run or (lambda command: subprocess.run(command, check=False).returncode)
    done = run(["apt-get", "update", "-q"]) or run(
        ["apt-get", "install", "-y", "-q", "--no-install-recommends", *wanted]
    )
    return f"apt-get failed; install by hand: {' '.join(wanted)}" if done else f"installed: {' '.join(wanted)}"


def postgres() -> Path | None:
    """The folder of PostgreSQL's server programs: Debian keeps them off the path, a folder for each version."""
    found = [Path(path) for path in [shutil.which("postgres")] if path]
    found += sorted(POSTGRES.glob("*/bin/postgres"), reverse=True)
    return found[0].resolve().parent if found else None


INSTALLED: dict[str, Callable[[], object]] = {
    BROWSERS[0]: lambda: any(map(shutil.which, BROWSERS)),
    "postgresql": postgres,
    "firefox-esr": lambda: shutil.which("firefox-esr") or shutil.which("firefox"),
    "webkit2gtk-driver": lambda: shutil.which("WebKitWebDriver"),
    "xvfb": lambda: shutil.which("xvfb-run"),
    "xauth": lambda: shutil.which("xauth"),
}
