"""The corpus of `tests/submissions/`: whole submissions, honest and hostile, each with the verdict that it must get."""

from __future__ import annotations

import json
import shutil
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

FIRST_EXERCISE = "mean-loss"  # of a case that names none


@dataclass(frozen=True)
class Case:
    """One folder: `handed-in/` as the student left it, and `verdict.toml`, which opens with a line on what it is."""

    folder: Path

    @property
    def name(self) -> str:
        return self.folder.name

    @cached_property
    def verdict(self) -> dict[str, Any]:
        return tomllib.loads((self.folder / "verdict.toml").read_text())

    @property
    def exercise(self) -> str:
        return str(self.verdict.get("exercise", FIRST_EXERCISE))

    @property
    def about(self) -> str:
        return (self.folder / "verdict.toml").read_text().splitlines()[0]

    def lay(self, folder: Path) -> None:
        """Put what was handed in here, with the links and the size that the verdict names."""
        folder.mkdir(parents=True)
        if (self.folder / "handed-in").is_dir():
            shutil.copytree(self.folder / "handed-in", folder, dirs_exist_ok=True)
        for link, target in self.verdict.get("links", {}).items():
            (folder / link).symlink_to(target)
        if megabytes := self.verdict.get("filled_to_mb"):
            _fill(folder / f"{self.exercise}.ipynb", megabytes)


def read_corpus(folder: Path) -> list[Case]:
    return [Case(path.parent) for path in sorted(folder.glob("*/verdict.toml"))]


def hand_in(inbox: Path, cases: Iterable[Case]) -> None:
    """Lay each case into the folder of its exercise, as `autograder collect` takes them."""
    for case in cases:
        case.lay(inbox / case.exercise / case.name)


def _fill(path: Path, megabytes: int) -> None:
    """Give a notebook this size by an output, as a log or a row of plots does."""
    notebook = json.loads(path.read_text())
    cell = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x" * megabytes * 1_000_000}]
    path.write_text(json.dumps(notebook))
