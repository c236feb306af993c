"""Benchmarks: building the book, against plain Jupyter Book on the same sources in the same run; the tests; grading.

`python -m bench [--repeats N] [build] [tests] [grading] [corpus] [pages]` prints tables, all if none is named.
Machines are noisy: compare the ratios of medians, not the seconds.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

from jupyter_cache import get_cache
from rich.console import Console
from rich.table import Table

from autograder.exercises.exercise import load, load_all
from bench import grading, pages
from bench.against_stock import side_by_side
from bench.corpus import read_corpus
from press.execution.cache_key import cache_folder
from press.layout import Layout

SOURCES = ("_config.yml", "_toc.yml", "book", "descent", "notebooks", "solutions", "package-lock.json")
PLAIN = [str(Path(sys.executable).parent / "jupyter-book"), "build", ".", "-n", "-W", "--keep-going"]
SUITE = ("-n", "2", "--dist", "loadfile")
EXECUTE = [sys.executable, "-m", "press.execution.execute"]


@dataclass(frozen=True)
class Way:
    """One way of building: its name, its commands, and a copy of the sources that it alone builds."""

    name: str
    commands: tuple[list[str], ...]
    folder: Path


@dataclass(frozen=True)
class Builds:
    """Seconds by scenario and way, and the seconds that each chapter's code took in the last cold build of ours."""

    seconds: dict[str, dict[str, list[float]]]
    chapters: dict[str, float]


def measure_builds(layout: Layout, repeats: int) -> Builds:
    """Build in each scenario and way; the ways take turns, so that both meet the machine's moods."""
    chapters: dict[str, float] = {}
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
                    if name == "cold" and way.name == "make book":
                        chapters = execution_seconds(Layout(way.folder))
        return Builds(seconds, chapters)


def execution_seconds(layout: Layout) -> dict[str, float]:
    """What the execution cache says that each chapter's code took, by slug."""
    records = get_cache(cache_folder(layout.root)).list_cache_records()
    return {Path(record.uri).stem: record.data["execution_seconds"] for record in records}


def measure_tests(layout: Layout) -> tuple[float, dict[str, float]]:
    """The minutes of the whole suite as `make test` runs it, and the seconds of its tests by what they are about.

    A test whose parameter is a chapter, or an exercise of a chapter, counts for that chapter; the others by their file.
    """
    with TemporaryDirectory() as place:
        report, started = Path(place) / "tests.xml", time.perf_counter()
        subprocess.run([sys.executable, "-m", "pytest", "-q", *SUITE, f"--junitxml={report}"], cwd=layout.root)
        minutes = (time.perf_counter() - started) / 60
        cases = list(ElementTree.parse(report).getroot().iter("testcase"))
    subjects = {chapter.slug: chapter.slug for chapter in layout.chapters}
    subjects |= {exercise.slug: exercise.chapter.rpartition("/")[2] for exercise in load_all(layout.solutions)}
    seconds: dict[str, float] = {}
    for case in cases:
        parameter = case.get("name", "").partition("[")[2].rstrip("]")
        subject = subjects.get(parameter) or case.get("classname", "").replace(".", "/") + ".py"
        seconds[subject] = seconds.get(subject, 0.0) + float(case.get("time", 0))
    return minutes, dict(sorted(seconds.items(), key=lambda item: -item[1]))


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


def print_builds(layout: Layout, console: Console, repeats: int) -> None:
    console.print(f"Building the book, {repeats} times each way ({len(layout.chapters)} chapters with code)")
    builds, table = measure_builds(layout, repeats), Table("build", "make book, s", "plain, s", "ratio of medians")
    for name, ways in builds.seconds.items():
        ours, plain = median(ways["make book"]), median(ways["jupyter-book"])
        table.add_row(name, f"{ours:.1f}", f"{plain:.1f}", f"{ours / plain:.2f}")
    console.print(table)
    chapters = Table("chapter", "executed, s")
    for chapter in layout.chapters:
        chapters.add_row(chapter.slug, f"{builds.chapters[chapter.slug]:.1f}")
    console.print(chapters)


def print_tests(layout: Layout, console: Console) -> None:
    minutes, seconds = measure_tests(layout)
    console.print(f"The tests took {minutes:.1f} minutes ({' '.join(SUITE)}); seconds by chapter, or else by file:")
    table = Table("tests of", "s")
    for subject, spent in seconds.items():
        table.add_row(subject, f"{spent:.1f}")
    console.print(table)


