"""Practice cells in a browser, from files alone and with no way to anywhere: every solution and every known mistake."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from cells import COLD, cell, ran, verdict
from playwright.sync_api import Browser, Page, expect

from descent import practice

NAMES = practice.names()
FIRST, SECOND, THIRD = NAMES[:3]
GOOD = practice.load(FIRST)["solution"]
NAME = practice.load(FIRST)["function"]
HEAD = f"def {NAME}(*anything):\n"


@pytest.fixture(scope="module")
def shared(browser: Browser, folder: Path) -> Iterator[Page]:
    """One page for all cells: one worker serves them."""
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: message.type in ("error", "warning") and complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto((folder / "index.html").as_uri())
    assert not any("python.js" in url for url in asked), "Python comes at the first Run, not before"
    yield page
    assert all(url.startswith(("file:", "blob:")) for url in asked)
    assert len(page.context.pages) == 1
    assert complaints == []
    context.close()


def green(page: Page, name: str) -> bool:
    """Whether the verdict is bold, which goes with its colour: of a right answer alone."""
    return bool(cell(page, name).locator(".practice-verdict").evaluate("e => getComputedStyle(e).fontWeight") == "600")


def printed(page: Page, name: str = FIRST) -> tuple[str, str]:
    """What the cell says that was printed, and by which call; empty where it shows nothing."""
    here = cell(page, name)
    if not here.locator(".practice-printed").is_visible():
        return "", ""
    return here.locator(".practice-caption").inner_text(), here.locator(".practice-printed").inner_text().strip()


@pytest.mark.parametrize("name", NAMES)
def test_the_solution_passes_and_each_mistake_is_named(shared: Page, name: str) -> None:
    found = practice.load(name)
    for mistake in found["mistakes"]:
        assert verdict(shared, name, mistake["code"]) == f"✗ {mistake['says']}"
    assert green(shared, name) is False
    assert verdict(shared, name, found["solution"]).startswith("✓ ")
    assert green(shared, name) is True
    assert "is-done" in (cell(shared, name).get_attribute("class") or "")
    assert cell(shared, name).locator("svg").count() == (1 if "draw" in found else 0)


def test_what_the_code_prints_is_shown_until_the_next_run(shared: Page) -> None:
    verdict(shared, FIRST, f"print('here I am')\n{GOOD}")
    caption, text = printed(shared)
    assert caption.startswith(f"Printed by {NAME}(") and text == "here I am"
    verdict(shared, FIRST, "print('this too')\n1 / 0")
    assert printed(shared) == ("Printed:", "this too")
    verdict(shared, FIRST, GOOD)
    assert printed(shared) == ("", "")


# What a reader may write that ends, breaks or outgrows Python, and the sentence that is true of it.
ENDS = {
    f"{HEAD}    import sys\n    sys.exit()": "stops with SystemExit in line 3. There is nothing to exit from here",
    "raise SystemExit": "Your code stops with SystemExit in line 1.",
    f"{HEAD}    raise KeyboardInterrupt": "stops with KeyboardInterrupt in line 2.",
    f"{HEAD}    return 10**400": "gives a whole number of about 401 digits",
    f"{HEAD}    return [0] * 10**6": "gives a result of more than 10000 values",
    f"{HEAD}    return input()": "There is no keyboard here; use the arguments.",
    f"{HEAD}    return {NAME}()": "Does a function call itself without an end?",
    f"{HEAD}    return max(map({NAME}, [1]))": "calls itself more deeply than there is room",
    f"{HEAD}    kept = []\n    while True:\n        kept.append(bytes(10**7))": "does a list grow without an end?",
    f"{HEAD}    open('kept', 'w')": "There is no keyboard, no file and no network here",
    f"{HEAD}    import os\n    os._exit(0)": "Your code changed or ended Python itself",
    "import builtins\nbuiltins.isinstance = None": "Your code changed or ended Python itself",
}


@pytest.mark.parametrize("source", ENDS, ids=lambda source: re.sub(r"\W+", " ", source)[-40:])
def test_whatever_ends_the_code_is_told_at_once_and_as_it_is(shared: Page, source: str) -> None:
    verdict(shared, FIRST, GOOD)  # Python is there
    cell(shared, FIRST).locator("textarea").evaluate("(area, source) => { area.value = source; }", source)
    said = ran(cell(shared, FIRST))
    assert said.startswith(("!", "✗")) and ENDS[source] in said
    assert "seconds" not in said, "it is no endless loop"


def test_an_endless_loop_is_stopped_what_it_printed_stays_and_the_cell_works_on(shared: Page) -> None:
    verdict(shared, FIRST, GOOD)  # Python is there
    source = f"{HEAD}    print('before')\n    while True:\n        print('again')\n"
    cell(shared, FIRST).locator("textarea").evaluate("(area, source) => { area.value = source; }", source)
    cell(shared, FIRST).locator("[data-act=run]").click()
    expect(cell(shared, FIRST).locator(".practice-printed")).to_contain_text("before")
    assert cell(shared, FIRST).locator(".practice-verdict").inner_text() == "Running …", "it is shown as it comes"
    expect(cell(shared, FIRST).locator(".practice-verdict")).to_contain_text("without an end", timeout=COLD)
    assert printed(shared)[1].startswith("before\nagain") and len(printed(shared)[1]) < 2100
    assert verdict(shared, FIRST, GOOD).startswith("✓ ")


@pytest.mark.parametrize(
    "spoils",
    [
        "import math\nmath.log = math.exp = math.sqrt = math.hypot = lambda *a: 0.0",
        "import builtins\nbuiltins.sum = builtins.len = builtins.range = lambda *a: 0",
        "import sys\nsys.modules['math'] = sys.modules['json'] = None",
        "import json\njson.dumps = json.loads = None",
        "from descent.practice import checking\nchecking._same = lambda *a: False",
        "import sys\nsys.setrecursionlimit(40)",
        "import math, builtins\nclass math: pass\nbuiltins.float = int",
    ],
)
def test_what_one_check_does_to_python_the_next_one_does_not_meet(shared: Page, spoils: str) -> None:
    verdict(shared, FIRST, f"{spoils}\n{GOOD}")
    for name in (FIRST, SECOND, THIRD):
        assert verdict(shared, name, practice.load(name)["solution"]).startswith("✓ ")


def test_the_focus_stays_and_the_verdict_is_announced(shared: Page) -> None:
    here = cell(shared, FIRST)
    button, said = here.locator("[data-act=run]"), here.locator(".practice-verdict")
    verdict(shared, FIRST, GOOD)
    expect(button).to_be_focused()
    tree = shared.context.new_cdp_session(shared).send("Accessibility.getFullAXTree")["nodes"]
    live = [one for one in tree if one.get("role", {}).get("value") == "status"]
    assert len(live) == len(NAMES)
    assert all({"name": "live", "value": {"type": "token", "value": "polite"}} in one["properties"] for one in live)
    here.locator("textarea").click()
    expect(here.locator(".cm-content")).to_be_focused()
    shared.keyboard.press("Control+Enter")
    expect(said).to_contain_text("✓")
    expect(here.locator(".cm-content")).to_be_focused()


def test_code_and_progress_outlive_a_reload_and_a_reset_clears_them(shared: Page) -> None:
    verdict(shared, FIRST, GOOD)
    shared.reload()
    assert cell(shared, FIRST).locator("textarea").input_value().strip() == GOOD.strip()
    assert "is-done" in (cell(shared, FIRST).get_attribute("class") or "")
    cell(shared, FIRST).locator("[data-act=reset]").click()
    shared.reload()
    assert cell(shared, FIRST).locator("textarea").input_value().strip() == practice.load(FIRST)["stub"].strip()
    assert "is-done" not in (cell(shared, FIRST).get_attribute("class") or "")


@pytest.mark.parametrize(
    "stored",
    [
        "{",
        "null",
        "7",
        "[]",
        '"x"',
        '{"code": 7, "done": "yes"}',
        '{"code": {"a": 1}}',
        json.dumps({"code": "x" * 10**6}),
    ],
    ids=lambda stored: stored[:20],
)
def test_a_bad_stored_value_is_as_none_and_spoils_no_other_cell(shared: Page, stored: str) -> None:
    write = "([name, text]) => localStorage.setItem(`descent-practice-${name}`, text)"
    shared.evaluate(write, [FIRST, stored])
    shared.evaluate(write, [SECOND, json.dumps({"code": "kept = 1", "done": True})])
    shared.reload()
    for name, text, done in ((FIRST, practice.load(FIRST)["stub"], False), (SECOND, "kept = 1", True)):
        assert cell(shared, name).locator("textarea").input_value().strip() == text.strip()
        assert ("is-done" in (cell(shared, name).get_attribute("class") or "")) is done
        cell(shared, name).locator("[data-act=reset]").click()
        assert cell(shared, name).locator("textarea").input_value().strip() == practice.load(name)["stub"].strip()


def test_without_a_storage_all_works_and_nothing_complains(shared: Page) -> None:
    shared.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })"
    )
    shared.reload()
    cell(shared, FIRST).locator("textarea").click()
    expect(cell(shared, FIRST).locator(".cm-content")).to_be_focused()
    shared.keyboard.type("x")
    assert verdict(shared, FIRST, GOOD).startswith("✓ ")
    cell(shared, FIRST).locator("[data-act=reset]").click()
    assert cell(shared, FIRST).locator("textarea").input_value().strip() == practice.load(FIRST)["stub"].strip()
