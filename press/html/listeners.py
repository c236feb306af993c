"""Takes an extension's listeners out of a build, where it has no setting to leave it off."""

from __future__ import annotations

from sphinx.application import Sphinx


def silence(app: Sphinx, package: str) -> None:
    """Nothing of this package or module hears of any event any more."""
    for name, listeners in app.events.listeners.items():
        app.events.listeners[name] = [one for one in listeners if not one.handler.__module__.startswith(package)]
