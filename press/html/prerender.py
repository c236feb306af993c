"""Finishes each page's markup when the book is built: formulas drawn, moving figures with their first picture.

A reader then needs no formula renderer, and a figure is there before its script is, or without it. The work is done by
`prerender.mjs` in one Node.js process. A page with a figure loads one script, `_static/figures.js`.
"""

from __future__ import annotations

import atexit
import json
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ExtensionError

from descent.widgets import FIGURES
from descent.widgets.base import CSS
from descent.widgets.bundle import FOLDER, bundle
from press.html import practice_editor, pyodide
from press.html.listeners import silence

SCRIPT = Path(__file__).with_suffix(".mjs")
PAGE = Path(__file__).parent / "assets"
AS_WRITTEN = ("practice.css", "scrolling.js", "search.js")


class Renderer:
    """The Node.js process: `finish` gives a page's finished body, `css` is what the formulas need."""

    def __init__(self, root: Path) -> None:
        if (node := shutil.which("node")) is None:
            raise ExtensionError("Node.js is missing; install it (the README names the prerequisites)")
        modules = [str(FOLDER / f"{figure.module}.js") for figure in FIGURES]
        command = [node, str(SCRIPT), *modules]
        self._process = subprocess.Popen(command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        atexit.register(self._process.kill)
        self.css: str = self._hear()["css"]

    def finish(self, body: str) -> str:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"body": body}) + "\n")
        self._process.stdin.flush()
        return str(self._hear()["body"])

    def _hear(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        if not (line := self._process.stdout.readline()):
            raise ExtensionError(f"{SCRIPT.name} ended before it answered; run: npm ci (make setup does it)")
        found: dict[str, Any] = json.loads(line)
        if "error" in found:
            raise ExtensionError(found["error"])
        return found


@cache
def renderer(root: Path) -> Renderer:
    return Renderer(root)


def script() -> str:
    """All figures as one classic script: it works on `file://`, where a module can't be loaded."""
    figures = ", ".join(f'"{figure.figure()}": {figure.module}.{figure.export()}' for figure in FIGURES)
    modules = [*(figure.module for figure in FIGURES), "page"]
    return f"(() => {{\n{bundle(modules)}\npage.hydrate(document, {{ {figures} }});\n}})();\n"


def practice_script() -> str:
    """What makes practice cells run; the editor and Python come when they are needed, from files beside this script."""
    return f"(() => {{\n{bundle(['practice'], (PAGE,))}\npractice.start(document);\n}})();\n"


def finish(app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _doctree: Any) -> None:
    """Draw what the page's body holds, and have it load the figures' script where there is one to move."""
    if pagename == "search":
        app.add_js_file("search.js", loading_method="defer")
    if not (body := context.get("body")):
        return
    try:
        context["body"] = renderer(Path(app.srcdir)).finish(body)
    except ExtensionError as error:
        raise ExtensionError(f"{pagename}: {error}") from error
    if "data-figure=" in body:
        app.add_js_file("figures.js", loading_method="defer")
    if "data-practice=" in body:
        app.add_js_file("practice.js", loading_method="defer")


def write_assets(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    (static / "formulas.css").write_text(renderer(Path(app.srcdir)).css + (PAGE / "formulas.css").read_text())
    (static / "figures.css").write_text(CSS.read_text())
    (static / "figures.js").write_text(script())
    for name in AS_WRITTEN:
        (static / name).write_text((PAGE / name).read_text())
    (static / "practice.js").write_text(practice_script())
    (static / "editor.js").write_text(practice_editor.script(Path(app.srcdir)))
    (static / "python.js").write_text(pyodide.script(Path(app.srcdir)))


def leave_mathjax_out(app: Sphinx, _config: Config) -> None:
    """The formulas are drawn already: no page loads what would draw them."""
    silence(app, "sphinx.ext.mathjax")


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_css_file("formulas.css")
    app.add_css_file("figures.css")
    app.add_css_file("practice.css")
    app.add_js_file("scrolling.js", loading_method="defer")
    app.connect("config-inited", leave_mathjax_out)
    app.connect("html-page-context", finish, priority=450)  # before Sphinx collects the page's scripts
    app.connect("build-finished", write_assets)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
