"""Benchmarks of the grader: against stock nbgrader on the same submissions in one run, and over growing classes.

Every submission is another text and runs both frameworks; the warm start is counted. Stock nbgrader is run as it comes,
by its own command in a course folder of its own: safe here, for the class is made from the exercises' own answers.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, cycle, islice
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory

import nbformat
from nbformat import NotebookNode

from autograder.exercises import answers, notebooks, sample_class
from autograder.exercises.exercise import Exercise
from autograder.sandbox import usage
from press.notebooks.pairs import write

STOCK_CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "bench"
c.CourseDirectory.root = {root!r}
c.ExecutePreprocessor.timeout = 300
"""
SCORES = """
select assignment.name, submitted_assignment.student_id, base_cell.name, coalesce(grade.auto_score, 0)
from grade join submitted_notebook on grade.notebook_id = submitted_notebook.id
join submitted_assignment on submitted_notebook.assignment_id = submitted_assignment.id
join assignment on submitted_assignment.assignment_id = assignment.id
join base_cell on grade.cell_id = base_cell.id
"""
PARTS = ("start", "student", "tests", "record")
Scores = dict[tuple[str, str, str], float]
Hand = Iterator[tuple[str, str, NotebookNode]]


@dataclass(frozen=True)
class Run:
    """One way of grading a class: the seconds it took, start and all, and the scores in its gradebook.

    `spent` tells, for each exercise, what a submission took of one worker, by part; `memory` is the peak in bytes.
    """

    seconds: float
    scores: Scores
    spent: dict[str, dict[str, float]]
    memory: int = 0


def hand_in(exercises: Sequence[Exercise], count: int) -> Hand:
    """`count` submissions for each exercise, all distinct: right in several ways, wrong in many, and the stub."""
    for exercise in exercises:
        best = sample_class.best(exercise)
        read = (answers.read_answer(path) for path in exercise.right)
        # A class: of each six, four right in some way and two with a slip; a stub now and then.
        right_ways, wrong_ways = cycle([{}, *read]), cycle([answer.cells for answer in exercise.wrong])
        ways = (answers.stub(exercise) if i % 15 == 14 else next(wrong_ways) if i % 3 == 2 else next(right_ways)
                for i in range(count))  # fmt: skip
        for number, way in enumerate(ways):
            notebook, student = sample_class.fill(exercise, best | way), f"s{number:03d}"
            task = exercise.automatic[0].solution_id
            cell = next(cell for cell in notebook.cells if cell.id == task)
            cell.source += f"\n# Handed in by {student}."
            yield exercise.slug, student, notebook


def graded_by_stock(exercises: Sequence[Exercise], handed: Hand, place: Path) -> Run:
    """nbgrader's own `generate_assignment` and `autograde`, with nothing of ours around them."""
    root = place / "stock"
    root.mkdir()
    (root / "nbgrader_config.py").write_text(STOCK_CONFIG.format(root=str(root)))
    for exercise in exercises:
        notebooks.write_source(exercise, root / "source")
        run_nbgrader(root, "generate_assignment", exercise.slug)
    count: Counter[str] = Counter()
    for slug, student, notebook in handed:
        write(notebook, root / "submitted" / student / slug / f"{slug}.ipynb")
        count[slug] += 1
    seconds = {e.slug: _timed(partial(run_nbgrader, root, "autograde", e.slug)) for e in exercises}
    spent = {slug: {"all": one / max(count[slug], 1)} for slug, one in seconds.items()}
    return Run(sum(seconds.values()), scores(root), spent)


def graded_by_ours(exercises: Sequence[Exercise], handed: Hand, place: Path) -> Run:
    """The commands of an instructor; the clock runs for one `autograder grade`, from its first import."""
    root = place / "ours"
    run_autograder("init", root, "--solutions", exercises[0].folder.parent)
    for exercise in exercises:
        run_autograder("release", exercise.slug, "-C", root)
    for slug, student, notebook in handed:
        write(notebook, place / "inbox" / slug / student / f"{slug}.ipynb")
    slugs = [folder.name for folder in sorted((place / "inbox").iterdir())]
    for slug in slugs:
        run_autograder("collect", slug, place / "inbox" / slug, "-C", root)
    grade = partial(run_autograder, "grade", *slugs, "-C", root)
    with Watch() as watch:
        seconds = _timed(partial(grade, watch=watch))
    return Run(seconds, scores(root), _spent(root), watch.peak)


