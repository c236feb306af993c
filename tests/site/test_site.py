"""What a reader meets: every page opens without an error, fits a phone, and keeps the choice of framework."""

import re
import zlib
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from press.layout import Layout
from press.notebooks.pairs import site_address

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


# What can be scrolled sideways, but not reached by keyboard or without a name.
UNREACHED = """() => [...document.querySelectorAll(".bd-article *")]
    .filter((box) => ["auto", "scroll"].includes(getComputedStyle(box).overflowX) && box.checkVisibility())
    .filter((box) => box.scrollWidth > box.clientWidth + 1 && !box.matches("textarea, .cm-scroller"))
    .filter((box) => box.tabIndex !== 0 || !box.role || !(box.ariaLabel || box.getAttribute("aria-labelledby")))
    .map((box) => box.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_a_small_laptop_and_a_phone_with_its_formulas_typeset(page: Page, address: str, name: str) -> None:
    """On the laptop nothing has to be scrolled sideways; on the phone the page itself hasn't, only code and tables.

    Those are stops of the keyboard, with a name.
    """
    for framework in ("torch", "tf"):
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(f"{address}/{name}?fw={framework}")
        assert page.evaluate(OVERFLOWS) == []
        assert page.locator(".math").count() == page.locator(".math:has(> mjx-container)").count()
        page.set_viewport_size({"width": 360, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.wait_for_timeout(400)  # the theme measures anew a third of a second after
        assert page.evaluate(UNREACHED) == []


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


QUERY = "search.html?q=categorical+cross-entropy"


def test_search_finds_the_chapter_by_its_name(page: Page, address: str) -> None:
    page.goto(f"{address}/{QUERY}", wait_until="networkidle")
    expect(page.locator("#search-results a").first).to_contain_text("Categorical cross-entropy")
    expect(page.locator("#search-results .context").first).to_contain_text("cross-entropy")


def test_search_works_from_files_without_an_error(page: Page, site: Path, complaints: Callable[[], list[str]]) -> None:
    page.goto(f"{site.as_uri()}/{QUERY}", wait_until="networkidle")
    expect(page.locator("#search-results a").first).to_contain_text("Categorical cross-entropy")
    expect(page.locator("#search-results > p")).to_contain_text("found")
    page.wait_for_load_state("networkidle")
    assert complaints() == []


# A frame of an origin of its own may not even ask for the browser's store.
FRAMED = "<iframe sandbox='allow-scripts' src='{}' width='1000' height='800'></iframe>"


@pytest.mark.parametrize("name", ["book/losses/what-is-a-loss.html", QUERY])
def test_a_page_does_without_the_browser_s_store(
    page: Page, address: str, name: str, complaints: Callable[[], list[str]]
) -> None:
    page.set_content(FRAMED.format(f"{address}/{name}"), wait_until="networkidle")
    frame = page.frames[1]
    expect(frame.locator("article h1, #search-results").first).to_be_visible()
    assert complaints() == []
    before = frame.locator("html").get_attribute("data-mode")
    frame.locator("button.theme-switch-button").locator("visible=true").first.click()
    assert frame.locator("html").get_attribute("data-mode") != before
    if name == QUERY:
        expect(frame.locator("#search-results a").first).to_contain_text("Categorical cross-entropy")
    assert complaints() == []


@pytest.fixture
def phone_without_script(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_without_a_script_a_phone_reaches_every_chapter(phone_without_script: Page, address: str) -> None:
    page = phone_without_script
    page.goto(f"{address}/{TAUGHT[0].docname}.html")
    assert [one for one in page.locator(".sidebar-toggle").all() if one.is_visible()] == []
    page.get_by_role("link", name="All chapters").click()
    for chapter in CHAPTERS:
        name = chapter.docname.rpartition("/")[2]
        assert page.locator(f"#pst-primary-sidebar a[href*='{name}'], #pst-primary-sidebar a[href='#']").count()
    link = page.locator(f"#pst-primary-sidebar a[href*='{TAUGHT[1].slug}']")
    expect(link).to_be_in_viewport()
    link.click()
    expect(page.locator("article h1")).to_be_visible()
    assert TAUGHT[1].slug in page.url


def test_without_a_script_a_figure_is_a_still_picture(phone_without_script: Page, address: str) -> None:
    page = phone_without_script
    page.goto(f"{address}/book/playground.html")
    figures = page.locator(".moving-figure")
    for index in range(figures.count()):
        expect(figures.nth(index).locator(".mf-panel[role=img]").first).to_be_visible()
        expect(figures.nth(index).locator(".mf-caption")).to_be_visible()
    assert page.locator(".moving-figure :is(input, select, button)").locator("visible=true").count() == 0
    assert page.locator(".moving-figure [tabindex]").count() == 0


def test_formulas_print_as_thin_as_they_are_shown(page: Page, address: str) -> None:
    """On paper a stroke of no width is a hairline, which makes letters bold: they are filled, and nothing else."""
    page.goto(f"{address}/book/notation.html")
    page.evaluate("document.body.replaceChildren(...document.querySelectorAll('.formula-shapes, .math'))")
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", page.pdf(), re.DOTALL)
    drawn = [zlib.decompress(one) for one in streams if one[:1] == b"x"]
    operators = [line for text in drawn for line in text.splitlines() if line in (b"f", b"f*", b"S", b"B")]
    assert operators.count(b"f") > 50
    assert set(operators) <= {b"f", b"f*"}


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
