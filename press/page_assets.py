"""Puts what the pages load into the site itself: MathJax comes from the npm package, not from a CDN."""

from __future__ import annotations

import shutil
from pathlib import Path

from sphinx.application import Sphinx

FOLDER = "assets/mathjax"
PARTS = ("tex-mml-chtml.js", "output/chtml/fonts")


def copy_mathjax(app: Sphinx, exception: Exception | None) -> None:
    """Copy MathJax and its fonts beside the pages.

    Raises
    ------
    FileNotFoundError
        If the npm packages are not installed, with the cure.
    """
    if exception is not None or app.builder.format != "html":
        return
    package = Path(app.srcdir) / "node_modules" / "mathjax" / "es5"
    if not package.is_dir():
        raise FileNotFoundError(f"{package} is missing; run: npm ci (make setup does it)")
    for part in PARTS:
        source, target = package / part, Path(app.outdir) / FOLDER / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True)
        else:
            shutil.copy(source, target)


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("build-finished", copy_mathjax)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
