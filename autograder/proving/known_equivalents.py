"""What the last whole proof found out about an exercise's mutants, so that it is not repeated for nothing.

`solutions/<slug>/mutants.json` holds how many mutants there are and how many the tests killed, the names of those that
survive, each that was found equivalent with a key over what that finding rests on, and one `key` over everything that
the whole rests on. While the key fits, a proof runs a sample of the mutants and the file counts for the others; as soon
as anything changes, all are run. An equivalent one whose own key fits gets a short trial with other numbers.
`python -m autograder.proving <slug>` writes the file; without a `key` if anything was wrong.
"""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from zlib import crc32

from autograder.exercises.exercise import Exercise
from autograder.proving import equivalence, trial_runs
from autograder.proving.mutants import Mutant

FILE = "mutants.json"
SHORT_TRIALS, SHORT_SEED = 200, 1
EVERY, FEWEST = 10, 10  # one mutant of so many is in the sample, which has at least so many


@dataclass(frozen=True)
class Settled:
    """The file's content."""

    key: str = ""
    mutants: int = 0
    killed: int = 0
    survivors: list[str] = field(default_factory=list)
    equivalent: dict[str, str] = field(default_factory=dict)  # the mutant's name, and the key of the finding


def key(payload: dict[str, Any]) -> str:
    """What one finding rests on, as a short hash: the payload of the trial, and the code that judges it."""
    sides = {side: [[name, _bare(source)] for name, source in payload[side]] for side in ("original", "mutant")}
    return _hash({**payload, **sides})


def whole_key(exercise: Exercise, mutants: Iterable[Mutant], trials: int) -> str:
    """What a whole proof rests on: the exercise's code, the mutants made of it, and how survivors are tried."""
    code = [cell for cell in exercise.notebook.cells if cell.cell_type == "code"]
    return _hash(
        {
            "cells": [[cell["id"], _bare(cell.source)] for cell in code],
            "exports": [task.exports for task in exercise.automatic],
            "limits": exercise.limits,
            "mutants": [[mutant.name, _bare(mutant.source)] for mutant in mutants],
            "inputs": inputs.read_text() if (inputs := exercise.folder / "inputs.py").is_file() else "",
            "trials": trials,
            "seeds": trial_runs.SEEDS,
        }
    )


def _hash(rests_on: dict[str, Any]) -> str:
    text = json.dumps(rests_on, sort_keys=True) + _bare(Path(equivalence.__file__).read_text())
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _bare(source: str) -> str:
    """The code as Python reads it: without comments, layout and docstrings."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return ast.unparse(tree)


def sample(names: Sequence[str], key: str) -> list[str]:
    """Every tenth of the names, but ten at least; where it begins follows from the key."""
    step = max(1, min(EVERY, len(names) // FEWEST))
    return list(names[crc32(key.encode()) % step :: step])


def read(folder: Path) -> Settled:
    """What is settled; nothing if there was no whole proof yet."""
    path = folder / FILE
    return Settled(**json.loads(path.read_text())) if path.is_file() else Settled()


def write(folder: Path, found: Settled) -> None:
    """Keep what was found."""
    content = {**asdict(found), "equivalent": dict(sorted(found.equivalent.items()))}
    (folder / FILE).write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")
