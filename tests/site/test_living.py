"""The site as a whole lives: every figure moves, every practice runs, quizzes answer, and nobody is shut out."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from accessibility_tree import controls
from playwright.sync_api import Page, expect

from descent.widgets import FIGURES
from press.layout import Layout
from press.publish import site_zip

LAYOUT = Layout()
PAGES = [f"{name}.html" for name in LAYOUT.docnames]
AXE = LAYOUT.root / "node_modules" / "axe-core" / "axe.min.js"
TAUGHT = [chapter for chapter in LAYOUT.chapters if chapter.teaches]
KINDS = ["book/index", TAUGHT[0].docname, "book/training/mini-cnn", "book/playground", "book/exercises", "search"]
# All that a page may hold folded or behind a tab is opened, so that it is looked at as well.
OPEN = """() => {
  for (const fold of document.querySelectorAll('details')) fold.open = true;
  for (const choice of document.querySelectorAll('.quiz input')) choice.checked = true;
}"""


@pytest.mark.parametrize("name", [*PAGES, "search.html"])
def test_axe_finds_nothing_wrong(page: Page, address: str, name: str) -> None:
    """With everything open, in the light."""
    opened(page, f"{address}/{name}")
    assert wrong(page, "document") == []


# The dark changes the colours of all pages by one sheet, and each kind of page has each kind of thing: the playground
# all figures, the first chapter a quiz, a practice and the frameworks' tabs.
@pytest.mark.parametrize(
    "name",
    [name if name in KINDS else pytest.param(name, marks=pytest.mark.long) for name in [*LAYOUT.docnames, "search"]],
)
def test_axe_finds_nothing_wrong_in_the_dark_on_a_phone_and_behind_the_other_tab(
    page: Page, address: str, name: str
) -> None:
    opened(page, f"{address}/{name}.html")
    tabs, colours, found = (
        "{ include: [['.framework-tabs']] }",
        "runOnly: ['color-contrast', 'link-in-text-block'],",
        [],
    )
    has_tabs = page.locator(".framework-tabs").count() > 0
    if has_tabs:
        choose(page, "TensorFlow")
        found += wrong(page, tabs)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("() => document.documentElement.dataset.theme === 'dark'")
    page.evaluate("() => Promise.all(document.getAnimations().map(one => one.finished))")
    found += wrong(page, "document", colours)
    if has_tabs:
        choose(page, "PyTorch")
        found += wrong(page, tabs, colours)
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_timeout(400)
    assert found + wrong(page, "document") == []


def opened(page: Page, address: str) -> None:
    page.goto(address, wait_until="networkidle")
    page.evaluate(OPEN)
    page.add_script_tag(path=str(AXE))


def choose(page: Page, framework: str) -> None:
    page.locator(".framework-tabs > label", has_text=framework).first.click()
    page.wait_for_timeout(400)  # the theme measures anew a third of a second after


def wrong(page: Page, place: str, rules: str = "") -> list[tuple[str, list[str]]]:
    """What axe finds in a place: each rule with the first elements that break it."""
    run = f"axe.run({place}, {{ {rules} resultTypes: ['violations'] }})"
    found = page.evaluate(f"async () => (await {run}).violations")
    return [(one["id"], [node["html"][:150] for node in one["nodes"]][:4]) for one in found]


@pytest.mark.parametrize("name", KINDS)
def test_every_control_of_a_page_has_its_name(page: Page, address: str, name: str) -> None:
    """Figures, practice, quizzes, tabs, folds and buttons, by the browser's accessibility tree."""
    page.goto(f"{address}/{name}.html")
    page.evaluate(OPEN)
    found = controls(page)
    assert found
    assert [one for one in found if not one.is_named] == []


@pytest.mark.parametrize("name", PAGES)
def test_every_figure_of_the_page_answers_the_keyboard(page: Page, site: Path, name: str) -> None:
    page.goto((site / name).as_uri())
    figures = page.locator(".moving-figure")
    for index in range(figures.count()):
        figure = figures.nth(index)
        expect(figure).to_have_class(re.compile("is-live"))
        before = figure.locator(".mf-panels").inner_html()
        slider = figure.locator("input[type=range]").last
        slider.focus()
        page.keyboard.press("End" if slider.input_value() == slider.get_attribute("min") else "Home")
        page.wait_for_function(
            "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))"
        )
        assert figure.locator(".mf-panels").inner_html() != before


