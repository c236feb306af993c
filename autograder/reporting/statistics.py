"""The numbers of one exercise over a class: pure functions of verdicts, the gradebook's rows and receipts.

Distribution, pass rates and mistakes are over the work that could be run. What could not (a fault of ours, an
unreadable file) stands in the queue for people, and who handed in nothing in a list of their own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from statistics import mean, median

from autograder.collecting.collect import Receipt
from autograder.course.score import ByHand, Score
from autograder.exercises.exercise import Exercise, Task
from autograder.reporting import mistakes, review
from autograder.reporting.mistakes import Mistake
from autograder.verdict import Cause, Outcome, SubmissionVerdict

WIDTHS = (1, 2, 5, 10, 20, 50, 100)  # of a bar, in points
MOST_BARS = 21  # as many as a phone shows with a number over each


@dataclass(frozen=True)
class Entry:
    """One student's work as it is counted: the verdict, the gradebook's row, what people gave by hand, the receipt.

    `is_stale` says that something has changed since the grading, `has_page` that the feedback tells what is known now.
    """

    verdict: SubmissionVerdict
    score: Score | None = None
    hand: ByHand = field(default_factory=ByHand)
    receipt: Receipt | None = None
    is_stale: bool = False
    has_page: bool = True

    @property
    def student(self) -> str:
        return self.verdict.student

    @property
    def points(self) -> float:
        """As the gradebook has it, less what lateness cost."""
        return self.score.final if self.score else self.verdict.score


@dataclass(frozen=True)
class Bar:
    """How many scored from `low` to below `high`; the last bar takes its upper end too, and any extra credit."""

    low: float
    high: float
    count: int


@dataclass(frozen=True)
class TaskRow:
    """How one task went. A written one is `read` or not, an automatic one `passed` or not, of `count`."""

    title: str
    points: float
    written: bool
    passed: int
    count: int
    mean: float | None


@dataclass(frozen=True)
class CauseRow:
    cause: Cause
    tasks: int
    students: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """What was seen of one or more students."""

    what: str
    students: tuple[str, ...]


@dataclass(frozen=True)
class Late:
    """`hours` is None where the LMS says late and nobody recorded a time."""

    student: str
    hours: float | None
    penalty: float


@dataclass(frozen=True)
class Tally:
    """One exercise's section of the report. `queue` and `flags` say what there is to look at, and of whom."""

    slug: str
    title: str
    points: float
    due: datetime | None
    students: int
    names: Mapping[str, str]
    scores: tuple[float, ...]
    bars: tuple[Bar, ...]
    tasks: tuple[TaskRow, ...]
    task_titles: Mapping[str, str]
    causes: tuple[CauseRow, ...]
    mistakes: tuple[Mistake, ...]
    flags: tuple[Group, ...]
    late: tuple[Late, ...]
    queue: tuple[Group, ...]
    unread: tuple[str, ...]
    absent: tuple[str, ...]
    ungraded: tuple[str, ...]
    changed: tuple[str, ...]
    unsafe: tuple[str, ...]
    unpublished: tuple[str, ...]
    graded: int
    full: int

    @property
    def handed_in(self) -> int:
        return self.students - len(self.absent)

    @property
    def to_look(self) -> int:
        return _people(self.queue)

    @property
    def to_grade(self) -> tuple[str, ...]:
        """Whom the next `grade` does, as far as can be told without trying."""
        return tuple(dict.fromkeys([*self.ungraded, *self.changed, *self.unsafe]))

    @property
    def waiting(self) -> tuple[Group, ...]:
        """Why a person has to look, and at whom: written answers to be read stand last, for they are everybody's."""
        return (*self.queue, *([Group("written answers to be read", self.unread)] if self.unread else ()))

    @property
    def people_waiting(self) -> int:
        return _people(self.waiting)

    @property
    def flagged(self) -> int:
        return _people(self.flags)

    @property
    def mean(self) -> float | None:
        return mean(self.scores) if self.scores else None

    @property
    def median(self) -> float | None:
        return median(self.scores) if self.scores else None


