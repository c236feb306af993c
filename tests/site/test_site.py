"""What a reader meets: every page opens without an error, fits a phone, and keeps the choice of framework."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Page, expect

from press.layout import Layout
from press.pairs import site_address

PAGES = [f"{name}.html" for name in Layout().docnames]
CHAPTERS = Layout().chapters
TAUGHT = [chapter for chapter in CHAPTERS if chapter.teaches]


@pytest.fixture
def complaints(page: Page) -> Callable[[], list[str]]:
    """Console errors and failed requests so far."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("requestfailed", lambda request: found.append(f"failed: {request.url}"))
    return lambda: found


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_without_an_error_or_a_request_to_elsewhere(
    page: Page, address: str, name: str, complaints: Callable[[], list[str]]
) -> None:
    page.goto(f"{address}/{name}", wait_until="networkidle")
    assert complaints() == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_from_a_double_click(
    page: Page, site: Path, name: str, complaints: Callable[[], list[str]]
) -> None:
    page.goto((site / name).as_uri(), wait_until="networkidle")
    assert complaints() == []


OVERFLOWS = """() => [...document.querySelectorAll(".bd-article :is(pre, .pst-scrollable-table-container)")]
    .filter((box) => box.checkVisibility() && box.scrollWidth > box.clientWidth + 1)
    .map((box) => box.innerText.split("\\n").sort((one, other) => other.length - one.length)[0])"""


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_a_small_laptop_and_a_phone_with_its_formulas_typeset(page: Page, address: str, name: str) -> None:
    """On the laptop nothing has to be scrolled sideways; on the phone the page itself hasn't, only code and tables."""
    for framework in ("torch", "tf"):
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(f"{address}/{name}?fw={framework}")
        assert page.evaluate(OVERFLOWS) == []
        assert page.locator(".math").count() == page.locator(".math:has(> mjx-container)").count()
        page.set_viewport_size({"width": 360, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


def selected(page: Page) -> set[str]:
    return set(page.locator(".sd-tab-set > input:checked + label").all_inner_texts())


def test_the_choice_of_framework_holds_on_every_tab_page_and_visit(page: Page, address: str) -> None:
    page.goto(f"{address}/{TAUGHT[0].docname}.html")
    assert selected(page) == {"PyTorch"}
    page.locator("label", has_text="TensorFlow").first.click()
    assert selected(page) == {"TensorFlow"}
    page.goto(f"{address}/book/notation.html")
    assert selected(page) == {"TensorFlow"}
    page.reload()
    assert selected(page) == {"TensorFlow"}


def test_an_address_opens_a_page_in_one_framework(page: Page, address: str) -> None:
    page.goto(f"{address}/{TAUGHT[0].docname}.html?fw=tf")
    assert selected(page) == {"TensorFlow"}


def test_both_frameworks_stand_in_each_tab_set(page: Page, address: str) -> None:
    for chapter in TAUGHT:
        page.goto(f"{address}/{chapter.docname}.html")
        sets = page.locator(".framework-tabs")
        assert sets.count() > 0
        for index in range(sets.count()):
            assert sets.nth(index).locator("> label").all_inner_texts() == ["PyTorch", "TensorFlow"]
            assert sets.nth(index).locator(".cell_input").count() >= 2


def test_dark_mode_can_be_chosen_and_stays(page: Page, address: str) -> None:
    page.goto(f"{address}/{TAUGHT[0].docname}.html")
    for _ in range(3):
        if page.locator("html").get_attribute("data-theme") == "dark":
            break
        page.locator("button.theme-switch-button:visible").first.click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_a_figure_takes_the_page_s_colours_in_the_dark(page: Page, address: str) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(f"{address}/{TAUGHT[0].docname}.html")
    background, text = page.locator(".descent-figure").first.evaluate(
        "e => [getComputedStyle(e.parentElement).backgroundColor, getComputedStyle(e).color]"
    )
    assert background == "rgba(0, 0, 0, 0)"
    assert min(int(part) for part in text.removeprefix("rgb(").removesuffix(")").split(",")) > 150


def test_every_figure_has_a_description(page: Page, address: str) -> None:
    for chapter in TAUGHT:
        page.goto(f"{address}/{chapter.docname}.html")
        figures = page.locator(".descent-figure")
        assert figures.count() > 0
        assert all(len(figures.nth(i).get_attribute("aria-label") or "") > 60 for i in range(figures.count()))


def test_search_finds_the_chapter_by_its_name(page: Page, address: str) -> None:
    page.goto(f"{address}/search.html?q=categorical+cross-entropy", wait_until="networkidle")
    expect(page.locator("#search-results a").first).to_contain_text("Categorical cross-entropy")


def test_the_buttons_offer_the_notebook_colab_and_binder(page: Page, address: str, layout: Layout) -> None:
    for chapter in CHAPTERS:
        page.goto(f"{address}/{chapter.docname}.html")
        links = page.locator(".bd-header-article a").evaluate_all("links => links.map(a => a.href)")
        assert layout.colab(chapter.notebook) in links
        assert layout.binder(chapter.notebook) in links
        (download,) = (link for link in links if link.startswith(address) and link.endswith(".ipynb"))
        response = page.request.get(download)
        assert response.ok and response.text() == (layout.root / chapter.notebook).read_text()


def test_the_exercise_s_notebook_is_offered(page: Page, address: str, layout: Layout) -> None:
    page.goto(f"{address}/book/exercises.html")
    links = page.locator("article a[href$='.ipynb']").evaluate_all("links => links.map(a => a.href)")
    assert len(links) == len([folder for folder in layout.solutions.iterdir() if folder.is_dir()])
    assert all(page.request.get(link).ok for link in links)


class Links(HTMLParser):
    """A page's addresses and anchors."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.anchors: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src") and value and tag != "base":
                self.targets.append(value)
            if name in ("id", "name") and value:
                self.anchors.add(value)


def read(path: Path) -> Links:
    parser = Links()
    parser.feed(path.read_text())
    return parser


def test_no_link_or_anchor_is_broken(site: Path) -> None:
    pages = {path: read(path) for path in site.rglob("*.html") if "_static" not in path.parts}
    broken = []
    for path, links in pages.items():
        for target in links.targets:
            parts = urlsplit(target)
            if parts.scheme or parts.netloc:
                continue
            aim = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if not aim.exists():
                broken.append(f"{path.name}: {target}")
            elif parts.fragment and aim in pages and unquote(parts.fragment) not in pages[aim].anchors:
                broken.append(f"{path.name}: {target} (no such anchor)")
    assert broken == []


def test_a_notebook_s_links_to_the_site_lead_somewhere(site: Path, layout: Layout) -> None:
    for chapter in TAUGHT:
        text = (layout.root / chapter.notebook).read_text()
        targets = re.findall(rf"{re.escape(site_address(layout))}/([\w/.-]+)(?:#([\w-]+))?", text)
        assert targets
        for page, anchor in targets:
            assert (site / page).is_file(), page
            assert not anchor or anchor in read(site / page).anchors, f"{page}#{anchor}"
