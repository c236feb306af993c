"""Which of our own answers a proof runs, and under which seeds of the hidden inputs: jobs by the name of the run.

A right answer has to pass whatever is drawn, so it is tried under each of the proofs' three seeds; anything else under
the one that goes with its name, which is as good a proof of the test and costs a third.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from autograder.exercises import answers
from autograder.exercises.answers import Cells
from autograder.exercises.exercise import Exercise, Task
from autograder.proving.trial_runs import SEEDS, job, part, seed_of
from autograder.sandbox.jobs import Job

AGAIN = ", seed "  # what a run's name goes on with, under another seed than the first


def tries(name: str, seeds: Sequence[str] = ()) -> Iterator[tuple[str, str]]:
    """The runs of one candidate with their seeds: under all `seeds`, or under the one that goes with its name."""
    if not seeds:
        yield name, seed_of(name)
    for number, seed in enumerate(seeds, start=1):
        yield name if number == 1 else f"{name}{AGAIN}{number}", seed


def of(name: str, runs: Sequence[str]) -> list[str]:
    """The runs among these that are the named candidate's."""
    return [run for run in runs if run.partition(AGAIN)[0] == name]


def answer_jobs(exercise: Exercise, right: Sequence[str] = SEEDS, wrong: Sequence[str] = ()) -> dict[str, Job]:
    """The solution and the right answers under the seeds `right`, the stub and the wrong ones under `wrong`."""
    known = {f"right/{path.stem}": answers.read_answer(path) for path in exercise.right}
    known |= {f"wrong/{answer.name}": answer.cells for answer in exercise.wrong}
    work = dict[str, Job]()
    for name, answer in {"solution": answers.solution(exercise), "stub": answers.stub(exercise), **known}.items():
        cells, reached = answers.place(exercise, answer), answers.reached(exercise, answer)
        for run, seed in tries(name, right if name.startswith(("solution", "right/")) else wrong):
            whole = job(exercise, cells, seed)
            work[run] = part(whole, reached) if name in known else whole
    return work


def part_jobs(exercise: Exercise) -> dict[str, Job]:
    """The solution and the stub with the visible tests alone, the solution with each test cell alone."""
    solved = answers.place(exercise, answers.solution(exercise))
    cells = {f"solution, {task.name} alone": _with_only(exercise, task, solved) for task in exercise.automatic}
    cells["solution, visible tests"] = _visible(solved)
    cells["stub, visible tests"] = _visible(answers.place(exercise, answers.stub(exercise)))
    return {name: job(exercise, these) for name, these in cells.items()}


def chapter_jobs(exercise: Exercise, chapter: Path) -> dict[str, Job]:
    """The chapter pasted in, in as many turns as it takes."""
    turns = enumerate(answers.pasted_chapter(exercise, chapter))
    return {f"chapter/{turn}": job(exercise, answers.place(exercise, answer)) for turn, answer in turns}


def _visible(cells: Cells) -> Cells:
    """The cells without their hidden tests: what a student can run."""
    return [(name, source.partition("### BEGIN HIDDEN TESTS")[0]) for name, source in cells]


def _with_only(exercise: Exercise, task: Task, cells: Cells) -> Cells:
    """The cells without the other tasks' tests."""
    others = {other.test_id for other in exercise.automatic} - {task.test_id}
    return [(name, source) for name, source in cells if name not in others]
