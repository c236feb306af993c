"""What Descent adds to Jupyter Book, loaded by one line of `_config.yml`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

from press.directives import exercises, framework_tabs, front_page, practice_cells
from press.execution.cache_key import STEADY, cache_folder
from press.execution.execute import drop_stale, rests_on
from press.html import accessible, buttons, glue_calls, icons, policy, prerender
from press.html.listeners import silence
from press.layout import Layout
from press.notebooks.values import substitute
from press.source_error import located


def use_cache(app: Sphinx, config: Config) -> None:
    """Read outputs from the folder whose name is the environment's key (`press.execution.execute` fills it)."""
    os.environ.update(STEADY)  # for a page that the build itself has to execute
    folder = cache_folder(Path(app.srcdir))
    if folder.is_dir():
        layout = Layout(Path(app.srcdir))
        drop_stale(layout, rests_on(layout))
    config["nb_execution_cache_path"] = str(folder)


def outdated(app: Sphinx, env: Any, _added: set[str], _changed: set[str], _removed: set[str]) -> list[str]:
    """The pages to read again, though their text is the same: what their code uses of `descent` has changed."""
    known, env.rests_on = getattr(env, "rests_on", {}), rests_on(Layout(Path(app.srcdir)))
    return [name for name, key in env.rests_on.items() if known.get(name) != key]


def leave_thebe_off(app: Sphinx, _config: Config) -> None:
    """Jupyter Book always loads sphinx-thebe, whose scripts name a CDN and declare a constant twice."""
    silence(app, "sphinx_thebe")
    app.registry.css_files[:] = [one for one in app.registry.css_files if "thebe" not in one[0]]


def put_values(app: Sphinx, docname: str, source: list[str]) -> None:
    """Put the reference values in before anything is parsed, so that they work inside formulas too."""
    with located(Path(app.env.doc2path(docname)), Path(app.srcdir)):
        source[0] = substitute(source[0])


def setup(app: Sphinx) -> dict[str, bool]:
    for part in (
        framework_tabs,
        icons,
        prerender,
        buttons,
        glue_calls,
        policy,
        practice_cells,
        exercises,
        front_page,
        accessible,
    ):
        part.setup(app)
    app.connect("config-inited", use_cache)
    app.connect("env-get-outdated", outdated)
    app.connect("config-inited", leave_thebe_off)
    app.connect("source-read", put_values)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
