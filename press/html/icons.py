"""Draws the theme's icons as a style sheet of the few shapes that the pages use, from npm's Font Awesome.

The theme's own script brings them all, half a megabyte compressed; `theme/static/webpack-macros.html` leaves it out.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from urllib.parse import quote

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ExtensionError

CLASS = re.compile(r"\bfa-([a-z][a-z0-9-]*)")
# Sizes and styles, which name no shape; "fa-lg" is the one that the theme uses.
STYLES = {"solid", "regular", "brands", "lg", "fw", "2x"}
RULES = """\
:is(i, span):is(.fa-solid, .fas, .fa-regular, .far, .fa-brands, .fab) {
  display: inline-block;
  width: 1.1em;
  height: 1em;
  vertical-align: -0.125em;
  background: currentColor;
  -webkit-mask: var(--icon) center / contain no-repeat;
  mask: var(--icon) center / contain no-repeat;
}
.fa-lg {
  font-size: 1.25em;
}
/* The theme's style sheet draws icons and marks in a font of their own, which no page needs now. */
:is(i, span):is(.fa-solid, .fas, .fa-regular, .far, .fa-brands, .fab)::before,
:is(.admonition, .versionadded, .versionchanged) > .admonition-title::after,
.bd-content .admonition-title::after,
a.external::after,
.toctree-checkbox + label i::before {
  content: none !important;
}
@media (forced-colors: active) {
  :is(i, span)[class*="fa-"] {
    background: CanvasText;
  }
}
"""


def style(pages: list[Path], package: Path) -> str:
    """The style sheet for all icons that these pages name.

    Raises
    ------
    ExtensionError
        If Font Awesome is not installed, or has no icon of a name; with the cure.
    """
    if not package.is_dir():
        raise ExtensionError(f"{package} is missing; run: npm ci (make setup does it)")
    used = {name for page in pages for name in CLASS.findall(_classes(page)) if name not in STYLES}
    shapes = []
    for name in sorted(used):
        if (path := _shape(name, package)) is None:
            raise ExtensionError(f"Font Awesome has no icon fa-{name}, which a page names; take another")
        text = re.sub(r"<!--.*?-->", "", path.read_text(), flags=re.DOTALL)
        shapes.append(f'.fa-{name} {{ --icon: url("data:image/svg+xml,{quote(text, safe=" =/:")}"); }}\n')
    return RULES + "".join(shapes)


def _classes(page: Path) -> str:
    return " ".join(re.findall(r'class="([^"]*)"', page.read_text(encoding="utf-8")))


def _shape(name: str, package: Path) -> Path | None:
    names = (name, _aliases(package).get(name, name))
    places = [package / "svgs" / kind / f"{one}.svg" for one in names for kind in ("solid", "brands", "regular")]
    return next((place for place in places if place.is_file()), None)


@cache
def _aliases(package: Path) -> dict[str, str]:
    """Older names of icons → today's."""
    known = json.loads((package / "metadata" / "icon-families.json").read_text())
    return {alias: name for name, icon in known.items() for alias in icon.get("aliases", {}).get("names", [])}


def write(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or app.builder.format != "html":
        return
    out = Path(app.outdir)
    pages = [path for path in out.rglob("*.html") if "_static" not in path.relative_to(out).parts]
    package = Path(app.srcdir) / "node_modules" / "@fortawesome" / "fontawesome-free"
    (out / "_static" / "icons.css").write_text(style(pages, package))
    for unused in ("scripts/fontawesome.js", "scripts/fontawesome.js.map"):
        (out / "_static" / unused).unlink(missing_ok=True)


def use_templates(_app: Sphinx, config: Config) -> None:
    config["templates_path"].append(str(Path(__file__).parent / "theme"))


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("config-inited", use_templates)
    app.add_css_file("icons.css")
    app.connect("build-finished", write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
