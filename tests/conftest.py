"""What several test folders share: the repository's layout and the built site."""

from pathlib import Path

import pytest

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
