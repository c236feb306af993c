"""The closing table of a run: how many got each verdict, for which cause, and a few students to look at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from autograder.verdict import Cause, Outcome, SubmissionVerdict

COLUMNS = ("exercise", "verdict", "cause", "how many", "for example")
EXAMPLES = 3
# What asks for a person comes last: nearest to the prompt, where it is read.
ORDER = (Outcome.PASSED, Outcome.FAILED, Outcome.WAITING, Outcome.OUR_FAULT)


class Row(NamedTuple):
    """One line of the table."""

    exercise: str
    outcome: Outcome
    cause: Cause | None
    number: int
    students: tuple[str, ...]

    @property
    def cells(self) -> tuple[str, str, str, int, str]:
        """The line as `console.table` prints it under `COLUMNS`; an ellipsis stands for the students not named."""
        named = ", ".join(self.students) + (", …" if self.number > len(self.students) else "")
        return self.exercise, self.outcome.value, self.cause.value if self.cause else "", self.number, named


def closing(verdicts: Iterable[SubmissionVerdict]) -> list[Row]:
    """A row for each exercise, verdict and cause: exercises as they come, then by verdict, the most frequent first."""
    groups: dict[tuple[str, Outcome, Cause | None], list[str]] = defaultdict(list)
    for verdict in verdicts:
        groups[verdict.exercise, verdict.outcome, verdict.cause].append(verdict.student)
    rows = [Row(*key, len(students), tuple(sorted(students)[:EXAMPLES])) for key, students in groups.items()]
    seen = list(dict.fromkeys(exercise for exercise, _, _ in groups))
    return sorted(
        rows, key=lambda row: (seen.index(row.exercise), ORDER.index(row.outcome), -row.number, str(row.cause))
    )
