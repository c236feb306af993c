"""The key of all that a page's outputs depend on beside its own code: it names the execution cache's folder."""

from __future__ import annotations

import hashlib
import platform
import sysconfig
from importlib.metadata import distributions
from pathlib import Path

# What a page's kernel needs to print the same in each build: TensorFlow otherwise logs times and process ids at import,
# and sums come out in the order of the threads. One thread for each kernel also keeps parallel kernels from fighting.
STEADY = {
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "PYTHONHASHSEED": "0",
    "OMP_NUM_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
}
DRAWN = (".js", ".css")
NOT_RUN = {"__pycache__", "practice"}  # no cell of a page runs these


def environment_key(root: Path) -> str:
    """A short hash of Python, the installed packages (and so the bundled data) and the `descent` package.

    Not of its scripts and style sheets: they draw a figure when the site is built, from the state in the cell's output.
    Nor of the practice, which the reader runs.
    """
    digest = hashlib.sha256(platform.python_version().encode())
    # Of the environment alone: what else is on sys.path depends on what was imported before (setuptools adds its own).
    places = sorted({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")})
    packages = {f"{package.name}=={package.version}" for package in distributions(path=places)}
    for line in sorted(packages):
        digest.update(line.encode())
    for path in sorted((root / "descent").rglob("*")):
        name = path.relative_to(root)
        if path.is_file() and not NOT_RUN & set(name.parts) and name.suffix not in DRAWN:
            digest.update(name.as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def cache_folder(root: Path) -> Path:
    """Where jupyter-cache keeps outputs that are valid in this environment; within it, the key is the code cells."""
    return root / "_build" / "executed" / environment_key(root)
