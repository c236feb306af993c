"""Momentum's regimes: drag learning rate and momentum in a plane, and see what they do along and across a valley."""

from typing import Any, ClassVar

from descent.widgets.base import MovingFigure


class MomentumRegimes(MovingFigure):
    """v ← μ v + λ w, w ← w − η v for two curvatures λ: 1 along a valley and `ratio` across it.

    The distances shrink, or grow, as powers of the larger root of z² − (1 + μ − ηλ) z + μ = 0. `learning_rate` η and
    `momentum` μ are where the figure starts, `steps` how many are drawn, and `log` makes the axis of the distances
    logarithmic.
    """

    module = "momentum_regimes"
    initial: ClassVar[dict[str, Any]] = {
        "learning_rate": 0.01,
        "momentum": 0.5,
        "ratio": 100,
        "steps": 100,
        "log": False,
    }
