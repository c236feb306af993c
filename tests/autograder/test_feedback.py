"""What a student gets back tells no secret: each kind of leak is planted here and must be stopped."""

from __future__ import annotations

from typing import Any

import nbformat
import pytest
from honest_class import PNG
from light_class import answered
from nbformat import NotebookNode
from nbformat.v4 import new_output

from autograder.collecting import reading
from autograder.exercises.exercise import Exercise
from autograder.grading import graded_notebook, judge
from autograder.placing import placing
from autograder.reporting import feedback
from autograder.verdict import Cause

HIDDEN = "hidden_expected_absolute = 10.25"
SOLUTION = "return math.fsum(absolute_errors) / len(absolute_errors)"


def graded(light: Exercise, **changes: str) -> NotebookNode:
    """A canonical notebook as if it had run without any output, with each code cell numbered."""
    notebook = placing.canonical(light, reading.read(answered(light, **changes))).notebook
    for count, cell in enumerate([cell for cell in notebook.cells if cell.cell_type == "code"], 1):
        cell.execution_count = count
    return notebook


def named(notebook: NotebookNode, name: str) -> NotebookNode:
    return judge.cell_named(notebook, f"mean-loss-{name}")


def page(text: str) -> str:
    return f"<html><head></head><body><pre>{text}</pre></body></html>"


@pytest.mark.parametrize(
    "secret", [HIDDEN, SOLUTION, f"  {HIDDEN}  # seen", repr(f"a\n{HIDDEN}\nb"), HIDDEN.replace(" ", "\n")]
)
def test_a_planted_secret_stops_the_page(light: Exercise, secret: str) -> None:
    notebook = graded(light, absolute="def mean_absolute(t, p):\n    return 0")
    with pytest.raises(feedback.TellsASecretError):
        feedback.sealed(light, page(secret), notebook)


def test_a_line_that_the_student_wrote_is_no_secret_to_them(light: Exercise) -> None:
    assert SOLUTION in feedback.sealed(light, page(SOLUTION), graded(light))


def test_a_secret_cut_by_highlighting_is_still_found(light: Exercise) -> None:
    cut = "<span>hidden_expected_absolute</span> <span class='o'>=</span> <span>10.25</span>"
    assert feedback.leaks(light, page(cut), graded(light))


def test_style_sheets_are_no_text(light: Exercise) -> None:
    assert not feedback.leaks(light, f"<style>{HIDDEN}</style>", graded(light))


def found(light: Exercise, state: str = "passed", **told: Any) -> dict[str, Any]:
    """What an examiner says, of the first task whatever is asked for, of the others that they passed."""
    tests = {task.test_id: {"state": "passed"} for task in light.automatic}
    tests[light.tasks[0].test_id] = {"state": state, **told}
    return {"tests": tests, "cells": {}, "seconds": {"all": 0.0}}


def test_hidden_tests_are_not_shown(light: Exercise) -> None:
    told = found(light, "wrong", message="mean_absolute is not right")
    notebook = graded_notebook.filled(light, graded(light), told)
    shown = nbformat.writes(feedback.for_student(light, notebook))
    assert "10.25" not in shown and "hidden_expected_absolute" not in shown and "mean_absolute is not right" in shown
    assert HIDDEN in nbformat.writes(notebook), "the instructor's copy keeps them"


def test_a_failed_task_gets_its_hints_by_number(light: Exercise) -> None:
    notebook = graded(light)
    named(notebook, "absolute-test").outputs = [new_output("error", ename="KeyError", evalue="'x'", traceback=[])]
    hints = [cell.source for cell in feedback.for_student(light, notebook).cells if cell.id.endswith("-hints")]
    assert len(hints) == 1 and "1. Which sign" in hints[0] and "2. Divide by" in hints[0]


def explained(light: Exercise, told: dict[str, Any], **changes: str) -> tuple[Cause, str]:
    return judge.explain(light, graded(light, **changes), light.tasks[0], told)


def test_only_places_in_the_students_own_cells_are_told_by_their_text(light: Exercise) -> None:
    frames = [["mean-loss-absolute-test", 1], ["mean-loss-absolute", 2], ["mean-loss-absolute", 99], ["forged", 1]]
    told = found(light, "raised", message="ZeroDivisionError: division by zero", frames=frames)
    cause, message = explained(light, told, absolute="def mean_absolute(t, p):\n    return 1 / 0")
    assert cause is Cause.RAISED
    assert message.splitlines() == [
        "ZeroDivisionError: division by zero",
        "  in your code, line 2 of its cell: return 1 / 0",
    ]


@pytest.mark.parametrize("cause", ["timeout", "exited", "memory", "processes", "output", "tampered"])
def test_each_way_to_stop_has_its_sentence(light: Exercise, cause: str) -> None:
    told, sentence = explained(light, found(light, cause))
    assert told == cause and sentence.endswith(".") and len(sentence) > 30


def test_a_cell_that_failed_is_the_news_and_not_the_name_that_it_did_not_define(light: Exercise) -> None:
    told = found(light, "raised", message="NameError: name 'mean_absolute' is not defined")
    told["cells"]["mean-loss-absolute"] = {
        "outputs": [],
        "error": {"kinds": ["SyntaxError"], "text": "oh", "frames": []},
    }
    assert explained(light, told)[1].startswith("Your cell for this task stopped with SyntaxError: oh")


def test_a_very_long_message_is_cut(light: Exercise) -> None:
    assert len(explained(light, found(light, "raised", message="x" * 10**6))[1]) < 3_000


def test_of_displays_only_text_and_pictures_stay(light: Exercise) -> None:
    notebook = graded(light)
    data = {
        "text/html": "<b>",
        "image/svg+xml": "<svg/>",
        "image/png": PNG,
        "image/gif": PNG,
        "image/jpeg": '"><script>',
        "text/plain": "t",
    }
    named(notebook, "absolute").outputs = [
        new_output("display_data", data=data),
        new_output("display_data", data={"text/html": "x"}),
    ]
    shown = named(feedback.for_student(light, notebook), "absolute").outputs
    assert [sorted(output.data) for output in shown] == [["image/png", "text/plain"]]


@pytest.mark.parametrize(
    "script",
    ["<script>alert(1)</script>", '<SCRIPT src="x">\n\nalert(1)\n</Script >', "<script>a</script><script>b</script>"],
)
def test_no_script_of_the_pages_maker_is_left_in_it(light: Exercise, script: str) -> None:
    sealed = feedback.sealed(light, f"<html><head>{script}</head><body>kept{script}kept</body></html>", graded(light))
    assert "script" not in sealed.lower() and sealed.count("kept") == 2 and feedback.INERT in sealed