def tally(
    exercise: Exercise, students: Sequence[str], entries: Sequence[Entry], due: datetime | None = None,
    came: Collection[str] = (), names: Mapping[str, str] | None = None,
) -> Tally:  # fmt: skip
    """Count one exercise: `students` is the class, `entries` those with a verdict, in the same order.

    `came` names those of whom a file was collected: who of them has no verdict waits to be graded.
    """
    verdicts = {entry.student: entry.verdict for entry in entries}
    ran = [entry for entry in entries if review.has_run(entry.verdict)]
    scores = tuple(entry.points for entry in ran)
    handed_in = [entry for entry in entries if review.is_handed_in(entry.verdict)]
    ungraded = tuple(student for student in students if student in came and student not in verdicts)
    present = {*came, *(entry.student for entry in handed_in)}
    return Tally(
        slug=exercise.slug,
        title=exercise.title,
        points=exercise.points,
        due=due,
        students=len(students),
        names=names or {},
        scores=scores,
        bars=bars(scores, exercise.points),
        tasks=tuple(_task_row(task, ran) for task in exercise.tasks),
        task_titles={task.name: task.title for task in exercise.tasks},
        causes=tuple(causes(entry.verdict for entry in handed_in)),
        mistakes=tuple(mistakes.common(entry.verdict for entry in ran)),
        flags=_flags(entries),
        late=tuple(late for entry in handed_in if (late := _late(entry))),
        queue=_grouped((why, entry.student) for entry in entries for why in _queue(exercise, entry)),
        unread=tuple(e.student for e in entries if review.waiting(exercise, e.verdict, e.score)),
        absent=tuple(student for student in students if student not in present),
        ungraded=ungraded,
        changed=tuple(entry.student for entry in entries if entry.is_stale),
        unsafe=tuple(entry.student for entry in entries if review.is_unsafe(entry.verdict)),
        unpublished=tuple(e.student for e in entries if not e.has_page and e.verdict.outcome is not Outcome.OUR_FAULT),
        graded=len(entries),
        full=sum(score >= exercise.points for score in scores),
    )


def bars(scores: Sequence[float], points: float) -> tuple[Bar, ...]:
    """The distribution: full marks have a bar of their own wherever the bars' width divides the points."""
    width = next((width for width in WIDTHS if points / width < MOST_BARS), WIDTHS[-1])
    last = int(points // width)
    counts = [0] * (last + 1)
    for score in scores:
        counts[min(int(max(0.0, score) // width), last)] += 1
    return tuple(Bar(place * width, min((place + 1) * width, points), count) for place, count in enumerate(counts))


def causes(verdicts: Iterable[SubmissionVerdict]) -> list[CauseRow]:
    """Why tasks failed: how many tasks, of which students, the most frequent cause first."""
    found: dict[Cause, list[str]] = defaultdict(list)
    for verdict in verdicts:
        for task in verdict.tasks:
            if task.cause:
                found[task.cause].append(verdict.student)
    rows = [CauseRow(cause, len(who), tuple(dict.fromkeys(who))) for cause, who in found.items()]
    return sorted(rows, key=lambda row: -row.tasks)


def _task_row(task: Task, ran: Sequence[Entry]) -> TaskRow:
    """Passed is what the tests said; the mean, and whether a written answer is read, are the gradebook's."""
    told = [(entry, one) for entry in ran for one in entry.verdict.tasks if one.task == task.name]
    if task.written:
        told = [(entry, one) for entry, one in told if one.cause is not Cause.MISSING]  # there is nothing to read
    given = [points for entry, _ in told if (points := _points(task, entry)) is not None]
    passed = len(given) if task.written else sum(one.outcome is Outcome.PASSED for _, one in told)
    return TaskRow(task.title, task.points, task.written, passed, len(told), mean(given) if given else None)


def _points(task: Task, entry: Entry) -> float | None:
    if entry.score and task.test_id in entry.score.tasks:
        return entry.score.tasks[task.test_id]
    return next(
        (t.score for t in entry.verdict.tasks if t.task == task.name and t.outcome is not Outcome.WAITING), None
    )


def _grouped(pairs: Iterable[tuple[str, str]]) -> tuple[Group, ...]:
    """Equal texts once, with everyone of whom they were said; the most frequent first."""
    found: dict[str, list[str]] = defaultdict(list)
    for what, student in pairs:
        found[what].append(student)
    groups = (Group(what, tuple(dict.fromkeys(who))) for what, who in found.items())
    return tuple(sorted(groups, key=lambda group: -len(group.students)))


def _people(groups: Iterable[Group]) -> int:
    return len({student for group in groups for student in group.students})


def _flags(entries: Sequence[Entry]) -> tuple[Group, ...]:
    """What was odd, the gravest first."""
    verdicts = [entry.verdict for entry in entries]
    tampered = [("interfered with the grading", v.student) for v in verdicts if review.is_tampered(v)]
    forbidden = [(note, v.student) for v in verdicts for note in review.forbidden(v)]
    odd = [(note, v.student) for v in verdicts for note in review.odd(v)]
    return (*_grouped(tampered), *_grouped(forbidden), *_grouped(odd))


def _queue(exercise: Exercise, entry: Entry) -> list[str]:
    """Reasons to look at one student; written answers, which everybody has, are counted apart."""
    unread = [f"{review.UNREAD}{task.title}" for task in review.waiting(exercise, entry.verdict, entry.score)]
    return [why for why in review.to_look(exercise, entry.verdict, entry.score, entry.hand) if why not in unread]


def _late(entry: Entry) -> Late | None:
    penalty, seconds = (entry.score.penalty, entry.score.seconds_late) if entry.score else (0.0, 0.0)
    if seconds > 0:
        return Late(entry.student, seconds / 3600, penalty)
    marked = entry.receipt and entry.receipt.marked_late and not entry.receipt.received
    return Late(entry.student, None, penalty) if marked else None
