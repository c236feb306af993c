"""A sample class, taken from `init` to `status` through the same commands that an instructor types."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from autograder import console, files
from autograder.course import course
from autograder.errors import Trouble
from autograder.exercises import sample_class

DUE = "2026-10-01T23:59:00+00:00"


def run(place: Path, solutions: Path, slug: str | None, command: Callable[..., None]) -> None:
    """Make the class in `place`, run every command on it, and end with the table of grades."""
    if place.exists() and any(place.iterdir()):
        raise Trouble(f"{place} is not empty; give the demo an empty folder, or none for a temporary one")
    here = course.Course(place / "course", solutions)
    exercise = here.exercise(slug or here.slugs[0])
    first, second = sample_class.write_class(exercise, place)
    root, times = str(here.root), str(place / "received.csv")
    command("init", root, "--solutions", str(solutions))
    command("release", exercise.slug, "--due", DUE, "--course", root)
    command("collect", exercise.slug, str(first), "--received", times, "--course", root)
    files.write_bytes(place / "received-again.csv", f"student,received\nresubmitted,{sample_class.AGAIN}\n".encode())
    command("collect", exercise.slug, str(second), "--received", str(place / "received-again.csv"), "--course", root)
    command("grade", exercise.slug, "--course", root)
    command("feedback", exercise.slug, "--course", root)
    command("export", exercise.slug, "--output", str(place / "grades.csv"), "--course", root)
    command("report", "--course", root)
    command("status", "--course", root)
    console.say(f"The class is in {place}. To see it in formgrader: cd {root} && jupyter lab")
