"""A survivor is called equivalent only if random inputs show no difference in value, gradient or arguments."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.proving import trial_runs
from autograder.sandbox.marking import Nursery

SETUP = ("setup", "import numpy as np, torch, tensorflow as tf")
INPUTS = "INPUTS = {'f': lambda rng: ([rng.normal(size=3)], {})}"


def _difference(warm: Nursery, tmp_path: Path, name: str, original: str, mutant: str, trials: int = 200) -> str:
    path = tmp_path / "inputs.py"
    path.write_text(INPUTS)
    sides = [[SETUP, ("cell", f"def {name}(x):\n    {body}")] for body in (original, mutant)]
    payload = trial_runs.comparison(sides[0], sides[1], name, path, trials)
    return trial_runs.difference(warm.mark(trial_runs.trial_job(payload)))


@pytest.mark.parametrize(
    ("name", "original", "mutant"),
    [
        ("f", "return x.sum() / 3", "return x.mean()"),
        ("f_torch", "return x.sum() / 3", "return x.mean()"),
        ("f_tf", "return tf.reduce_sum(x) / 3", "return tf.reduce_mean(x)"),
    ],
)
def test_no_difference_is_found_where_there_is_none(
    name: str, original: str, mutant: str, warm: Nursery, tmp_path: Path
) -> None:
    assert _difference(warm, tmp_path, name, original, mutant) == ""


@pytest.mark.parametrize(
    ("name", "original", "mutant"),
    [
        ("f", "return x.sum()", "return x.sum() + 1e-6"),
        ("f", "return x.sum()", "return x"),
        ("f", "return x.sum()", "return np.float32(x.sum())"),
        ("f", "return x.sum()", "return None"),
        ("f", "return x.sum()", "raise ValueError"),
        ("f", "return x.sum()", "return x.sum() if x[0] < 2 else 0.0"),
        ("f", "return x + 1", "x += 1; return x"),
        ("f_torch", "return x + 1", "x += 1; return x"),
        ("f_torch", "return x.sum()", "return x.detach().sum()"),
        ("f_torch", "return x.sum()", "return x.sum() + (x - x.detach()).sum()"),
        ("f_tf", "return tf.reduce_sum(x)", "return tf.reduce_sum(tf.stop_gradient(x))"),
    ],
)
def test_a_difference_is_found(name: str, original: str, mutant: str, warm: Nursery, tmp_path: Path) -> None:
    assert _difference(warm, tmp_path, name, original, mutant).startswith("input ")


COUNTER = "class Counter:\n    def __init__(self): self.n = {start}\n    def step(self, x): self.n += x; return self.n"
USE = """
INPUTS = {"Counter": lambda rng: ([rng.normal(size=3)], {})}
CALLS = {"Counter": lambda Counter, args, options: [Counter().step(x) for x in args[0]]}
"""


@pytest.mark.parametrize(("start", "found"), [("0.0", ""), ("1.0", "input 0")])
def test_a_class_is_compared_by_what_using_it_gives(start: str, found: str, warm: Nursery, tmp_path: Path) -> None:
    path = tmp_path / "inputs.py"
    path.write_text(USE)
    sides = [[SETUP, ("cell", COUNTER.format(start=value))] for value in ("0.0", start)]
    payload = trial_runs.comparison(sides[0], sides[1], "Counter", path, 20)
    difference = trial_runs.difference(warm.mark(trial_runs.trial_job(payload)))
    assert difference.startswith(found) and bool(difference) == bool(found)
