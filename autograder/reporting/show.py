"""Why a student has this score, in words: what came, when, what each task decided, what people gave, what to do.

`story` gathers it from the course folder and the gradebook; `tell` turns it into headings and lines.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from pathlib import Path

from autograder.collecting import collect, people, roster
from autograder.collecting.collect import Receipt
from autograder.console import number
from autograder.course import gradebook
from autograder.course.course import Course
from autograder.course.score import ByHand, Score, late
from autograder.errors import Trouble
from autograder.exercises.exercise import Exercise, Task
from autograder.grading import grade
from autograder.reporting import feedback, outcome, publish, review
from autograder.verdict import Outcome, SubmissionVerdict, TaskVerdict

INDENT = "   "
MARK = re.compile(r"\| |- |\d+\. ")  # how a line of a message, a note, a hint begins
Section = tuple[str, list[str]]


@dataclass(frozen=True)
class Story:
    """All that is known of one student's exercise. `current` is False where something has changed since the grading."""

    course: Course
    who: str
    exercise: Exercise
    verdict: SubmissionVerdict
    receipt: Receipt | None
    attempts: int
    score: Score | None
    hand: ByHand
    due: datetime | None
    current: bool


def story(course: Course, student: str, slug: str) -> Story:
    """Gather it.

    Raises
    ------
    Trouble
        If the exercise or the student is unknown, or this work is not graded yet; with the cure.
    """
    exercise = course.exercise(slug)
    verdict = _verdict(course, student, slug)
    score, hand = gradebook.sheet(course, slug).get(student, (None, ByHand()))
    return Story(
        course=course,
        who=people.called(people.names(course), student),
        exercise=exercise,
        verdict=verdict,
        receipt=collect.receipt(course, slug, student),
        attempts=len(list((course.state / "attempts" / slug / student).glob("*-*"))),
        score=score,
        hand=hand,
        due=gradebook.due_date(course, slug),
        current=not grade.due(course, exercise, [student], verdict.extra.get("engine", "")),
    )


def _verdict(course: Course, student: str, slug: str) -> SubmissionVerdict:
    if slug not in course.released():
        raise Trouble(f"{slug!r} is not released in this course; run `autograder release {slug}` first")
    known = roster.members(course, slug)
    if student in roster.left(course, slug):
        raise Trouble(f"{student} has left the class; `autograder drop {student} --undo` takes them back")
    if student not in known:
        near = ", ".join(get_close_matches(student, known, 5, 0.5) or known[:8])
        cure = f"there is: {near}" if near else f"nothing is collected; run `autograder collect {slug} PLACE` first"
        raise Trouble(f"no student {student!r} in {slug}; {cure}{', …' if len(known) > 8 else ''}")
    verdict = course.verdict(slug, student)
    if verdict is None:
        raise Trouble(f"{student}'s {slug} is not graded yet; run `autograder grade {slug} --student {student}`")
    return verdict


def tell(told: Story, width: int = 100) -> Iterator[Section]:
    """Headings and the lines under them, none wider than `width` but for what can't be broken."""
    yield _headline(told), _wrapped([*_arrival(told), *_outcome(told), *_person(told), *_refusal(told)], width)
    for place, task in enumerate(told.verdict.tasks, 1):
        heading, lines = _task(told, place, task)
        yield heading, _wrapped(lines, width)
    if notes := [*review.forbidden(told.verdict), *review.odd(told.verdict)]:
        yield "Notes for you", _wrapped([f"- {note}" for note in notes], width)
    yield "Graded", _wrapped(_graded(told), width)
    yield "Files", [f"{INDENT}{line}" for line in _files(told)]


def _headline(told: Story) -> str:
    got = told.score.final if told.score else told.verdict.score
    so_far = " so far" if review.waiting(told.exercise, told.verdict, told.score) else ""
    points = f"{number(got)} of {number(told.verdict.points)} points{so_far}"
    return f"{told.who} has {points} in {told.exercise.title} ({told.exercise.slug})"


def _arrival(told: Story) -> Iterator[str]:
    receipt = told.receipt
    if receipt is None or not (receipt.file or told.attempts):
        yield "Received: nothing."
        return
    yield f"Received: {_time(receipt.time) or 'nobody recorded when'}, as {receipt.file!r}."
    more = "; the one described here is the one that counts" if told.attempts > 1 else ""
    yield f"Attempts: {told.attempts}{more}."
    yield f"Late: {_lateness(told, receipt)}."


def _lateness(told: Story, receipt: Receipt) -> str:
    penalty, seconds = (told.score.penalty, told.score.seconds_late) if told.score else (0.0, 0.0)
    cost = f"which cost {number(penalty)} points" if penalty else "which cost nothing"
    if receipt.time is None:
        return f"the LMS says so without a time, {cost}" if receipt.marked_late else "unknown, so it cost nothing"
    if told.due is None:
        return "no, for this exercise has no due date"
    extension = told.score.extension if told.score else None
    due = f"due {_time(told.due + (extension or timedelta(0)))}{', by an extension' if extension else ''}"
    return f"yes, by {late(seconds)} ({due}), {cost}" if seconds > 0 else f"no ({due})"


