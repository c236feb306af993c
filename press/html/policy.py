"""The content security policy of every page: it loads nothing from elsewhere, and a reader's code reaches no network.

It stands in the page itself, so that it holds on any host and on `file://`. The worker of the practice inherits it.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

HERE = "'self' file:"  # on `file://` a page has no origin of its own
RULES = {
    "default-src": HERE,  # all kinds follow but one: Firefox fetches the next page in advance
    **dict.fromkeys(("child-src", "object-src", "media-src", "manifest-src"), "'none'"),
    "script-src": f"{HERE} 'unsafe-inline' 'wasm-unsafe-eval'",  # no eval: Python's JavaScript has no way around
    "worker-src": "blob:",
    "style-src": f"{HERE} 'unsafe-inline'",
    "img-src": f"{HERE} data:",
    "font-src": f"{HERE} data:",
    "connect-src": "'none'",
    "form-action": HERE,
    "base-uri": "'none'",
}
FETCHES = {"search": HERE}  # pages that read other pages


def tag(pagename: str) -> str:
    """The policy as the first element of a page's head."""
    rules = {**RULES, "connect-src": FETCHES.get(pagename, RULES["connect-src"])}
    text = "; ".join(f"{name} {value}" for name, value in rules.items())
    return f'<meta http-equiv="Content-Security-Policy" content="{text}">'


def add(_app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _doctree: Any) -> None:
    context["metatags"] = tag(pagename) + "\n" + context.get("metatags", "")


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("html-page-context", add)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