def test_the_playground_has_them_all_and_a_link_brings_a_state_back(page: Page, site: Path) -> None:
    here = (site / "book" / "playground.html").as_uri()
    page.goto(here)
    placed = page.locator(".moving-figure").evaluate_all("all => all.map(one => one.dataset.figure)")
    assert sorted(placed) == sorted(figure.figure() for figure in FIGURES)
    figure = page.locator("[data-figure=descent-playground]")
    figure.locator("select").first.select_option("rosenbrock")
    figure.locator("[data-action=link]").click()
    page.wait_for_function("() => location.hash.length > 100")
    caption, shared = figure.locator(".mf-caption").inner_text(), page.url
    page.goto("about:blank")
    page.goto(shared)
    assert page.locator("[data-figure=descent-playground] .mf-caption").inner_text() == caption


def test_a_page_loads_no_python_before_the_first_run(page: Page, address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/{TAUGHT[0].docname}.html", wait_until="networkidle")
    assert not any("python.js" in url for url in asked)
    page.locator(".practice [data-act=run]").first.click()
    expect(page.locator(".practice-verdict").first).to_contain_text(re.compile("[✗✓!]"), timeout=60_000)
    assert sum("python.js" in url for url in asked) == 1
    assert all(url.startswith((address, "blob:")) for url in asked)


def test_a_quiz_explains_what_was_chosen_without_any_script(page: Page, address: str) -> None:
    context = page.context.browser.new_context(java_script_enabled=False)  # type: ignore[union-attr]
    plain = context.new_page()
    plain.goto(f"{address}/{TAUGHT[1].docname}.html")
    quiz = plain.locator(".quiz").first
    reasons = quiz.locator(".quiz-why")
    assert not any(reason.is_visible() for reason in reasons.all())
    quiz.locator("input").first.focus()
    plain.keyboard.press("Space")
    assert [reason.is_visible() for reason in reasons.all()] == [True] + [False] * (reasons.count() - 1)
    plain.keyboard.press("ArrowDown")
    assert [reason.is_visible() for reason in reasons.all()][:2] == [False, True]
    assert all(re.match(r"(Right|No)\. \S", reason.inner_text()) for reason in reasons.all() if reason.is_visible())
    assert plain.locator(".mf-panel").count() or plain.locator(".moving-figure").count() == 0
    context.close()


def test_printing_shows_both_frameworks(page: Page, address: str) -> None:
    page.goto(f"{address}/{TAUGHT[0].docname}.html")
    page.emulate_media(media="print")
    tabs = page.locator(".framework-tabs").first.locator("> .sd-tab-content")
    assert [tab.is_visible() for tab in tabs.all()] == [True, True]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_can_be_read_at_twice_its_size(page: Page, address: str, name: str) -> None:
    """1280 pixels at 200 % are 640 of the page's own."""
    page.set_viewport_size({"width": 640, "height": 450})
    page.goto(f"{address}/{name}", wait_until="networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= 640


def test_the_archive_holds_the_site_and_opens_without_a_server(page: Page, site: Path, tmp_path: Path) -> None:
    for name in ("first.zip", "second.zip"):
        assert site_zip.pack(site, tmp_path / name) > 100
    assert (tmp_path / "first.zip").read_bytes() == (tmp_path / "second.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "first.zip") as packed:
        packed.extractall(tmp_path)
    failed: list[str] = []
    page.on("requestfailed", lambda request: failed.append(request.url))
    page.goto((tmp_path / "descent" / "book" / "playground.html").as_uri())
    expect(page.locator(".moving-figure.is-live").first).to_be_visible()
    assert failed == []


def test_an_archive_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="build it with: make book"):
        site_zip.pack(tmp_path, tmp_path / "x.zip")
