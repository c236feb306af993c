"""The runs browser: the stored runs of the MiniCNN, two settings at a time."""

from functools import cache
from typing import Any, ClassVar

import numpy as np

from descent.runs import Run, load_runs
from descent.runs.measures import running_mean
from descent.widgets.base import MovingFigure

WINDOW, EVERY, EPOCHS = 10, 5, 5


@cache
def extract() -> dict[str, Any]:
    """m_e = mean(L_{e − 9}, …, L_e) at every fifth batch e, for each stored run with ten digits, and its results.

    Shapes: `ends` (32,) are the batches e, `epochs` (5,) the last batch of each epoch. Each entry of `runs` is one
    setting: training (8, 32) and validation (8, 5) in nats, accuracy (8,), by rising seed.
    Source: `descent/runs/mini_cnn.json`, losses rounded to a thousandth as there.
    """
    stored = load_runs("mini_cnn")
    settings: dict[tuple[str, str, float, float], list[Run]] = {}
    for run in sorted(stored.choose(name="ten digits"), key=lambda run: (run.optimizer, run.rate, run.weight_decay)):
        settings.setdefault((run.framework, run.optimizer, run.rate, run.weight_decay), []).append(run)
    batches = len(stored.runs[0].losses)
    names = ("framework", "optimizer", "rate", "weight_decay")
    return {
        "ends": list(range(WINDOW, batches + 1, EVERY)),
        "epochs": list(range(batches // EPOCHS, batches + 1, batches // EPOCHS)),
        "runs": [dict(zip(names, setting, strict=True)) | _curves(runs) for setting, runs in settings.items()],
    }


def _curves(runs: list[Run]) -> dict[str, Any]:
    by_seed = sorted(runs, key=lambda run: run.seed)
    return {
        "training": [np.round(running_mean(run.losses, WINDOW)[::EVERY], 3).tolist() for run in by_seed],
        "validation": [run.validation.tolist() for run in by_seed],
        "accuracy": [run.test_accuracy for run in by_seed],
    }


class RunsBrowser(MovingFigure):
    """T = min{t : mean(L_{t − 9}, …, L_t) ≤ level}, to within five batches, and the test accuracy of each seed.

    The setting: `framework` ("torch" or "tf"), `optimizer` ("adam" or "sgd"), learning `rate` and `weight_decay` λ, of
    those in `descent.runs.mini_cnn.settings`. `compare` is "none", "twin" (the same in the other framework) or another
    setting as "optimizer rate decay": "sgd 0.01 0". `seed` is the one whose curves are drawn, `level` the loss to be
    reached, in nats, and `data` the extract of the stored runs. If `judged`, the test accuracies are shown as well.
    """

    module = "runs_browser"
    initial: ClassVar[dict[str, Any]] = {
        "framework": "torch",
        "optimizer": "adam",
        "rate": 0.001,
        "weight_decay": 0.0,
        "compare": "sgd 0.01 0",
        "seed": 3,
        "level": 0.5,
        "judged": True,
        "data": extract(),
    }
