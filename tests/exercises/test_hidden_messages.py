"""A hidden test's message never tells the expected value."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from autograder.exercises import answers
from autograder.exercises.exercise import load, load_all
from autograder.proving import trial_runs
from autograder.sandbox.marking import Nursery

SOLUTIONS = Path(__file__).parents[2] / "solutions"
BEGIN = "### BEGIN HIDDEN TESTS"


def _hidden_only(source: str) -> str:
    """A test cell whose visible tests are defined, since the hidden ones may use their fixtures, but not called."""
    visible, marker, hidden = source.partition(BEGIN)
    if not marker:
        return source
    kept = [node for node in ast.parse(visible).body if not isinstance(node, ast.Expr)]
    return ast.unparse(ast.Module(kept, [])) + "\n" + hidden


# Slips that lose their points by a visible test alone: the hidden tests of these tasks have a hole there. The list may
# only shrink.
VISIBLE_ONLY = {
    "adam": {"resume_no_longer_leaves", "torch_gradient_spoiled", "torch_none_ends_the_step"},
    "momentum": {"tf_numpy", "torch_grad_as_velocity", "torch_grad_changed"},
    "sick-run": {"left_in_training"},
    "training-loop": {"nan_but_not_infinity", "nothing_to_put_back"},
}


@pytest.mark.parametrize("slug", [exercise.slug for exercise in load_all(SOLUTIONS)])
def test_hidden_tests_alone_catch_every_wrong_answer_and_keep_the_expected_value(slug: str, warm: Nursery) -> None:
    exercise = load(SOLUTIONS / slug)
    wrong_ones = {wrong.name: wrong.cells for wrong in exercise.wrong}
    jobs = {}
    for name, answer in {"solution": answers.solution(exercise), **wrong_ones}.items():
        cells = [(cell, _hidden_only(source)) for cell, source in answers.place(exercise, answer)]
        jobs[name] = trial_runs.part(trial_runs.job(exercise, cells), answers.reached(exercise, answer))
    failures = {
        name: {task: verdict.message for task, verdict in trial_runs.verdicts(exercise, found).items() if verdict.cause}
        for name, found in trial_runs.run(warm, jobs)
    }
    assert failures.pop("solution") == {}
    missed = {wrong.name for wrong in exercise.wrong if not set(wrong.fails) <= set(failures[wrong.name])}
    assert missed == VISIBLE_ONLY.get(slug, set())
    for wrong in exercise.wrong:
        for message in failures[wrong.name].values():
            assert message.startswith("A further check, run only for the grade"), message
            assert "expected:" not in message
