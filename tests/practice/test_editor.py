"""The editor of a practice cell under a keyboard, an input method and a finger. No Python runs here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cells import cell
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from descent import practice
from press.html import practice_editor

FIRST, SECOND = practice.names()[:2]
CODE = "def f(x):\n    return x"
# The contrast of every coloured piece of text with what is behind it, as WCAG 2 has it.
CONTRAST = """root => {
  const linear = (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  const light = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map((c) => linear(c / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const paper = light(getComputedStyle(root).backgroundColor);
  return [...root.querySelectorAll(".cm-line, .cm-line span, .cm-gutterElement")].map((one) => {
    const [low, high] = [light(getComputedStyle(one).color), paper].sort((a, b) => a - b);
    return [one.className, (high + 0.05) / (low + 0.05)];
  });
}"""


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1000, "height": 800})
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext, folder: Path) -> Iterator[Page]:
    """A page of a reader who was never here, with nothing wrong on its console."""
    fresh = context.new_page()
    complaints: list[str] = []
    fresh.on("console", lambda message: message.type == "error" and complaints.append(message.text))
    fresh.on("pageerror", lambda error: complaints.append(str(error)))
    fresh.route("**/python.js", lambda route: route.abort())
    fresh.goto((folder / "index.html").as_uri())
    fresh.evaluate("localStorage.clear()")
    fresh.reload()
    yield fresh
    assert [one for one in complaints if "python.js" not in one and "ERR_FAILED" not in one] == []
    fresh.close()


def entered(page: Page, name: str = FIRST) -> Locator:
    """The editor of a cell, once a reader has gone into it."""
    here = cell(page, name)
    here.locator("textarea").click()
    expect(here.locator(".cm-content")).to_be_focused()
    return here.locator(".cm-content")


def write(page: Page, editor: Locator, text: str) -> None:
    """Replace all that is there, as one paste does."""
    editor.focus()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)


def kept(page: Page, name: str = FIRST) -> str:
    return str(cell(page, name).locator("textarea").input_value())


def test_the_editor_comes_when_a_reader_goes_into_a_cell_and_not_before(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    stub = practice.load(FIRST)["stub"].strip()
    assert kept(page).strip() == stub
    assert not any("editor.js" in url for url in asked)
    editor = entered(page)
    assert "\n".join(editor.locator(".cm-line").all_text_contents()).strip() == kept(page).strip() == stub
    assert editor.locator("xpath=../..").locator(".cm-lineNumbers .cm-gutterElement").count() > 3
    entered(page, SECOND)
    assert sum("editor.js" in url for url in asked) == 1


def test_nothing_on_the_page_moves_when_the_editor_comes(page: Page) -> None:
    below = cell(page, FIRST).locator("[data-act=run]")
    before = below.bounding_box()
    entered(page)
    after = below.bounding_box()
    assert before and after and abs(before["y"] - after["y"]) <= 1


def test_what_is_typed_while_the_editor_loads_is_there_when_it_has(page: Page) -> None:
    waiting: list[Callable[[], None]] = []
    page.route("**/editor.js", lambda route: waiting.append(route.continue_))
    here = cell(page, FIRST)
    here.locator("textarea").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("early")
    page.keyboard.press("ArrowLeft")
    waiting[0]()
    expect(here.locator(".cm-content")).to_be_focused()
    page.keyboard.type("-l")
    assert kept(page) == "earl-ly"


def test_without_the_editor_the_plain_field_works_on(page: Page) -> None:
    page.route("**/editor.js", lambda route: route.abort())
    here = cell(page, FIRST)
    here.locator("textarea").fill("plain")
    page.keyboard.press("Control+Enter")
    expect(here.locator(".practice-verdict")).to_contain_text("Python could not be loaded")
    page.reload()
    assert kept(page) == "plain"


def test_tab_indents_the_selected_lines_and_shift_tab_takes_it_back(page: Page) -> None:
    editor = entered(page)
    write(page, editor, "a = 1\nb = 2")
    page.keyboard.press("Control+A")
    page.keyboard.press("Tab")
    assert kept(page) == "    a = 1\n    b = 2"
    page.keyboard.press("Shift+Tab")
    assert kept(page) == "a = 1\nb = 2"
    expect(editor).to_be_focused()


def test_undo_gives_back_what_was_there_and_nothing_else(page: Page) -> None:
    editor = entered(page)
    stub = kept(page)
    write(page, editor, CODE)
    page.keyboard.press("Control+A")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+Z")
    assert kept(page) == CODE
    page.keyboard.press("Control+Z")
    assert kept(page) == stub
    page.keyboard.press("Control+Y")
    assert kept(page) == CODE


def test_a_reset_can_be_undone(page: Page) -> None:
    editor = entered(page)
    stub = kept(page)
    write(page, editor, CODE)
    cell(page, FIRST).locator("[data-act=reset]").click()
    assert kept(page) == stub
    editor.focus()
    page.keyboard.press("Control+Z")
    page.reload()
    assert kept(page) == CODE


def test_enter_keeps_the_indentation_and_deepens_it_after_a_colon(page: Page) -> None:
    write(page, entered(page), "")
    page.keyboard.type("def f(x):\ny = x\nreturn y")
    assert kept(page) == "def f(x):\n    y = x\n    return y"


def test_an_input_method_composes_and_its_enter_breaks_nothing(page: Page) -> None:
    write(page, entered(page), "x = ''")
    page.keyboard.press("ArrowLeft")
    session = page.context.new_cdp_session(page)
    for text in ("n", "に", "にほん"):
        session.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})
    enter = {"key": "Process", "code": "Enter", "windowsVirtualKeyCode": 229}
    session.send("Input.dispatchKeyEvent", {"type": "keyDown", **enter})
    session.send("Input.insertText", {"text": "日本"})
    session.send("Input.dispatchKeyEvent", {"type": "keyUp", **enter})
    assert kept(page) == "x = '日本'"


def test_an_input_method_at_work_while_the_editor_comes_is_not_cut_off(page: Page) -> None:
    waiting: list[Callable[[], None]] = []
    page.route("**/editor.js", lambda route: waiting.append(route.continue_))
    here = cell(page, FIRST)
    here.locator("textarea").fill("")
    session = page.context.new_cdp_session(page)
    session.send("Input.imeSetComposition", {"text": "に", "selectionStart": 1, "selectionEnd": 1})
    waiting[0]()
    page.wait_for_function("() => window.descentEditor")
    page.wait_for_timeout(50)
    assert here.locator(".cm-content").count() == 0
    session.send("Input.insertText", {"text": "日本"})
    expect(here.locator(".cm-content")).to_be_focused()
    assert kept(page) == "日本"


@pytest.mark.parametrize("keys", ["Control+Enter", "Shift+Enter"])
def test_keys_run_the_code_and_leave_it_as_it_is(page: Page, keys: str) -> None:
    editor = entered(page)
    write(page, editor, CODE)
    page.keyboard.press(keys)
    expect(cell(page, FIRST).locator(".practice-verdict")).to_contain_text("Python could not be loaded")
    expect(editor).to_be_focused()
    assert kept(page) == CODE


def test_escape_then_tab_leaves_and_the_cell_says_so(page: Page) -> None:
    editor = entered(page)
    write(page, editor, CODE)
    page.keyboard.press("Escape")
    page.wait_for_timeout(2100)  # as long as a reader likes
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.closest('.cm-editor')") is None
    editor.focus()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(cell(page, FIRST).locator("[data-act=run]")).to_be_focused()
    editor.focus()
    page.keyboard.press("Tab")
    expect(editor).to_be_focused()
    hint = cell(page, FIRST).locator(".practice-keys")
    expect(hint).to_be_visible()
    assert re.search("Escape and then Tab", hint.inner_text())


def test_the_accessibility_tree_names_and_describes_field_and_editor(page: Page) -> None:
    session = page.context.new_cdp_session(page)

    def described(name: str) -> list[tuple[str, str]]:
        nodes = session.send("Accessibility.getFullAXTree")["nodes"]
        boxes = [one for one in nodes if one.get("role", {}).get("value") == "textbox"]
        return [(one["name"]["value"], one.get("description", {}).get("value", "")) for one in boxes]

    before = described(FIRST)
    entered(page)
    assert described(FIRST) == before
    assert len(before) == len(practice.names())
    assert all(name == "Your code, in plain Python" and "Escape and then Tab" in says for name, says in before)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_python_is_highlighted_and_every_colour_can_be_read(page: Page, theme: str) -> None:
    editor = entered(page)
    write(page, editor, '# why\nimport math\ndef f(x=1.5):\n    """Text."""\n    return not True and x.y')
    page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
    found = cell(page, FIRST).locator(".cm-editor").evaluate(CONTRAST)
    kinds = {name for names, _ in found for name in names.split() if name.startswith("tok-")}
    assert {"tok-comment", "tok-keyword", "tok-number", "tok-string", "tok-definition", "tok-bool"} <= kinds
    assert [(name, ratio) for name, ratio in found if ratio < 4.5] == []


def test_a_finger_writes_in_it_on_a_phone(browser: Browser, folder: Path) -> None:
    phone = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    page = phone.new_page()
    page.goto((folder / "index.html").as_uri())
    here = cell(page, FIRST)
    here.locator("textarea").tap()
    expect(here.locator(".cm-content")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text("x = " + "1 + " * 40 + "1")
    assert kept(page).startswith("x = 1 + 1")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert here.locator(".cm-scroller").evaluate("e => parseFloat(getComputedStyle(e).fontSize)") >= 16
    here.locator(".cm-line").first.tap(position={"x": 2, "y": 8})
    page.keyboard.insert_text("# ")
    assert kept(page).lstrip().startswith(("# x", "x #", "x ="))
    phone.close()


def test_a_missing_package_is_named_with_the_cure(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="esbuild is missing; run: npm ci"):
        practice_editor.script(tmp_path)
