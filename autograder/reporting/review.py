"""A verdict in words: what its cause means, why a person has to look, and what was odd about the submission."""

from __future__ import annotations

from autograder.console import number
from autograder.course.score import ByHand, Score
from autograder.exercises.exercise import Exercise, Task
from autograder.verdict import NOTHING, Cause, NoteKind, Outcome, SubmissionVerdict

MEANS = {
    Cause.WRONG: "ran, with a wrong result",
    Cause.RAISED: "raised an exception",
    Cause.TIMEOUT: "ran longer than it may",
    Cause.MEMORY: "asked for more memory than it may have",
    Cause.PROCESSES: "started more processes than it may",
    Cause.OUTPUT: "wrote more output than it may",
    Cause.EXITED: "ended Python before the tests were done",
    Cause.TAMPERED: "interfered with the grading",
    Cause.MALFORMED: "could not be read as a notebook",
    Cause.MISSING: "was left empty",
    Cause.GRADER_ERROR: "was not graded, by a fault of ours",
}
SET_ASIDE = "only a person can judge: "
ABOVE = "a grade given by hand is more than the task's"
UNREAD = "a written answer waits to be read: "
UNREADABLE = "can't be read"


def to_look(exercise: Exercise, verdict: SubmissionVerdict, score: Score | None, hand: ByHand) -> list[str]:
    """Why a person has to look at this submission; empty once they have, as far as the gradebook tells."""
    if verdict.outcome is Outcome.OUR_FAULT:
        return [f"not graded, by a fault of ours: {reason(verdict)}"]
    above = [f"{ABOVE} {number(task.points)} points: {task.title}" for task in exercise.tasks if _is_above(task, hand)]
    if all(task.test_id in hand.scores for task in exercise.tasks) and not hand.to_confirm:
        return above
    known = [
        *above,
        *_unreadable(verdict),
        *_tampered(verdict),
        *_unread(exercise, verdict, score),
        *_flagged(exercise, verdict, hand),
        *(() if hand.scores or hand.comments else verdict.extra.get("asks", ())),
        *_stale(exercise, hand),
    ]
    read = any(task.outcome is Outcome.WAITING for task in verdict.tasks) or hand.scores
    asked = verdict.needs_person and not read
    return known or (["the grader asks for a look at its notes"] if asked else [])


def _is_above(task: Task, hand: ByHand) -> bool:
    """The task's points may have been lowered since; what is meant as extra has a box of its own in formgrader."""
    return hand.scores.get(task.test_id, 0.0) > task.points


def waiting(exercise: Exercise, verdict: SubmissionVerdict, score: Score | None) -> list[Task]:
    """The written answers that nobody has read yet: the gradebook knows better than a verdict of some days ago."""
    left = {task.task for task in verdict.tasks if task.outcome is Outcome.WAITING}
    given = {name for name, points in score.tasks.items() if points is not None} if score else set()
    return [task for task in exercise.tasks if task.name in left and task.test_id not in given]


def is_handed_in(verdict: SubmissionVerdict) -> bool:
    """Whether anything came. A notebook with its answers left empty is `missing` too, but it came."""
    return any(task.cause is not Cause.MISSING or task.message != NOTHING for task in verdict.tasks)


def has_run(verdict: SubmissionVerdict) -> bool:
    """Whether the score says something about the work: it came, could be read, and nothing of ours failed."""
    refused = verdict.outcome in (Outcome.OUR_FAULT, Outcome.WAITING) or verdict.cause is Cause.MALFORMED
    return is_handed_in(verdict) and not refused


def forbidden(verdict: SubmissionVerdict) -> list[str]:
    """The notes on forbidden built-ins."""
    return [note.text for note in verdict.notes if note.kind is NoteKind.FORBIDDEN]


def odd(verdict: SubmissionVerdict) -> list[str]:
    """The other notes, but for a test's detail, and for the one that already stands as the reason to look."""
    return [note.text for note in verdict.notes if note.kind in (NoteKind.REMARK, NoteKind.SKIPPED)]


def detail(verdict: SubmissionVerdict, task: str) -> str:
    """What the instructor alone is told of a test that the code did not let end: `SystemExit`, say."""
    return next((note.text for note in verdict.notes if note.kind is NoteKind.DETAIL and note.task == task), "")


def is_tampered(verdict: SubmissionVerdict) -> bool:
    """Whether a test found it so, or the file was tagged so that no test would run (over right answers, even)."""
    tagged = any(note.kind is NoteKind.SKIPPED for note in verdict.notes)
    return tagged or Cause.TAMPERED in (verdict.cause, *(task.cause for task in verdict.tasks))


def is_unsafe(verdict: SubmissionVerdict) -> bool:
    """Whether the student's code ran outside a sandbox; so such an engine calls itself."""
    return str(verdict.extra.get("engine", "")).startswith("unsafe")


def reason(verdict: SubmissionVerdict) -> str:
    """Whoever gives up on a submission notes why, after what was noted before."""
    reasons = [note.text for note in verdict.notes if note.kind is NoteKind.REASON]
    return reasons[-1] if reasons else "no reason was noted"


def _unreadable(verdict: SubmissionVerdict) -> list[str]:
    return [f"{UNREADABLE}: {reason(verdict)}"] if verdict.cause is Cause.MALFORMED else []


def _tampered(verdict: SubmissionVerdict) -> list[str]:
    return ["interfered with the grading"] if is_tampered(verdict) else []


def _unread(exercise: Exercise, verdict: SubmissionVerdict, score: Score | None) -> list[str]:
    """Written answers, and what else the tests could not decide."""
    left = waiting(exercise, verdict, score)
    if verdict.outcome is Outcome.WAITING:
        return [reason(verdict)] if left else []
    return [f"{UNREAD if task.written else SET_ASIDE}{task.title}" for task in left]


def _flagged(exercise: Exercise, verdict: SubmissionVerdict, hand: ByHand) -> list[str]:
    """Tasks that use what they may not, until a person has given points for them or said something on them."""
    flags = verdict.extra.get("forbidden", {})
    tasks = [task for task in exercise.automatic if task.name in flags and not _is_looked_at(task, hand)]
    return [f"{task.title}: uses the forbidden {', '.join(flags[task.name])}" for task in tasks]


def _is_looked_at(task: Task, hand: ByHand) -> bool:
    return task.test_id in hand.scores or bool({task.test_id, task.solution_id} & hand.comments.keys())


def _stale(exercise: Exercise, hand: ByHand) -> list[str]:
    tasks = [task.title for task in exercise.tasks if task.test_id in hand.to_confirm]
    return [f"a grade given by hand is to be confirmed, for the work was run again since: {title}" for title in tasks]
