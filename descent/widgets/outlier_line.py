"""The outlier line: drag a point away, and see which lines follow it."""

from typing import Any, ClassVar

from descent.widgets.base import MovingFigure


class OutlierLine(MovingFigure):
    """The line a + b x that makes (1/N) Σ ℓ(yᵢ, a + b xᵢ) smallest, for up to four losses ℓ.

    The squared error's line is least squares in closed form; Huber's is found by iteratively reweighted least squares;
    the lines of the absolute error and of the pinball go through two of the points, and all pairs are tried.

    `points` are [x, y] from 0 to 10, `moves` holds those that were dragged, by their place in `points`, and `point` is
    the place of the last one that was. `fits` are the losses whose lines are drawn: "mean_squared_error",
    "mean_absolute_error", "huber" with its `delta` δ, and "pinball" with its `quantile` q.
    """

    module = "outlier_line"
    initial: ClassVar[dict[str, Any]] = {
        "points": [
            [0.7, 2.2],
            [1.8, 2.9],
            [2.9, 3.8],
            [4.0, 4.3],
            [5.2, 5.4],
            [6.3, 4.6],
            [7.4, 7.0],
            [8.5, 6.0],
            [9.5, 1.5],
        ],
        "moves": {},
        "point": 8,
        "fits": ["mean_squared_error", "mean_absolute_error", "huber"],
        "delta": 1.0,
        "quantile": 0.8,
    }
