"""The one writer: what was found about a submission goes into the course, all of it or nothing.

In this order: the notebook that formgrader shows, the gradebook (one transaction), a line of the journal, the verdict.
The verdict is what a later run looks for, so a run that is killed in between does this submission again, and finds or
leaves nothing double.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from autograder import files
from autograder.course import gradebook, users
from autograder.course.course import Course
from autograder.errors import Trouble, known
from autograder.exercises import notebooks
from autograder.exercises.exercise import Exercise
from autograder.grading import graded_notebook, judge
from autograder.grading.engine import Job
from autograder.placing import placing
from autograder.sandbox.examined import Answer, Examined
from autograder.verdict import Note, NoteKind, Outcome, SubmissionVerdict


class Recorder:
    """Writes verdicts on one exercise. `basis` tells what a student's verdict rests on, and is kept with it."""

    def __init__(self, course: Course, exercise: Exercise, book: gradebook.Book, engine: str) -> None:
        self.course, self.exercise, self.book, self.engine = course, exercise, book, engine
        self.who = users.current()

    def graded(self, job: Job, found: Answer, basis: dict[str, str]) -> SubmissionVerdict:
        """Record what the examiner found, and give the verdict on it."""
        if "fault" in found:
            return self.fault(job.student, found["fault"], job.notes, basis)
        began = time.monotonic()
        with self._whole():
            self._write_notebook(job, found)
            score = self.book.record(self.exercise.slug, job.student, job.received, self._automatic(job, found))
            spent = {**found["seconds"], "record": time.monotonic() - began}
            return self._close(self._verdict(job, found, score), basis, found.get("environment", ""), spent)

    def refused(
        self, verdict: SubmissionVerdict, received: datetime | None, basis: dict[str, str]
    ) -> SubmissionVerdict:
        """Record a verdict on something that can't be run: a missing or unreadable notebook, or no notebook at all."""
        with self._whole():
            path = self.course.path("autograded", verdict.student, self.exercise.slug)
            shutil.rmtree(path.parent, ignore_errors=True)
            waits = verdict.outcome is Outcome.WAITING
            if waits:  # so that formgrader has where a person can give points
                unread = placing.unread(self.exercise, verdict.notes[-1].text)
                files.write_bytes(path, notebooks.notebook_text(unread).encode())
            nothing = {task.test_id: None if waits else 0.0 for task in self.exercise.tasks}
            self.book.record(self.exercise.slug, verdict.student, received, nothing)
            return self._close(verdict, basis)

    def fault(self, student: str, reason: str, notes: tuple[Note, ...], basis: dict[str, str]) -> SubmissionVerdict:
        """Record a failure of ours: the gradebook stays as it is, and a person has to look."""
        with self._whole():
            return self._close(judge.our_fault(self.exercise, student, reason, notes), basis)

    def _automatic(self, job: Job, found: Examined) -> dict[str, float | None]:
        """Automatic scores by grade id; None where a person has to give it."""
        scores: dict[str, float | None] = {}
        for task in self.exercise.tasks:
            if task.written:
                waits = task.name in job.waits or notebooks.is_answered(self.exercise, job.notebook, task)
                scores[task.test_id] = None if waits else 0.0
            else:
                passed = found["tests"][task.test_id]["state"] == "passed"
                scores[task.test_id] = task.points if passed else None if task.name in job.waits else 0.0
        return scores

    def _write_notebook(self, job: Job, found: Examined) -> None:
        path = self.course.path("autograded", job.student, self.exercise.slug)
        text = notebooks.notebook_text(graded_notebook.filled(self.exercise, job.notebook, found))
        files.write_bytes(path, text.encode(), sync=False)

    def _verdict(self, job: Job, found: Examined, score: Any) -> SubmissionVerdict:
        tasks = tuple(
            judge.task_verdict(
                self.exercise,
                job.notebook,
                task,
                score.tasks[task.test_id],
                found,
                job.tampered,
                job.waits.get(task.name, ""),
            )
            for task in self.exercise.tasks
        )
        outcome, cause = judge.summary(tasks)
        waits = score.needs_person or any(task.outcome is Outcome.WAITING for task in tasks)
        extra = {"seconds_late": score.seconds_late, "penalty": score.penalty}
        extra |= {"asks": list(job.asks), "forbidden": dict(job.forbidden)}
        notes, seconds = (*job.notes, *self._details(found)), found["seconds"]["all"]
        asked = waits or bool(job.asks or job.forbidden)
        person = asked or job.tampered or any(task.cause == "tampered" for task in tasks)
        return SubmissionVerdict(job.student, self.exercise.slug, outcome, cause, tasks, notes, person, seconds, extra)

    def _details(self, found: Examined) -> Iterator[Note]:
        for task in self.exercise.automatic:
            told = found["tests"].get(task.test_id)
            if told and (detail := told.get("detail")):
                yield Note(detail, NoteKind.DETAIL, task.name)

    def _close(
        self,
        verdict: SubmissionVerdict,
        basis: dict[str, str],
        environment: str = "",
        seconds: dict[str, float] | None = None,
    ) -> SubmissionVerdict:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        verdict = replace(verdict, extra={**verdict.extra, **basis, "environment": environment, "graded": now})
        scores = {task.task: task.score for task in verdict.tasks}
        journal(self.course, who=self.who, when=now, student=verdict.student, exercise=verdict.exercise,
                outcome=verdict.outcome, cause=verdict.cause, score=verdict.score, tasks=scores,
                engine=self.engine, input=basis.get("input", ""), basis=basis.get("exercise", ""),
                seed=basis.get("seed", ""),
                environment=environment, seconds=seconds)  # fmt: skip
        self.course.save_verdict(verdict)
        return verdict

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """What keeps anything from being written ends the run with a line; the next run goes on from here."""
        try:
            yield
        except Exception as error:
            if line := known(error, self.course.root):
                raise Trouble(line) from None
            raise


def journal(course: Course, **entry: Any) -> None:
    """Append a line: who graded what, when, from which input and environment, and what came out."""
    files.append_line(course.journal, json.dumps(entry, ensure_ascii=False, sort_keys=True))
