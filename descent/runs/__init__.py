"""Runs that take longer than a build may: made beforehand, and kept as small JSON files beside their code.

`python -m descent.runs.mini_cnn` makes one of them again. Loading needs neither framework.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Run:
    """One training run, as plain fields.

    Shapes: losses (batches,) float64, in nats, each the loss of one batch before the step that used it; validation
    (epochs,) float64, the loss on the validation images after each epoch.
    Units: rate is the learning rate; weight_decay the L2 coefficient; probe_oscillation in nats, see
    `descent.runs.measures.oscillation`, of the validation loss after each batch; test_accuracy a share, with the
    weights of the epoch whose validation loss was lowest.
    """

    name: str
    framework: str
    optimizer: str
    rate: float
    weight_decay: float
    start: str
    seed: int
    losses: NDArray[np.float64]
    validation: NDArray[np.float64]
    probe_oscillation: float
    test_accuracy: float


@dataclass(frozen=True)
class Tried:
    """One learning rate that was tried for a pair of optimizer and start, on seeds that no stored run has.

    Units: rate is the learning rate; validation in nats, the mean over `seeds` runs of each one's lowest loss on the
    validation images.
    """

    framework: str
    optimizer: str
    start: str
    rate: float
    seeds: int
    validation: float


@dataclass(frozen=True)
class Runs:
    """The runs of one file, how their rates were tuned, and the versions of Python, NumPy and both frameworks."""

    made_with: dict[str, str]
    tuning: tuple[Tried, ...]
    runs: tuple[Run, ...]

    def choose(self, **fields: object) -> tuple[Run, ...]:
        """The runs whose fields have these values, by rising seed.

        Errors: LookupError if there is none, which in a page is always a slip.
        """
        chosen = [run for run in self.runs if all(getattr(run, key) == value for key, value in fields.items())]
        if not chosen:
            raise LookupError(f"no run has {fields}")
        return tuple(sorted(chosen, key=lambda run: run.seed))

    def tried(self, framework: str, optimizer: str, start: str) -> tuple[Tried, ...]:
        """What was tried for these three, the lowest validation loss first: its rate is the tuned one."""
        wanted = framework, optimizer, start
        mine = [each for each in self.tuning if (each.framework, each.optimizer, each.start) == wanted]
        return tuple(sorted(mine, key=lambda each: each.validation))


def load_runs(name: str = "mini_cnn") -> Runs:
    """The stored runs called name.

    Errors: FileNotFoundError for a name that has no file.
    Source: `python -m descent.runs.<name>`, which writes the file.
    """
    kept = json.loads((files(__package__) / f"{name}.json").read_text())
    arrays = ("losses", "validation")
    runs = (Run(**{**run, **{key: np.array(run[key]) for key in arrays}}) for run in kept["runs"])
    return Runs(kept["made_with"], tuple(Tried(**each) for each in kept["tuning"]), tuple(runs))
