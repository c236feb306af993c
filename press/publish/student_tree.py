"""Writes the tree that students see into `_build/student`: chapters, notebooks, package, site; no solutions.

The launch buttons and each notebook's install cell point at the repository that this tree is pushed to.
"""

from __future__ import annotations

import json
import shutil
import sys
import tomllib
from pathlib import Path

from autograder.exercises.exercise import load_all
from press.layout import Layout
from press.publish.leaks import leaks, public_sources, secret_words, secrets

COPIED = ("book", "descent", "notebooks", "requirements.txt", "LICENSE", "LICENSE-TEXT")
README = """\
# Descent

An interactive course on loss functions and optimizers, in PyTorch and TensorFlow side by side.

- **Read** it in `site/`: open `site/index.html` in a browser.
- **Run** a chapter: open a notebook of `notebooks/chapters/` in Jupyter or Colab.
- **Solve** an exercise: open its notebook in `notebooks/exercises/`, and hand it in under its own name.

On your own machine, with Python 3.11 or later:

    pip install -r requirements.txt
    pip install --no-deps .
    jupyter lab notebooks

This tree is generated. Code is under the licence in `LICENSE`, text under the one in `LICENSE-TEXT`.
"""


def write_tree(layout: Layout, folder: Path) -> None:
    """Write the students' tree into `folder`, which is made anew.

    Raises
    ------
    SystemExit
        If the site isn't built, or if the tree holds a line of a solution or hidden test: then nothing is left behind.
    """
    if not (layout.site / "index.html").is_file():
        raise SystemExit(f"{layout.site} holds no site; build it with: make book")
    shutil.rmtree(folder, ignore_errors=True)
    for name in COPIED:
        _copy(layout.root / name, folder / name)
    _copy(layout.site, folder / "site")
    (folder / "README.md").write_text(README)
    (folder / "pyproject.toml").write_text(student_pyproject(layout.root / "pyproject.toml"))
    post_build = folder / ".binder" / "postBuild"
    post_build.parent.mkdir()
    post_build.write_text("#!/bin/sh\npip install --no-deps .\n")
    post_build.chmod(0o755)
    shutil.copy(folder / "requirements.txt", post_build.parent)
    if found := list(find_leaks(layout, folder)):
        shutil.rmtree(folder)
        raise SystemExit("The students' tree would hold secrets; it was not written:\n  " + "\n  ".join(found[:20]))


def find_leaks(layout: Layout, folder: Path) -> list[str]:
    """What of the solutions stands in `folder`."""
    exercises, public = load_all(layout.solutions), public_sources(layout.root)
    return list(leaks(folder, secrets(exercises, public), secret_words(exercises, public)))


def student_pyproject(path: Path) -> str:
    """The package's description without the grader: only `descent` is in the students' tree."""
    project = tomllib.loads(path.read_text())["project"]
    kept = {key: project[key] for key in ("name", "version", "description", "requires-python", "dependencies")}
    lines = [
        "[build-system]",
        'requires = ["setuptools>=77"]',
        'build-backend = "setuptools.build_meta"',
        "",
        "[project]",
    ]
    lines += [f"{key} = {json.dumps(value)}" for key, value in kept.items()]
    lines += ["", "[tool.setuptools.packages.find]", 'include = ["descent*"]']
    lines += [
        "",
        "[tool.setuptools.package-data]",
        '"*" = ["*.toml", "*.json", "*.css", "js/*.js", "cells/*.toml"]',
        "",
    ]
    return "\n".join(lines)


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints"))
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)


def main() -> int:
    layout = Layout(Path.cwd())
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else layout.build / "student"
    write_tree(layout, folder)
    print(f"wrote {folder}: no line of a solution or hidden test is in it; push it to {layout.repository}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
