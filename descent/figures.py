"""One visual language for the still figures: small panels, colour-blind-safe, drawn as SVG that follows the page.

Text and axes take the colour of the page around them, so a figure is readable in light and in dark mode; the curves'
colours are CSS variables with the Okabe-Ito palette as their default. A figure can't be shown without a description.
"""

from __future__ import annotations

import html
import io
import re
from typing import Any

import matplotlib as mpl
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.figure import Figure

BLUE, ORANGE, GREEN, PURPLE = "#0072b2", "#d55e00", "#007a5a", "#b14d86"
COLOURS = {"blue": BLUE, "orange": ORANGE, "green": GREEN, "purple": PURPLE}
INK = "#010203"  # stands for the page's text colour until the SVG is written

STYLE: dict[str, Any] = {
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.titlecolor": INK,
    "axes.facecolor": "none",
    "axes.grid": True,
    "axes.prop_cycle": cycler(color=list(COLOURS.values())),
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": 11,
    "figure.facecolor": "none",
    "figure.constrained_layout.use": True,
    "font.size": 10,
    "grid.alpha": 0.18,
    "grid.color": INK,
    "legend.frameon": False,
    "lines.linewidth": 2,
    "patch.edgecolor": INK,  # an annotation's line, for one
    "svg.fonttype": "none",
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
}


mpl.rcParams.update(STYLE)  # type: ignore[arg-type]  # also what a page adds later, an annotation say, is then drawn in the page's colour


def panel(title: str = "", xlabel: str = "", ylabel: str = "", width: float = 3.4, height: float = 2.7) -> Axes:
    """One set of axes in a figure of its own, in inches; two panels fit beside each other, and wrap on a phone."""
    axes = Figure(figsize=(width, height)).subplots()
    axes.set(title=title, xlabel=xlabel, ylabel=ylabel)
    return axes


def show(*panels: Axes, alt: str) -> None:
    """Display panels side by side, as one picture that `alt` describes for whoever can't see it.

    Raises
    ------
    ValueError
        If `alt` is too short to say what the picture shows.
    """
    from IPython.display import HTML, display

    if len(alt.split()) < 6:
        raise ValueError(f"alt={alt!r} does not describe the picture: say what is drawn and what it shows")
    drawings = "".join(_svg(axes, f"{alt}{index}") for index, axes in enumerate(panels))
    opening = f'<div class="descent-figure" role="img" aria-label="{html.escape(alt)}" '
    layout = 'style="display:flex;flex-wrap:wrap;gap:0.5rem;justify-content:center">'
    display(HTML(f"{opening}{layout}{drawings}</div>"))


def _svg(axes: Axes, salt: str) -> str:
    """The figure as inline SVG; `salt` keeps its ids the same in each build and apart from other figures'."""
    stream = io.StringIO()
    figure: Any = axes.figure
    metadata: dict[str, Any] = {"Date": None, "Creator": None, "Format": None, "Type": None}
    with mpl.rc_context({"svg.hashsalt": salt}):
        figure.savefig(stream, format="svg", metadata=metadata)
    text = stream.getvalue()
    text = text[text.index("<svg") :].replace(INK, "currentColor")
    # matplotlib's style sheet would reach the whole page; the same two properties are inherited from the svg element.
    text = re.sub(r"<metadata>.*?</metadata>\s*|<style.*?</style>\s*", "", text, flags=re.DOTALL)
    for name, colour in COLOURS.items():
        text = text.replace(colour, f"var(--descent-{name}, {colour})")
    style = "max-width:100%;height:auto;stroke-linejoin:round;stroke-linecap:butt"
    return text.replace("<svg ", f'<svg aria-hidden="true" style="{style}" ', 1)
