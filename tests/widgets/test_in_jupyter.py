"""The playground's notebook in a real JupyterLab: each figure is live, and what the reader moves reaches Python."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from living import ROOT
from nbformat.v4 import new_code_cell
from playwright.sync_api import Browser, Locator, Page, expect
from test_by_touch import drag, holds, middle, towards_the_middle

from descent.widgets import FIGURES

START_SECONDS = 90
PATIENCE = 90_000  # milliseconds


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[str]:
    """JupyterLab with the playground's notebook, on a port of its own."""
    notebook = nbformat.read(ROOT / "notebooks" / "chapters" / "playground.ipynb", as_version=4)
    keeps = [cell for cell in notebook.cells if "LossExplorer" in cell.source]
    keeps[0].source = f"figure = {keeps[0].source}\nfigure"
    notebook.cells.append(new_code_cell("print('prediction', figure.state['prediction'])", id="what-python-knows"))
    nbformat.write(notebook, tmp_path / "playground.ipynb")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--no-browser", "--allow-root", "--expose-app-in-browser", f"--port={port}", "--ip=127.0.0.1"]
    options += ["--IdentityProvider.token=", "--ServerApp.password=", f"--ServerApp.root_dir={tmp_path}"]
    command = [Path(sys.executable).parent / "jupyter-lab", *options]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        address = f"http://127.0.0.1:{port}"
        wait_for(address)
        yield address
        server.terminate()
    shutil.rmtree(tmp_path, ignore_errors=True)


def wait_for(address: str) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(f"{address}/api", timeout=5).close()
            return
        except OSError:
            time.sleep(0.5)
    pytest.fail("JupyterLab did not start")


def run_all(page: Page) -> None:
    page.wait_for_function(
        "() => window.jupyterapp?.shell.currentWidget?.context?.sessionContext?.isReady", timeout=PATIENCE
    )
    page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-all-cells'); }")


def test_the_figures_live_and_python_hears_of_every_change(lab: str, browser: Browser) -> None:
    page = browser.new_page(
        viewport={"width": 1200, "height": 20_000}
    )  # all cells in sight: JupyterLab draws no others
    page.goto(f"{lab}/lab/tree/playground.ipynb")
    run_all(page)
    expect(page.locator(".moving-figure.is-live")).to_have_count(len(FIGURES), timeout=PATIENCE)
    printed = page.locator(".jp-OutputArea-output", has_text=re.compile("^prediction "))
    expect(printed).to_contain_text("prediction 1.5", timeout=PATIENCE)
    figure = page.locator(".moving-figure", has=page.locator("[data-handle=prediction]"))
    figure.locator("[data-handle=prediction]").first.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    expect(figure.locator(".mf-caption")).to_contain_text("2.00")
    last = page.locator(".jp-CodeCell").last
    last.click()
    page.keyboard.press("Shift+Enter")
    expect(printed).to_contain_text("prediction 2", timeout=PATIENCE)
    follows_a_finger(page, figure.locator("[data-handle=prediction]").first)
    page.close()


def follows_a_finger(page: Page, handle: Locator) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    page.evaluate("document.addEventListener('pointercancel', () => (window.cancelled = true), true)")
    start, end = middle(handle), towards_the_middle(handle)
    drag(session, start, end)
    page.wait_for_timeout(100)
    assert holds(handle, end)
    assert page.evaluate("window.cancelled") is None
