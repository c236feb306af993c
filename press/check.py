"""The fast self-check behind `make check`: each check names what is wrong or missing, and its fix.

It scans what exists: where the site isn't built yet, it says so and goes on.
"""

from __future__ import annotations

import filecmp
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from autograder.exercise import ExerciseError, load, load_all
from press.layout import Layout
from press.pairs import write_all
from press.secrets import leaks, public_sources, secret_words, secrets
from press.typed_numbers import typed_numbers

GRADED = re.compile(r"^```\{graded-exercise\} ([a-z0-9-]+)\s*$", re.MULTILINE)


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
    for folder in sorted(path for path in layout.solutions.iterdir() if path.is_dir()):
        try:
            load(folder)
        except (ExerciseError, KeyError, ValueError) as error:
            yield str(error)


def notebooks_up_to_date(layout: Layout) -> Iterator[str]:
    """`notebooks/` is what `book/` and `solutions/` give."""
    with TemporaryDirectory() as folder:
        fresh = Path(folder) / "notebooks"
        write_all(layout, fresh)
        names = {
            path.relative_to(top) for top in (fresh, layout.notebooks) for path in top.rglob("*") if path.is_file()
        }
        for name in sorted(name for name in names if ".ipynb_checkpoints" not in name.parts):
            ours, theirs = layout.notebooks / name, fresh / name
            if not (ours.is_file() and theirs.is_file() and filecmp.cmp(ours, theirs, shallow=False)):
                yield f"notebooks/{name} is not what its source gives; run: make notebooks"


def no_secret_in_sight(layout: Layout) -> Iterator[str]:
    """No line of a solution, hidden test or answer in the notebooks, the site or the students' tree."""
    exercises, public = load_all(layout.solutions), public_sources(layout.root)
    lines, words = secrets(exercises, public), secret_words(exercises, public)
    for folder in (layout.notebooks, layout.site, layout.build / "student"):
        if folder.exists():
            yield from (f"{leak}; remove it at its source" for leak in leaks(folder, lines, words))


def chapters_complete(layout: Layout) -> Iterator[str]:
    """Each page has its toc line; each page with code its pair; each chapter that teaches, its exercise."""
    for path in sorted((layout.root / "book").rglob("*.md")):
        if path.relative_to(layout.root).with_suffix("").as_posix() not in layout.docnames:
            yield f"{path.relative_to(layout.root)} is in no part of _toc.yml; add a line for it"
    for chapter in layout.chapters:
        if not (layout.root / chapter.notebook).is_file():
            yield f"{chapter.docname} has no {chapter.notebook}; run: make notebooks"
        slugs = GRADED.findall(chapter.path.read_text())
        if not slugs and chapter.teaches:
            yield f"{chapter.docname} names no graded exercise; add a ```{{graded-exercise}} <slug> block"
        for slug in slugs:
            if not (layout.solutions / slug).is_dir():
                yield f"{chapter.docname} names the exercise {slug!r}, but there is no solutions/{slug}; add it"
    for exercise in load_all(layout.solutions):
        if f"book/{exercise.chapter}" not in layout.docnames:
            yield f"solutions/{exercise.slug}/exercise.toml: no chapter {exercise.chapter!r} in _toc.yml; correct it"


def numbers_computed(layout: Layout) -> Iterator[str]:
    """No decimal or percentage typed in prose."""
    for docname in layout.docnames:
        yield from typed_numbers(layout.root / f"{docname}.md")


Check = Callable[[Layout], Iterator[str]]
CHECKS: tuple[Check, ...] = (
    lint,
    formatting,
    types,
    exercises_well_formed,
    notebooks_up_to_date,
    no_secret_in_sight,
    chapters_complete,
    numbers_computed,
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