def scores(root: Path) -> Scores:
    """Every automatic score in a course's gradebook."""
    with sqlite3.connect(root / "gradebook.db") as book:
        return {(row[0], row[1], row[2]): row[3] for row in book.execute(SCORES)}


def _spent(root: Path) -> dict[str, dict[str, float]]:
    """What the journal says of a submission's seconds: the mean of each part, by exercise."""
    entries = [json.loads(line) for line in (root / ".autograder" / "journal.jsonl").read_text().splitlines()]
    timed = [entry for entry in entries if entry.get("seconds")]
    return {slug: {part: fmean(entry["seconds"].get(part, 0.0) for entry in timed if entry["exercise"] == slug)
                   for part in PARTS} for slug in sorted({entry["exercise"] for entry in timed})}  # fmt: skip


class Watch:
    """The most memory that a process and its children held together, looked at twice a second; a context manager."""

    def __enter__(self) -> Watch:
        self.peak, self.pid, self._over = 0, 0, threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(0.5):
            self.peak = max(self.peak, sum(map(usage.share, usage.tree(self.pid)[1]))) if self.pid else self.peak


def _timed(work: Callable[[], None]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def run_nbgrader(root: Path, *words: str) -> None:
    """Stock nbgrader; autograde exits with 1 when a submission failed to run, which the scores show."""
    scripts = str(Path(sys.executable).parent)
    env = os.environ | {"PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}", "TF_CPP_MIN_LOG_LEVEL": "3"}
    command = [sys.executable, "-m", "nbgrader", *words]
    done = subprocess.run(command, cwd=root, env=env, capture_output=True, text=True)
    if done.returncode and words[0] != "autograde":
        raise SystemExit(f"nbgrader {' '.join(words)} failed:\n{done.stderr[-2000:]}")


def run_autograder(*words: object, watch: Watch | None = None) -> None:
    command = [sys.executable, "-m", "autograder", *map(str, words)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as running:
        if watch:
            watch.pid = running.pid
        said, _ = running.communicate()
    if running.returncode:
        raise SystemExit(f"{' '.join(command[2:])} failed:\n{said[-3000:]}")


def against_stock(exercises: Sequence[Exercise], count: int) -> tuple[Run, Run, dict[str, str]]:
    """Both ways on the same class, in one run; and each submission whose scores differ, with the reason."""
    with TemporaryDirectory() as place:
        ours = graded_by_ours(exercises, hand_in(exercises, count), Path(place))
        stock = graded_by_stock(exercises, hand_in(exercises, count), Path(place))
        unlike = sorted(key for key in {**stock.scores, **ours.scores} if stock.scores.get(key) != ours.scores.get(key))
        reasons = {f"{slug} {student}": _reason(Path(place) / "stock", slug, student, cell)
                   for slug, student, cell in unlike}  # fmt: skip
    return stock, ours, reasons


def _reason(root: Path, slug: str, student: str, cell: str) -> str:
    """The one named case in which stock takes an honest answer's points: its test printed a warning."""
    notebook = nbformat.read(root / "autograded" / student / slug / f"{slug}.ipynb", as_version=4)
    test = next(one for one in notebook.cells if one.metadata.get("nbgrader", {}).get("grade_id") == cell)
    warned = any(output.get("name") == "stderr" for output in test.get("outputs", []))
    return "stock takes points for a warning" if warned else "unexplained"


def growing(exercises: Sequence[Exercise], sizes: Sequence[int]) -> Iterator[tuple[int, Run]]:
    """Our way on classes of these sizes, over all the exercises together."""
    for size in sizes:
        with TemporaryDirectory() as place:
            each = -(-size // len(exercises))
            handed = islice(chain.from_iterable(zip(*_by_exercise(exercises, each), strict=True)), size)
            yield size, graded_by_ours(exercises, handed, Path(place))


def _by_exercise(exercises: Sequence[Exercise], each: int) -> list[list[tuple[str, str, NotebookNode]]]:
    return [list(hand_in([exercise], each)) for exercise in exercises]
