"""Grading goes on whatever happens, resumes where it stopped, and leaves to people what is theirs."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from light_class import SLUG, answered, autograder, collected
from nbformat import NotebookNode

from autograder.cli import main
from autograder.collecting import reading, roster
from autograder.course import course, gradebook, nbgrader_bridge
from autograder.course.course import Course
from autograder.errors import Trouble
from autograder.exercises import notebooks
from autograder.exercises.exercise import Exercise
from autograder.grading import grade, judge
from autograder.grading.engine import IsolatedEngine, Job
from autograder.placing import placing, reach
from autograder.reporting import export
from autograder.verdict import Cause, Outcome, SubmissionVerdict

DUE = datetime(2026, 10, 1, 12, tzinfo=UTC)


class FakeEngine:
    """Passes every test without running anything, and does what a test tells it to do on the way."""

    name = "fake"

    def __init__(self, on_grade: Callable[[Job], dict[str, Any] | None] = lambda job: None) -> None:
        self.on_grade = on_grade
        self.graded: list[str] = []

    def run(self, jobs: Iterator[Job]) -> Iterator[tuple[Job, dict[str, Any]]]:
        for job in jobs:
            self.graded.append(job.student)
            tests = {task.test_id: {"state": "passed"} for task in job.exercise.automatic}
            found = {"tests": tests, "cells": {}, "seconds": {"all": 0.0}}
            yield job, self.on_grade(job) or found


def verdicts(here: Course, light: Exercise, engine: Any) -> dict[str, SubmissionVerdict]:
    todo = grade.due(here, light, roster.members(here, SLUG), engine.name)
    return {verdict.student: verdict for verdict in grade.grade(here, [(light, todo)], engine)}


def test_an_engine_that_fails_on_one_student_grades_the_others(
    released: Course, light: Exercise, tmp_path: Path
) -> None:
    def stumble(job: Job) -> dict[str, Any] | None:
        return {"fault": "the examiner ended early"} if job.student == "s2" else None

    collected(released, tmp_path / "in", dict.fromkeys(("s1", "s2", "s3"), answered(light)))
    found = verdicts(released, light, FakeEngine(stumble))
    assert [found[student].outcome for student in ("s1", "s2", "s3")] == ["passed", "our fault", "passed"]
    assert found["s2"].cause is Cause.GRADER_ERROR and found["s2"].needs_person
    assert "the examiner ended early" in found["s2"].notes[-1].text


def test_the_command_ends_with_whom_it_could_not_grade_and_why(
    released: Course, light: Exercise, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(_engine: IsolatedEngine, jobs: Iterator[Job]) -> Iterator[tuple[Job, dict[str, Any]]]:
        return FakeEngine(lambda job: {"fault": "the examiner ended early"} if job.student == "s2" else None).run(jobs)

    monkeypatch.setattr(IsolatedEngine, "run", stumble)
    monkeypatch.setattr(IsolatedEngine, "warm", lambda _engine: None)
    collected(released, tmp_path / "in", dict.fromkeys(("s1", "s2"), answered(light)))
    done = CliRunner().invoke(main.cli, ["grade", "-C", str(released.root)])
    assert done.exit_code == 1
    assert f"not graded: s2, {SLUG}: the examiner ended early" in done.output.splitlines()
    assert "1 not graded by a fault of ours" in done.output and "not graded: s1" not in done.output


def test_our_fault_is_tried_again_and_what_is_graded_is_not(released: Course, light: Exercise, tmp_path: Path) -> None:
    collected(released, tmp_path / "in", dict.fromkeys(("s1", "s2"), answered(light)))
    broken = FakeEngine(lambda job: {"fault": "no reason"} if job.student == "s2" else None)
    verdicts(released, light, broken)
    again = FakeEngine()
    verdicts(released, light, again)
    assert again.graded == ["s2"]


def test_a_fault_of_ours_between_two_gradings_does_not_change_what_is_drawn(
    released: Course, light: Exercise, tmp_path: Path
) -> None:
    collected(released, tmp_path / "in", {"s1": answered(light)})
    seeds = list[str]()
    for fault in ({}, {"fault": "no reason"}, {}):
        engine = FakeEngine(lambda job, fault=fault: seeds.append(job.seed) or fault)  # type: ignore[misc]
        list(grade.grade(released, [(light, ["s1"])], engine))
    assert len(seeds) == 3 and len(set(seeds)) == 1 and seeds[0]


def test_a_run_that_is_stopped_goes_on_where_it_was(released: Course, light: Exercise, tmp_path: Path) -> None:
    collected(released, tmp_path / "in", dict.fromkeys(("s1", "s2", "s3"), answered(light)))
    run = grade.grade(released, [(light, roster.members(released, SLUG))], FakeEngine())
    next(run)
    run.close()
    rest = FakeEngine()
    verdicts(released, light, rest)
    assert rest.graded == ["s2", "s3"]


def test_a_new_attempt_a_new_time_and_another_engine_are_graded_again(
    released: Course, light: Exercise, tmp_path: Path
) -> None:
    collected(released, tmp_path / "one", dict.fromkeys(("s1", "s2", "s3"), answered(light)))
    verdicts(released, light, FakeEngine())
    collected(
        released, tmp_path / "two", {"s1": answered(light, absolute="new = 1"), "s2": answered(light)}, {"s2": DUE}
    )
    assert grade.due(released, light, roster.members(released, SLUG), "fake") == ["s1", "s2"]
    assert grade.due(released, light, ["s3"], "another") == ["s3"]


def test_what_can_not_run_never_reaches_the_engine(released: Course, light: Exercise, tmp_path: Path) -> None:
    collected(released, tmp_path / "in", {"s1": b"", "s2": answered(light)})
    (tmp_path / "in" / "s3").mkdir()
    collected(released, tmp_path / "in", {})
    engine = FakeEngine()
    found = verdicts(released, light, engine)
    assert engine.graded == ["s2"]
    assert (found["s1"].cause, found["s3"].cause) == (Cause.MALFORMED, Cause.MISSING)


def test_everyone_in_the_gradebook_gets_a_line(released: Course, light: Exercise, tmp_path: Path) -> None:
    gradebook.enter(released, SLUG, "on-the-roster", "", None)
    collected(released, tmp_path / "in", {"s1": answered(light)})
    assert verdicts(released, light, FakeEngine())["on-the-roster"].cause is Cause.MISSING


def test_an_exercise_that_changed_since_its_release_is_not_graded(released: Course, light: Exercise) -> None:
    path = released.root / "source" / SLUG / f"{SLUG}.ipynb"
    path.write_text(path.read_text().replace("10.25", "11.25"))
    with pytest.raises(Trouble, match="autograder release mean-loss"):
        grade.check_released(released, light)


def test_a_regrade_replaces_scores_and_keeps_what_people_gave(
    released: Course, light: Exercise, tmp_path: Path, real: IsolatedEngine
) -> None:
    collected(released, tmp_path / "one", {"s1": answered(light)})
    verdicts(released, light, real)
    with gradebook.gradebook(released) as book:
        book.find_grade("mean-loss-why", SLUG, SLUG, "s1").manual_score = 1.5
        book.find_comment("mean-loss-why", SLUG, SLUG, "s1").manual_comment = "Nearly."
        book.db.commit()
    collected(released, tmp_path / "two", {"s1": answered(light, absolute="def mean_absolute(t, p):\n    return 0.0")})
    verdicts(released, light, real)
    score = gradebook.scores(released, SLUG)["s1"]
    assert score.tasks == {"mean-loss-absolute-test": 0.0, "mean-loss-squared-test": 6.0, "mean-loss-why": 1.5}
    with gradebook.gradebook(released) as book:
        assert book.find_comment("mean-loss-why", SLUG, SLUG, "s1").comment == "Nearly."


def without_its_tests(data: bytes) -> bytes:
    """The notebook as it is handed in by a student who has deleted every test cell."""
    notebook = reading.read(data)
    notebook.cells = [cell for cell in notebook.cells if not cell.id.endswith("-test")]
    return notebooks.notebook_text(notebook).encode()


def score_after(here: Course, place: Path, data: bytes, *options: str) -> float:
    """What the gradebook says when this was handed in and graded by the real command."""
    collected(here, place, {"s1": data})
    autograder("grade", SLUG, *options, "-C", here.root)
    return gradebook.scores(here, SLUG)["s1"].score


def test_a_worse_attempt_without_its_test_cells_keeps_nothing_of_the_better_one(
    released: Course, light: Exercise, tmp_path: Path
) -> None:
    """Stock nbgrader would keep the old score of a test cell that is no longer there."""
    wrong = answered(light, absolute="def mean_absolute(t, p):\n    return 0.0")
    assert score_after(released, tmp_path / "one", answered(light)) == 10.0
    assert score_after(released, tmp_path / "two", without_its_tests(wrong)) == 6.0


def test_a_notebook_without_its_test_cells_keeps_its_score_when_it_is_graded_again(
    released: Course, light: Exercise, tmp_path: Path
) -> None:
    data = without_its_tests(answered(light))
    assert score_after(released, tmp_path / "one", data) == 10.0
    assert score_after(released, tmp_path / "two", data, "--regrade") == 10.0


def test_an_unreadable_attempt_after_a_good_one_leaves_no_old_points(
    released: Course, light: Exercise, tmp_path: Path, real: IsolatedEngine
) -> None:
    collected(released, tmp_path / "one", {"s1": answered(light)})
    verdicts(released, light, real)
    collected(released, tmp_path / "two", {"s1": b"{"})
    assert verdicts(released, light, real)["s1"].cause is Cause.MALFORMED
    assert gradebook.scores(released, SLUG)["s1"].score == 0.0
    assert len(list((released.state / "attempts").rglob("*.ipynb"))) == 2


def test_lateness_is_known_where_the_time_is_and_costs_what_the_course_says(
    released: Course, light: Exercise, tmp_path: Path, real: IsolatedEngine
) -> None:
    config = released.root / "nbgrader_config.py"
    config.write_text(config.read_text().replace('penalty_method = "none"', 'penalty_method = "zero"'))
    nbgrader_bridge.release(released, SLUG, DUE, to_exchange=False)
    times = {"in-time": DUE - timedelta(hours=1), "late": DUE + timedelta(hours=3)}
    collected(released, tmp_path / "in", dict.fromkeys(("in-time", "late", "unknown"), answered(light)), times)
    verdicts(released, light, real)
    rows = {row["student"]: (row["score"], row["penalty"], row["hours_late"]) for row in export.rows(released, SLUG)}
    assert rows == {"in-time": (10.0, 0, "0"), "late": (0.0, 10.0, "3"), "unknown": (10.0, 0, "")}


def test_a_changed_test_is_released_again_and_everyone_is_regraded(light: Exercise, tmp_path: Path) -> None:
    solutions = tmp_path / "repository" / "solutions"
    shutil.copytree(light.folder, solutions / SLUG)
    here, root = course.create(tmp_path / "course", solutions)[0], tmp_path / "course"
    autograder("release", SLUG, "-C", root)
    collected(here, tmp_path / "in", {"s1": answered(light)})
    assert "10 / 12" in autograder("grade", "-C", root).stdout
    master = solutions / SLUG / f"{SLUG}.md"
    master.write_text(master.read_text().replace("hidden_expected_absolute = 10.25", "hidden_expected_absolute = 7.0"))
    assert "has changed since its release" in autograder("grade", "-C", root, code=1).stderr
    autograder("release", SLUG, "-C", root)
    assert "6 / 12" in autograder("grade", "-C", root).stdout


def test_a_time_that_is_taken_back_makes_nobody_late(released: Course, light: Exercise, tmp_path: Path) -> None:
    nbgrader_bridge.release(released, SLUG, DUE, to_exchange=False)
    gradebook.enter(released, SLUG, "s1", "", DUE + timedelta(days=1))
    assert gradebook.scores(released, SLUG)["s1"].seconds_late == 86400
    gradebook.enter(released, SLUG, "s1", "", None)
    assert gradebook.scores(released, SLUG)["s1"].seconds_late == 0


def test_a_set_up_that_fails_is_our_fault_and_leaves_the_gradebook_as_it_is(
    released: Course, light: Exercise, tmp_path: Path, real: IsolatedEngine
) -> None:
    collected(released, tmp_path / "in", {"s1": answered(light)})
    verdicts(released, light, real)
    broken = replace(light, notebook=deepcopy(light.notebook), derived={})
    broken.notebook.cells[1].source = "import a_package_that_nobody_has"
    verdict = verdicts(released, broken, real)["s1"]
    assert verdict.outcome is Outcome.OUR_FAULT and "a_package_that_nobody_has" in verdict.notes[-1].text
    assert gradebook.scores(released, SLUG)["s1"].score == 10.0


def test_a_test_that_fails_by_itself_is_our_fault(
    released: Course, light: Exercise, tmp_path: Path, real: IsolatedEngine
) -> None:
    collected(released, tmp_path / "in", {"s1": answered(light)})
    broken = replace(light, notebook=deepcopy(light.notebook), derived={})
    judge.cell_named(broken.notebook, "mean-loss-squared-test").source = "1 / 0"
    verdict = verdicts(released, broken, real)["s1"]
    assert verdict.outcome is Outcome.OUR_FAULT and "ZeroDivisionError" in verdict.notes[-1].text


def noted(exercise: Exercise, notebook: NotebookNode) -> tuple[str, ...]:
    return tuple(
        str(note) for note in grade.forbidden_notes(exercise, notebook, reach.forbidden_uses(exercise, notebook))
    )


def test_a_forbidden_built_in_is_flagged_and_costs_nothing(light: Exercise) -> None:
    strict = replace(light, tasks=tuple(replace(task, forbidden=("math.fsum",)) for task in light.tasks))
    notebook, *_ = placing.canonical(strict, reading.read(answered(light)))
    assert noted(strict, notebook) == (
        "task 'absolute' uses the forbidden math.fsum",
        "task 'squared' uses the forbidden math.fsum",
    )
    broken, *_ = placing.canonical(strict, reading.read(answered(light, absolute="def f(:")))
    assert noted(strict, broken) == ("task 'squared' uses the forbidden math.fsum",)


def test_a_spreadsheet_runs_nothing_of_what_is_exported() -> None:
    stream = io.StringIO()
    export.write(stream, ("student",), [{"student": "=HYPERLINK(1)"}, {"student": -1.5}])
    assert list(csv.reader(io.StringIO(stream.getvalue()))) == [["student"], ["'=HYPERLINK(1)"], ["-1.5"]]
