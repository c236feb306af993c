"""The buttons of a page that is also a notebook: download it, open it in Colab, open it in Binder.

The theme's own launch buttons point at the Markdown; these point at the generated pair in the students' tree.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from press.layout import Layout


def add_notebook_buttons(app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _doctree: Any) -> None:
    """Put one group of links into the page's header."""
    layout = Layout(Path(app.srcdir))
    chapter = next((chapter for chapter in layout.chapters if chapter.docname == pagename), None)
    if chapter is None or "header_buttons" not in context:
        return
    here = context["pathto"](chapter.notebook.as_posix(), resource=True)
    links = [
        ("Download the notebook", here, "fas fa-file-arrow-down"),
        ("Open in Colab", layout.colab(chapter.notebook), "_static/images/logo_colab.png"),
        ("Open in Binder", layout.binder(chapter.notebook), "_static/images/logo_binder.svg"),
    ]
    context["header_buttons"].insert(
        0,
        {
            "type": "group",
            "tooltip": "Work on this page",
            "icon": "fas fa-rocket",
            "label": "notebook-buttons",
            "buttons": [
                {"type": "link", "text": text, "tooltip": text, "url": url, "icon": icon} for text, url, icon in links
            ],
        },
    )


def copy_notebooks(app: Sphinx, exception: Exception | None) -> None:
    """The site carries the notebooks that its buttons offer."""
    if exception is None and app.builder.format == "html":
        shutil.copytree(Layout(Path(app.srcdir)).notebooks, f"{app.outdir}/notebooks", dirs_exist_ok=True)


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("html-page-context", add_notebook_buttons, priority=900)
    app.connect("build-finished", copy_notebooks)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
