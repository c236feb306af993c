"""Honest work as people's tools and hands make it: each student's files, built from the light exercise."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

from light_class import SLUG, SOLUTIONS, answered
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from autograder.collecting import reading
from autograder.exercises import exercise, notebooks, sample_class
from autograder.exercises.exercise import Exercise

PNG = base64.b64encode(
    bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
        "0000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
    )
).decode()
WORDS = "Squaring lets one outlier weigh more, in my own words."
UNANSWERED = "YOUR ANSWER HERE"
FOREIGN = "tensor-loss"
Files = dict[str, bytes]


def notebook(light: Exercise, *, words: str = WORDS, **changes: str) -> NotebookNode:
    """A worked notebook; `words` is the written answer, `changes` replace solution cells."""
    made = reading.read(answered(light, **changes))
    cell(made, "why").source = words
    return made


def cell(made: NotebookNode, name: str) -> NotebookNode:
    return next(one for one in made.cells if one.id == f"{SLUG}-{name}")


def place(made: NotebookNode, name: str) -> int:
    return next(at for at, one in enumerate(made.cells) if one.id == f"{SLUG}-{name}")


def stub(light: Exercise, name: str) -> str:
    return cell(notebooks.student_notebook(light), name).source


def solution(light: Exercise, name: str) -> str:
    return sample_class.best(light)[f"{SLUG}-{name}"]


def data(made: NotebookNode) -> bytes:
    return notebooks.notebook_text(made).encode()


def zipped(files: Files) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def anonymous(made: NotebookNode) -> NotebookNode:
    """Without ids and nbgrader's metadata, as cells are that were copied into a fresh notebook."""
    cells = [(new_code_cell if one.cell_type == "code" else new_markdown_cell)(one.source) for one in made.cells]
    return new_notebook(cells=cells)


def changed(light: Exercise, change: Callable[[NotebookNode], None], **more: str) -> Files:
    made = notebook(light, **more)
    change(made)
    return {f"{SLUG}.ipynb": data(made)}


def added(light: Exercise, *cells: NotebookNode, after: str = "why", **more: str) -> Files:
    """A notebook with cells of the student's own below one of the exercise's."""
    made = notebook(light, **more)
    at = place(made, after) + 1
    made.cells[at:at] = cells
    return {f"{SLUG}.ipynb": data(made)}


def words_elsewhere(light: Exercise) -> dict[str, Files]:
    def remade(made: NotebookNode) -> None:
        made.cells[place(made, "why")] = new_markdown_cell(WORDS)

    def at_the_question(made: NotebookNode) -> None:
        made.cells[place(made, "why") - 2].source += f"\n\n{WORDS}"

    def far_away(made: NotebookNode) -> None:
        made.cells[2:2] = [new_markdown_cell("Some notes on this sheet."), new_markdown_cell(WORDS)]

    heading = place(notebook(light), "why") - 2
    assert notebook(light).cells[heading].source == "## In words"
    return {
        "words-below": added(light, new_markdown_cell(WORDS), words=UNANSWERED),
        "words-below-as-code": added(light, new_code_cell(WORDS), words=UNANSWERED),
        "words-in-a-cell-made-anew": changed(light, remade),
        "words-under-the-heading": changed(light, at_the_question, words=UNANSWERED),
        "words-far-away": changed(light, far_away, words=UNANSWERED),
    }


def code_elsewhere(light: Exercise) -> dict[str, Files]:
    good, own = solution(light, "absolute"), stub(light, "absolute")
    helper = "def distance(p, t):\n    return abs(p - t)"
    mine = absolute("sum(map(distance, y_pred, y_true)) / len(found)")

    def remade(made: NotebookNode) -> None:
        made.cells[place(made, "absolute")] = new_code_cell(good)

    def deleted(made: NotebookNode) -> None:
        del made.cells[place(made, "absolute")]
        made.cells += [new_code_cell(helper), new_code_cell(mine)]

    return {
        "code-in-a-cell-made-anew": changed(light, remade),
        "code-below-everything": added(light, new_code_cell(helper), new_code_cell(mine), absolute=own),
        "code-below-everything-and-no-cell": changed(light, deleted),
        "code-above-its-cell": added(light, new_code_cell(good), after="setup", absolute=own),
        "code-in-a-text-cell": added(light, new_markdown_cell(f"Mine:\n\n```python\n{good}\n```"), absolute=own),
        "half-of-it-below": added(light, new_code_cell(mine), after="absolute-test",
                                  absolute=f"{helper}\n\n\n{own}"),
    }  # fmt: skip


def code_for_a_person(light: Exercise) -> Files:
    """A function that can't be run as it stands, in a text cell below the untouched one."""
    broken = new_markdown_cell("def mean_absolute(y_true, y_pred):\n  return “the mean” of |p - t|")
    return added(light, broken, after="absolute", absolute=stub(light, "absolute"))


