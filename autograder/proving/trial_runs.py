"""Our own answers, sent through the engine as a student's are: from cells to a job, from what was found to verdicts.

A job whose test cells are not the exercise's own (the visible part of them, say) has a suite of its own, so an examiner
prepares it anew; a `part` of a job, which only leaves tests out of what is run, shares the whole one's.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any
from zlib import crc32

from autograder.exercises.answers import Cells
from autograder.exercises.exercise import Exercise, Task
from autograder.proving import equivalence
from autograder.sandbox import jobs
from autograder.sandbox.examined import Answer
from autograder.sandbox.jail import Limits
from autograder.sandbox.jobs import Job
from autograder.sandbox.marking import Nursery
from autograder.verdict import Cause, Outcome, TaskVerdict

WORKERS = 2
SEEDS = ("proof 1", "proof 2", "proof 3")  # of the hidden inputs, the same in every proof
LOOP_SECONDS, LOOP_TIMES = 10.0, 3.0  # of computing: what a mutant has at least, and as a multiple of the solution's
TRIAL_MEMORY = 12 << 30  # Keras keeps something of each optimizer, and a whole trial makes twenty thousand
OURS = (Cause.RAISED, Cause.GRADER_ERROR)  # the tests' own failures: they say nothing about an answer
TRIAL_TEST = {"id": "trial-test", "source": "assert not (found := difference()), found", "role": "test"}


def nursery(exercises: Iterable[Exercise]) -> Nursery:
    """A warm process for these exercises. Close it, or use it as a context manager."""
    return Nursery(tuple(sorted({name for exercise in exercises for name in jobs.imports(exercise)})))


def run(warm: Nursery, named: Mapping[str, Job]) -> Iterator[tuple[str, Answer]]:
    """What was found for each job, in their order."""
    with ThreadPoolExecutor(WORKERS) as pool:
        yield from zip(named, pool.map(warm.mark, named.values()), strict=True)


def job(exercise: Exercise, cells: Cells, seed: str = SEEDS[0]) -> Job:
    """The job of marking these cells; the set-up and test cells among them are the exercise's suite."""
    sources, notebook = dict(cells), copy.deepcopy(exercise.notebook)
    notebook.cells = [cell for cell in notebook.cells if cell.id in sources]
    for cell in notebook.cells:
        cell.source = sources[cell.id]
    return jobs.work(replace(exercise, notebook=notebook), notebook, seed)


def seed_of(name: str) -> str:
    """The one of the proofs' seeds under which a candidate of this name is tried."""
    return SEEDS[crc32(name.encode()) % len(SEEDS)]


def part(whole: Job, tasks: Iterable[str]) -> Job:
    """A job with the tests of these tasks alone, run to the last of them."""
    kept = [cell for cell in whole["cells"] if cell.get("test", "") in {"", *tasks}]
    while kept and "test" not in kept[-1]:
        kept.pop()
    return {**whole, "cells": kept}


def hurried(whole: Job, seconds: float) -> Job:
    """A job with a limit on its computing time: a mutant's loop may be endless.

    The limit is a few times the `seconds` that the solution took. A busy machine does not stretch computing time.
    """
    cpu = min(math.ceil(LOOP_SECONDS + LOOP_TIMES * seconds), whole["limits"]["cpu"])
    return {**whole, "limits": {**whole["limits"], "cpu": cpu}}


def verdicts(exercise: Exercise, found: Answer) -> dict[str, TaskVerdict]:
    """A verdict for each automatic task whose test was run.

    RAISED is kept for a test that raises instead of saying what is wrong, GRADER_ERROR for one that could not be run.
    """
    tasks = [task for task in exercise.automatic if "fault" in found or task.test_id in found["tests"]]
    return {task.name: _verdict(task, found) for task in tasks}


def _verdict(task: Task, found: Answer) -> TaskVerdict:
    if "fault" in found:
        return TaskVerdict(task.name, Outcome.OUR_FAULT, 0.0, task.points, Cause.GRADER_ERROR, found["fault"])
    told = found["tests"][task.test_id]
    if told["state"] == "passed":
        return TaskVerdict(task.name, Outcome.PASSED, task.points, task.points)
    cause = Cause.WRONG if told.get("says") and told["state"] == Cause.RAISED else Cause(told["state"])
    return TaskVerdict(task.name, Outcome.FAILED, 0.0, task.points, cause, told.get("message") or f"({cause})")


def comparison(original: Cells, mutant: Cells, function: str, inputs: Path, trials: int) -> dict[str, Any]:
    """What a trial of the two for a difference rests on, as plain data."""
    sides = {"original": original, "mutant": mutant}
    return {**sides, "function": function, "inputs": inputs.read_text(), "trials": trials, "seed": 0}


def trial_job(payload: dict[str, Any]) -> Job:
    """A job whose only test passes if no input makes a difference. The whole trial runs on the student's side."""
    sources = {
        "trial-code": Path(equivalence.__file__).read_text(),
        "trial": f"def difference():\n    return first_difference({payload!r})",
    }
    seconds = 60 + payload["trials"] / 20
    return {
        **{"suite": "trial", "exercise": [TRIAL_TEST], "exports": ["difference"], "seed": ""},
        "cells": [{"id": name, "source": source, "mine": True} for name, source in sources.items()]
        + [{"id": TRIAL_TEST["id"], "test": "trial"}],
        "limits": asdict(Limits(memory=TRIAL_MEMORY, cpu=math.ceil(seconds))),
        "cell_seconds": 2 * seconds,  # on a busy machine
    }


def difference(found: Answer) -> str:
    """What a trial has found, empty if nothing."""
    told = found["tests"][TRIAL_TEST["id"]] if "tests" in found else {"state": "fault", "message": found["fault"]}
    return "" if told["state"] == "passed" else told["message"] or told["state"]
