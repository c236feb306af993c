"""Every page carries the content security policy before anything that it loads, and the browser enforces it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from press.html import policy
from press.layout import Layout

LAYOUT = Layout()


def test_every_page_names_the_policy_before_its_first_script(site: Path) -> None:
    for name in (*LAYOUT.docnames, "search", "genindex"):
        head = (site / f"{name}.html").read_text().partition("<script")[0]
        assert policy.tag(name) in head, name


@pytest.mark.parametrize("opened", ["over HTTP", "from files"])
def test_a_page_can_ask_no_other_place(page: Page, address: str, site: Path, opened: str) -> None:
    name = next(chapter.docname for chapter in LAYOUT.chapters if chapter.teaches)
    page.goto(f"{address if opened == 'over HTTP' else site.as_uri()}/{name}.html")
    refused = page.evaluate(
        """async (elsewhere) => {
          const refused = [];
          const note = (event) => event.disposition === "enforce" && refused.push(event.effectiveDirective);
          addEventListener("securitypolicyviolation", note);
          await fetch(`${elsewhere}/a`).catch(() => {});
          new Image().src = `${elsewhere}/b`;
          const script = document.createElement("script");
          script.src = `${elsewhere}/c`;
          document.head.append(script);
          await new Promise((done) => setTimeout(done, 200));
          return refused;
        }""",
        address.replace("127.0.0.1", "localhost"),
    )
    assert sorted(refused) == ["connect-src", "img-src", "script-src-elem"]
