"""What several test folders share: the repository's layout, the built site, a browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from bench.browser import chromium
from press.layout import Layout

ROOT = Path(__file__).resolve().parents[1]


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
    with chromium() as started:
        yield started


# The files that take minutes, longest first: begun last, one of them would keep a single worker busy at the end.
LONGEST = ("test_student_tree", "test_proofs", "test_like_stock", "test_submissions", "test_living", "test_durability")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.stem, len(places)))
