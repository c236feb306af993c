"""What runs in Jupyter runs when it is graded, or is passed over with a note; by itself it costs nobody a point."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import pytest

from autograder.sandbox.jail import Limits
from autograder.sandbox.marking import Nursery

LIST = """
import json
from ipykernel.zmqshell import ZMQInteractiveShell
print(json.dumps({kind: sorted(names) for kind, names in ZMQInteractiveShell().magics_manager.lsmagic().items()}))
"""
SEPARATE = {"code_wrap"}  # changes every cell that is run after it


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with Nursery(("numpy", "matplotlib")) as nursery:
        yield nursery


@pytest.fixture(scope="module")
def magics() -> dict[str, list[str]]:
    """What a real kernel's `%lsmagic` lists."""
    done = subprocess.run([sys.executable, "-c", LIST], capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def run(nursery: Nursery, cells: list[str]) -> list[dict[str, Any]]:
    """What is told of each cell, all of them run in one process, one after the other."""
    mine = [{"id": f"cell-{i}", "source": source, "mine": True, "task": ""} for i, source in enumerate(cells)]
    job = {"suite": "shell", "exercise": [], "exports": [], "cells": mine}
    found = nursery.mark({**job, "limits": asdict(Limits()), "cell_seconds": 60})
    assert "fault" not in found, found
    return [found["cells"][cell["id"]] for cell in mine]


def text(told: dict[str, Any]) -> str:
    """All that a cell printed and displayed."""
    return "".join(item.get("text") or str(item.get("data")) for item in told["outputs"])


def stopped(nursery: Nursery, lines: list[str]) -> dict[str, Any]:
    """Those of the lines that end their cell, or at which the code below does not run."""
    told = run(nursery, [f"{line}\ndef half(x):\n    return x / 2\nprint('half of 6 is', half(6))" for line in lines])
    pairs = zip(lines, told, strict=True)
    return {line: one for line, one in pairs if one["error"] or "half of 6 is 3.0" not in text(one)}


def test_every_line_magic_that_a_kernel_lists_lets_the_cell_go_on(nursery, magics):
    lines = [f"%{name}" for name in magics["line"]]
    assert len(lines) > 90 and stopped(nursery, lines) == {}


def test_every_cell_magic_that_a_kernel_lists_lets_the_notebook_go_on(nursery, magics):
    names = [name for name in magics["cell"] if name not in SEPARATE]
    cells = [cell for name in names for cell in (f"%%{name}\nx = 1", "print('on')")]
    told = run(nursery, [*cells, *(f"%%{name}\nx = 1" for name in SEPARATE)])
    assert len(names) > 20 and [one["error"] for one in told] == [None] * len(told)
    assert {text(one) for one in told[1 : len(cells) : 2]} == {"on\n"}


LINES = """
%matplotlib inline
%matplotlib notebook
%matplotlib widget
%matplotlib agg
%matplotlib qt
%matplotlib nosuch
%pylab inline
%config InlineBackend.figure_format = 'retina'
%config Nothing.at_all = 1
!pip install torchvision
!python -m pip install torchvision
!apt-get install graphviz
!nvidia-smi
!ls
!!ls
!cat
!sleep 1 &
files = !ls -a /
%pip install torchvision
%conda install torchvision
%run missing.py
%load_ext autoreload
%autoreload 2
%load_ext tensorboard
%load_ext nosuch
%load_ext google.colab.data_table
%tensorboard --logdir runs
%tensorflow_version 2.x
%time y = 3
%timeit -n 1 -r 1 sum([1])
%prun sum([1])
%env SOME=1
%cd /content
%cd /tmp
%reset -f
%history -n 1-3
%pdb on
%debug
%store x
%edit half.py
%notebook out.ipynb
%gui qt
%psearch
%logstart
%nosuch 1
len?
from google.colab import drive; drive.mount('/content/drive')
from google.colab import files; [name for name in files.upload()]
from google.colab.patches import cv2_imshow
get_ipython().system('ls')
get_ipython().run_line_magic('matplotlib', 'inline')
get_ipython().magic('matplotlib inline')
display(3, 'three')
name = input('Your name? ')
import getpass; getpass.getpass()
breakpoint()
import pdb; pdb.set_trace()
from IPython.core.debugger import set_trace; set_trace()
from IPython.display import HTML, Markdown, clear_output; clear_output()
from IPython.display import set_matplotlib_formats; set_matplotlib_formats('svg')
import matplotlib; matplotlib.use('TkAgg')
import ipywidgets; display(ipywidgets.IntSlider())
from ipywidgets import interact; interact(lambda x: x, x=(0, 3))
exit()
import sys; sys.stdout.close()
import sys; sys.stdout.flush(), sys.stdout.isatty(), sys.stdout.encoding
""".strip().splitlines()


def test_what_notebooks_ask_for_lets_the_cell_go_on(nursery):
    assert stopped(nursery, LINES) == {}


def test_what_people_import_out_of_habit_is_there(nursery):
    lines = ["import pandas; pandas.DataFrame({'x': [1]})", "from tqdm import tqdm; list(tqdm([1]))"]
    assert (
        stopped(nursery, [*lines, "from tqdm.notebook import trange; list(trange(2))", "import scipy, sklearn"]) == {}
    )


def test_what_is_passed_over_says_so_to_the_student(nursery):
    lines = ["%pip install x", "!pip install x", "%matplotlib widget", "%nosuch", "from google.colab import drive"]
    told = run(nursery, [*lines, "input('Who? ')", "breakpoint()"])
    assert [name for name, one in zip(lines, told, strict=False) if "here" not in text(one)] == []
    assert "requirements.txt" in text(told[0]) and "requirements.txt" in text(told[1])
    assert "Who?" in text(told[5]) and "nobody is here to answer" in text(told[5])


def test_a_command_without_a_terminal_shows_what_it_prints(nursery):
    told = run(
        nursery, ["!echo out; echo err >&2; exit 3", "%%bash\necho bash", "x = !echo kept\nprint(x)", "_exit_code"]
    )
    assert (
        "out\nerr\n" in text(told[0]) and "bash" in text(told[1]) and "kept" in text(told[2]) and "3" in text(told[3])
    )
    assert [one["error"] for one in told] == [None] * 4


def test_a_file_that_a_cell_has_written_can_be_imported_and_hides_no_module_of_pythons(nursery):
    cells = ["%%writefile mine.py\ndef half(x):\n    return x / 2", "from mine import half\nprint(half(6))"]
    told = run(nursery, [*cells, "%%writefile wave.py\nx = 1", "import wave, numpy\nprint(wave.__file__)"])
    assert text(told[1]) == "3.0\n" and "lib/python" in text(told[3])


def test_what_one_student_writes_is_not_there_for_the_next(nursery):
    run(nursery, ["%%writefile mine.py\nx = 1"])
    assert run(nursery, ["import mine"])[0]["error"]["kinds"][0] == "ModuleNotFoundError"


def test_an_error_of_code_that_a_magic_runs_is_the_cells_with_its_line(nursery):
    names = ["time", "capture", "prun", "timeit -n 1 -r 1"]
    errors = [one["error"] for one in run(nursery, [f"%%{name}\nx = 1\n\nx / 0" for name in names])]
    assert [error["kinds"][0] for error in errors] == ["ZeroDivisionError"] * 4
    assert [errors[0]["frames"][-1], errors[1]["frames"][-1]] == [["cell-0", 4], ["cell-1", 4]]


def test_a_script_that_a_cell_runs_has_errors_too(nursery):
    told = run(nursery, ["%%writefile bad.py\n1 / 0", "%run bad.py\nprint('on')", "print('on')"])
    assert told[1]["error"]["kinds"][0] == "ZeroDivisionError" and text(told[1]) == "on\n" and told[2]["error"] is None


def test_a_cell_that_does_not_parse_has_pythons_own_words_and_its_line(nursery):
    cells = ["x = 1\ny = (", "%cd\ndef f(:\n  pass", "if True:\nx = 1", "x =\u00a01", "await x y"]
    errors = [one["error"] for one in run(nursery, cells)]
    assert [error["frames"][-1] for error in errors] == [[f"cell-{i}", line] for i, line in enumerate((2, 2, 2, 1, 1))]
    assert "was never closed" in errors[0]["text"] and "U+00A0" in errors[3]["text"]
    assert all("SyntaxError" in error["kinds"] and "cell" not in error["text"] for error in errors)


def test_a_cell_magic_that_nobody_knows_is_an_error_for_nothing_below_it_has_run(nursery):
    told = run(nursery, ["%%nosuch\nx = 1", "print('on')"])
    assert "nosuch" in told[0]["error"]["text"] and text(told[1]) == "on\n"


ACTS = ["sys.{0} = None", "sys.{0}.close()", "sys.{0} = 3", "sys.{0} = sys.__{0}__", "sys.{0} = None; del sys.__{0}__"]


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_nothing_that_is_done_to_a_stream_ends_a_later_cell(nursery, stream):
    for act in ACTS:
        cells = [f"import sys\n{act.format(stream)}\nx = 1", "%time x\nx", "print('on')", "1 / 0", "x"]
        told = run(nursery, cells)
        assert [bool(one["error"]) for one in told] == [False, False, False, True, False], act
        assert "sys.__" in act or text(told[2]) == "on\n", act


def test_a_stream_that_works_stays_the_students(nursery):
    told = run(
        nursery, ["import io, sys\nsys.stdout = io.StringIO()", "print('kept')", "kept = sys.stdout.getvalue()", "kept"]
    )
    assert "kept" in text(told[3])
