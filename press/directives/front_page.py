"""What the front page is made of: `{course-map}`, and `{moving-figure} <Class>` for a page that runs no code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from descent import widgets
from press.layout import Layout


class CourseMap(SphinxDirective):
    """The parts of `_toc.yml` that teach, side by side, each with its chapters in order."""

    def run(self) -> list[nodes.Node]:
        layout = Layout(Path(self.env.srcdir))
        taught = {chapter.docname for chapter in layout.chapters if chapter.teaches}
        box = nodes.container(classes=["course-map"])
        for part in layout.parts:
            if chapters := [name for name in part.pages if name in taught]:
                box += self._part(part.caption, chapters)
        return [box]

    def _part(self, caption: str, chapters: list[str]) -> nodes.container:
        lines = [caption, "", *(f"1. [](/{name}.md)" for name in chapters)]
        return nodes.container("", *self.parse_text_to_nodes("\n".join(lines)), classes=["course-part"])


class MovingFigure(SphinxDirective):
    """A figure of `descent.widgets`, by its class; the body is its state, as YAML."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        figures = {figure.__name__: figure for figure in widgets.FIGURES}
        if (name := self.arguments[0]) not in figures:
            raise self.error(f"there is no figure {name}; there are {', '.join(figures)}")
        changes: dict[str, Any] = yaml.safe_load("\n".join(self.content)) or {}
        try:
            place = figures[name](**changes).place()
        except (TypeError, ValueError) as error:
            raise self.error(str(error)) from None
        return [nodes.raw("", place, format="html")]


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("course-map", CourseMap)
    app.add_directive("moving-figure", MovingFigure)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
