"""What a student gets back: what came of their notebook, without hidden tests and with nothing that runs.

Shown: their cells and outputs, the visible tests, the instructor's message or their own exception for a failed task,
and its hints. Not shown: hidden tests, tracebacks, anything printed while a test ran. A last look (`sealed`)
stops a page if a line of a solution or hidden test is on it all the same, because a student's code printed it, say.
"""

from __future__ import annotations

import html
import re
from copy import deepcopy
from pathlib import Path

from nbconvert.preprocessors.sanitize import SanitizeHTML
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_output

from autograder import files
from autograder.console import number
from autograder.exercises import notebooks
from autograder.exercises.exercise import Exercise, Task, grader_data, is_locked, open_part, secret_part
from autograder.grading import judge
from autograder.placing import pictures, reach
from autograder.reporting import feedback_page
from autograder.verdict import Outcome, SubmissionVerdict

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:"
INERT = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
WITHHELD = "withheld-feedback"
LONGEST_CELL, MOST_TEXT = 10_000, 60_000  # characters of a student's that are shown: of a cell, and of all together
SHORTEST_SECRET = 12  # characters; a shorter line (`return x`, `)`) tells nothing, and stands in every notebook


def for_student(exercise: Exercise, notebook: NotebookNode) -> NotebookNode:
    """A copy that its student may see: tests cut to their visible part, errors rebuilt, HTML inert."""
    page, tests = deepcopy(notebook), {task.test_id: task for task in exercise.automatic}
    page.metadata.pop("widgets", None)
    page.metadata["forbidden"] = reach.forbidden_uses(exercise, notebook)
    _shorten([cell for cell in page.cells if not is_locked(cell)])
    cells = []
    for cell in page.cells:
        task = tests.get(grader_data(cell).get("grade_id", ""))
        after = _show_test(cell, task) if task else _show_cell(cell)
        cells += [cell, *after]
    page.cells = cells
    return page


def _shorten(cells: list[NotebookNode]) -> None:
    """Cut the student's own text where it is far longer than an honest one: a page of megabytes takes hours to make."""
    room = MOST_TEXT
    for cell in cells:
        most = min(room, LONGEST_CELL)
        room -= min(len(cell.source), most)
        if len(cell.source) > most:
            cell.source = f"{cell.source[:most]}\n# … ({len(cell.source) - most:,} more characters are not shown)"


def _show_test(cell: NotebookNode, task: Task) -> list[NotebookNode]:
    """Cut the cell to what was published, put the message in place of its outputs, and add the hints if it failed."""
    hides, failed = secret_part(cell.source), judge.first_error(cell)
    score = grader_data(cell).get("score")
    cell.source = "\n".join([*open_part(cell.source), *(["# (Further tests, not shown, ran here.)"] if hides else [])])
    cell.outputs = []
    cell.pop("attachments", None)
    if failed is None and (score is None or score >= task.points):
        return []
    lines = list(map(str, failed.traceback)) if failed else ["Some of the points were given."]
    cell.outputs = [new_output("error", ename=failed.ename if failed else "partly passed", evalue="", traceback=lines)]
    return _hints(task)


def _hints(task: Task) -> list[NotebookNode]:
    if not task.hints:
        return []
    lines = [f"{number}. {hint}" for number, hint in enumerate(task.hints, 1)]
    text = f"**Hints for “{task.title}”**\n\n" + "\n".join(lines)
    return [new_markdown_cell(text, id=f"{task.test_id}-hints"[-64:])]


def _show_cell(cell: NotebookNode) -> list[NotebookNode]:
    """A cell that is no test: the student's text as text, and of their outputs what can't run."""
    if cell.cell_type == "code" or is_locked(cell):
        cell.pop("attachments", None)
    if cell.cell_type == "code":
        cell.outputs = [shown for output in cell.outputs if (shown := _inert(output))]
    elif not is_locked(cell):
        cell.cell_type = "markdown"
        cell.source = SanitizeHTML().sanitize_html_tags(cell.source)
    return []


def _inert(output: NotebookNode) -> NotebookNode | None:
    if output.output_type == "stream":
        return output
    if output.output_type == "error":
        lines = [judge.short(str(line)) for line in output.traceback]
        return new_output("error", ename=judge.short(output.ename), evalue="", traceback=lines)
    given = output.get("data", {}).items()
    data = {kind: value for kind, value in given if kind == "text/plain" or pictures.is_picture(kind, value)}
    return new_output("display_data", data=data) if data else None


class TellsASecretError(Exception):
    """A page would show a line of a solution or hidden test."""


def sealed(exercise: Exercise, page: str, graded: NotebookNode) -> str:
    """The page without scripts, and with a policy by which a browser runs and loads nothing.

    Raises
    ------
    TellsASecretError
        If it shows a secret line. A line that the student wrote, or that was released, is no secret to them.
    """
    if leaks(exercise, page, graded):
        raise TellsASecretError(exercise.slug)
    page = re.sub(r"<script\b.*?</script\s*>", "", page, flags=re.DOTALL | re.IGNORECASE)
    page = re.sub(r"@font-face\s*\{[^}]*\}", "", page)  # the style sheet names files that are not beside the page
    return inert(page)


def inert(page: str) -> str:
    return page.replace("<head>", f"<head>\n{INERT}", 1)


def leaks(exercise: Exercise, page: str, graded: NotebookNode) -> list[str]:
    """The secret lines that a page shows."""
    shown = _words(page)
    known = "\n".join(cell.source for cell in notebooks.student_notebook(exercise).cells)
    known += "\n" + "\n".join(cell.source for cell in graded.cells if not is_locked(cell))
    known += "\n" + "\n".join(hint for task in exercise.tasks for hint in task.hints)  # which are there to be read
    known = _squeeze(known)
    secrets = {_squeeze(line) for line in exercise.secret_lines if len(line) >= SHORTEST_SECRET}
    return sorted(line for line in secrets if line in shown and line not in known)


def _words(page: str) -> str:
    """A page's text, without style sheets and tags."""
    page = re.sub(r"<(style|script)\b.*?</\1\s*>", "", page, flags=re.DOTALL | re.IGNORECASE)
    return _squeeze(html.unescape(re.sub(r"<[^>]*>", "", page)))


def _squeeze(text: str) -> str:
    """Without white space and escapes, so that a line that was printed with `repr` or wrapped is still found."""
    return re.sub(r"\s+|\\n|\\", "", text)


def write_withheld(exercise: Exercise, page: Path) -> None:
    """Instead of a page that would tell a secret: a line that a person will look at it."""
    _write(exercise, page, "", "Your instructor will send you the feedback on this notebook in person.", WITHHELD)


def write_refusal(exercise: Exercise, verdict: SubmissionVerdict, page: Path) -> None:
    """The page for a submission that could not be run: why, in a sentence, and what to do."""
    reason = verdict.tasks[0].message if verdict.tasks else ""
    waits = verdict.outcome is Outcome.WAITING
    got = f"{number(verdict.score)} of {number(verdict.points)} points"
    line = f"Up to {number(verdict.points)} points, once a person has read it" if waits else got
    advice = "Hand it in again, or ask your instructor, if this is not what you meant to hand in."
    _write(exercise, page, line, f"{reason or 'Your notebook could not be graded.'} {advice}", "refused")


def _write(exercise: Exercise, page: Path, line: str, text: str, mark: str) -> None:
    files.write_bytes(page, inert(feedback_page.refusal(exercise, line, text, mark)).encode())
