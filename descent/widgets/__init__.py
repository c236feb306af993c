"""Figures that move. Each is a class here, a module in `js/` that draws it, and a test in `tests/widgets`.

To add one: write both, and add the class to `FIGURES`. A chapter places it by its name, as a cell's last line:
`widgets.LossExplorer(loss="huber")`.
"""

from descent.widgets.base import MovingFigure
from descent.widgets.loss_explorer import LossExplorer

FIGURES: tuple[type[MovingFigure], ...] = (LossExplorer,)

__all__ = ["FIGURES", "LossExplorer", "MovingFigure"]
