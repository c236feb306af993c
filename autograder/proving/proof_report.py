"""What a proof of an exercise has found, and the table of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from autograder.proving import tries
from autograder.proving.known_equivalents import Settled

COLUMNS = ("points", "stub", "right", "wrong", "paste", "mutants", "run", "killed", "equal", "score", "seconds")
HEAD = f"{'exercise':<28}" + "".join(f"{column:>9}" for column in COLUMNS)


@dataclass
class Report:
    """What was found. `problems` are sentences; an exercise is proved if there is none.

    The numbers of killed, surviving and equivalent mutants are of all `mutants`; `run` of these were run now, and for
    the others the last whole proof counts.
    """

    slug: str
    points: float = 0.0
    scores: dict[str, float] = field(default_factory=dict)
    messages: dict[str, dict[str, str]] = field(default_factory=dict)
    mutants: int = 0
    run: int = 0
    killed: int = 0
    survivors: dict[str, str] = field(default_factory=dict)  # the mutant's name, and the difference that it makes
    equivalent: dict[str, str] = field(default_factory=dict)  # the mutant's name, and the key of the finding
    key: str = ""  # of what the proof of the mutants rests on
    problems: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def mutation_score(self) -> float:
        """The share of killed mutants among those that make a difference; 0 if there are none."""
        different = self.mutants - len(self.equivalent)
        return self.killed / different if different else 0.0

    @property
    def is_whole(self) -> bool:
        """Whether every mutant was run, so that the next proof may rest on this one."""
        return bool(self.mutants) and self.run == self.mutants

    def settled(self) -> Settled:
        """What the next proofs may rest on: nothing but the equivalent mutants if anything is wrong."""
        key = "" if self.problems else self.key
        return Settled(key, self.mutants, self.killed, sorted(self.survivors), self.equivalent)


def table(reports: list[Report]) -> str:
    """The reports as a table of plain text, what is to be said of each below its row."""
    return "\n".join([HEAD, *(line for report in reports for line in rows(report))])


def rows(report: Report) -> Iterator[str]:
    """The report's row of the table, and what is to be said of it."""
    names = {name.partition(tries.AGAIN)[0] for name in report.scores}
    right, wrong = (sum(name.startswith(f"{kind}/") for name in names) for kind in ("right", "wrong"))
    scores = f"{report.scores['solution']:>9g}{report.scores['stub']:>9g}{right:>9}{wrong:>9}"
    mutants = f"{report.mutants:>9}{report.run:>9}{report.killed:>9}{len(report.equivalent):>9}"
    paste = f"{report.scores['chapter pasted in']:>9g}"
    yield f"{report.slug:<28}{scores}{paste}{mutants}{report.mutation_score:>9.1%}{report.seconds:>9.1f}"
    yield from (f"{report.slug}: survivor {name}: {difference}" for name, difference in report.survivors.items())
    yield from (f"{report.slug}: no difference found: {name}" for name in report.equivalent)
    yield from (f"{report.slug}: PROBLEM {problem}" for problem in report.problems)
