"""A page with figures in a browser, with no way to anywhere."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from living import Open, notebook_with, page_with
from playwright.sync_api import Browser, Page

from descent.widgets import MovingFigure


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Open a page with these figures; whatever its console says fails the test at its end."""
    contexts, said = [], []

    def opened(
        *figures: MovingFigure, width: int = 1000, theme: str = "light", host: str = "page", **options: Any
    ) -> Page:
        path = tmp_path / f"page-{len(contexts)}.html"
        hosted = {"page": page_with, "notebook": notebook_with}[host]
        path.write_text(hosted(*figures, theme=theme), encoding="utf-8")
        context = browser.new_context(viewport={"width": width, "height": 800}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(path.as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()
    assert said == []
