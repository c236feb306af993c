"""A student's feedback as a page: the points first, then each task with what happened, the hints, their own code.

What is on it comes from `feedback.for_student`, which has left out whatever a student may not see. No script, no link
to elsewhere: a browser that opens it loads nothing. What a student wrote stands there as text, never as markup.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from nbformat import NotebookNode
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from autograder.console import number
from autograder.course.score import ByHand, Score, late
from autograder.exercises import notebooks
from autograder.exercises.exercise import Exercise, Task, is_locked
from autograder.exercises.texts import same
from autograder.grading import judge
from autograder.placing import pictures, placing
from autograder.reporting import pages

TEMPLATE, STYLE = "feedback.html.tpl", "feedback.css"
LIGHT, DARK = "default", "github-dark"
FOLD = "      "  # so the exercises' checks indent what they have broken off a line of their message
STOPPED = {
    "wrong": "Not right yet",
    "raised": "Stopped by an exception",
    "timeout": "Too slow",
    "exited": "Ended Python",
    "memory": "Too much memory",
    "processes": "Too many processes",
    "output": "Too much output",
    "tampered": "A person will look at this",
}


@dataclass(frozen=True)
class Section:
    """One task as its student sees it. `lines` is what the test says; `points` is None until a person gives them."""

    task: Task
    points: float | None
    went: str
    good: bool
    lines: tuple[str, ...]
    comments: tuple[str, ...]
    answer: NotebookNode
    test: NotebookNode | None
    forbidden: tuple[str, ...] = ()

    @property
    def of(self) -> str:
        return f"{'up to' if self.points is None else f'{number(self.points)} of'} {_points(self.task.points)}"


def page(exercise: Exercise, shown: NotebookNode, score: Score, hand: ByHand) -> str:
    """The page of a notebook that was run; `shown` is what `feedback.for_student` made of it."""
    cells = {cell.id: cell for cell in shown.cells}
    used = shown.metadata.get("forbidden", {})
    sections = [_section(task, cells, score, hand, tuple(used.get(task.name, ()))) for task in exercise.tasks]
    others = list(_others(exercise, shown))
    return _render(exercise, headline(score, sections), summary=summary(sections), sections=sections, others=others)


def refusal(exercise: Exercise, line: str, reason: str, mark: str) -> str:
    """The page where there is nothing to show but the reason."""
    return _render(exercise, line, reason=reason, mark=mark)


def headline(score: Score, sections: list[Section]) -> str:
    """The one line that a student reads first."""
    unread = sum(section.task.points for section in sections if section.points is None)
    got = f"{number(score.final)} of {_points(score.points)}"
    if score.penalty:
        got += f" ({number(score.score)} less {number(score.penalty)} for {late(score.seconds_late)} late)"
    return f"{got} so far; up to {number(unread)} more once a person has read the rest" if unread else got


def summary(sections: list[Section]) -> str:
    """What passed, and what became of the other tasks."""
    became: dict[str, list[str]] = defaultdict(list)
    for section in sections:
        if not section.good:
            became[section.went[:1].lower() + section.went[1:]].append(section.task.title)
    others = (f"{what}: {', '.join(titles)}" for what, titles in became.items())
    return "; ".join([f"Passed {sum(section.good for section in sections)} of {len(sections)} tasks", *others])


def _points(value: float) -> str:
    return f"{number(value)} point{'' if value == 1 else 's'}"


def _section(task: Task, cells: Mapping[str, NotebookNode], score: Score, hand: ByHand,
             used: tuple[str, ...]) -> Section:  # fmt: skip
    given, answer = score.tasks.get(task.test_id), cells[task.solution_id]
    test = None if task.written else cells[task.test_id]
    failed = test and judge.first_error(test)
    comments = dict.fromkeys(hand.comments[cell] for cell in (task.test_id, task.solution_id) if cell in hand.comments)
    went = _went(task, given, failed, task.test_id in hand.scores)
    good = given is not None and given >= task.points
    lines = _unfolded(list(map(str, failed.traceback))) if failed and not good else []
    return Section(task, given, went, good, tuple(lines), tuple(comments), answer, test, used)


def _went(task: Task, given: float | None, failed: NotebookNode | None, by_hand: bool) -> str:
    if given is None:
        return "Waits for a person to read it"
    if by_hand:
        return "Points given by a person"
    if failed and judge.UNWRITTEN in " ".join(map(str, failed.traceback)):
        return "Not written yet"
    if failed:
        return STOPPED.get(failed.ename, STOPPED["wrong"])
    return "No answer" if task.written and not given else "Passed" if given >= task.points else "Partly passed"


def _unfolded(lines: list[str]) -> list[str]:
    """The message's lines as they were before a check broke them at a width: a page breaks them at its own."""
    found: list[str] = []
    for line in lines:
        if found and line.startswith(FOLD):
            found[-1] += f" {line.strip()}"
        else:
            found.append(line)
    return found


def _others(exercise: Exercise, shown: NotebookNode) -> Iterator[NotebookNode]:
    """Cells outside the tasks that are the student's: those that they added, or changed, or that printed something."""
    released = {cell.id: cell.source for cell in notebooks.student_notebook(exercise).cells}
    tasks = {
        name for task in exercise.tasks for name in (task.solution_id, task.test_id, f"{task.test_id}-hints"[-64:])
    }
    for cell in shown.cells:
        theirs = placing.is_added(cell) or (not is_locked(cell) and not same(released.get(cell.id, ""), cell.source))
        if cell.id not in tasks and theirs and (cell.source.strip() or cell.get("outputs") or cell.get("attachments")):
            yield cell


def _render(exercise: Exercise, line: str, **more: Any) -> str:
    words: dict[str, Any] = {"summary": "", "sections": [], "others": [], "reason": "", "mark": "feedback"}
    style = pages.style(STYLE) + _highlighting()
    filters: dict[str, Callable[..., Any]] = {
        "code": _code,
        "told": _told,
        "pictures": _pictures,
        "words": pictures.without,
    }
    return pages.environment(**filters).get_template(TEMPLATE).render(
        **words | more, title=exercise.title, slug=exercise.slug, line=line, style=Markup(style)
    )  # fmt: skip


def _highlighting() -> str:
    light, dark = (HtmlFormatter(style=style).get_style_defs(".code") for style in (LIGHT, DARK))
    return f"\n{light}\n@media (prefers-color-scheme: dark) {{\n{dark}\n}}\n.code {{ background: none }}\n"


def _code(text: str) -> Markup:
    return Markup(highlight(text, PythonLexer(stripnl=False), HtmlFormatter(nowrap=True)))


def _pictures(one: NotebookNode) -> list[tuple[str, str]]:
    """The pictures of a text cell, or of an output."""
    if "output_type" not in one:
        return pictures.shown(one)
    return [(kind, data) for kind, data in (one.get("data") or {}).items() if kind in pictures.MAGIC]


def _told(output: NotebookNode) -> str:
    """An output's text, if that is all that there is of it."""
    if output.output_type == "stream":
        return output.text.rstrip("\n")
    if output.output_type == "error":
        return "\n".join(_unfolded(list(map(str, output.traceback))))
    return output.data.get("text/plain", "")
