"""The loss explorer: drag a prediction, and see its loss, the gradient and the tangent."""

from typing import Any, ClassVar

from descent.widgets.base import MovingFigure


class LossExplorer(MovingFigure):
    """ℓ(y, ŷ) and ∂ℓ/∂ŷ of one example, over the prediction (or the probability, or the logit).

    `loss` is shown first, `losses` are those to choose from, `overlay` is a second one or "none"; their names are those
    of `descent.reference`. `target` y and `prediction` are where the figure starts. The losses' own settings: Huber's
    `delta` δ, the pinball's `quantile` q, the focal loss's `gamma` γ, and `smoothing` ε of labels.
    """

    module = "loss_explorer"
    initial: ClassVar[dict[str, Any]] = {
        "loss": "mean_absolute_error",
        "losses": [
            "mean_absolute_error",
            "mean_squared_error",
            "huber",
            "pinball",
            "binary_cross_entropy",
            "binary_cross_entropy_from_logits",
            "binary_focal_cross_entropy_from_logits",
        ],
        "overlay": "none",
        "target": 0.0,
        "prediction": 1.5,
        "delta": 1.0,
        "quantile": 0.8,
        "gamma": 2.0,
        "smoothing": 0.0,
    }
