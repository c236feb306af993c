"""Figures under a finger on a phone, by real touches: a handle is dragged, all else scrolls and zooms as usual."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

import pytest
from living import Open
from playwright.sync_api import CDPSession, Locator, Page
from test_every_figure import ALL, handles, words

from descent.widgets import LossExplorer, MovingFigure

PHONE = {"width": 390, "has_touch": True, "is_mobile": True}
MOVES = 10
FAR = 60  # pixels that a handle is dragged: the browser begins to scroll after 12
REACH = 22  # the radius around a handle that takes hold of it
LISTEN = """() => {
  document.querySelector('main').style.padding = '900px 0';
  window.cancelled = 0;
  document.addEventListener('pointercancel', () => (window.cancelled += 1), true);
}"""
STANDS = "() => ({ y: scrollY, scale: visualViewport.scale, cancelled: window.cancelled })"
Point = tuple[float, float]


def on_a_phone(show: Open, figure: MovingFigure, host: str = "page") -> tuple[Page, CDPSession]:
    """A page with room to scroll above and below the figure, and a way to touch it."""
    page = show(figure, host=host, **PHONE)
    page.evaluate(LISTEN)
    return page, page.context.new_cdp_session(page)


def way(start: Point, end: Point) -> Iterator[Point]:
    for move in range(1, MOVES + 1):
        share = move / MOVES
        yield start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])


def touch(session: CDPSession, kind: str, points: Iterable[Point]) -> None:
    given = [{"x": x, "y": y, "id": index} for index, (x, y) in enumerate(points)]
    session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": given})


def drag(session: CDPSession, *stops: Point) -> None:
    """One finger, from the first of the stops over the others to the last."""
    touch(session, "touchStart", [stops[0]])
    for start, end in pairwise(stops):
        for point in way(start, end):
            touch(session, "touchMove", [point])
    touch(session, "touchEnd", [])


def middle(handle: Locator) -> Point:
    box = handle.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def towards_the_middle(handle: Locator) -> Point:
    """A place on the handle's own way, FAR from it, on the side where its panel has room."""
    panel = handle.locator("xpath=..").locator(".mf-axis").bounding_box()
    assert panel
    x, y = middle(handle)
    kind = handle.get_attribute("class") or ""
    dx = FAR if x < panel["x"] + panel["width"] / 2 else -FAR
    dy = FAR if y < panel["y"] + panel["height"] / 2 else -FAR
    if "mf-along-x" in kind:
        return x + dx, y
    return (x, y + dy) if "mf-along-y" in kind else (x + 0.7 * dx, y + 0.7 * dy)


def holds(handle: Locator, finger: Point) -> bool:
    """Whether the handle lies under the finger; one that a curve holds does so sideways only."""
    x, y = middle(handle)
    sideways = "mf-along-x" in (handle.get_attribute("class") or "")
    return abs(x - finger[0]) <= REACH and (sideways or abs(y - finger[1]) <= REACH)


@pytest.mark.parametrize("host", ["page", "notebook"])
@ALL
def test_each_handle_stays_under_the_finger_and_the_page_stays_where_it_is(
    figure: type[MovingFigure], host: str, show: Open
) -> None:
    page, session = on_a_phone(show, figure(), host)
    for index in range(handles(page).count() if host == "page" else 1):
        handle = handles(page).nth(index)
        handle.scroll_into_view_if_needed()
        before = page.evaluate(STANDS)
        start, end = middle(handle), towards_the_middle(handle)
        touch(session, "touchStart", [start])
        for point in way(start, end):
            touch(session, "touchMove", [point])
        words(page)
        assert holds(handle, end), (handle.get_attribute("aria-label"), middle(handle), end)
        touch(session, "touchMove", [start])
        touch(session, "touchEnd", [])
        words(page)
        assert holds(handle, start)
        assert page.evaluate(STANDS) == before | {"cancelled": 0}


@ALL
def test_a_drag_beside_the_handle_scrolls_the_page_and_moves_nothing(figure: type[MovingFigure], show: Open) -> None:
    page, session = on_a_phone(show, figure())
    title = page.locator(".mf-title").first
    title.scroll_into_view_if_needed()
    before, (x, y) = page.evaluate(STANDS), middle(title)
    said = words(page)
    drag(session, (x, y), (x, y - 150))
    page.wait_for_function("before => scrollY > before + 50", arg=before["y"])
    assert words(page) == said


def pinch(session: CDPSession, page: Page, first: Point, second: Point) -> Any:
    """Two fingers that move apart; the page's scale afterwards."""
    touch(session, "touchStart", [first])
    touch(session, "touchStart", [first, second])
    apart = zip(way(first, (first[0] - 60, first[1] - 90)), way(second, (second[0] + 60, second[1] + 90)), strict=True)
    for points in apart:
        touch(session, "touchMove", points)
    touch(session, "touchEnd", [])
    page.wait_for_timeout(50)
    return page.evaluate(STANDS)["scale"]


def test_two_fingers_on_a_figure_zoom(show: Open) -> None:
    page, session = on_a_phone(show, LossExplorer())
    panel = page.locator(".mf-panel").first
    panel.scroll_into_view_if_needed()
    x, y = middle(panel)
    assert pinch(session, page, (x - 70, y - 30), (x - 60, y + 40)) > 1.2


def test_a_second_finger_beside_the_handle_does_not_take_it(show: Open) -> None:
    page, session = on_a_phone(show, LossExplorer())
    handle = page.locator("[data-handle]")
    handle.scroll_into_view_if_needed()
    x, y = middle(handle)
    touch(session, "touchStart", [(x, y)])
    touch(session, "touchMove", [(x - 30, y)])
    touch(session, "touchStart", [(x - 30, y), (x - 120, y - 60)])
    touch(session, "touchMove", [(x - 30, y), (x - 100, y - 40)])
    words(page)
    assert holds(handle, (x - 30, y))
    touch(session, "touchEnd", [])
