"""The closing table of a run: how many got each verdict, for which cause, and a few students to look at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from autograder.collecting import people
from autograder.reporting import outcome
from autograder.verdict import Outcome, SubmissionVerdict

COLUMNS = ("exercise", "verdict", "cause", "how many", "for example")
EXAMPLES = 3
# What asks for a person comes last: nearest to the prompt, where it is read.
ORDER = (Outcome.PASSED.value, outcome.IN_PART, Outcome.FAILED.value, Outcome.WAITING.value, Outcome.OUR_FAULT.value)


class Row(NamedTuple):
    """One line of the table."""

    exercise: str
    verdict: str
    cause: str
    students: tuple[str, ...]

    def cells(self, names: people.Names) -> tuple[str, str, str, int, str]:
        """The line as `console.table` prints it under `COLUMNS`; an ellipsis stands for the students not named."""
        return (
            self.exercise,
            self.verdict,
            self.cause,
            len(self.students),
            people.listed(names, self.students, EXAMPLES),
        )


def closing(verdicts: Iterable[SubmissionVerdict]) -> list[Row]:
    """A row for each exercise, verdict and cause: exercises as they come, then by verdict, the most frequent first."""
    groups: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for verdict in verdicts:
        groups[verdict.exercise, *outcome.kind(verdict)].append(verdict.student)
    rows = [Row(*key, tuple(sorted(students))) for key, students in groups.items()]
    seen = list(dict.fromkeys(exercise for exercise, _, _ in groups))
    return sorted(
        rows, key=lambda row: (seen.index(row.exercise), ORDER.index(row.verdict), -len(row.students), row.cause)
    )