def names_lost(light: Exercise) -> dict[str, Files]:
    worked = notebook(light)
    colab = json.loads(data(worked)) | {"nbformat_minor": 0}
    for one in colab["cells"]:
        one["metadata"] = {"id": one.pop("id")}
    badge = '<a href="https://colab.research.google.com/github/x"><img src="colab-badge.svg"/></a>'
    colab["cells"].insert(0, {"cell_type": "markdown", "metadata": {"id": "view-in-github"}, "source": badge})
    fresh = [new_code_cell(solution(light, name)) for name in ("absolute", "squared")]
    return {
        "colab": {f"{SLUG}.ipynb": json.dumps(colab).encode()},
        "copied-into-a-fresh-one": {f"{SLUG}.ipynb": data(anonymous(worked))},
        "only-the-answers": {f"{SLUG}.ipynb": data(new_notebook(cells=[*fresh, new_markdown_cell(WORDS)]))},
        "merged-code": {f"{SLUG}.ipynb": data(merged(worked, new_code_cell))},
        "merged-text": {f"{SLUG}.ipynb": data(merged(worked, new_markdown_cell))},
        "merged-into-the-set-up": {f"{SLUG}.ipynb": data(merged(worked, new_code_cell, f"{SLUG}-setup"))},
    }


def merged(made: NotebookNode, new: Any, name: str = "all-in-one") -> NotebookNode:
    text = "\n\n".join(one.source for one in made.cells)
    like = next((one for one in made.cells if one.id == name), made.cells[0])
    return new_notebook(cells=[new(text, id=name, metadata=like.metadata)])


def pictures(light: Exercise) -> dict[str, Files]:
    attached = new_markdown_cell(
        "![mine](attachment:image%20one.png)", attachments={"image one.png": {"image/png": PNG}}
    )
    shown = new_code_cell("1 + 1", outputs=[new_output("display_data", data={"image/png": PNG})])

    def answer(text: str, attachments: dict[str, dict[str, str]]) -> Files:
        def put(made: NotebookNode) -> None:
            cell(made, "why").attachments = attachments

        return changed(light, put, words=text)

    script = base64.b64encode(b"<svg><script>alert(1)</script></svg>").decode()
    return {
        "picture-pasted": answer("![p](attachment:image.png)", {"image.png": {"image/png": PNG}}),
        "picture-below": added(light, attached, words=UNANSWERED),
        "picture-inline": answer(f'<img src="data:image/png;base64,{PNG}" width="4">', {}),
        "picture-printed": added(light, shown, words=UNANSWERED),
        "picture-that-is-none": answer("![p](attachment:image.png)", {"image.png": {"image/png": script}}),
        "picture-of-another-kind": answer(f"![p](data:image/svg+xml;base64,{script})", {}),
    }


def several_files(light: Exercise) -> dict[str, Files]:
    untouched, worked = data(notebooks.student_notebook(light)), data(notebook(light))
    older = data(notebook(light, absolute="def mean_absolute(y_true, y_pred):\n    return 0.0"))
    names = [f"{SLUG} (1)", f"{SLUG}-1", f"{SLUG}-Copy1", f"Copy of {SLUG}", f"Kopie von {SLUG}"]
    copies = {
        f"copy-{place}": {f"{SLUG}.ipynb": untouched, f"{name}.ipynb": worked} for place, name in enumerate(names)
    }
    return copies | {
        "two-worked-copies": {f"{SLUG} (1).ipynb": older, f"{SLUG} (2).ipynb": worked, f"{SLUG}.ipynb": untouched},
        "the-same-twice": {f"{SLUG}.ipynb": worked, f"{SLUG} (1).ipynb": worked},
        "unreadable-beside-worked": {f"{SLUG}.ipynb": b"<html>", f"{SLUG} (1).ipynb": worked},
        "another-name-worked": {f"{SLUG}.ipynb": untouched, "homework.ipynb": worked},
        "zip": {"homework.zip": zipped({f"sheet/{SLUG}.ipynb": worked, "__MACOSX/._x.ipynb": b"x"})},
        "zip-in-a-zip": {"a.zip": zipped({"b.zip": zipped({f"{SLUG} (1).ipynb": worked}), f"{SLUG}.ipynb": untouched})},
        "zip-that-leaves": {"a.zip": zipped({f"../../{SLUG}.ipynb": older, f"{SLUG}.ipynb": worked})},
    }


def other_formats(light: Exercise) -> dict[str, Files]:
    worked = notebook(light)
    umlaut = notebook(light, words="Größere Fehler zählen im Quadrat mehr.")
    loud = notebook(light)
    cell(loud, "setup").outputs = [new_output("stream", text="x" * 12_000_000)]
    crlf = notebook(light)
    for one in crlf.cells:
        one.source = "  \r\n".join(one.source.split("\n")) + "  \r\n\r\n"
    raw = json.dumps(umlaut, ensure_ascii=False)
    return {
        "percent-script": {f"{SLUG}.py": script(worked, "# %% [markdown]", "# %%")},
        "exported-script": {f"{SLUG}.py": script(worked, "", "# In[ ]:\n\n")},
        "colab-script": {f"{SLUG}.py": colab_script(worked)},
        "utf-16": {f"{SLUG}.ipynb": raw.encode("utf-16")},
        "utf-16-without-a-mark": {f"{SLUG}.ipynb": raw.encode("utf-16-le")},
        "latin-1": {f"{SLUG}.ipynb": raw.encode("latin-1", "replace")},
        "with-a-mark": {f"{SLUG}.ipynb": raw.encode("utf-8-sig")},
        "loud": {f"{SLUG}.ipynb": data(loud)},
        "other-line-ends": {f"{SLUG}.ipynb": data(crlf)},
    }


