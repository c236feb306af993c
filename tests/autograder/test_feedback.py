"""What a student gets back tells no secret: each kind of leak is planted here and must be stopped."""

from __future__ import annotations

import nbformat
import pytest
from light_class import answered
from nbformat import NotebookNode
from nbformat.v4 import new_output

from autograder import canonical, feedback, judge
from autograder.exercise import Exercise
from autograder.verdict import Cause

HIDDEN = "hidden_expected_absolute = 10.25"
SOLUTION = "return math.fsum(absolute_errors) / len(absolute_errors)"


def graded(light: Exercise, **changes: str) -> NotebookNode:
    """A canonical notebook as if it had run without any output, with each code cell numbered."""
    notebook, _ = canonical.canonical(light, canonical.read(answered(light, **changes)))
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


def test_hidden_tests_and_tracebacks_are_not_shown(light: Exercise) -> None:
    notebook = graded(light)
    lines = [f"Cell In[3], line 4\n----> 4 {HIDDEN}", "AssertionError: not right"]
    error = new_output("error", ename="AssertionError", evalue="mean_absolute is not right", traceback=lines)
    named(notebook, "absolute-test").outputs = [new_output("stream", name="stdout", text="10.25"), error]
    shown = nbformat.writes(feedback.for_student(light, notebook))
    assert "10.25" not in shown and "hidden_expected_absolute" not in shown and "mean_absolute is not right" in shown
    assert HIDDEN in nbformat.writes(notebook), "the instructor's copy keeps them"


def test_a_failed_task_gets_its_hints_by_number(light: Exercise) -> None:
    notebook = graded(light)
    named(notebook, "absolute-test").outputs = [new_output("error", ename="KeyError", evalue="'x'", traceback=[])]
    hints = [cell.source for cell in feedback.for_student(light, notebook).cells if cell.id.endswith("-hints")]
    assert len(hints) == 1 and "1. Which sign" in hints[0] and "2. Divide by" in hints[0]


def test_only_frames_in_the_students_own_cells_are_rebuilt_from_their_text(light: Exercise) -> None:
    notebook = graded(light, absolute="def mean_absolute(t, p):\n    return 1 / 0")
    trace = [
        "Cell In[3], line 1",
        "Cell In[2], line 2, in mean_absolute\n forged text",
        "Cell In[1], line 1",
        "Cell In[2], line 99",
    ]
    error = new_output("error", ename="ZeroDivisionError", evalue="division by zero", traceback=trace)
    named(notebook, "absolute-test").outputs = [error]
    cause, message = judge.explain(light, notebook, error, light.tasks[0])
    assert cause is Cause.RAISED
    assert message.splitlines() == [
        "ZeroDivisionError: division by zero",
        "  in your code, line 2 of its cell: return 1 / 0",
    ]


def test_an_exception_that_a_check_turned_into_a_message_is_still_the_students(light: Exercise) -> None:
    notebook = graded(light, absolute="def mean_absolute(t, p):\n    return 1 / 0")
    error = new_output(
        "error", ename="AssertionError", evalue="it raised", traceback=["Cell In[2], line 2", "Cell In[3], line 1"]
    )
    assert judge.explain(light, notebook, error, light.tasks[0])[0] is Cause.RAISED


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("CellTimeoutError", Cause.TIMEOUT),
        ("SystemExit", Cause.EXITED),
        ("MemoryError", Cause.MEMORY),
        ("KernelDied", Cause.EXITED),
    ],
)
def test_each_way_to_stop_has_its_cause_and_sentence(light: Exercise, name: str, cause: Cause) -> None:
    error = new_output("error", ename=name, evalue="", traceback=[])
    found, sentence = judge.explain(light, graded(light), error, light.tasks[0])
    assert found is cause and sentence.endswith(".")


def test_a_very_long_message_is_cut(light: Exercise) -> None:
    error = new_output("error", ename="ValueError", evalue="x" * 10**6, traceback=[])
    assert len(judge.explain(light, graded(light), error, light.tasks[0])[1]) < 3_000


def test_of_displays_only_text_and_pictures_stay(light: Exercise) -> None:
    notebook = graded(light)
    data = {
        "text/html": "<b>",
        "image/svg+xml": "<svg/>",
        "image/png": "iVBORw0=",
        "image/jpeg": '"><script>',
        "text/plain": "t",
    }
    named(notebook, "absolute").outputs = [
        new_output("display_data", data=data),
        new_output("display_data", data={"text/html": "x"}),
    ]
    shown = named(feedback.for_student(light, notebook), "absolute").outputs
    assert [sorted(output.data) for output in shown] == [["image/png", "text/plain"]]
