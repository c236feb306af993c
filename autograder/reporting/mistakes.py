"""The mistakes that a class makes most: equal messages, whatever the numbers in them, are one mistake."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from autograder.grading.judge import IN_YOUR_CODE
from autograder.verdict import Outcome, SubmissionVerdict

FOLDED = re.compile(r"\n {6,}")  # so the exercises' checks go on with a line that was too long
TITLE = re.compile(r"\A[^\n]*did not pass:\n\s*")  # so they begin, which says no more than that they are one
ADDRESS = re.compile(r"\b0x[0-9a-fA-F]+")
# A number on its own, with sign and exponent, or nan or inf; not the digits of a name such as beta_1 or float64. The
# point after it goes too: whether it ends the number or the sentence can't be told.
NUMBER = re.compile(r"(?<![\w.])[-+−]?(?:(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?|nan|inf)(?!\w)\.?", re.IGNORECASE)
SEVERAL = re.compile(r"#(?:[\s,;\[\]()]*#)+")  # [# # #] and [#, #] differ in length only


@dataclass(frozen=True)
class Mistake:
    """Who met one message in one task. `message` is the most frequent wording, `varies` whether there are others."""

    task: str
    message: str
    students: tuple[str, ...]
    varies: bool

    @property
    def example(self) -> str:
        return self.students[0]


def essence(message: str) -> str:
    """What a message says, one statement to a line: without its title, its folds, and places in the student's code."""
    lines = [line for line in message.splitlines() if not line.startswith(IN_YOUR_CODE)]
    text = TITLE.sub("", FOLDED.sub(" ", "\n".join(lines)))
    return "\n".join(line.strip() for line in text.splitlines()).strip()


def pattern(message: str) -> str:
    """Its essence without what differs from student to student: numbers and addresses."""
    text = NUMBER.sub("#", ADDRESS.sub("#", essence(message)))
    return " ".join(SEVERAL.sub("#", text).split())


def common(verdicts: Iterable[SubmissionVerdict]) -> list[Mistake]:
    """Every mistake, the most frequent first; in each, those students first whose message is the wording shown."""
    met: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for verdict in verdicts:
        for task in verdict.tasks:
            if task.outcome is Outcome.FAILED and task.message:
                met[task.task, pattern(task.message)][verdict.student] = essence(task.message)
    return sorted((_mistake(task, who) for (task, _), who in met.items()), key=lambda one: -len(one.students))


def _mistake(task: str, messages: dict[str, str]) -> Mistake:
    counted = Counter(messages[student] for student in sorted(messages))
    shown = counted.most_common(1)[0][0]
    students = sorted(messages, key=lambda student: (messages[student] != shown, student))
    return Mistake(task, shown, tuple(students), len(counted) > 1)