def script(made: NotebookNode, text: str, code: str) -> bytes:
    parts = ["#!/usr/bin/env python\n# coding: utf-8"]
    for one in made.cells:
        lines = one.source.splitlines()
        words = "\n".join([*filter(None, [text]), *(f"# {line}".rstrip() for line in lines)])
        parts.append(words if one.cell_type == "markdown" else f"{code}\n{one.source}")
    return ("\n\n\n".join(parts) + "\n").encode()


def colab_script(made: NotebookNode) -> bytes:
    head = '# -*- coding: utf-8 -*-\n"""Automatically generated by Colab."""'
    texts = (f'"""{one.source}"""' if one.cell_type == "markdown" else one.source for one in made.cells)
    return ("\n\n".join([head, *texts]) + "\n").encode()


def for_a_person() -> dict[str, Files]:
    """What only a person can read."""
    return {
        "pdf": {f"{SLUG}.pdf": b"%PDF-1.7 scanned"},
        "html": {"export.html": b"<html><body>def mean_absolute(): ...</body></html>"},
        "pdf-in-a-zip": {"a.zip": zipped({"answers.docx": b"PK", "readme.txt": b"see the other file"})},
        "strange-script": {"mine.py": b"print('no function of the exercise is in here')\n"},
    }


def of_another_exercise() -> dict[str, Files]:
    other = data(notebooks.student_notebook(exercise.load(SOLUTIONS / FOREIGN)))
    return {"foreign": {f"{SLUG}.ipynb": other}, "foreign-in-a-zip": {"a.zip": zipped({f"{FOREIGN}.ipynb": other})}}


def absolute(value: str, first: str = "") -> str:
    """A right `mean_absolute` that takes the mean of its errors `found` by this expression."""
    found = "    found = [abs(p - t) for t, p in zip(y_true, y_pred, strict=True)]"
    return f"{first}def mean_absolute(y_true, y_pred):\n{found}\n    return {value}"


IMPORT = "import statistics\n\n\n"
OWN_MEAN = absolute("sum(found) / len(found)")
FORBIDDEN_MEAN = absolute("statistics.fmean(found)", IMPORT)
HELPERS = f"""{IMPORT}def mine(values):
    return sum(values) / len(values)


def theirs(values):
    return statistics.fmean(values)
"""
CHECK = f"{IMPORT}found = statistics.fmean([1, 3])\nassert mean_absolute([1, 1], [2, 4]) == found"
OTHER = "lambda y_true, y_pred: statistics.fmean([abs(p - t) for t, p in zip(y_true, y_pred)])"
HOLDER = "class Holder:\n    pass\n\n\n"


def honest_checks(light: Exercise) -> dict[str, Files]:
    """What uses a forbidden built-in and no task's own code reaches it."""
    pasted = FORBIDDEN_MEAN.replace("mean_absolute", "another")
    return {
        "check-of-their-own": added(light, new_code_cell(CHECK), absolute=OWN_MEAN),
        "mixed-helpers": added(light, new_code_cell(HELPERS), after="setup", absolute=absolute("mine(found)")),
        "pasted-twice": added(light, new_code_cell(pasted), new_code_cell(pasted)),
    }


def forbidden_ways(light: Exercise) -> dict[str, Files]:
    """Ways to use one all the same; each gives right results."""
    below = {
        "rebound": f"{IMPORT}mean_absolute = {OTHER}",
        "deleted-first": f"del mean_absolute\n{FORBIDDEN_MEAN}",
        "by-globals": f'{IMPORT}globals()["mean_absolute"] = {OTHER}',
        "by-exec": f'exec("import statistics; mean_absolute = {OTHER}")',
        "under-a-magic": f"%matplotlib inline\n{IMPORT}mean_absolute = {OTHER}",
        "by-a-decorator": f"{IMPORT}def other(f):\n    return {OTHER}\n\n\nmean_absolute = other(mean_absolute)",
    }
    attribute = new_code_cell(f"{IMPORT}Holder.mean = statistics.fmean")
    everything = new_code_cell("from statistics import *")
    return {
        **{f"forbidden-{name}": added(light, new_code_cell(text), after="absolute") for name, text in below.items()},
        "forbidden-by-an-attribute": added(
            light, attribute, after="absolute", absolute=absolute("Holder.mean(found)", HOLDER)
        ),
        "forbidden-by-everything": added(light, everything, after="setup", absolute=absolute("fmean(found)")),
        "forbidden-plainly": changed(light, lambda made: None, absolute=FORBIDDEN_MEAN),
    }
