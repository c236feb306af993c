"""From bytes to a notebook: whatever an honest program wrote is read, whatever can't be is refused with a sentence."""

from __future__ import annotations

import json
import warnings
from typing import Any

import nbformat
from nbformat import NotebookNode

MAX_BYTES = 10_000_000  # a released notebook is some 20 kB; one with a few plots of the student's own stays below 2 MB
MAX_RAW = 100_000_000  # with all its outputs, which are left out where they make a notebook larger than the limit
MAX_PARTS = 4_000_000  # lists, objects and their items: each may cost a hundred bytes of memory, however short
MAX_CELLS = 1_000
NO_JSON = "the file is not a notebook: its content is not JSON"


class Malformed(ValueError):
    """What was handed in can't be read as a notebook; the message says why in a sentence a student understands."""


def read(data: bytes) -> NotebookNode:
    """The notebook in `data`, upgraded to nbformat 4; without outputs, where they made it too large.

    Raises
    ------
    Malformed
        If the file is empty, too large even so, not JSON, or JSON but no notebook.
    """
    return _checked(_upgraded(usable(data)))


def usable(data: bytes) -> str:
    """The notebook's text as nbgrader's own tools can read it: the file's, but for its encoding and its sheer size.

    Raises
    ------
    Malformed
        If there is no such text.
    """
    if len(data) > MAX_BYTES and (len(data) > MAX_RAW or sum(data.count(mark) for mark in b"[{,") > MAX_PARTS):
        raise Malformed(f"the notebook is too large ({len(data) / 1e6:.0f} MB; at most {MAX_BYTES / 1e6:.0f} MB)")
    if not data.strip():
        raise Malformed("the file is empty")
    text = decoded(data)
    raw = _parsed(text)
    if not isinstance(raw, dict) or "nbformat" not in raw or not ("cells" in raw or "worksheets" in raw):
        raise Malformed("the file is JSON, but not a notebook")
    return text if len(data) <= MAX_BYTES else _without_outputs(raw)


def decoded(data: bytes) -> str:
    """The text in whatever encoding it was saved: UTF-8, 16 or 32, else what Windows had before them."""
    for encoding in (json.detect_encoding(data), "cp1252"):
        try:
            return data.decode(encoding).removeprefix("\ufeff")
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise Malformed(NO_JSON) from None


def _without_outputs(raw: dict[str, Any]) -> str:
    old = raw.get("worksheets")  # of nbformat 3
    sheets = [sheet for sheet in (old if isinstance(old, list) else [raw]) if isinstance(sheet, dict)]
    for cell in [cell for sheet in sheets if isinstance(sheet.get("cells"), list) for cell in sheet["cells"]]:
        if isinstance(cell, dict) and "outputs" in cell:
            cell["outputs"] = []
    if isinstance(raw.get("metadata"), dict):
        raw["metadata"].pop("widgets", None)
    text = json.dumps(raw, ensure_ascii=False)
    if len(text) > MAX_BYTES:
        limit = f"at most {MAX_BYTES / 1e6:.0f} MB"
        raise Malformed(f"the notebook is too large ({len(text) / 1e6:.0f} MB without its outputs; {limit})")
    return text


def _upgraded(text: str) -> NotebookNode:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return nbformat.reads(text, as_version=4)
    except Exception:  # nbformat fails in many ways on forged input
        raise Malformed("the file is damaged: its parts are not those of a notebook") from None


def _checked(notebook: NotebookNode) -> NotebookNode:
    cells = notebook.get("cells")
    if not isinstance(cells, list) or len(cells) > MAX_CELLS:
        raise Malformed(f"the notebook has no list of cells, or more than {MAX_CELLS:,}")
    for position, cell in enumerate(cells):
        whole = (
            isinstance(cell, dict) and isinstance(cell.get("source"), str) and isinstance(cell.get("metadata"), dict)
        )
        if not whole or cell.get("cell_type") not in ("code", "markdown", "raw"):
            raise Malformed(f"cell {position + 1} of the notebook is damaged")
        if not isinstance(cell.metadata.get("nbgrader", {}), dict):
            del cell.metadata["nbgrader"]
    return notebook
