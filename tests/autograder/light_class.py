"""The light class: an exercise in plain Python that costs a second to grade, and what the tests do with it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from autograder import demo, source, store
from autograder.exercise import Exercise

REPOSITORY = Path(__file__).resolve().parents[2]
SOLUTIONS = Path(__file__).parent / "fixture_course" / "solutions"
SLUG = "mean-loss"


def autograder(*words: object, cwd: Path = REPOSITORY, code: int | None = 0) -> subprocess.CompletedProcess[str]:
    """The real command line, in a process of its own; `code` is the exit status it must have."""
    command = [sys.executable, "-m", "autograder", *map(str, words)]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=600)
    assert code is None or done.returncode == code, f"{command}\n{done.stdout}\n{done.stderr}"
    return done


def answered(light: Exercise, **changes: str) -> bytes:
    """The released notebook with the solution in it; `changes` replace whole cells, by task name."""
    answer = demo.best(light) | {f"{SLUG}-{task}": text for task, text in changes.items()}
    return source.notebook_text(demo.fill(light, answer)).encode()


def hand_in(folder: Path, student: str, data: bytes, name: str = f"{SLUG}.ipynb") -> Path:
    """Put a student's file into a folder of submissions, and return that folder."""
    store.write_bytes(folder / student / name, data)
    return folder
