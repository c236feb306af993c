"""The corpus of hostile and broken submissions under stock nbgrader and under ours, side by side."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from autograder.course import course
from autograder.exercises import notebooks
from autograder.exercises.exercise import load_all
from autograder.sandbox.jail import HOME
from bench import jailed_stock
from bench.corpus import Case, hand_in
from bench.grading import run_autograder, run_nbgrader
from bench.jailed_stock import Given


@dataclass(frozen=True)
class Row:
    """What one case must get, and what each way gave it: a score, or in words why there is none."""

    case: Case
    full: float
    ours: Given
    stock: Given

    @property
    def must(self) -> float:
        return self.case.spec.score


def side_by_side(cases: Sequence[Case], solutions: Path) -> Iterator[Row]:
    """Each case, ours first: the whole class by the real commands, then stock nbgrader one by one in a jail."""
    full = {exercise.slug: sum(task.points for task in exercise.automatic) for exercise in load_all(solutions)}
    with TemporaryDirectory() as place:
        ours = _by_ours(cases, solutions, Path(place))
        for case, given in zip(cases, _by_stock(cases, solutions, Path(place) / "stock"), strict=True):
            yield Row(case, full[case.slug], ours[case.name], given)


def _by_ours(cases: Sequence[Case], solutions: Path, place: Path) -> dict[str, Given]:
    root, slugs = place / "ours", sorted({case.slug for case in cases})
    run_autograder("init", root, "--solutions", solutions)
    for slug in slugs:
        run_autograder("release", slug, "-C", root)
    hand_in(place / "inbox", cases)
    for slug in slugs:
        run_autograder("collect", slug, place / "inbox" / slug, "-C", root)
    run_autograder("grade", "-C", root)
    found = {case.name: course.find(root).verdict(case.slug, case.name) for case in cases}
    return {name: verdict.score if verdict else "not graded" for name, verdict in found.items()}


def _by_stock(cases: Sequence[Case], solutions: Path, root: Path) -> Iterator[Given]:
    root.mkdir()
    settings = root / "nbgrader_config.py"
    settings.write_text(jailed_stock.CONFIG.format(root=str(root)))
    for exercise in load_all(solutions):
        notebooks.write_source(exercise, root / "source")
        run_nbgrader(root, "generate_assignment", exercise.slug)
    settings.write_text(jailed_stock.CONFIG.format(root=HOME))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield from pool.map(partial(_one_by_stock, root), cases)


def _one_by_stock(root: Path, case: Case) -> Given:
    with TemporaryDirectory() as place:
        case.lay(folder := Path(place) / "handed-in")
        packed = jailed_stock.pack((root, "."), (folder, f"submitted/{case.name}/{case.slug}"))
    return jailed_stock.graded(case.slug, case.name, packed)
