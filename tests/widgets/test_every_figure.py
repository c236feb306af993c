"""What every figure that moves must do, in a browser: by mouse, touch and keyboard, with and without its script."""

from __future__ import annotations

import json
import re

import pytest
from living import ROOT, Open
from playwright.sync_api import Locator, Page

from descent.widgets import FIGURES, MovingFigure, base, bundle

ALL = pytest.mark.parametrize("figure", FIGURES, ids=[figure.figure() for figure in FIGURES])


def words(page: Page) -> tuple[str, str]:
    """The caption and the description, as they are now."""
    page.wait_for_function(
        "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"
    )
    return page.locator(".mf-caption").text_content() or "", page.locator(".mf-words p").text_content() or ""


def look(page: Page) -> str:
    words(page)
    return str(page.locator(".mf-panels").inner_html())


def drawn(panels: str) -> str:
    """What of the panels' markup can be seen, without the names and roles of what a reader can take hold of."""
    return re.sub(r' (role|tabindex|data-handle|aria-[a-z]+)="[^"]*"', "", panels)


def handles(page: Page) -> Locator:
    return page.locator("[data-handle]")


def grip(handle: Locator) -> tuple[float, float]:
    """Where to take hold of a handle, scrolled into sight."""
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@ALL
def test_it_is_there_without_a_script_and_the_script_changes_nothing_by_itself(
    figure: type[MovingFigure], show: Open
) -> None:
    still, live = show(figure(), java_script_enabled=False), show(figure(), reduced_motion="reduce")
    assert still.locator(".mf-panel[role=img]").count() == still.locator(".mf-panel").count() >= 1
    assert still.locator(".mf-panels :is([tabindex], [role=slider])").count() == 0
    for part in (".mf-caption", ".mf-words p"):
        assert len((still.locator(part).text_content() or "").split()) > 5
    if not figure.initial.get("playing"):
        assert drawn(still.locator(".mf-panels").inner_html()) == drawn(look(live))
        assert still.locator(".mf-caption").text_content() == words(live)[0]


@ALL
def test_it_fits_a_phone_and_its_handles_a_finger(figure: type[MovingFigure], show: Open) -> None:
    page = show(figure(), width=360, theme="dark")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    for handle in handles(page).all():
        box = handle.bounding_box()
        assert box and min(box["width"], box["height"]) >= 24, "a finger needs 24 pixels at least"
    for control in page.locator(".mf-controls :is(input, select, button)").all():
        box = control.bounding_box()
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= 360


# Of each select, whether there is room for its longest option: a copy of it that nothing holds in is no wider.
ROOM = """all => all.map((select) => {
  const free = select.cloneNode(true);
  free.style.cssText = 'position: absolute; width: max-content';
  select.after(free);
  const wanted = free.getBoundingClientRect().width;
  free.remove();
  return [select.dataset.key, wanted <= select.getBoundingClientRect().width + 0.5];
})"""


@pytest.mark.parametrize("width", [360, 1000])
@ALL
def test_each_select_shows_the_whole_of_every_option(figure: type[MovingFigure], width: int, show: Open) -> None:
    rooms = show(figure(), width=width).locator("select").evaluate_all(ROOM)
    assert [key for key, fits in rooms if not fits] == []


# Whatever can leave its panel's frame, and by how much: bounding boxes cut by their clip paths.
OUT = """() => [...document.querySelectorAll('.mf-panel')].flatMap((panel) => {
  const frame = panel.querySelector('.mf-axis').getBBox();
  const marks = [...panel.querySelectorAll('.mf-line, .mf-area, .mf-contour, .mf-ink, rect.mf-solid, rect.mf-hollow')];
  return marks.filter((mark) => mark.closest('.mf-panel > g > g')).filter((mark) => {
    const clip = getComputedStyle(mark).clipPath.match(/#([\\w-]+)/);
    const { x, y, width, height } = (clip ? document.getElementById(clip[1]).firstChild : mark).getBBox();
    const past = [frame.x - x, frame.y - y, x + width - frame.x - frame.width, y + height - frame.y - frame.height];
    return Math.max(...past) > 1.25; // half a stroke
  }).map((mark) => mark.outerHTML.slice(0, 120));
})"""


@ALL
def test_its_curves_stay_in_their_frames(figure: type[MovingFigure], show: Open) -> None:
    """Also where a handle is at the end of its way."""
    page = show(figure())
    assert page.evaluate(OUT) == []
    for index in range(handles(page).count()):
        handles(page).nth(index).focus()
        page.keyboard.press("End")
        words(page)
    assert page.evaluate(OUT) == []


