"""Nothing is used before it is taught: what a page imports from `descent`, against what pages up to it introduce.

A page says in its header what it introduces: `introduces: [descent.figures, descent.training.fit_torch]`. A module it
has to name in its text; a function it has to build, in a visible cell with the same code but for types and docstring.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from press.checks.page_text import code_cells, header, visible_cells
from press.layout import Layout

PACKAGE = "descent"


def taught_before_used(layout: Layout) -> Iterator[str]:
    """Each name that a page imports from `descent` is introduced there or on an earlier page."""
    pages = {name: (layout.root / f"{name}.md").read_text() for name in layout.docnames}
    introduced = [(name, page) for page, text in pages.items() for name in header(text).get("introduces", [])]
    for name, page in introduced:
        yield from _not_shown(layout, name, page, pages[page])
    order = list(pages)
    for page, text in pages.items():
        for name in sorted(imported(text)):
            places = [where for known, where in introduced if _covers(known, name)]
            if not any(order.index(where) <= order.index(page) for where in places):
                yield f"{page}.md imports {name}, which {_cure(places, name)}"


def trees(cells: Iterator[re.Match[str]]) -> Iterator[ast.Module]:
    """The cells' code; what isn't whole Python, such as a cell with a magic, is passed over."""
    for cell in cells:
        with suppress(SyntaxError):
            yield ast.parse(cell["code"])


def imported(text: str) -> set[str]:
    """The dotted names that the page's cells import from `descent`."""
    names = set()
    for node in (node for tree in trees(code_cells(text)) for node in ast.walk(tree)):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    return {name for name in names if name.split(".")[0] == PACKAGE}


def _covers(known: str, name: str) -> bool:
    return name == known or name.startswith(f"{known}.")


def _cure(places: list[str], name: str) -> str:
    if places:
        return f"{places[0]}.md introduces only later; swap the two in _toc.yml, or don't use it yet"
    return f"no page introduces; build or name it on a page and add `introduces: [{name}]` to that page's header"


def _not_shown(layout: Layout, name: str, page: str, text: str) -> Iterator[str]:
    """Where the page doesn't show what it says that it introduces."""
    place = layout.root.joinpath(*name.split("."))
    if place.is_dir() or place.with_suffix(".py").is_file():
        if f"`{name}`" not in text:
            yield f"{page}.md introduces {name} without a word about it; write what `{name}` is for"
        return
    function, ours = name.rpartition(".")[2], _source(place)
    shown = {_bare(node) for tree in trees(visible_cells(text)) for node in _functions(tree, function)}
    if ours is None:
        yield f"{page}.md introduces {name}, which descent doesn't have; correct its header"
    elif not shown:
        yield f"{page}.md introduces {name} without its code; build {function} in a visible cell"
    elif _bare(ours) not in shown:
        yield f"{page}.md builds {function} otherwise than descent has it; make the two the same"


def _source(place: Path) -> ast.FunctionDef | None:
    """The function of this dotted place: in the module of its parent, or in a module of its parent's folder."""
    module = place.parent.with_suffix(".py")
    files = [module] if module.is_file() else sorted(place.parent.glob("*.py"))
    return next((node for file in files for node in _functions(ast.parse(file.read_text()), place.name)), None)


def _functions(tree: ast.Module, name: str) -> Iterator[ast.FunctionDef]:
    yield from (node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name)


def _bare(function: ast.FunctionDef) -> str:
    """The function's code without decorators, types and docstring."""
    return ast.dump(_Bare().visit(ast.parse(ast.unparse(function))))


class _Bare(ast.NodeTransformer):
    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        if ast.get_docstring(node):
            del node.body[0]
        node.decorator_list, node.returns = [], None
        self.generic_visit(node)
        return node

    def visit_arg(self, node: ast.arg) -> ast.arg:
        return ast.arg(node.arg)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.Assign | ast.AnnAssign:
        return ast.Assign([node.target], node.value) if node.value else node
