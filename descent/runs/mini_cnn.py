"""The runs of the chapter on the MiniCNN: seeds × optimizers × learning rates × tasks, in both frameworks.

`python -m descent.runs.mini_cnn` makes them all, with one thread, in a few minutes, and writes `mini_cnn.json`.
The seed chooses the split of the digits, the start (by the framework's own initialisation) and the order of the
batches; runs that share a seed and a framework are paired. The rates of fine-tuning are tuned on seeds of their own.
"""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent.data import Images, load_images
from descent.runs import Runs, Tried
from descent.runs.measures import oscillation
from descent.runs.nets import NETS, Net, Setting

BATCH, SEEDS = 32, 8
TUNING_SEEDS = range(SEEDS, SEEDS + 4)  # no run that is stored has one of them
PAIR = {"adam": 0.001, "sgd": 0.01}  # the conventional rates
GRID = (0.001, 0.003, 0.01, 0.03, 0.1)  # the rates that are tried for either
STARTS = ("scratch", "frozen", "pretrained")
Split = tuple[Images, Images, Images]


def labels_of(images: Images, name: str) -> NDArray[Any]:
    """What the task asks of the images: (N,) class codes, or (N, 1) float32 for yes or no."""
    if name == "even or odd":
        return (images.labels % 2 == 0).astype(np.float32)[:, None]
    return images.labels % 5 if name in ("fine-tuning", "pretraining") else images.labels


def data_of(name: str, seed: int, shots: int = 5) -> Split:
    """Training, validation and test images; for fine-tuning, `shots` training images of each of the digits 5 to 9."""
    train, validation, test = load_images("digits").split(seed=seed)
    if name not in ("fine-tuning", "pretraining"):
        return train, validation, test
    wanted = range(5, 10) if name == "fine-tuning" else range(5)
    train, validation, test = (part.take(np.isin(part.labels, wanted)) for part in (train, validation, test))
    if name == "fine-tuning":
        train = train.take(np.concatenate([np.flatnonzero(train.labels == digit)[:shots] for digit in wanted]))
    return train, validation, test


