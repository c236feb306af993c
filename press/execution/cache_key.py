"""The key of the environment that a page's outputs depend on: it names the execution cache's folder."""

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


def environment_key() -> str:
    """A short hash of Python and the installed packages, and so of the bundled data."""
    digest = hashlib.sha256(platform.python_version().encode())
    # Of the environment alone: what else is on sys.path depends on what was imported before (setuptools adds its own).
    places = sorted({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")})
    packages = {f"{package.name}=={package.version}" for package in distributions(path=places)}
    for line in sorted(packages):
        digest.update(line.encode())
    return digest.hexdigest()[:16]


def cache_folder(root: Path) -> Path:
    """Where jupyter-cache keeps outputs of this environment: for each chapter by its code, with what that rests on."""
    return root / "_build" / "executed" / environment_key()
