"""Still figures: described, the same in each build, in the page's own colours."""

import re

import pytest
from matplotlib.axes import Axes

from descent import figures

ALT = "A straight line that falls from one to zero as x grows."


def panel() -> Axes:
    axes = figures.panel("Loss", "x", "y")
    axes.plot([0, 1], [1, 0], color=figures.BLUE, label="line")
    axes.annotate("here", (0.5, 0.5), (0.2, 0.8), arrowprops={"arrowstyle": "-"})
    axes.legend()
    return axes


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    found: list[str] = []
    monkeypatch.setattr("IPython.display.display", lambda thing: found.append(thing.data))
    return found


def test_a_figure_carries_its_description(shown: list[str]) -> None:
    figures.show(panel(), alt='It says "zero" & more than five words.')
    assert 'role="img" aria-label="It says &quot;zero&quot; &amp; more than five words."' in shown[0]
    assert '<svg aria-hidden="true"' in shown[0]


def test_a_figure_without_a_description_is_refused() -> None:
    with pytest.raises(ValueError, match="say what is drawn"):
        figures.show(panel(), alt="Loss curve.")


def test_two_drawings_of_one_figure_are_the_same_text(shown: list[str]) -> None:
    figures.show(panel(), alt=ALT)
    figures.show(panel(), alt=ALT)
    assert shown[0] == shown[1]


def test_two_panels_share_no_id(shown: list[str]) -> None:
    figures.show(panel(), panel(), alt=ALT)
    clips = re.findall(r'<clipPath id="([^"]+)"', shown[0])
    assert len(clips) == len(set(clips)) == 2


def test_text_and_curves_take_the_page_s_colours(shown: list[str]) -> None:
    figures.show(panel(), alt=ALT)
    assert "currentColor" in shown[0] and "var(--descent-blue, #0072b2)" in shown[0]
    assert figures.INK not in shown[0]
    colours = set(re.findall(r"#[0-9a-f]{6}\b", re.sub(r"var\([^)]*\)", "", shown[0])))
    assert colours == set(), f"colours that no page can change: {colours}"


def test_no_style_sheet_of_a_figure_reaches_the_page(shown: list[str]) -> None:
    figures.show(panel(), alt=ALT)
    assert "<style" not in shown[0] and "<metadata" not in shown[0]
