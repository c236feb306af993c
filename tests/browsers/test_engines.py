"""The site in Firefox and in WebKit, over HTTP and from files: figures move, practice answers, quizzes explain."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from press.layout import Layout
from press.serve import served

HERE = Path(__file__).parent
JOURNEY = HERE / "journey.js"
LAYOUT = Layout()
PAGES = ("index", "book/playground", "book/losses/binary-cross-entropy", "book/optimizers/adam")
CURE = "install firefox-esr, webkit2gtk-driver and xvfb (make system does it, as root)"
FIGURES = {"index": 1, "book/playground": 8, "book/losses/binary-cross-entropy": 2, "book/optimizers/adam": 1}


@pytest.fixture(scope="module", params=["over HTTP", "from files"])
def addresses(site: Path, request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """Each page with its address, by way."""
    names = {name: f"{LAYOUT.docnames[0] if name == 'index' else name}.html" for name in PAGES}
    if request.param == "from files":
        yield {name: (site / path).as_uri() for name, path in names.items()}
        return
    with served(site) as address:
        yield {name: f"{address}/{path}" for name, path in names.items()}


def holds(name: str, seen: dict[str, Any]) -> None:
    assert seen["figures"] == len(seen["moved"]) == FIGURES[name], seen
    assert seen["formulas"] == seen["drawn"]
    assert seen["quiz"] == seen["answers"]
    assert seen["wide"] <= 0
    if name.count("/") == 2:
        assert seen["practice"].startswith("✓ "), seen["practice"]


def test_firefox(addresses: dict[str, str]) -> None:
    path = shutil.which("firefox-esr") or shutil.which("firefox")
    assert path, CURE
    command = ["node", HERE / "firefox.mjs", path, JOURNEY, *addresses.values()]
    done = subprocess.run(command, cwd=LAYOUT.root, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["address"] for one in found] == list(addresses.values())
    for name, seen in zip(addresses, found, strict=True):
        assert seen["said"] == []
        holds(name, seen)


def test_webkit(addresses: dict[str, str]) -> None:
    driver, screen = shutil.which("WebKitWebDriver"), shutil.which("xvfb-run")
    assert driver and screen, CURE
    command = [screen, "-a", sys.executable, HERE / "webkit.py", driver, JOURNEY, *addresses.values()]
    done = subprocess.run(command, cwd=LAYOUT.root, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    for name, seen in zip(addresses, map(json.loads, done.stdout.splitlines()), strict=True):
        holds(name, seen)
