"""Figures that move. Each is a class here, a module in `js/` that draws it, and a test in `tests/widgets`.

To add one: write both, and add the class to `FIGURES`. A chapter places it by its name, as a cell's last line:
`widgets.LossExplorer(loss="huber")`.
"""

from descent.widgets.base import MovingFigure
from descent.widgets.descent_playground import DescentPlayground
from descent.widgets.loss_explorer import LossExplorer
from descent.widgets.momentum_regimes import MomentumRegimes
from descent.widgets.number_microscope import NumberMicroscope
from descent.widgets.outlier_line import OutlierLine
from descent.widgets.runs_browser import RunsBrowser
from descent.widgets.schedule_explorer import ScheduleExplorer
from descent.widgets.softmax_explorer import SoftmaxExplorer

FIGURES: tuple[type[MovingFigure], ...] = (
    DescentPlayground,
    LossExplorer,
    MomentumRegimes,
    NumberMicroscope,
    OutlierLine,
    RunsBrowser,
    ScheduleExplorer,
    SoftmaxExplorer,
)

__all__ = [
    "FIGURES",
    "DescentPlayground",
    "LossExplorer",
    "MomentumRegimes",
    "MovingFigure",
    "NumberMicroscope",
    "OutlierLine",
    "RunsBrowser",
    "ScheduleExplorer",
    "SoftmaxExplorer",
]