@ALL
def test_each_handle_moves_by_keyboard_and_tells_its_value(figure: type[MovingFigure], show: Open) -> None:
    page = show(figure())
    for index in range(handles(page).count()):
        handle = handles(page).nth(index)
        before, picture = handle.get_attribute("aria-valuetext"), look(page)
        handle.focus()
        for key in ("ArrowLeft", "ArrowLeft", "ArrowLeft", "ArrowDown"):
            page.keyboard.press(key)
        assert look(page) != picture
        assert handles(page).nth(index).get_attribute("aria-valuetext") != before
        assert handles(page).nth(index).get_attribute("aria-label")
        assert page.evaluate("document.activeElement.dataset.handle") == handle.get_attribute("data-handle")


@ALL
def test_each_handle_follows_the_mouse(figure: type[MovingFigure], show: Open) -> None:
    page = show(figure())
    for index in range(handles(page).count()):
        handle = handles(page).nth(index)
        before, (x, y) = look(page), grip(handle)
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x - 25, y + 12, steps=4)
        page.mouse.up()
        assert look(page) != before


@ALL
def test_each_control_changes_the_picture(figure: type[MovingFigure], show: Open) -> None:
    """A slider goes to one of its ends, a choice to each other option, a box to its other side."""
    page = show(figure(), reduced_motion="reduce")
    assert page.locator(".mf-controls :is(input, select)").count()
    for index in range(page.locator(".mf-controls input[type=range]").count()):
        slider, before = page.locator(".mf-controls input[type=range]").nth(index), look(page)
        slider.focus()
        page.keyboard.press("End" if slider.input_value() == slider.get_attribute("min") else "Home")
        assert look(page) != before, slider.get_attribute("data-key")
    for key in page.locator(".mf-controls select").evaluate_all("all => all.map(one => one.dataset.key)"):
        options = page.locator(f"select[data-key={key}] option").evaluate_all("all => all.map(one => one.value)")
        for option in [*options, options[0]]:
            chosen = page.locator(f"select[data-key={key}]")
            if chosen.count() and chosen.input_value() != option:
                before = look(page)
                chosen.select_option(option)
                assert look(page) != before, (key, option)
    for index in range(page.locator(".mf-controls input[type=checkbox]").count()):
        before = look(page)
        page.locator(".mf-controls input[type=checkbox]").nth(index).click()
        assert look(page) != before
        assert len(words(page)[0].split()) > 2


@ALL
def test_it_can_be_read_in_the_light_and_in_the_dark(figure: type[MovingFigure], show: Open) -> None:
    """Text takes the page's own colour, and the curves the palette of the theme."""
    colours = {}
    for theme in ("light", "dark"):
        page = show(figure(), theme=theme)
        colours[theme] = page.evaluate(
            "getComputedStyle(document.querySelector('.moving-figure')).getPropertyValue('--mf-blue')"
        )
    assert colours["light"] != colours["dark"]


@ALL
def test_the_notebook_gets_one_script_that_needs_no_other(figure: type[MovingFigure]) -> None:
    text = bundle.bundle([figure.module, "notebook"])
    assert not re.search(r"^\s*(import|export) ", text, re.MULTILINE)
    assert "https://" not in text and "http://" not in text.replace("http://www.w3.org/", "")


@ALL
def test_a_state_that_the_figure_does_not_have_is_refused_by_name(figure: type[MovingFigure]) -> None:
    with pytest.raises(ValueError, match=f"{figure.__name__} has no 'colour'; its state is made of .*"):
        figure(colour="red")
    name = next(iter(figure.initial))
    with pytest.raises(TypeError, match=name):
        figure(**{name: object()})


@ALL
def test_it_is_called_by_what_makes_it_again(figure: type[MovingFigure]) -> None:
    assert repr(figure()) == f"{figure.__name__}()"
    again = eval(repr(figure()), {figure.__name__: figure})
    assert again.state == figure().state


@ALL
def test_the_page_gets_the_state_of_the_notebooks_figure(figure: type[MovingFigure]) -> None:
    data, _ = figure()._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in data
    found = re.search(r'data-state="([^"]*)"', data["text/html"])
    assert found and json.loads(found[1].replace("&quot;", '"').replace("&#x27;", "'").replace("&amp;", "&")) == dict(
        figure.initial
    )


def test_what_the_bundler_does_not_know_is_refused(tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "odd.js").write_text('import everything from "./plot.js";\n')
    monkeypatch.setattr(bundle, "FOLDER", tmp_path)
    with pytest.raises(ValueError, match=r"odd\.js: 'import everything"):
        bundle.bundle(["odd"])


def test_every_module_of_figures_is_used() -> None:
    used = set(bundle.in_order([*(figure.module for figure in FIGURES), "notebook", "page"]))
    assert used == {path.stem for path in (ROOT / "descent" / "widgets" / "js").glob("*.js")}
    assert base.CSS.is_file()
