"""One warm process for all proofs, and a small exercise whose every part a test can spoil."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from autograder.exercises.exercise import Exercise, load, load_all
from autograder.proving import trial_runs
from autograder.sandbox.marking import Nursery

SOLUTIONS = Path(__file__).parents[2] / "solutions"


@pytest.fixture(scope="session")
def warm() -> Iterator[Nursery]:
    with trial_runs.nursery(load_all(SOLUTIONS)) as nursery:
        yield nursery


MASTER = """---
jupytext:
  text_representation: {extension: .md, format_name: myst}
kernelspec: {display_name: Python 3, language: python, name: python3}
---

```{code-cell} ipython3
---
nbgrader: {grade: false, grade_id: tiny-setup, locked: true, schema_version: 3, solution: false, task: false}
---
import numpy as np


def expect(function, args, right, says):
    try:
        got = function(*map(np.array, args))
    except Exception as error:
        raise AssertionError(f"{says}: {error}") from error
    assert isinstance(got, (float, int)) and abs(got - right) < 1e-9, says
```

```{code-cell} ipython3
---
nbgrader: {grade: false, grade_id: tiny-mae, locked: false, schema_version: 3, solution: true, task: false}
---
def mae(y_true, y_pred):
    \"\"\"Mean of |y_true − y_pred|.\"\"\"
    ### BEGIN SOLUTION
    return np.abs(y_true - y_pred).mean()
    ### END SOLUTION
```

```{code-cell} ipython3
---
nbgrader: {grade: true, grade_id: tiny-mae-test, locked: true, points: 2, schema_version: 3, solution: false}
---
expect(mae, ([2.0, 3.0], [1.0, 0.0]), 2.0, "the mean of the absolute differences")
### BEGIN HIDDEN TESTS
expect(mae, ([[1.0, -2.0]], [[4.0, 2.0]]), 3.5, "one row of two")
### END HIDDEN TESTS
```

```{code-cell} ipython3
---
nbgrader: {grade: false, grade_id: tiny-rmse, locked: false, schema_version: 3, solution: true, task: false}
---
def rmse(y_true, y_pred):
    \"\"\"Root of the mean squared difference.\"\"\"
    ### BEGIN SOLUTION
    return np.sqrt(((y_true - y_pred) ** 2).mean())
    ### END SOLUTION
```

```{code-cell} ipython3
---
nbgrader: {grade: true, grade_id: tiny-rmse-test, locked: true, points: 8, schema_version: 3, solution: false}
---
expect(rmse, ([0.0, 0.0], [6.0, 8.0]), 50**0.5, "the root of the mean square")
### BEGIN HIDDEN TESTS
expect(rmse, ([[1.0, 2.0]], [[2.0, 4.0]]), 2.5**0.5, "one row of two")
### END HIDDEN TESTS
```
"""

SPEC = """
title = "Tiny"
chapter = "tiny"
minutes = 25
objectives = ["average differences"]

[tasks.mae]
title = "Mean absolute error"
exports = ["mae"]
forbidden = ["numpy.linalg.*"]

[tasks.rmse]
title = "Root mean squared error"
exports = ["rmse"]
"""

RIGHT = """# A loop.

# %% tiny-mae
def mae(y_true, y_pred):
    return sum(abs(a - b) for a, b in zip(y_true.flat, y_pred.flat)) / y_true.size

# %% tiny-rmse
def rmse(y_true, y_pred):
    return (sum((a - b) ** 2 for a, b in zip(y_true.flat, y_pred.flat)) / y_true.size) ** 0.5
"""

WRONG = "swap = [['.mean(', '.sum(']]"

INPUTS = """
def pair(rng):
    return [rng.normal(size=(3, 2)), rng.normal(size=(3, 2))], {}

INPUTS = {"mae": pair, "rmse": pair}
"""

CHAPTER = """---
kernelspec: {display_name: Python 3, language: python, name: python3}
---

```{code-cell} ipython3
import numpy as np

def largest(y_true, y_pred):
    return np.abs(y_true - y_pred).max()

raise RuntimeError("a paste brings along definitions only")
```
"""


@pytest.fixture
def tiny(tmp_path: Path) -> Callable[..., Exercise]:
    """Write the small exercise and its chapter under `tmp_path`; keyword arguments replace texts in its files."""

    def write(
        changes: tuple[tuple[str, str], ...] = (),
        fails: str = '["mae"]',
        says: str = "absolute differences",
        wrong: str = WRONG,
    ) -> Exercise:
        folder, master = tmp_path / "tiny", MASTER
        for old, new in changes:
            assert old in master
            master = master.replace(old, new)
        mistake = f"fails = {fails}\nsays = {says!r}\n{wrong}\n"
        files = {
            "tiny.md": master,
            "exercise.toml": SPEC,
            "wrong.toml": "\n".join(f"[mae.wrong_{number}]\n{mistake}" for number in range(6)),
            "inputs.py": INPUTS,
            **{f"answers/right/right_{number}.py": RIGHT for number in range(3)},
            "../tiny-book/tiny.md": CHAPTER,
        }
        for name, text in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)
        return load(folder)

    return write
