"""Packs Python for the reader's browser into one classic script: npm's Pyodide, and what checks practice.

Compressed and in base64, so that one `<script>` carries it, over HTTP and on `file://` alike; a page asks for it at the
first Run only.
"""

from __future__ import annotations

import base64
import gzip
import json
from pathlib import Path

from sphinx.errors import ExtensionError

from descent.practice import checking, running

PARTS = ("pyodide.js", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json")


def script(root: Path) -> str:
    """The script that sets `descentPython`: each file's name and its gzipped bytes in base64.

    Raises
    ------
    ExtensionError
        If the npm package is not installed, with the cure.
    """
    package = root / "node_modules" / "pyodide"
    if not package.is_dir():
        raise ExtensionError(f"{package} is missing; run: npm ci (make setup does it)")
    paths = [*(package / part for part in PARTS), *(Path(str(module.__file__)) for module in (running, checking))]
    return f"window.descentPython = {json.dumps({path.name: _packed(path) for path in paths})};\n"


def _packed(path: Path) -> str:
    data = path.read_bytes()
    if path.name == "pyodide-lock.json":  # it lists hundreds of packages that the site does not carry
        data = json.dumps({**json.loads(data), "packages": {}}).encode()
    return base64.b64encode(gzip.compress(data, 9, mtime=0)).decode()
