"""A small network on real data, for the playground: two of its nine weights are free, the others as training left them.

It tells two kinds of iris apart by the length and the width of a petal: two units with tanh, then one logit z,

    h = tanh(x Wᵀ + b),  z = h · v + c,  L = mean of log(1 + exp(−z)) + (1 − y) z,

trained by Adam from `descent.reference`, with a small L2 penalty that keeps the weights finite. The playground moves
the first unit's two weights, W[0]. `python -m descent.widgets.network_slice` writes `js/network_slice.js` again.
The flowers are every fourth one of *versicolor* and *virginica* in Fisher's set, standardized.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from descent import reference
from descent.widgets.bundle import FOLDER

FILE = FOLDER / "network_slice.js"
UNITS = 2
HEAD = """\
// The network of the playground. descent/widgets/network_slice.py wrote it and says what it is: don't edit it here.

export const NETWORK = """


def flowers() -> tuple[Any, Any]:
    """Petals of 25 flowers, in standard units, and 1 for each *virginica*."""
    from sklearn.datasets import load_iris

    iris = load_iris()
    chosen = iris.target > 0
    petals, virginica = iris.data[chosen][:, 2:], (iris.target[chosen] == 2).astype(float)
    standard = (petals - petals.mean(axis=0)) / petals.std(axis=0)
    return standard[::4].round(2), virginica[::4]


def loss_and_gradient(weights: Any, x: Any, y: Any) -> tuple[float, Any]:
    """L and its gradient, for all nine weights in a row: W (2×2), b, v, c."""
    w, (b, v), c = weights[:4].reshape(UNITS, 2), weights[4:8].reshape(2, UNITS), weights[8]
    hidden = np.tanh(x @ w.T + b)
    logits = hidden @ v + c
    loss = float(reference.binary_cross_entropy_from_logits(y, logits))
    d_logits = np.asarray(reference.binary_cross_entropy_from_logits_gradient(y, logits))
    d_hidden = np.outer(d_logits, v) * (1 - hidden**2)
    parts = (d_hidden.T @ x).ravel(), d_hidden.sum(axis=0), hidden.T @ d_logits, [d_logits.sum()]
    return loss, np.concatenate(parts)


def trained() -> dict[str, Any]:
    """The data and the trained weights, rounded to what the playground needs."""
    x, y = flowers()
    start = np.random.default_rng(0).normal(size=9)
    path, _ = reference.descend(
        reference.adam_init, reference.adam_step, start, lambda w, _t: loss_and_gradient(w, x, y)[1] + 0.01 * w, 2000,
        learning_rate=0.03, beta_1=0.9, beta_2=0.999, epsilon=1e-8,
    )  # fmt: skip
    weights = path[-1].round(3)
    parts = {"W": weights[:4].reshape(UNITS, 2), "b": weights[4:6], "v": weights[6:8], "c": weights[8]}
    return {"x": x.tolist(), "y": y.astype(int).tolist(), **{name: part.tolist() for name, part in parts.items()}}


def text() -> str:
    """The whole file `js/network_slice.js`, an entry a line."""
    lines = [f"  {name}: {json.dumps(value)}," for name, value in trained().items()]
    return HEAD + "{\n" + "\n".join(lines) + "\n};\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
