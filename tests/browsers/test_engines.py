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
from press.publish.serve import served

HERE = Path(__file__).parent
JOURNEY = HERE / "journey.js"
LAYOUT = Layout()
PAGES = [f"{name}.html" for name in LAYOUT.docnames]
SOLVED = ("losses/binary-cross-entropy.html#solve", "optimizers/adam.html#solve")  # Python starts for these alone
FIGURES = {"index.html": 1, "playground.html": 8, "binary-cross-entropy.html": 2, "adam.html": 1}
CURE = "install firefox-esr, webkit2gtk-driver and xvfb (make system does it, as root)"


@pytest.fixture(scope="module", params=["over HTTP", "from files"])
def addresses(site: Path, request: pytest.FixtureRequest) -> Iterator[list[str]]:
    """Every page from files, where most is forbidden; over HTTP the front page, all figures and the solved ones."""
    solved = [f"book/{name}" for name in SOLVED]
    if request.param == "from files":
        yield [f"{site.as_uri()}/{name}" for name in (*PAGES, *solved)]
        return
    with served(site) as address:
        yield [f"{address}/{name}" for name in (PAGES[0], "book/playground.html", *solved)]


def holds(seen: dict[str, Any]) -> None:
    where = seen["address"]
    assert "error" not in seen, (where, seen)
    assert len(seen["moved"]) == seen["placed"], (where, seen)
    name = where.partition("#")[0].rpartition("/")[2]
    assert seen["placed"] == FIGURES.get(name, seen["placed"]), (where, seen)
    assert seen["held"] == seen["handles"], where  # a finger on a handle scrolls nothing
    assert seen["formulas"] == seen["drawn"], where
    assert seen["quiz"] == seen["answers"], where
    assert seen["wide"] <= 0, where
    assert seen["practice"].startswith("✓ " if where.endswith("#solve") else ""), (where, seen["practice"])


def test_firefox(addresses: list[str]) -> None:
    path = shutil.which("firefox-esr") or shutil.which("firefox")
    assert path, CURE
    command = ["node", HERE / "firefox.mjs", path, JOURNEY, *addresses]
    done = subprocess.run(command, cwd=LAYOUT.root, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["address"] for one in found] == addresses
    for seen in found:
        assert seen["said"] == [], seen["address"]
        holds(seen)


def test_webkit(addresses: list[str]) -> None:
    driver, screen = shutil.which("WebKitWebDriver"), shutil.which("xvfb-run")
    assert driver and screen, CURE
    command = [screen, "-a", sys.executable, HERE / "webkit.py", driver, JOURNEY, *addresses]
    done = subprocess.run(command, cwd=LAYOUT.root, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["address"] for one in found] == addresses
    for seen in found:
        holds(seen)
