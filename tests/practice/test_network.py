"""A reader's code reaches no network: not from Python, nor from JavaScript in its worker's place under the policy."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import ClassVar

import pytest
from cells import verdict, write_page
from playwright.sync_api import Browser, Page

from descent import practice
from press.html import policy
from press.publish.serve import QuietHandler, QuietServer

FIRST = practice.names()[0]
FROM_PYTHON = {
    "js": "import js\njs.fetch(address)",
    "pyodide.http.pyfetch": "import asyncio, pyodide.http\nasyncio.ensure_future(pyodide.http.pyfetch(address))",
    "pyodide.http.open_url": "import pyodide.http\npyodide.http.open_url(address)",
    "pyodide.http.pyxhr": "from pyodide.http import pyxhr\npyxhr.get(address)",
    "pyodide_js": "import pyodide_js\npyodide_js.loadPackage(address)",
    "run_js": "from pyodide.code import run_js\nrun_js(f'import(\"{address}\")')",
    "urllib": "import urllib.request\nurllib.request.urlopen(address)",
    "socket": "import socket\nsocket.create_connection(address.split('/')[2].split(':'))",
    "a module that is loaded already": """
import sys
for module in list(sys.modules.values()):
    for thing in vars(module).values():
        if "JsProxy" in str(type(thing)):
            thing.constructor.constructor(f'import("{address}")')()
""",
    "the page's own callback": """
import sys
frame = sys._getframe()
while "tell" not in frame.f_locals:
    frame = frame.f_back
made = frame.f_locals["tell"]
made.constructor(f'import("{address}")')()
""",
    "the loader of modules": "import importlib\nimportlib.import_module('js').XMLHttpRequest.new()",
}
FROM_JAVASCRIPT = """
const tries = [
  () => fetch(address), () => { const one = new XMLHttpRequest(); one.open("GET", address, false); one.send(); },
  () => new WebSocket(address.replace("http", "ws")), () => new EventSource(address), () => importScripts(address),
  () => import(address), () => eval("import(address)"), () => new Function("return import(address)"),
  () => new WebTransport(address.replace("http", "https")), () => new FontFace("a", `url(${address})`).load(),
  () => new Worker(address), () => new Worker(URL.createObjectURL(new Blob([`fetch("${address}")`]))),
];
(async () => {
  for (const one of tries) await (async () => one())().catch(() => {});
  setTimeout(() => postMessage("done"), 300);
})();
"""


class Counting(QuietHandler):
    """A server of files that notes every address that it is asked for."""

    asked: ClassVar[list[str]] = []

    def parse_request(self) -> bool:
        read = super().parse_request()
        self.asked.append(self.path)
        return read


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    server = QuietServer(("127.0.0.1", 0), partial(Counting, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def unguarded(browser: Browser, folder: Path, address: str) -> Iterator[Page]:
    """A page without a policy, so that what holds is the worker's own."""
    write_page(folder / "unguarded.html", [FIRST], "")
    page = browser.new_page()
    page.goto(f"{address}/unguarded.html")
    assert verdict(page, FIRST, practice.load(FIRST)["solution"]).startswith("✓"), "the cell works"
    yield page
    page.close()


@pytest.mark.parametrize("way", FROM_PYTHON)
def test_python_has_no_way_to_the_network(unguarded: Page, address: str, way: str) -> None:
    Counting.asked.clear()
    said = verdict(
        unguarded, FIRST, f"address = '{address}/{way[:4]}'\n{FROM_PYTHON[way]}\n{practice.load(FIRST)['solution']}"
    )
    unguarded.wait_for_timeout(100)
    assert said.startswith(("!", "✓"))
    assert Counting.asked == []


def test_the_policy_leaves_a_worker_no_way_to_another_host(browser: Browser, folder: Path, address: str) -> None:
    """What the worker closes itself is open here: on the page without a policy, the same code gets through."""
    elsewhere = address.replace("127.0.0.1", "localhost")
    run = "code => new Promise(done => new Worker(URL.createObjectURL(new Blob([code]))).onmessage = e => done(e.data))"
    reached = {}
    for name, head in (("open", ""), ("guarded", policy.tag("a page"))):
        write_page(folder / f"{name}.html", [FIRST], head)
        page = browser.new_page()
        page.goto(f"{address}/{name}.html", wait_until="networkidle")
        Counting.asked.clear()
        page.evaluate(run, f'const address = "{elsewhere}/leak";{FROM_JAVASCRIPT}')
        reached[name] = len(Counting.asked)
        page.close()
    assert reached["open"] >= 5 and reached["guarded"] == 0
