"""The notebook as it came out of grading: what the student's cells printed, and each test's result.

This is what formgrader shows and feedback is made of. It is nbgrader's form: a test that did not pass has an error
among its outputs, one that passed has none.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output

from autograder.exercises.exercise import Exercise
from autograder.grading import judge
from autograder.sandbox.examined import CellTold, Examined
from autograder.verdict import Cause


def filled(exercise: Exercise, notebook: NotebookNode, found: Examined) -> NotebookNode:
    """A copy of the canonical notebook with the outputs in it."""
    page, tests = deepcopy(notebook), {task.test_id: task for task in exercise.automatic}
    for count, cell in enumerate([cell for cell in page.cells if cell.cell_type == "code"], 1):
        cell.execution_count = count
        if cell.id not in tests:
            cell.outputs = _outputs(exercise, notebook, found["cells"].get(cell.id))
        elif found["tests"][cell.id]["state"] != "passed":
            cause, message = judge.explain(exercise, notebook, tests[cell.id], found)
            cell.outputs = [_error(cause.value, message.splitlines())]
    return page


def _outputs(exercise: Exercise, notebook: NotebookNode, told: CellTold | None) -> list[NotebookNode]:
    if told is None:
        return []
    shown = [_output(item) for item in told["outputs"]]
    if error := told["error"]:
        lines = [judge.error_line(error), *judge.error_place(notebook, error)]
        shown.append(_error(error["kinds"][0], lines))
    if "cause" in told:
        shown.append(_error(told["cause"], [judge.sentence(exercise, Cause(told["cause"]))]))
    return shown


def _output(item: dict[str, Any]) -> NotebookNode:
    if item["output_type"] == "stream":
        return new_output("stream", name=item["name"], text=item["text"])
    # A result and a display are the same to a reader, and only of a result does nbgrader read points.
    return new_output("display_data", data=item["data"])


def _error(name: str, lines: list[str]) -> NotebookNode:
    return new_output("error", ename=name, evalue=lines[0] if lines else "", traceback=lines)
