"""Benchmarks: building the book, against plain Jupyter Book on the same sources in the same run, and grading.

`python -m press.bench [REPEATS]` prints tables. Machines are noisy: compare the ratios of medians, not the seconds.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from autograder import answers, demo
from autograder.exercise import load_all
from press.layout import Layout
from press.pairs import write

SOURCES = ("_config.yml", "_toc.yml", "book", "descent", "notebooks", "solutions", "package-lock.json")
PLAIN = [str(Path(sys.executable).parent / "jupyter-book"), "build", ".", "-n", "-W", "--keep-going"]
EXECUTE = [sys.executable, "-m", "press.execute"]


@dataclass(frozen=True)
class Way:
    """One way of building: its name, its commands, and a copy of the sources that it alone builds."""

    name: str
    commands: tuple[list[str], ...]
    folder: Path


def measure_builds(layout: Layout, repeats: int) -> dict[str, dict[str, list[float]]]:
    """Seconds by scenario and way; the ways take turns, so that both meet the machine's moods."""
    with TemporaryDirectory() as place:
        ways = (
            Way("make book", (EXECUTE, PLAIN), Path(place) / "ours"),
            Way("jupyter-book", (PLAIN,), Path(place) / "plain"),
        )
        for way in ways:
            copy_sources(layout, way.folder)
        scenarios: dict[str, Callable[[Path, int], None]] = {
            "cold": _forget,
            "nothing changed": lambda _folder, _turn: None,
            "one chapter changed": _change_chapter,
        }
        seconds: dict[str, dict[str, list[float]]] = {name: {way.name: [] for way in ways} for name in scenarios}
        for turn in range(repeats):
            for name, prepare in scenarios.items():
                for way in ways if turn % 2 else ways[::-1]:
                    prepare(way.folder, turn)
                    seconds[name][way.name].append(_build(way))
                    print(f"  {name}, {way.name}: {seconds[name][way.name][-1]:.1f} s", flush=True)
        return seconds


def copy_sources(layout: Layout, folder: Path) -> None:
    """What a build reads, and nothing that an earlier one made."""
    folder.mkdir()
    for name in SOURCES:
        source = layout.root / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)
    (folder / "node_modules").symlink_to(layout.root / "node_modules")


def measure_grading(layout: Layout) -> tuple[int, float]:
    """How many submissions were graded through the command line, and the seconds for each, kernel starts included."""
    with TemporaryDirectory() as place:
        course, inbox = Path(place) / "course", Path(place) / "inbox"
        _autograder("init", str(course), "--solutions", str(layout.solutions))
        count = 0
        for exercise in load_all(layout.solutions):
            for path in exercise.right:
                notebook = demo.fill(exercise, demo.best(exercise) | answers.read_answer(path))
                write(notebook, inbox / exercise.slug / path.stem / f"{exercise.slug}.ipynb")
                count += 1
            _autograder("release", "-C", str(course), exercise.slug)
            _autograder("collect", "-C", str(course), exercise.slug, str(inbox / exercise.slug))
        started = time.perf_counter()
        _autograder("grade", "-C", str(course))
        return count, (time.perf_counter() - started) / count


def _build(way: Way) -> float:
    started = time.perf_counter()
    for command in way.commands:
        run = subprocess.run(command, cwd=way.folder, capture_output=True, text=True)
        if run.returncode:
            raise SystemExit(f"{way.name} failed:\n{run.stdout[-3000:]}{run.stderr[-3000:]}")
    return time.perf_counter() - started


def _forget(folder: Path, _turn: int) -> None:
    shutil.rmtree(folder / "_build", ignore_errors=True)


def _change_chapter(folder: Path, turn: int) -> None:
    chapter = Layout(folder).chapters[0].path
    fence = "```{code-cell} ipython3\n"
    chapter.write_text(chapter.read_text().replace(fence, f"{fence}# change {turn}\n", 1))


def _autograder(*words: str) -> None:
    run = subprocess.run([sys.executable, "-m", "autograder", *words], capture_output=True, text=True)
    if run.returncode:
        raise SystemExit(f"autograder {' '.join(words)} failed:\n{run.stdout[-2000:]}{run.stderr[-2000:]}")


def main() -> int:
    layout, repeats = Layout(Path.cwd()), int(sys.argv[1]) if len(sys.argv) > 1 else 3
    console = Console()
    console.print(f"Building the book, {repeats} times each way ({len(layout.chapters)} chapters with code)")
    table = Table("build", "make book, s", "plain jupyter-book, s", "ratio of medians")
    for name, ways in measure_builds(layout, repeats).items():
        ours, plain = median(ways["make book"]), median(ways["jupyter-book"])
        table.add_row(name, f"{ours:.1f}", f"{plain:.1f}", f"{ours / plain:.2f}")
    console.print(table)
    count, each = measure_grading(layout)
    console.print(
        f"Grading: {count} submissions, {each:.1f} s each (nbgrader underneath, one kernel for each notebook)"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
