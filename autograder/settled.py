"""Which surviving mutants were already found equivalent, so that the long trial is not repeated for nothing.

`solutions/<slug>/equivalent.json` holds a line for each: the mutant's name and a key over everything that the finding
rests on (both codes without their comments and docstrings, the inputs, the way of comparing). While the key fits, a
short trial with other numbers is enough; as soon as anything changes, the whole trial is due again.
`python -m autograder.proof <slug>` writes the file.
"""

from __future__ import annotations

import ast
import hashlib
import json
from pathlib import Path
from typing import Any

from autograder import equivalence

FILE = "equivalent.json"
SHORT_TRIALS, SHORT_SEED = 200, 1


def key(payload: dict[str, Any]) -> str:
    """What the finding rests on, as a short hash: the payload of the trial, and the code that judges it."""
    sides = {side: [[name, _bare(source)] for name, source in payload[side]] for side in ("original", "mutant")}
    text = json.dumps({**payload, **sides}, sort_keys=True) + _bare(Path(equivalence.__file__).read_text())
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _bare(source: str) -> str:
    """The code as Python reads it: without comments, layout and docstrings."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return ast.unparse(tree)


def read(folder: Path) -> dict[str, str]:
    """The findings by mutant; none if nothing was ever settled."""
    path = folder / FILE
    return json.loads(path.read_text()) if path.is_file() else {}


def write(folder: Path, found: dict[str, str]) -> None:
    """Keep the findings; no file if there are none."""
    path = folder / FILE
    if found:
        path.write_text(json.dumps(dict(sorted(found.items())), indent=1, ensure_ascii=False) + "\n")
    else:
        path.unlink(missing_ok=True)
