"""From an executed notebook to verdicts: what each test cell decided, and a message that a student may read.

No traceback is passed on: frames are rebuilt from the student's own cells, so a hidden test's line can't be among them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nbformat import NotebookNode

from autograder.exercise import Exercise, Task, grader_data
from autograder.verdict import Cause, Outcome, TaskVerdict

TIMED_OUT, DIED, NOT_RUN = "CellTimeoutError", "KernelDied", "NotRun"
MAX_MESSAGE = 2_000
ANSI = re.compile(r"\x1b\[[0-9;]*m")
FRAME = re.compile(r"(?:Cell|Input) In ?\[(\d+)\], line (\d+)")
CAUSES = {
    TIMED_OUT: (Cause.TIMEOUT, "The code was stopped: it ran longer than the {seconds:g} seconds that a cell has."),
    DIED: (Cause.EXITED, "Python itself ended while the notebook ran, so this and what follows could not be tested."),
    NOT_RUN: (Cause.EXITED, "This could not be tested: the notebook's run ended before it."),
    "SystemExit": (Cause.EXITED, "The code ended the program (`exit`) instead of returning a value."),
    "MemoryError": (Cause.MEMORY, "The code asked for more memory than there is."),
}


def task_verdict(exercise: Exercise, notebook: NotebookNode, task: Task, score: float | None) -> TaskVerdict:
    """What became of one task: its outcome, cause and message. `score` is None while a person has to give it."""
    if task.written:
        return _written(task, score)
    score = score or 0.0
    if score >= task.points:
        return TaskVerdict(task.name, Outcome.PASSED, score, task.points)
    error = first_error(cell_named(notebook, task.test_id))
    cause, message = explain(exercise, notebook, error, task)
    return TaskVerdict(task.name, Outcome.FAILED, score, task.points, cause, message)


def _written(task: Task, score: float | None) -> TaskVerdict:
    if score is None:
        return TaskVerdict(task.name, Outcome.WAITING, 0.0, task.points, None, "A person will read this answer.")
    if score == 0:
        return TaskVerdict(task.name, Outcome.FAILED, 0.0, task.points, Cause.MISSING, "There is no answer here.")
    return TaskVerdict(task.name, Outcome.PASSED, score, task.points)


def explain(exercise: Exercise, notebook: NotebookNode, error: NotebookNode | None, task: Task) -> tuple[Cause, str]:
    """The cause and the student's sentence for a test cell that did not pass."""
    if error is None:
        return Cause.WRONG, "Some of the points were given."
    if error.ename in CAUSES:
        cause, sentence = CAUSES[error.ename]
        return cause, sentence.format(seconds=cell_seconds(exercise))
    if error.ename == "AssertionError":
        # The exercise's checks turn an exception of the student's into a message: then its frames are there too.
        frames = _own_frames(notebook, error)
        message = short(error.evalue) or "A test of this task did not pass."
        return Cause.RAISED if frames else Cause.WRONG, "\n".join([message, *frames])
    lines = [*_own_failure(notebook, task), *describe(notebook, error)]
    return Cause.RAISED, "\n".join(lines)


def describe(notebook: NotebookNode, error: NotebookNode) -> list[str]:
    """An exception by name and message, with the frames that lie in the student's own cells."""
    return [short(f"{error.ename}: {error.evalue}"), *_own_frames(notebook, error)]


def short(text: str) -> str:
    """The text, free of colour codes and of a length that a page can show."""
    text = ANSI.sub("", str(text))
    return text if len(text) <= MAX_MESSAGE else text[:MAX_MESSAGE] + " … (shortened)"


def _own_failure(notebook: NotebookNode, task: Task) -> Iterator[str]:
    """Where the solution cell itself failed, its functions do not exist: that is the news, not the NameError."""
    error = first_error(cell_named(notebook, task.solution_id))
    if error is not None:
        yield f"Your cell for this task stopped with {short(error.ename)}: {short(error.evalue)}"


def _own_frames(notebook: NotebookNode, error: NotebookNode) -> list[str]:
    own = {c.execution_count: c for c in notebook.cells if c.cell_type == "code" and not is_locked(c)}
    frames = []
    for count, line in FRAME.findall(ANSI.sub("", "\n".join(map(str, error.traceback)))):
        cell, at = own.get(int(count)), int(line) - 1
        lines = cell.source.splitlines() if cell else []
        if 0 <= at < len(lines):
            frames.append(f"  in your code, line {line} of its cell: {lines[at].strip()}")
    return frames[-10:]


def is_locked(cell: NotebookNode) -> bool:
    """Whether the cell is the exercise's own and not the student's to write."""
    data = grader_data(cell)
    return bool(data) and not data.get("solution")


def cell_named(notebook: NotebookNode, grade_id: str) -> NotebookNode:
    return next(cell for cell in notebook.cells if grader_data(cell).get("grade_id") == grade_id)


def first_error(cell: NotebookNode) -> NotebookNode | None:
    """The error that tells most: a timeout or an end of Python before what the interruption raised."""
    errors = [output for output in cell.get("outputs", []) if output.output_type == "error"]
    return next((error for error in errors if error.ename in CAUSES), errors[0] if errors else None)


def setup_failure(notebook: NotebookNode) -> str | None:
    """A set-up cell that failed before any code of the student's ran: that is never the student's fault."""
    for cell in notebook.cells:
        if cell.cell_type == "code" and not is_locked(cell):
            return None
        if cell.cell_type == "code" and (error := first_error(cell)) is not None:
            return f"cell {grader_data(cell).get('grade_id')!r} failed: {short(error.ename)}: {short(error.evalue)}"
    return None


def cell_seconds(exercise: Exercise) -> float:
    """How long one cell may run."""
    return float(exercise.limits.get("cell_seconds", 30))
