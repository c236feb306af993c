"""Practice cells in a browser, from files alone and with no way to anywhere: every solution and every known mistake."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from descent import practice
from press import page_python, practice_directives
from press.living_page import PAGE, practice_script

ROOT = Path(__file__).resolve().parents[2]
NAMES = practice.names()
FIRST = NAMES[0]
COLD = 60_000  # milliseconds; bench measures, this only ends a test that hangs


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("page")
    (place / "practice.js").write_text(practice_script())
    (place / "python.js").write_text(page_python.script(ROOT))
    cells = "".join(f'<div class="practice">{practice_directives.cell(practice.load(name))}</div>' for name in NAMES)
    style = (PAGE / "practice.css").read_text()
    head = f'<meta charset="utf-8"><title>Practice</title><style>{style}</style>'
    script = '<script src="practice.js" defer></script>'
    (place / "index.html").write_text(f'<!doctype html><html lang="en"><head>{head}</head><body>{cells}{script}</body>')
    return place


@pytest.fixture(scope="module")
def shared(browser: Browser, folder: Path) -> Iterator[Page]:
    """One page for all cells: one worker serves them."""
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((folder / "index.html").as_uri())
    assert not any("python.js" in url for url in asked), "Python comes at the first Run, not before"
    yield page
    assert all(url.startswith(("file:", "blob:")) for url in asked)
    assert len(page.context.pages) == 1
    context.close()


def cell(page: Page, name: str):  # type: ignore[no-untyped-def]
    return page.locator(".practice-cell", has=page.locator(f"#practice-{name}"))


def run(page: Page, name: str, source: str | None = None) -> str:
    """Run a cell; gives back what its verdict says."""
    here = cell(page, name)
    if source is not None:
        here.locator("textarea").fill(source)
    here.locator("[data-act=run]").click()
    expect(here.locator("[data-act=run]")).to_be_enabled(timeout=COLD)
    return here.locator(".practice-verdict").inner_text()


def green(page: Page, name: str) -> bool:
    """Whether the verdict is bold, which goes with its colour: of a right answer alone."""
    return bool(cell(page, name).locator(".practice-verdict").evaluate("e => getComputedStyle(e).fontWeight") == "600")


@pytest.mark.parametrize("name", NAMES)
def test_the_solution_passes_and_each_mistake_is_named(shared: Page, name: str) -> None:
    found = practice.load(name)
    for mistake in found["mistakes"]:
        assert run(shared, name, mistake["code"]) == f"✗ {mistake['says']}"
    assert green(shared, name) is False
    assert run(shared, name, found["solution"]).startswith("✓ ")
    assert green(shared, name) is True
    assert "is-done" in (cell(shared, name).get_attribute("class") or "")
    assert cell(shared, name).locator("svg").count() == (1 if "draw" in found else 0)


def test_what_the_code_prints_is_shown_until_the_next_run(shared: Page) -> None:
    found = practice.load(FIRST)
    printed = cell(shared, FIRST).locator(".practice-printed")
    run(shared, FIRST, f"print('here I am')\n{found['solution']}")
    expect(printed).to_be_visible()
    assert printed.inner_text().strip() == "here I am"
    run(shared, FIRST, found["solution"])
    expect(printed).to_be_hidden()


def test_an_endless_loop_is_stopped_and_the_cell_works_on(shared: Page) -> None:
    found = practice.load(FIRST)
    head = f"def {found['function']}(*anything):\n"
    assert "without an end" in run(shared, FIRST, f"{head}    while True:\n        pass\n")
    assert run(shared, FIRST, found["solution"]).startswith("✓ ")


def test_the_readers_code_reaches_no_network(shared: Page) -> None:
    head = f"import js\nasync def ask():\n    await js.fetch('x')\ndef {practice.load(FIRST)['function']}(*anything):\n"
    said = run(
        shared,
        FIRST,
        f"{head}    import urllib.request\n    return urllib.request.urlopen('http://example.org').read()\n",
    )
    assert said.startswith("! ") and "stops with" in said


def test_code_and_progress_outlive_a_reload_and_a_reset_clears_them(shared: Page) -> None:
    found = practice.load(FIRST)
    run(shared, FIRST, found["solution"])
    shared.reload()
    assert cell(shared, FIRST).locator("textarea").input_value().strip() == found["solution"].strip()
    assert "is-done" in (cell(shared, FIRST).get_attribute("class") or "")
    cell(shared, FIRST).locator("[data-act=reset]").click()
    shared.reload()
    assert cell(shared, FIRST).locator("textarea").input_value().strip() == found["stub"].strip()
    assert "is-done" not in (cell(shared, FIRST).get_attribute("class") or "")


def test_the_editor_is_used_by_keyboard_alone(shared: Page) -> None:
    here = cell(shared, FIRST)
    editor = here.locator("textarea")
    editor.fill("")
    editor.press_sequentially("def f(x):")
    editor.press("Enter")
    editor.press_sequentially("return x")
    assert editor.input_value() == "def f(x):\n    return x"
    editor.press("Tab")
    assert editor.input_value().endswith("    ")
    editor.press("Escape")
    editor.press("Tab")
    assert shared.evaluate("document.activeElement.dataset.act") == "run"
    editor.press("Control+Enter")
    expect(here.locator(".practice-verdict")).to_contain_text("There is no function", timeout=COLD)
    here.locator("[data-act=reset]").click()
