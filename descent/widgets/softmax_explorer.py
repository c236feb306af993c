"""The softmax explorer: drag logits, and see probabilities, cross-entropy and gradient follow."""

from typing import Any, ClassVar

from descent.widgets.base import MovingFigure


class SoftmaxExplorer(MovingFigure):
    """p = softmax(z / T), L = −Σ y′ₖ log pₖ, and ∂L/∂z = (p − y′) / T, of one example.

    `logits` z are where the bars start, one for each of the first `classes` K of `names`; `label` is the true class's
    place among them. `temperature` T divides the logits, and `smoothing` α moves the one-hot target y to
    y′ = (1 − α) y + α / K.
    """

    module = "softmax_explorer"
    initial: ClassVar[dict[str, Any]] = {
        "names": ["cat", "dog", "fox", "owl", "hare"],
        "logits": [2.0, 0.7, -0.7, -1.5, 0.5],
        "classes": 3,
        "label": 0,
        "temperature": 1.0,
        "smoothing": 0.0,
    }