def _outcome(told: Story) -> Iterator[str]:
    yield f"Result: {outcome.result(told.exercise, told.verdict, told.score, told.hand).rstrip('.')}."
    if told.score and (told.hand.scores or told.hand.extra or told.score.penalty):
        late = f", less {number(told.score.penalty)} for being late" if told.score.penalty else ""
        yield f"Points: {number(told.score.score)} for the tasks{late}."


def _person(told: Story) -> Iterator[str]:
    why = review.to_look(told.exercise, told.verdict, told.score, told.hand)
    yield f"Has a person to look? {'Yes:' if why else 'No.'}"
    yield from (f"- {reason}" for reason in why)


def _refusal(told: Story) -> Iterator[str]:
    """Where nothing was run, every task has the same message, and it is told once."""
    if told.verdict.tasks and not review.has_run(told.verdict):
        yield from _message(told.verdict.tasks[0])


def _task(told: Story, place: int, verdict: TaskVerdict) -> Section:
    task = next((task for task in told.exercise.tasks if task.name == verdict.task), None)
    given = told.score.tasks.get(task.test_id) if told.score and task else verdict.score
    heading = f"{place}. {task.title if task else verdict.task}: {_went(verdict, given)}"
    said = [*_message(verdict)] if review.has_run(told.verdict) else []
    if detail := review.detail(told.verdict, verdict.task):
        said.append(f"For you: {detail}")
    lines = [*said, *(_hints(told, task, verdict) if task else ()), *(_given(told, task) if task else ())]
    return heading, lines


def _went(verdict: TaskVerdict, given: float | None) -> str:
    points, cause = number(verdict.points), f", {verdict.cause}" if verdict.cause else ""
    return (
        f"not read yet, {points} points"
        if given is None
        else f"{number(given)} of {points} points, {verdict.outcome}{cause}"
    )


def _message(verdict: TaskVerdict) -> Iterator[str]:
    if verdict.message:
        yield "The student reads:"
        yield from (f"| {line}" for line in verdict.message.splitlines())


def _hints(told: Story, task: Task, verdict: TaskVerdict) -> Iterator[str]:
    """Hints stand on the feedback page of a notebook that was run, below each test that did not pass."""
    shown = review.has_run(told.verdict) and verdict.outcome is Outcome.FAILED and not task.written
    if task.hints and shown:
        yield "Hints given:"
        yield from (f"{place}. {hint}" for place, hint in enumerate(task.hints, 1))


def _given(told: Story, task: Task) -> Iterator[str]:
    hand, cells = told.hand, (task.test_id, task.solution_id)
    if task.test_id in hand.scores:
        automatic = hand.automatic.get(task.test_id)
        instead = "" if automatic is None else f", in place of {number(automatic)} from the tests"
        yield f"Given by hand: {number(hand.scores[task.test_id])} points{instead}."
    if task.test_id in hand.extra:
        yield f"Extra credit by hand: {number(hand.extra[task.test_id])}."
    for comment in dict.fromkeys(hand.comments[cell] for cell in cells if cell in hand.comments):
        yield "Comment by hand:"
        yield from (f"| {line}" for line in comment.splitlines())


def _graded(told: Story) -> Iterator[str]:
    extra = told.verdict.extra
    when = _time(datetime.fromisoformat(extra["graded"])) if extra.get("graded") else "at a time nobody recorded"
    yield f"{when}, by the engine {extra.get('engine') or 'unknown'!r}, in {number(told.verdict.seconds, 1)} s."
    if not told.current:
        fault = told.verdict.outcome is Outcome.OUR_FAULT
        yield f"{'That failed' if fault else 'Something has changed since'}; to grade it again:"
        yield f"autograder grade {told.exercise.slug} --student {told.verdict.student}"


def _files(told: Story) -> Iterator[str]:
    course, student, slug = told.course, told.verdict.student, told.exercise.slug
    page = course.path("feedback", student, slug).with_suffix(".html")
    places = {
        "handed in": course.path("submitted", student, slug),
        "attempts": course.state / "attempts" / slug / student,
        "as it ran": course.path("autograded", student, slug),
        "feedback": page,
        "verdict": course.verdict_path(slug, student),
    }
    width = max(map(len, places))
    for what, path in places.items():
        yield f"{what:<{width}}  {path}{'' if path.exists() else '  (none)'}"
    if page.exists() and not publish.is_current(course, told.verdict, told.score, told.hand):
        yield f"{'':<{width}}  The feedback page is out of date; `autograder feedback {slug}` writes it again."
    if _is_withheld(page):
        yield f"{'':<{width}}  The feedback page was withheld, for it would show a hidden test; send it in person."


def _is_withheld(page: Path) -> bool:
    return page.is_file() and f'id="{feedback.WITHHELD}"' in page.read_text(encoding="utf-8")[:2_000]


def _time(when: datetime | None) -> str:
    return f"{when.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if when else ""


def _wrapped(lines: Iterable[str], width: int) -> list[str]:
    """Indented and broken at words; what goes on in a next line stands under the text that it began with."""
    out = []
    for line in lines:
        found = MARK.match(line)
        mark = found[0] if found else ""
        under = INDENT + (mark if mark.startswith("|") else " " * len(mark))
        out += textwrap.wrap(line, width, initial_indent=INDENT, subsequent_indent=under, break_on_hyphens=False)
    return out
