"""A figure's state may come from a stranger's link: what is out of range is clamped, and nothing else is spoilt."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from living import ROOT, Open
from test_every_figure import look, words

from descent.widgets import (
    FIGURES,
    DescentPlayground,
    LossExplorer,
    MovingFigure,
    NumberMicroscope,
    OutlierLine,
    RunsBrowser,
)
from descent.widgets.bundle import FOLDER
from press.html.prerender import renderer

STRANGE = Path(__file__).parent / "strange_states.mjs"
EACH = 30  # states of many strange values for each figure, besides each value by itself
SECONDS = 2  # for one picture, on a machine that is busy with other tests


def test_no_state_breaks_a_figure_or_keeps_it_busy() -> None:
    """Huge, negative and infinite numbers, NaN, other kinds, missing, extra and prototype's names: all are drawn."""
    figures = {figure.module: {"name": figure.export(), "state": dict(figure.initial)} for figure in FIGURES}
    command = ["node", STRANGE, str(FOLDER), str(EACH)]
    done = subprocess.run(command, input=json.dumps(figures), capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    assert found["said"] == []
    assert found["longest"] < 1000 * SECONDS


def admitted(figure: type[MovingFigure], *changes: str, **placed: Any) -> list[dict[str, Any]]:
    """What each link's text makes of a figure."""
    name = figure.export()
    code = f"""
      import {{ readFileSync }} from "node:fs";
      import {{ admitted }} from "{FOLDER / "domain.js"}";
      import {{ {name} }} from "{FOLDER / figure.module}.js";
      const {{ placed, changes }} = JSON.parse(readFileSync(0, "utf8"));
      process.stdout.write(JSON.stringify(changes.map((one) => admitted({name}, placed, JSON.parse(one)))));
    """
    given = json.dumps({"placed": {**figure.initial, **placed}, "changes": changes})
    done = subprocess.run(["node", "--input-type=module", "-e", code], input=given, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout))


def changed(figure: type[MovingFigure], *changes: str) -> list[dict[str, Any]]:
    """Only the entries that differ from the placed ones."""
    found = admitted(figure, *changes)
    return [{key: value for key, value in one.items() if value != figure.initial[key]} for one in found]


def test_what_is_outside_becomes_the_nearest_that_is_allowed() -> None:
    assert changed(DescentPlayground, '{"steps":1e9}', '{"start":[-1e999,1e9]}', '{"learning_rate":-3}') == [
        {"steps": 100},
        {"start": [-5, 2]},
        {"learning_rate": 0.0001},
    ]
    assert changed(OutlierLine, '{"moves":{"3":[99,-1],"77":[1,1],"__proto__":[1,1]}}') == [{"moves": {"3": [10, 0]}}]
    assert changed(RunsBrowser, '{"level":1e9,"seed":6.7}') == [{"level": 2.2, "seed": 7}]


def test_one_bad_value_spoils_no_other() -> None:
    link = '{"steps":20,"surface":"moon","momentum":"<b>","start":["<b>",1],"learning_rate":0.02,"view":"length"}'
    assert changed(DescentPlayground, link) == [{"steps": 20, "learning_rate": 0.02, "view": "length"}]


def test_what_entries_ask_of_each_other_is_mended() -> None:
    """A start on another landscape, a label of a logit, a setting that was never run."""
    assert changed(DescentPlayground, '{"surface":"valley"}') == [{"surface": "valley", "start": [-1, 1.2]}]
    assert changed(LossExplorer, '{"loss":"binary_cross_entropy","target":-2,"overlay":"huber"}') == [
        {"loss": "binary_cross_entropy", "prediction": 0.5}
    ]
    assert changed(RunsBrowser, '{"optimizer":"adam","rate":0.1}') == [{"rate": 0.0001}]


def test_only_what_a_reader_may_change_comes_from_a_link() -> None:
    """The runs, the points, the classes' names are the page's own."""
    assert changed(RunsBrowser, '{"data":{"runs":[]}}') == [{}]
    assert changed(DescentPlayground, '{"offered":["sgd"],"brief":true}') == [{}]


@pytest.mark.parametrize("text", ['{"steps":1e9}', '{"steps":-1e999,"learning_rate":1e300,"start":[1e9,1e9]}'])
def test_a_link_out_of_range_is_drawn_at_once(show: Open, text: str) -> None:
    page = show(DescentPlayground())
    page.evaluate("text => (location.hash = `descent-playground=${encodeURIComponent(text)}`)", text)
    page.wait_for_timeout(50)
    assert "NaN" not in look(page) and "NaN" not in words(page)[0]


@pytest.mark.parametrize("figure", [DescentPlayground(steps=10**9), NumberMicroscope(reach=10**9)], ids=repr)
def test_in_a_notebook_too_a_state_is_clamped(figure: MovingFigure, show: Open) -> None:
    page = show(figure, host="notebook")
    assert re.search("After 100 steps|Three panels over the logit, from −10 to 10,", " ".join(words(page)))


def test_a_chapter_cannot_place_a_figure_outside_of_what_it_draws() -> None:
    with pytest.raises(Exception, match="descent-playground: steps can't be 5000 here; the nearest is 100"):
        renderer(ROOT).finish(DescentPlayground(steps=5000).place())
