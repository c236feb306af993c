"""The fast self-check behind `make check`: each check names what is wrong or missing, and its fix.

It scans what exists: where the site isn't built yet, it says so and goes on.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from autograder.exercises.exercise import ExerciseError
from autograder.exercises.notebooks import notebook_text, student_notebook
from press.checks import hidden_seeds
from press.checks.complete import (
    chapters_complete,
    exercises_complete,
    figures_complete,
    losses_complete,
    practices_complete,
)
from press.checks.introductions import taught_before_used
from press.checks.lengths import chapters_short_enough
from press.layout import Layout
from press.notebooks.pairs import chapter_notebook, exercise_pair
from press.notebooks.typed_numbers import typed_numbers
from press.publish.leaks import leaks, public_sources, secret_words, secrets
from press.source_error import SourceError


def lint(layout: Layout) -> Iterator[str]:
    """ruff's findings."""
    yield from _tool(layout, "ruff", "check", "--quiet", "--output-format=concise", ".")


def formatting(layout: Layout) -> Iterator[str]:
    """Files that ruff would format otherwise."""
    for line in _tool(layout, "ruff", "format", "--check", "--quiet", "."):
        yield f"{line}; run: make format"


def types(layout: Layout) -> Iterator[str]:
    """mypy's findings."""
    yield from _tool(layout, "mypy", "--no-error-summary")


def exercises_well_formed(layout: Layout) -> Iterator[str]:
    """Markers spelt right, ids in order, TOML and notebook in agreement."""
    yield from layout.exercise_faults


def notebooks_up_to_date(layout: Layout) -> Iterator[str]:
    """`notebooks/` is what `book/` and `solutions/` give; what is not well-formed there is compared once it is."""
    made = {exercise_pair(one.slug): notebook_text(student_notebook(one)) for one in layout.exercises}
    faulty = {exercise_pair(folder.name) for folder in layout.exercise_folders} - set(made)
    for chapter in layout.chapters:
        try:
            made[chapter.notebook] = notebook_text(chapter_notebook(chapter, layout))
        except SourceError as error:
            yield str(error)
            faulty.add(chapter.notebook)
        except ExerciseError:  # which has a line of its own
            faulty.add(chapter.notebook)
    there = {
        path.relative_to(layout.root): path.read_text() for path in layout.notebooks.rglob("*.*") if path.is_file()
    }
    for name in sorted((set(made) | set(there)) - faulty):
        if made.get(name) != there.get(name) and ".ipynb_checkpoints" not in name.parts:
            yield f"{name} is not what its source gives; run: make notebooks"


def no_secret_in_sight(layout: Layout) -> Iterator[str]:
    """No line of a solution, hidden test or answer in the notebooks, the site or the students' tree."""
    public = public_sources(layout.root)
    lines, words = secrets(layout.exercises, public), secret_words(layout.exercises, public)
    for folder in (layout.notebooks, layout.site, layout.build / "student"):
        if folder.exists():
            yield from (f"{leak}; remove it at its source" for leak in leaks(folder, lines, words))


def hidden_inputs_drawn(layout: Layout) -> Iterator[str]:
    """What is random in a hidden test follows from `fresh_seed()`: no number stands there, and none is the system's."""
    for exercise in layout.exercises:
        place = f"solutions/{exercise.slug}/{exercise.slug}.md"
        for cell, problem in hidden_seeds.findings(exercise):
            yield f"{place}, cell {cell}: {problem}; take the seed from fresh_seed() in the hidden test itself"


def numbers_computed(layout: Layout) -> Iterator[str]:
    """No decimal or percentage typed in prose."""
    for docname in layout.docnames:
        yield from typed_numbers(layout.root / f"{docname}.md")


def tests_named_apart(layout: Layout) -> Iterator[str]:
    """No two test files of one name: pytest takes the second for the first and stops at the very end of a run."""
    seen: dict[str, Path] = {}
    for path in sorted((layout.root / "tests").rglob("test_*.py")):
        first = seen.setdefault(path.name, path)
        if first != path:
            yield f"{path.relative_to(layout.root)} has the name of {first.relative_to(layout.root)}; rename it"


Check = Callable[[Layout], Iterator[str]]
CHECKS: tuple[Check, ...] = (
    lint,
    formatting,
    types,
    exercises_well_formed,
    exercises_complete,
    practices_complete,
    figures_complete,
    losses_complete,
    chapters_complete,
    taught_before_used,
    chapters_short_enough,
    notebooks_up_to_date,
    no_secret_in_sight,
    hidden_inputs_drawn,
    numbers_computed,
    tests_named_apart,
)


def run_checks(layout: Layout) -> dict[str, list[str]]:
    """What each check found, by the check's name; a check that itself fails is a finding."""
    with ThreadPoolExecutor() as pool:
        found = pool.map(lambda check: findings(check, layout), CHECKS)
        return dict(zip((check.__name__ for check in CHECKS), found, strict=True))


def findings(check: Check, layout: Layout) -> list[str]:
    """What one check found; that it broke is a finding too."""
    try:
        return list(check(layout))
    except Exception as error:  # one broken file must not hide what the other checks have to say
        return [f"the check could not finish: {type(error).__name__}: {error}"]


def _tool(layout: Layout, *command: str) -> list[str]:
    run = subprocess.run([sys.executable, "-m", *command], cwd=layout.root, capture_output=True, text=True)
    lines = (run.stdout + run.stderr).strip().splitlines()
    return lines or [f"{command[0]} failed without a word"] if run.returncode else []


def main() -> int:
    started, layout = time.perf_counter(), Layout(Path.cwd())
    results = run_checks(layout)
    for name, problems in results.items():
        print(f"{'ok  ' if not problems else 'FAIL'}  {name.replace('_', ' ')}")
        for problem in problems:
            print(f"        {problem}")
    if not layout.site.exists():
        print("        (the site is not built, so it was not scanned; build it with: make book)")
    print(f"checked in {time.perf_counter() - started:.0f} s")
    return 1 if any(results.values()) else 0


if __name__ == "__main__":
    raise SystemExit(main())
