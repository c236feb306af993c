"""What a program that reads aloud is told of a page: Chromium's own accessibility tree."""

from __future__ import annotations

import re
from typing import NamedTuple

from playwright.sync_api import Page

CONTROLS = {"slider", "combobox", "button", "checkbox", "radio", "textbox", "searchbox", "switch", "tab"}
CONTROLS |= {"DisclosureTriangle"}
NUMBER = re.compile(r"[\s\d.,:·+−–-]*[⁰¹²³⁴⁵⁶⁷⁸⁹⁻∞]*")


class Control(NamedTuple):
    role: str
    name: str

    @property
    def is_named(self) -> bool:
        """Not by nothing, and not by a number alone."""
        return NUMBER.fullmatch(self.name) is None


def controls(page: Page) -> list[Control]:
    """Every control that the tree holds, in the page's order."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    shown = [node for node in nodes if not node["ignored"] and node["role"]["value"] in CONTROLS]
    return [Control(node["role"]["value"], str(node.get("name", {}).get("value", "")).strip()) for node in shown]
