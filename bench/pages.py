"""Benchmarks of the pages: what a first visit transfers, when a figure can be dragged, when practice answers.

Sizes are after `gzip -9`, with an empty cache, of every file that the browser asks for. Times are of this machine, from
files without a network; the slow visit has a processor of a quarter of the speed and the network of a slow phone.
"""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import unquote, urlsplit

import yaml
from playwright.sync_api import Browser, Page

from autograder.sandbox import usage
from bench.browser import chromium
from press.execution.cache_key import cache_folder
from press.layout import Layout
from press.publish.serve import served

BUDGET = {False: 350, True: 600}  # kilobytes of a page without and with figures that move
PHONE = {"latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8, "offline": False}
WATCH = """() => {
  window.seen = { lcp: 0, cls: 0 };
  new PerformanceObserver((list) => { for (const e of list.getEntries()) seen.lcp = e.startTime; })
    .observe({ type: "largest-contentful-paint", buffered: true });
  new PerformanceObserver((list) => { for (const e of list.getEntries()) if (!e.hadRecentInput) seen.cls += e.value; })
    .observe({ type: "layout-shift", buffered: true });
}"""


@dataclass(frozen=True)
class Visit:
    """A first visit: kilobytes, whether a figure moves there, seconds until one can be dragged after the page's load,
    the hosts elsewhere that were asked, and of the slow visit LCP in seconds and CLS.
    """

    kilobytes: float
    moves: bool
    ready: float | None
    elsewhere: tuple[str, ...]
    lcp: float = 0.0
    cls: float = 0.0

    @property
    def budget(self) -> int:
        return BUDGET[self.moves]


def visits(layout: Layout, site: Path, slow: bool = True) -> Iterator[tuple[str, Visit]]:
    """Each page of a site, visited once as it is and once slowly."""
    with chromium() as browser, served(site) as address:
        for name in layout.docnames:
            yield name, _visit(browser, site, address, f"{name}.html", slow)


def stock_site(layout: Layout, place: Path) -> Path:
    """The same sources built by Jupyter Book as it comes: no extension of ours, the outputs from the same cache.

    It knows neither our directives nor our figures, and says so; the pages are there all the same.
    """
    place.mkdir(parents=True)
    for name in ("book", "_toc.yml"):
        source = layout.root / name
        shutil.copytree(source, place / name) if source.is_dir() else shutil.copy(source, place / name)
    config = dict(layout.config)
    config["sphinx"] = {"config": {"nb_merge_streams": True}}
    config["execute"] = {**config["execute"], "cache": str(cache_folder(layout.root))}
    (place / "_config.yml").write_text(yaml.safe_dump(config))
    build = [str(Path(sys.executable).parent / "jupyter-book"), "build", "."]
    done = subprocess.run(build, cwd=place, capture_output=True, text=True)
    if not (site := place / "_build" / "html" / "index.html").is_file():
        raise SystemExit(f"jupyter-book as it comes failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return site.parent


def _visit(browser: Browser, site: Path, address: str, name: str, slow: bool) -> Visit:
    asked: dict[str, int] = {}
    elsewhere: set[str] = set()
    page = browser.new_context().new_page()
    page.route(lambda url: not url.startswith((address, "data:", "blob:")), lambda route: route.abort())

    def note(request: Any) -> None:
        parts = urlsplit(request.url)
        if request.url.startswith(address):
            asked[parts.path] = _compressed(site / unquote(parts.path).lstrip("/"))
        elif parts.scheme.startswith("http"):
            elsewhere.add(parts.netloc)

    page.on("request", note)
    page.goto(f"{address}/{name}", wait_until="networkidle")
    moves = page.locator(".moving-figure.is-live").count() > 0
    page.context.close()
    ready = _ready(browser, address, name) if moves else None
    lcp, cls = _slowly(browser, address, name) if slow else (0.0, 0.0)
    return Visit(sum(asked.values()) / 1000, moves, ready, tuple(sorted(elsewhere)), lcp, cls)


def _ready(browser: Browser, address: str, name: str) -> float:
    """Seconds from the page's load to the first figure that can be dragged; the middle one of three."""
    times = []
    for _ in range(3):
        page = browser.new_context().new_page()
        page.goto(f"{address}/{name}", wait_until="commit")
        page.wait_for_selector(".moving-figure.is-live")
        live = page.evaluate("performance.now()")
        loaded = page.evaluate("performance.getEntriesByType('navigation')[0].loadEventStart") or live
        times.append(max(live - loaded, 0) / 1000)
        page.context.close()
    return median(times)


def _slowly(browser: Browser, address: str, name: str) -> tuple[float, float]:
    page = browser.new_context(viewport={"width": 360, "height": 740}).new_page()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", PHONE)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.add_init_script(f"({WATCH})()")
    page.goto(f"{address}/{name}", wait_until="networkidle")
    seen = page.evaluate("window.seen")
    page.context.close()
    return seen["lcp"] / 1000, seen["cls"]


def practice_cost(site: Path, docname: str) -> tuple[float, float, float]:
    """Seconds to the first checked answer on a page, cold, and to a later one (the middle one of five), and the bytes
    that the browser holds more by then: all cells of a page share one worker.
    """
    with chromium() as browser, served(site) as address:
        page = browser.new_context().new_page()
        page.goto(f"{address}/{docname}.html", wait_until="networkidle")
        before = _held()
        first, later = _answer(page), median([_answer(page) for _ in range(5)])
        return first, later, _held() - before


def _held() -> int:
    """What this process's children hold, the browser among them."""
    return sum(map(usage.share, usage.tree(os.getpid())[1]))


def _answer(page: Page) -> float:
    started = time.perf_counter()
    page.locator(".practice [data-act=run]").first.click()
    page.wait_for_function(
        "() => /^[✗✓!]/.test(document.querySelector('.practice-verdict').textContent)", timeout=60_000
    )
    spent = time.perf_counter() - started
    page.evaluate("document.querySelector('.practice-verdict').textContent = ''")
    return spent


@cache
def _compressed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 9)) if path.is_file() else 0