def train(net: Net, setting: Setting, epochs: int, size: int = BATCH, batches: int | None = None) -> dict[str, Any]:
    """Train; log the loss of each batch; keep the weights of the epoch that validated best, and test only those.

    Incomplete batches are left out. `batches` ends the run early, for a quick look.
    """
    parts = data_of(setting.name, setting.seed)
    (x, y), held_out, test = [(part.images, labels_of(part, setting.name)) for part in parts]
    order, losses, probe, validation = np.random.default_rng(setting.seed), [], [], []
    best = net.weights()
    for _ in range(epochs):
        for batch in order.permutation(len(y))[: len(y) // size * size].reshape(-1, size)[:batches]:
            losses.append(net.step(x[batch], y[batch]))
            probe.append(net.loss(*held_out))
        validation.append(probe[-1])
        if validation[-1] == min(validation):
            best = net.weights()
        if batches:
            break
    net.restore(best)
    logits = net.logits(test[0])
    right = (logits > 0) == (test[1] > 0) if logits.shape[1] == 1 else logits.argmax(1) == test[1]
    swing = oscillation(probe[-len(probe) * 2 // 5 :]) if len(probe) > 25 else float("nan")
    return {
        "losses": losses,
        "validation": validation,
        "probe_oscillation": swing,
        "test_accuracy": float(right.mean()),
    }


def run(setting: Setting, batches: int | None = None) -> dict[str, Any]:
    """One run from its setting: the fields of `descent.runs.Run`, unrounded."""
    outputs = {"even or odd": 1, "fine-tuning": 5}.get(setting.name, 10)
    net: Net = NETS[setting.framework](setting, outputs)
    fine_tuned = setting.name == "fine-tuning"
    if setting.start != "scratch":
        learned = pretrained(setting.framework, setting.seed)
        net.restore([*learned[:-2], *net.weights()[-2:]])  # the last layer keeps its fresh weights
    results = train(net, setting, epochs=16 if fine_tuned else 5, size=5 if fine_tuned else BATCH, batches=batches)
    return asdict(setting) | results


@cache
def pretrained(framework: str, seed: int) -> list[NDArray[np.float32]]:
    """The weights of a MiniCNN after fifteen epochs of Adam on the digits 0 to 4."""
    setting = Setting("pretraining", framework, "adam", 0.001, seed)
    net: Net = NETS[framework](setting, 5)
    train(net, setting, epochs=15)
    return net.weights()


def tune() -> list[Tried]:
    """Each rate of the grid, for each framework, optimizer and start, on the seeds that are kept for this."""
    return [
        Tried(framework, optimizer, start, rate, len(TUNING_SEEDS), _validation(framework, optimizer, start, rate))
        for framework in NETS
        for optimizer in PAIR
        for start in STARTS
        for rate in GRID
    ]


def _validation(framework: str, optimizer: str, start: str, rate: float) -> float:
    of_seed = [Setting("fine-tuning", framework, optimizer, rate, seed, start=start) for seed in TUNING_SEEDS]
    print(f"\r  tuning {framework} {optimizer} {start} {rate}   ", end="", file=sys.stderr, flush=True)
    return round(float(np.mean([min(run(setting)["validation"]) for setting in of_seed])), 4)


def settings(tuning: Sequence[Tried], seeds: int = SEEDS) -> list[Setting]:
    """All that are stored: fine-tuning at the conventional rates, and at the best of those that were tried."""
    kinds: list[tuple[str, str, float, float, str]] = [
        *(("ten digits", "adam", rate, 0.0, "scratch") for rate in (0.0001, 0.001, 0.01)),
        *(("ten digits", "sgd", rate, 0.0, "scratch") for rate in (0.001, 0.01, 0.1)),
        *(("ten digits", "sgd", 0.01, decay, "scratch") for decay in (0.001, 0.01)),
        *(("even or odd", *each, 0.0, "scratch") for each in PAIR.items()),
        *(("fine-tuning", *each, 0.0, start) for each in PAIR.items() for start in STARTS),
    ]
    made = [
        Setting(name, framework, optimizer, rate, seed, decay, start)
        for name, optimizer, rate, decay, start in kinds
        for framework in NETS
        for seed in range(seeds)
    ]
    kept = Runs({}, tuple(tuning), ())
    tuned = {triple: kept.tried(*triple)[0] for triple in {(t.framework, t.optimizer, t.start) for t in tuning}}
    return made + [
        Setting("fine-tuning", framework, optimizer, each.rate, seed, start=start)
        for (framework, optimizer, start), each in sorted(tuned.items())
        if each.rate != PAIR[optimizer]
        for seed in range(seeds)
    ]


def rounded(results: dict[str, Any]) -> dict[str, Any]:
    """The results, with losses to three decimals and the two summaries to five, so that the file stays small."""
    short = {key: [round(one, 3) for one in results[key]] for key in ("losses", "validation")}
    return results | short | {key: round(results[key], 5) for key in ("probe_oscillation", "test_accuracy")}


def main() -> int:
    """Make all runs and write the file."""
    import tensorflow as tf
    import torch

    made_with = {"python": platform.python_version()}
    made_with |= {name: version(name) for name in ("numpy", "torch", "keras")}
    made_with["tensorflow"] = tf.__version__
    torch.set_num_threads(1)
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tuning, lines = tune(), []
    for number, setting in enumerate(asked := settings(tuning), start=1):
        lines.append(json.dumps(rounded(run(setting)), allow_nan=False, separators=(",", ":")))
        print(f"\r  {number} of {len(asked)} runs", end="", file=sys.stderr, flush=True)
    body = ",\n".join(lines)
    tried = ",\n".join(json.dumps(asdict(each), separators=(",", ":")) for each in tuning)
    text = f'{{"made_with":{json.dumps(made_with)},\n"tuning":[\n{tried}\n],\n"runs":[\n{body}\n]}}\n'
    Path(__file__).with_suffix(".json").write_text(text)
    print(file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
