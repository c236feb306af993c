"""What the tests of practice share: a page of cells, and what a reader does in one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from descent import practice
from descent.widgets.base import CSS
from press.directives import practice_cells
from press.html.prerender import PAGE

COLD = 180_000  # milliseconds; bench measures, this only ends a test that hangs


def cell(page: Page, name: str) -> Locator:
    return page.locator(".practice-cell", has=page.locator(f"#practice-{name}"))


def verdict(page: Page, name: str, source: str) -> str:
    """Run a source in a cell that nobody has gone into; gives back what its verdict says."""
    here = cell(page, name)
    here.locator("textarea").evaluate("(area, source) => { area.value = source; }", source)
    return ran(here)


def ran(here: Locator) -> str:
    """Press Run; gives back what the verdict says."""
    here.locator("[data-act=run]").click()
    expect(here.locator(".practice-verdict")).to_contain_text(re.compile("^[✗✓!]"), timeout=COLD)
    return here.locator(".practice-verdict").inner_text()


def write_page(path: Path, names: Iterable[str], head: str) -> None:
    """A page with these practices; what it loads is beside it."""
    cells = "".join(f'<div class="practice">{practice_cells.cell(practice.load(name))}</div>' for name in names)
    style = f"<style>{CSS.read_text()}{(PAGE / 'practice.css').read_text()}</style>"
    script = '<script src="practice.js" defer></script>'
    head = (
        f'<meta charset="utf-8">{head}<meta name="viewport" content="width=device-width"><title>Practice</title>{style}'
    )
    path.write_text(f'<!doctype html><html lang="en"><head>{head}</head><body>{cells}{script}</body>')
