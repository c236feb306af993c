"""Gathers neighbouring cells tagged `torch` and `tf` into one synchronized tab set.

The tabs are sphinx-design's own nodes: it keeps the reader's choice across pages and visits, and takes `?fw=torch`.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util import logging
from sphinx_design.shared import create_component

from descent import frameworks

FRAMEWORKS = {one.tag: one.title for one in frameworks.FRAMEWORKS.values()}
LOGGER = logging.getLogger(__name__)


class FrameworkTabs(SphinxTransform):
    """Each run of cells tagged for a framework becomes one tab set; both frameworks must be in it."""

    default_priority = 300

    def apply(self, **kwargs: Any) -> None:
        cells = [node for node in self.document.findall(nodes.container) if framework_of(node)]
        while cells:
            run = _run_from(cells[0])
            cells = [cell for cell in cells if cell not in run]
            self._replace(run)

    def _replace(self, run: list[nodes.container]) -> None:
        by_framework = {name: [cell for cell in run if framework_of(cell) == name] for name in FRAMEWORKS}
        if lone := [name for name, found in by_framework.items() if not found]:
            LOGGER.warning(
                "cells of one framework stand alone: add a cell tagged %r beside them", lone[0], location=run[0]
            )
            return
        tab_set = create_component("tab-set", classes=["sd-tab-set", "framework-tabs"])
        run[0].parent.insert(run[0].parent.index(run[0]), tab_set)
        for name, found in by_framework.items():
            for cell in found:
                cell.parent.remove(cell)
            tab_set += _tab(name, found)


def framework_of(node: nodes.Node) -> str | None:
    """The framework that a code cell is tagged for, if any."""
    if not isinstance(node, nodes.container) or node.get("nb_element") != "cell_code":
        return None
    tags = node.get("cell_metadata", {}).get("tags", [])
    return next((name for name in FRAMEWORKS if name in tags), None)


def _run_from(first: nodes.container) -> list[nodes.container]:
    siblings = first.parent.children[first.parent.index(first) :]
    run = []
    for node in siblings:
        if not framework_of(node):
            break
        run.append(node)
    return run


def _tab(name: str, cells: list[nodes.container]) -> nodes.container:
    label = nodes.rubric(FRAMEWORKS[name], FRAMEWORKS[name], classes=["sd-tab-label"])
    label["sync_id"], label["sync_group"] = name, "fw"
    content = create_component("tab-content", classes=["sd-tab-content"], children=cells)
    return create_component("tab-item", classes=["sd-tab-item"], children=[label, content])


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_transform(FrameworkTabs)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
