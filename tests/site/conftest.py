"""Pages of the built site in a browser, with the network cut."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from press.publish.serve import served


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    with served(site) as started:
        yield started


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a fresh profile that can reach nothing but this machine."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.route(lambda url: not url.startswith(("http://127.0.0.1", "file:", "data:")), lambda route: route.abort())
    yield context.new_page()
    context.close()
