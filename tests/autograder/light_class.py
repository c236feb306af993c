"""The light class: an exercise in plain Python that costs a second to grade, and what the tests do with it."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime
from pathlib import Path

from autograder import files
from autograder.collecting import arrivals, collect, inbox
from autograder.course.course import Course
from autograder.exercises import notebooks, sample_class
from autograder.exercises.exercise import Exercise

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
    answer = sample_class.best(light) | {f"{SLUG}-{task}": text for task, text in changes.items()}
    return notebooks.notebook_text(sample_class.fill(light, answer)).encode()


def hand_in(folder: Path, student: str, data: bytes, name: str = f"{SLUG}.ipynb") -> Path:
    """Put a student's file into a folder of submissions, and return that folder."""
    files.write_bytes(folder / student / name, data)
    return folder


def collected(
    here: Course, place: Path, submissions: dict[str, bytes], times: dict[str, datetime] | None = None
) -> None:
    """Have the course collect these, as if they had arrived at these times."""
    for student, data in submissions.items():
        hand_in(place, student, data)
    found, _ = inbox.read_offers(place)
    arrivals.add_times(found, times or {})
    for offer in found:
        collect.take(here, SLUG, offer)
