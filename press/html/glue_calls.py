"""Leaves out of the page's code what only the build needs: the calls of `glue`, which hand a result to the prose."""

from __future__ import annotations

import ast

from docutils import nodes
from sphinx.application import Sphinx


def without_glue(source: str) -> str:
    """The source without its statements `glue(...)`; as it is where one of them stands alone in its block."""
    if "glue(" not in source:
        return source
    try:
        tree = ast.parse(source)
    except SyntaxError:  # a line for IPython
        return source
    blocks = [body for node in ast.walk(tree) for _, body in ast.iter_fields(node) if _is_block(body)]
    lines = source.splitlines()
    gone: set[int] = set()
    for block in blocks:
        glued = [statement for statement in block if _glues(statement)]
        if len(glued) < len(block):
            gone.update(number for one in glued for number in range(one.lineno, (one.end_lineno or one.lineno) + 1))
    return "\n".join(line for number, line in enumerate(lines, 1) if number not in gone)


def _is_block(body: object) -> bool:
    return isinstance(body, list) and bool(body) and isinstance(body[0], ast.stmt)


def _glues(statement: ast.stmt) -> bool:
    call = statement.value if isinstance(statement, ast.Expr) else None
    return isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "glue"


def tidy(_app: Sphinx, doctree: nodes.document) -> None:
    for cell in doctree.findall(lambda node: isinstance(node, nodes.container) and "cell_input" in node["classes"]):
        for code in cell.findall(nodes.literal_block):
            if (shown := without_glue(code.astext())) != code.astext():
                code.rawsource, code.children = shown, []
                code += nodes.Text(shown)


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("doctree-read", tidy)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
