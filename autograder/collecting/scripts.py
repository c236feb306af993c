"""A notebook exported as text, a `.py` or `.md` of Colab, VS Code, Jupyter or jupytext, read as a notebook again."""

from __future__ import annotations

import ast
import re

import jupytext
from nbformat import NotebookNode

from autograder.placing import definitions

FORMATS = {".py": ".py", ".txt": ".py", ".md": ".md"}
MAX_TEXT = 1_000_000  # characters
NUMBERED = re.compile(r"^# In\[[\d ]*\]:[ \t]*$", re.MULTILINE)  # so nbconvert begins each code cell
COMMENTS = re.compile(r"(?:\A|(?<=\n\n))((?:#(?! %%).*\n)+)(?=\n|\Z)")


def read(text: str, suffix: str) -> NotebookNode | None:
    """The notebook in the text; None where there is none to be seen."""
    if len(text) > MAX_TEXT:
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if FORMATS[suffix] == ".py" and NUMBERED.search(text):
        text = COMMENTS.sub(r"# %% [markdown]\n\1", NUMBERED.sub("# %%", f"{text}\n"))
    try:
        notebook = jupytext.reads(text, fmt={"extension": FORMATS[suffix]})
    except Exception:  # it fails in many ways on what is no notebook
        return None
    notebook.metadata = NotebookNode()
    for cell in notebook.cells:
        _words(cell)
    return notebook


def _words(cell: NotebookNode) -> None:
    """Colab writes a text cell as a string that stands alone."""
    tree = definitions.parsed(cell.source) if cell.cell_type == "code" else None
    if tree and len(tree.body) == 1 and isinstance(tree.body[0], ast.Expr):
        value = tree.body[0].value
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            cell.cell_type, cell.source = "markdown", value.value.strip()
            cell.pop("outputs", None)
            cell.pop("execution_count", None)
