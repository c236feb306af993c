"""What runs the students' code: jobs in, what the examiner says of each out; on this machine or on a cluster."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import Any, Protocol

from nbformat import NotebookNode

from autograder.exercises.exercise import Exercise
from autograder.grading import dask_pool
from autograder.grading.dask_pool import Where
from autograder.sandbox import jobs, marking
from autograder.sandbox.examined import Answer
from autograder.verdict import Note


@dataclass(frozen=True)
class Job:
    """One submission to run. `notebook` is canonical: the student's text in the exercise's own notebook.

    `received` is the trusted time of arrival, None where nobody recorded one; `tampered`, whether the file that was
    handed in carries what would have kept a test from running; `seed`, what its hidden inputs follow from. `waits` are
    tasks that only a person can judge, `asks` says why a person has to look all the same, `forbidden` which built-ins
    each task uses that it may not.
    """

    exercise: Exercise
    student: str
    notebook: NotebookNode
    received: datetime | None = None
    notes: tuple[Note, ...] = ()
    tampered: bool = False
    seed: str = ""
    waits: Mapping[str, str] = field(default_factory=dict)
    asks: tuple[str, ...] = ()
    forbidden: Mapping[str, list[str]] = field(default_factory=dict)


class Engine(Protocol):
    """Runs jobs in any order. Where it can't, the answer has a `fault`, which is ours."""

    name: str

    def run(self, jobs: Iterator[Job]) -> Iterator[tuple[Job, Answer]]:
        """Each job with what was found (`sandbox.examiner`), as soon as it is known."""


class IsolatedEngine:
    """Student code in jails, tests outside of them, on the workers of `where`. A context manager: it keeps them.

    What is `hidden` is covered in the jails, should it lie in what they show.
    """

    safe, unsafe = "isolated", "unsafe: no sandbox"

    def __init__(
        self,
        exercises: Iterable[Exercise],
        sandbox: bool = True,
        where: Where | None = None,
        hidden: tuple[str, ...] = (),
    ) -> None:
        self.modules = sorted({name for exercise in exercises for name in jobs.imports(exercise)})
        self.sandbox, self.where, self.hidden = sandbox, where or Where(), hidden
        self.name = self.safe if sandbox else self.unsafe
        self._stack, self._client = ExitStack(), None

    def __enter__(self) -> IsolatedEngine:
        return self

    def warm(self) -> None:
        """Begin to start this machine's warm process, while whoever calls still imports and reads."""
        if not self.where.scheduler:
            threading.Thread(target=self._start, daemon=True).start()

    def _start(self) -> None:
        with suppress(Exception):  # the first job tries again, and says what is wrong
            marking.nursery(tuple(self.modules), self.sandbox, self.hidden)

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def run(self, work: Iterator[Job]) -> Iterator[tuple[Job, Answer]]:
        """The workers are only looked for when there is something to do."""
        first = next(work, None)
        if first is None:
            return
        if self._client is None:
            self._client = self._stack.enter_context(dask_pool.client(self.where))
        described = ((job, self._describe(job)) for job in chain([first], work))
        yield from dask_pool.run(described, self._client)

    def _describe(self, job: Job) -> dict[str, Any]:
        described = jobs.job(job.exercise, job.notebook, job.seed, self.sandbox, self.modules)
        return described | {"hidden": list(self.hidden)}
