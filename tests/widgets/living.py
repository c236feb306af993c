"""What the tests of moving figures share: JavaScript run by Node.js, and a page with one figure on it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from descent.widgets import MovingFigure
from descent.widgets.base import CSS
from descent.widgets.bundle import FOLDER
from press.html.prerender import renderer, script

Open = Callable[..., Page]  # opens a page with these figures (the fixture `show`)
ROOT = Path(__file__).resolve().parents[2]
# Numbers that JSON does not know go as words, and come back as numbers.
RUN = """
import {{ readFileSync }} from "node:fs";
import {{ {names} }} from "{module}";
const work = (it) => {expression};
const inputs = JSON.parse(readFileSync(0, "utf8"));
const words = (_, x) => typeof x === "number" && !Number.isFinite(x) ? String(x) : x;
process.stdout.write(JSON.stringify(inputs.map(work), words));
"""


def javascript(module: str, names: str, call: str, inputs: list[Any]) -> list[Any]:
    """`call`, a JavaScript expression over `names` of a module of figures and `it`, for each of the inputs."""
    code = RUN.format(module=(FOLDER / f"{module}.js").as_posix(), names=names, expression=call)
    command = ["node", "--input-type=module", "-e", code]
    done = subprocess.run(command, input=json.dumps(inputs), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert len(found) == len(inputs)
    return list(found)


def as_floats(found: Any) -> Any:
    """Lists of numbers as they came from JavaScript, with Infinity and NaN in words made floats."""
    if isinstance(found, list):
        return [as_floats(one) for one in found]
    return float(found)


def page_with(*figures: MovingFigure, theme: str = "light") -> str:
    """A page as the book makes it, with these figures and nothing else."""
    places = "".join(figure.place() for figure in figures)
    return _document(renderer(ROOT).finish(places), f"<script>{script()}</script>", theme)


# What anywidget gives a figure in a notebook: a model that holds the state.
MODEL = """
const model = (state) => ({ get: () => state, set: (_, next) => (state = next), save_changes() {}, on() {}, off() {} });
"""


def notebook_with(figure: MovingFigure, theme: str = "light") -> str:
    """A page that hosts one figure as a notebook does: its one module, and a model without a kernel."""
    start = json.dumps(figure.state)
    module = str(figure._esm).replace("export default", "const widget =")
    call = f"widget.render({{ model: model({start}), el: document.querySelector('main') }});"
    return _document("", f"<script>{module}\n{MODEL}{call}</script>", theme)


def _document(body: str, scripts: str, theme: str) -> str:
    style = (ROOT / "book" / "assets" / "descent.css").read_text() + CSS.read_text()
    head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Figures</title>'
    parts = f"<head>{head}<style>{style}</style></head><body><main>{body}</main>{scripts}</body>"
    return f'<!doctype html><html lang="en" data-theme="{theme}">{parts}</html>'
