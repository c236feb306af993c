"""What several test folders share: the repository's layout, the built site, a browser."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from autograder import doctor
from press.layout import Layout

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def layout() -> Layout:
    return Layout(ROOT)


@pytest.fixture(scope="session")
def site(layout: Layout) -> Path:
    """The built site; a test that needs it fails, never skips, where it isn't built."""
    assert (layout.site / "index.html").is_file(), "the site is not built; run: make book"
    return layout.site


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real Chromium; where there is none the test fails and says the cure: a skip would hide it.

    Of a module, not of the session: while it runs, this process has an event loop that other tests would meet.
    """
    path = next((found for name in doctor.BROWSERS if (found := shutil.which(name))), None)
    assert path, "no Chromium on this machine; run `autograder doctor --install` as root"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield started
        started.close()
