"""From what the examiner says of a submission to verdicts: cause, score, and words that a student may read.

No traceback is passed on: places are rebuilt from the student's own cells, so a hidden test's line can't be among them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nbformat import NotebookNode

from autograder.exercises.exercise import Exercise, Task, grader_data, is_locked
from autograder.grading import advice, undefined
from autograder.sandbox.examined import CellTold, Examined, Exceptional, error_of
from autograder.sandbox.jobs import cell_seconds, limits
from autograder.verdict import NOTHING, Cause, Note, NoteKind, Outcome, SubmissionVerdict, TaskVerdict

MAX_MESSAGE = 2_000
SENTENCES = {
    Cause.TIMEOUT: "The code was stopped: it ran longer than the {seconds:g} seconds that a cell has. "
                   "Look for a loop that never ends, or for work that is done more often than needed.",
    Cause.EXITED: "Python itself ended while this ran, so it could not be tested to its end. "
                  "A call like `os._exit` does that, and so does a crash inside a library; run the cell to find it.",
    Cause.MEMORY: "The code asked for more memory than the {memory:g} GiB that it may have. "
                  "Look for a list that grows without end, or an array far larger than its inputs.",
    Cause.PROCESSES: "The code started more processes or threads than it may. The task needs none: leave them out.",
    Cause.OUTPUT: "The code wrote more than it may. The task needs no files and no long output: leave them out.",
    Cause.TAMPERED: "Something here interfered with the grading, so it gives no points for now and a person will look "
                    "at it. If this surprises you, write to your instructor.",
}  # fmt: skip
ENDS = {
    "SystemExit": "The code ended the program (`exit`, `quit`) instead of returning a value. Leave that call out.",
    "KeyboardInterrupt": "The code raised KeyboardInterrupt, which ends the program. Raise another kind of exception.",
}
STUB, ENDLESS = "NotImplementedError: ", "RecursionError: "
UNWRITTEN = "not written yet"  # so the exercises' checks say it too
IN_YOUR_CODE = "  in your code, line "
Notes = tuple[Note, ...]
Verdict = tuple[Cause, str]  # and the student's sentence


def task_verdict(
    exercise: Exercise, notebook: NotebookNode, task: Task, score: float | None, found: Examined,
    tampered: bool = False, why: str = "",
) -> TaskVerdict:  # fmt: skip
    """What became of one task. `score` is the gradebook's, None while a person has to give it, for the reason `why`."""
    if task.written or score is None:
        return _by_a_person(task, score, why)
    if score >= task.points:
        return TaskVerdict(task.name, Outcome.PASSED, score, task.points)
    cause, message = explain(exercise, notebook, task, found)
    cause = Cause.TAMPERED if tampered else cause
    return TaskVerdict(task.name, Outcome.FAILED, score, task.points, cause, message)


def _by_a_person(task: Task, score: float | None, why: str) -> TaskVerdict:
    if score is None:
        sentence = f"A person will read this: {why}." if why else "A person will read this answer."
        return TaskVerdict(task.name, Outcome.WAITING, 0.0, task.points, None, sentence)
    if score == 0:
        return TaskVerdict(task.name, Outcome.FAILED, 0.0, task.points, Cause.MISSING, "There is no answer here.")
    return TaskVerdict(task.name, Outcome.PASSED, score, task.points)


def explain(exercise: Exercise, notebook: NotebookNode, task: Task, found: Examined) -> tuple[Cause, str]:
    """The cause and the student's sentence for a test that did not pass."""
    told = found["tests"][task.test_id]
    if told["state"] == "passed":
        return Cause.WRONG, "Some of the points were given."
    if (name := told.get("undefined")) and (why := _undefined(exercise, notebook, task, found, name)):
        return why
    cause, frames = Cause(told["state"]), told.get("frames", [])
    lines = [_clear(short(told.get("message", "")))] if told.get("message") else []
    if cause in SENTENCES:
        lines = [sentence(exercise, cause, told.get("detail", ""))]
    elif cause is Cause.RAISED:
        lines = [*_own_failure(task, found), *lines]
    return cause, "\n".join([*lines, *own_frames(notebook, frames), *advice.on_module(told.get("module"))])


def _undefined(exercise: Exercise, notebook: NotebookNode, task: Task, found: Examined, name: str) -> Verdict | None:
    """Why what a test needs is not there: it says nothing about the mathematics. None if nobody promised that name."""
    if (cell := undefined.culprit(exercise, notebook, found, name)) is not None:
        whose = "Your cell for this task" if cell.id == task.solution_id else "Another cell of yours"
        cause, lines = _stopped(exercise, notebook, whose, found["cells"][cell.id])
        return cause, "\n".join([*lines, f"So {name!r} is not defined, and what needs it could not be tested."])
    if not undefined.is_exported(exercise, name):
        return None
    near = undefined.nearly(exercise, notebook, name)
    ask = f" Did you call it {near!r}?" if near else ""
    return Cause.RAISED, f"{name!r} is not defined: what is tested must have exactly this name.{ask}"


