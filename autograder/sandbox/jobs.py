"""From an exercise and a notebook to a job: plain data that can travel to any machine."""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from nbformat import NotebookNode

from autograder.exercises.exercise import Exercise, grader_data, is_locked
from autograder.sandbox.jail import Limits

Job = dict[str, Any]


def job(
    exercise: Exercise, notebook: NotebookNode, seed: str = "", sandbox: bool = True, modules: Iterable[str] = ()
) -> Job:
    """The job of marking a canonical notebook. `modules` are warm already; by default those of the exercise."""
    return work(exercise, notebook, seed) | {"sandbox": sandbox, "modules": list(modules) or imports(exercise)}


def work(exercise: Exercise, notebook: NotebookNode, seed: str) -> Job:
    """What an examiner needs of a job. The notebook may lack cells, tests too: those are not run.

    The hidden inputs follow from the `seed`; if it is empty they are another at each run.
    """
    tests = {task.test_id: task.name for task in exercise.automatic}
    solutions = {task.solution_id: task.name for task in exercise.automatic}
    cells = [_cell(cell, tests, solutions) for cell in notebook.cells if cell.cell_type == "code"]
    return suite(exercise) | {
        "seed": seed,
        "cells": cells,
        "limits": asdict(limits(exercise)),
        "cell_seconds": cell_seconds(exercise),
    }


def _cell(cell: NotebookNode, tests: dict[str, str], solutions: dict[str, str]) -> dict[str, Any]:
    if cell.id in tests:
        return {"id": cell.id, "test": tests[cell.id]}
    return {"id": cell.id, "source": cell.source, "mine": not is_locked(cell), "task": solutions.get(cell.id, "")}


def suite(exercise: Exercise) -> Job:
    """The exercise's own part of a job: set-up and test cells in order, and the names that its students define."""
    cells = [
        {"id": cell.id, "source": cell.source, "role": "test" if grader_data(cell).get("grade") else "setup"}
        for cell in exercise.notebook.cells
        if cell.cell_type == "code" and is_locked(cell)
    ]
    exports = sorted({name for task in exercise.tasks for name in task.exports})
    key = hashlib.sha256(json.dumps([cells, exports]).encode()).hexdigest()
    return {"suite": key, "exercise": cells, "exports": exports}


def limits(exercise: Exercise) -> Limits:
    """What the exercise's TOML allows a student's process, over the defaults."""
    memory = int(exercise.limits.get("memory_gib", 3) * 2**30)
    cpu = int((len(exercise.automatic) + 2) * cell_seconds(exercise)) + 60
    return Limits(memory=memory, cpu=cpu)


def cell_seconds(exercise: Exercise) -> float:
    """How long one cell of the student's may run, and their code in one test."""
    return float(exercise.limits.get("cell_seconds", 30))


def imports(exercise: Exercise) -> list[str]:
    """The packages that the exercise's own cells import: what a warm process should have ready."""
    found = set()
    for cell in suite(exercise)["exercise"]:
        for node in ast.walk(ast.parse(cell["source"])):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.partition(".")[0])
    return sorted(found)
