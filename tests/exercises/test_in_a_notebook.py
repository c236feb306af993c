"""A notebook works without the grader: its tests run in its own process, as a student or stock nbgrader runs them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.exercises import answers
from autograder.exercises.exercise import load, load_all
from autograder.sandbox.marking import ENVIRONMENT

ROOT = Path(__file__).parents[2]
SLUGS = [exercise.slug for exercise in load_all(ROOT / "solutions")]
# Reads notebooks as lists of (id, source), and tells which of their cells raise what.
RUN = """
import contextlib, io, json, sys

def run(cells):
    names, raised = {"__name__": "__main__"}, {}
    for cell, source in cells:
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(source, cell, "exec"), names)
        except Exception as error:
            raised[cell] = type(error).__name__
    return raised

json.dump({name: run(cells) for name, cells in json.load(sys.stdin).items()}, sys.stdout)
"""
Raised = dict[str, dict[str, str]]


@pytest.fixture(scope="module")
def raised() -> Raised:
    notebooks = {}
    for slug in SLUGS:
        exercise = load(ROOT / "solutions" / slug)
        notebooks[slug] = answers.place(exercise, answers.solution(exercise))
        notebooks[f"{slug}, stub"] = answers.place(exercise, answers.stub(exercise))
    environment = {**os.environ, **ENVIRONMENT, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", RUN], input=json.dumps(notebooks), capture_output=True, text=True, env=environment
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize("slug", SLUGS)
def test_the_solution_passes_each_cell(slug: str, raised: Raised) -> None:
    assert raised[slug] == {}


@pytest.mark.parametrize("slug", SLUGS)
def test_the_stub_fails_each_test_cell_with_a_message_and_no_other(slug: str, raised: Raised) -> None:
    tests = {task.test_id: "AssertionError" for task in load(ROOT / "solutions" / slug).automatic}
    assert raised[f"{slug}, stub"] == tests
