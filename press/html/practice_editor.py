"""Bundles the editor of the practice cells into one classic script: CodeMirror and `assets/editor.js`, by esbuild."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from sphinx.errors import ExtensionError

SOURCE = Path(__file__).parent / "assets" / "editor.js"
OPTIONS = (
    "--bundle",
    "--minify",
    "--format=iife",
    "--global-name=descentEditor",
    "--target=es2022",
    "--log-level=warning",
)


def script(root: Path) -> str:
    """The script that sets `descentEditor`.

    Raises
    ------
    ExtensionError
        If a npm package is not installed or esbuild refuses, with the cure.
    """
    modules = root / "node_modules"
    if not (program := modules / "esbuild" / "bin" / "esbuild").is_file():
        raise ExtensionError(f"{program.parent.parent} is missing; run: npm ci (make setup does it)")
    command = [str(program), str(SOURCE), *OPTIONS]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "NODE_PATH": str(modules)})
    if done.returncode:
        raise ExtensionError(f"esbuild can't bundle {SOURCE.name}; run npm ci, or mend it:\n{done.stderr}")
    # A top-level `var` of a classic script is the page's; said outright, it is so wherever the script is put.
    return f"{done.stdout}window.descentEditor = descentEditor;\n"
