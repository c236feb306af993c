"""Mends what the theme's markup leaves out for whoever listens: names of landmarks and buttons. A test runs axe."""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx

# As the theme writes it → as it should be, with the reason.
MENDED = {
    # The sidebar's title and search lie outside of any landmark.
    '<div id="pst-primary-sidebar" class="bd-sidebar-primary bd-sidebar">': '<div id="pst-primary-sidebar" '
    'class="bd-sidebar-primary bd-sidebar" role="complementary" aria-label="The book">',
    # The button shows "Search Ctrl+K"; a name that leaves words out can't be spoken to.
    '<button class="btn search-button-field search-button__button pst-js-only" title="Search" aria-label="Search" '
    'data-bs-placement="bottom" data-bs-toggle="tooltip">': '<button class="btn search-button-field '
    'search-button__button pst-js-only">',
    # The fold's own words are its name.
    '<summary aria-label="Toggle hidden content">': "<summary>",
    # An empty head says that a column is one of heads; a cell says nothing.
    '<th class="head"><p></p></th>': '<td class="head"></td>',
    # The list of references holds links beside its items, and the items' role is one that nothing reads any more.
    '<div role="list" class="citation-list">': '<div class="citation-list">',
    ' role="doc-biblioentry"': "",
}


def mend(app: Sphinx, exception: Exception | None) -> None:
    """Put the mended markup into every page that the builder wrote."""
    if exception is not None or app.builder.format != "html":
        return
    out = Path(app.outdir)
    pages = {path: path.read_text(encoding="utf-8") for path in out.rglob("*.html") if "_static" not in path.parts}
    for old, new in MENDED.items():
        pages = {path: text.replace(old, new) for path, text in pages.items()}
    for path, text in pages.items():
        path.write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("build-finished", mend)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