def print_grading(layout: Layout, console: Console, slugs: list[str], count: int, sizes: list[int]) -> None:
    exercises = [load(layout.solutions / slug) for slug in slugs] or load_all(layout.solutions)
    console.print(f"Grading {count} submissions of each exercise, stock nbgrader and ours, in one run")
    stock, ours, unlike = grading.against_stock(exercises, count)
    table = Table("exercise", "stock, s each", "ours, s of a worker each", *grading.PARTS)
    for slug, spent in ours.spent.items():
        mine = [spent[part] for part in grading.PARTS]
        table.add_row(slug, *(f"{one:.3f}" for one in (stock.spent[slug]["all"], sum(mine), *mine)))
    console.print(table)
    graded = count * len(exercises)
    rates = ", ".join(f"{name} {60 * graded / run.seconds:.1f}" for name, run in (("stock", stock), ("ours", ours)))
    console.print(f"{graded} submissions, start and all: {stock.seconds:.1f} s by stock, {ours.seconds:.1f} s by ours;")
    console.print(f"a minute: {rates}; ours is {stock.seconds / ours.seconds:.1f} times as fast")
    for reason, names in sorted(
        {why: [who for who in unlike if unlike[who] == why] for why in unlike.values()}.items()
    ):
        console.print(f"other scores, {reason}: {', '.join(names)}")
    growth = Table("class", "s in all", "s each", "GiB at most")
    for size, run in grading.growing(exercises, sizes):
        each = f"{run.seconds / size:.3f}"
        growth.add_row(str(size), f"{run.seconds:.1f}", each, f"{run.memory / 2**30:.2f}")
    console.print(growth)


def print_corpus(layout: Layout, console: Console) -> None:
    solutions = layout.root / "tests" / "autograder" / "fixture_course" / "solutions"
    cases = read_corpus(layout.root / "tests" / "submissions", solutions)
    console.print(f"{len(cases)} submissions, honest, broken and hostile, by ours and by stock nbgrader (in a jail)")
    table = Table("submission", "must get", "ours", "stock")
    rows = []
    for row in side_by_side(cases, solutions):
        rows.append(row)
        table.add_row(row.case.name, *map(str, (row.must, row.ours, row.stock)))
    console.print(table)
    for name, given in (("ours", [row.ours for row in rows]), ("stock", [row.stock for row in rows])):
        pairs = list(zip(rows, given, strict=True))
        words = {
            "exactly what they must get": sum(got == row.must for row, got in pairs),
            "more": sum(isinstance(got, float) and got > row.must for row, got in pairs),
            "full marks for a wrong one": sum(got == row.full > row.must for row, got in pairs),
            "less, or nothing": sum(not isinstance(got, float) or got < row.must for row, got in pairs),
        }
        console.print(f"{name}: " + ", ".join(f"{text} {count}" for text, count in words.items()))


def print_pages(layout: Layout, console: Console) -> None:
    if not (layout.site / "index.html").is_file():
        raise SystemExit("the site is not built; run: make book")
    console.print("First visits: kilobytes after gzip -9; the slow one has a quarter of the processor and slow 4G")
    with TemporaryDirectory() as place:
        stock = dict(pages.visits(layout, pages.stock_site(layout, Path(place) / "stock"), slow=False))
    columns = ("KB", "budget", "draggable after, s", "slow LCP, s", "slow CLS", "asks elsewhere")
    table = Table("page", *columns, "stock: KB of its own", "stock: asks elsewhere")
    for name, visit in pages.visits(layout, layout.site):
        over = "" if visit.kilobytes <= visit.budget else " over"
        ready = "" if visit.ready is None else f"{visit.ready:.2f}"
        plain = stock[name]
        table.add_row(name, f"{visit.kilobytes:.0f}", f"{visit.budget}{over}", ready, f"{visit.lcp:.1f}",
                      f"{visit.cls:.3f}", _hosts(visit), f"{plain.kilobytes:.0f}", _hosts(plain))  # fmt: skip
    console.print(table)
    chapter = next(chapter for chapter in layout.chapters if "```{practice}" in chapter.path.read_text())
    first, later, held = pages.practice_cost(layout.site, chapter.docname)
    spent = f"the first answer after {first:.1f} s, cold; later ones after {later:.2f} s"
    console.print(f"practice: {spent}; the browser holds {held / 2**20:.0f} MiB more")


def _hosts(visit: pages.Visit) -> str:
    return ", ".join(visit.elsewhere) or "nothing"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="build | tests | grading | corpus | pages")
    parser.add_argument("--repeats", type=int, default=3, help="builds each way")
    parser.add_argument("--exercises", nargs="*", default=[], metavar="SLUG", help="to grade; all if none is named")
    parser.add_argument("--count", type=int, default=6, help="submissions of each exercise")
    parser.add_argument("--sizes", type=int, nargs="*", default=[10, 30, 100, 300], help="of the growing class")
    chosen = parser.parse_args()
    layout, console = Layout(Path.cwd()), Console(width=None if sys.stdout.isatty() else 170)
    parts: dict[str, Callable[[], None]] = {
        "build": lambda: print_builds(layout, console, chosen.repeats),
        "tests": lambda: print_tests(layout, console),
        "grading": lambda: print_grading(layout, console, chosen.exercises, chosen.count, chosen.sizes),
        "corpus": lambda: print_corpus(layout, console),
        "pages": lambda: print_pages(layout, console),
    }
    if unknown := set(chosen.parts) - set(parts):
        parser.error(f"there is no {', '.join(sorted(unknown))}; choose from {', '.join(parts)}")
    for name in chosen.parts or parts:
        parts[name]()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