def _stopped(exercise: Exercise, notebook: NotebookNode, whose: str, told: CellTold) -> tuple[Cause, list[str]]:
    """Why a cell did not run to its end, and where."""
    if "cause" in told:
        cause = Cause(told["cause"])
        return cause, [f"{whose} did not come to its end.", sentence(exercise, cause)]
    error = told["error"]
    assert error is not None
    return Cause.RAISED, [f"{whose} stopped with {error_line(error)}", *error_place(notebook, error)]


def sentence(exercise: Exercise, cause: Cause, detail: str = "") -> str:
    """The student's sentence for what stopped their code."""
    memory = round(limits(exercise).memory / 2**30, 1)
    return ENDS.get(detail, SENTENCES[cause].format(seconds=cell_seconds(exercise), memory=memory))


def short(text: str) -> str:
    """The text, of a length that a page can show."""
    return text if len(text) <= MAX_MESSAGE else text[:MAX_MESSAGE] + " … (shortened)"


def _clear(message: str) -> str:
    """The stub's own exception comes without a word; give it some. A recursion's words tell a beginner nothing."""
    if message.startswith(ENDLESS):
        return f"{message} (a function calls itself again and again, without an end)"
    words = f"this is {UNWRITTEN}, or calls a function that is not: replace raise NotImplementedError()."
    return f"{STUB}{words}" if message.strip() == STUB.strip() else message


def _own_failure(task: Task, found: Examined) -> list[str]:
    """Where the solution cell itself failed, its functions may be others than it defines."""
    error = error_of(found, task.solution_id)
    return [f"Your cell for this task stopped with {error_line(error)}"] if error else []


def error_line(error: Exceptional) -> str:
    """An exception by name and message."""
    return _clear(short(f"{error['kinds'][0]}: {error['text']}"))


def error_place(notebook: NotebookNode, error: Exceptional) -> list[str]:
    """Where an exception of a cell arose, and what often helps there."""
    lines = own_frames(notebook, error["frames"])
    return [*lines, *advice.on_error(error, lines)]


def own_frames(notebook: NotebookNode, frames: Sequence[Sequence[Any]]) -> list[str]:
    """The places that lie in the student's own cells, by their text."""
    own = {cell.id: cell for cell in notebook.cells if cell.cell_type == "code" and not is_locked(cell)}
    lines = []
    for name, number in frames:
        text = own[name].source.splitlines() if name in own else []
        if 0 < number <= len(text):
            lines.append(f"{IN_YOUR_CODE}{number} of its cell: {text[number - 1].strip()[:200]}")
    return lines[-10:]


def cell_named(notebook: NotebookNode, grade_id: str) -> NotebookNode:
    return next(cell for cell in notebook.cells if grader_data(cell).get("grade_id") == grade_id)


def first_error(cell: NotebookNode) -> NotebookNode | None:
    return next((output for output in cell.get("outputs", []) if output.output_type == "error"), None)


def summary(tasks: Sequence[TaskVerdict]) -> tuple[Outcome, Cause | None]:
    """Passed if nothing failed, else the gravest cause: one that stopped the code before one that judged it."""
    causes = [task.cause for task in tasks if task.outcome is Outcome.FAILED and task.cause]
    if not causes:
        return Outcome.PASSED, None
    judged = (Cause.MISSING, Cause.WRONG)
    return Outcome.FAILED, max(causes, key=lambda cause: judged.index(cause) if cause in judged else len(judged))


def our_fault(exercise: Exercise, student: str, reason: str, notes: Notes = ()) -> SubmissionVerdict:
    """A verdict that says nothing about the student: something of ours failed, and a person has to look."""
    return _without_points(exercise, student, Outcome.OUR_FAULT, Cause.GRADER_ERROR, "", (*notes, _reason(reason)))


def set_aside(exercise: Exercise, student: str, reason: str, notes: Notes) -> SubmissionVerdict:
    """Neither points nor a zero: what came is no notebook, and waits for a person, with the reason."""
    return _without_points(exercise, student, Outcome.WAITING, None, f"{reason}.", (*notes, _reason(reason)))


def malformed(exercise: Exercise, student: str, why: str, notes: Notes) -> SubmissionVerdict:
    """No points, for what came can't be read: the student and a person are told why."""
    sentence, told = f"Your notebook could not be graded: {why}.", (*notes, _reason(f"{why}."))
    return _without_points(exercise, student, Outcome.FAILED, Cause.MALFORMED, sentence, told)


def missing(exercise: Exercise, student: str, notes: Notes) -> SubmissionVerdict:
    """No points, for nothing came: the one of these that no person has to look at."""
    return _without_points(exercise, student, Outcome.FAILED, Cause.MISSING, NOTHING, notes, needs_person=False)


def _reason(text: str) -> Note:
    return Note(text, NoteKind.REASON)


def _without_points(
    exercise: Exercise, student: str, outcome: Outcome, cause: Cause | None, sentence: str, notes: Notes,
    needs_person: bool = True,
) -> SubmissionVerdict:  # fmt: skip
    """The same for each task, where nothing was run."""
    tasks = tuple(TaskVerdict(task.name, outcome, 0.0, task.points, cause, sentence) for task in exercise.tasks)
    return SubmissionVerdict(student, exercise.slug, outcome, cause, tasks, notes, needs_person)
