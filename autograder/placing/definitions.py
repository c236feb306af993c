"""What Python text binds and what it needs, by names. Nothing is run; hostile text costs no more than its length."""

from __future__ import annotations

import ast
import re
import symtable
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

ANYTHING = "*"  # a name that can't be read off: whatever it is, it may be meant
MAX_CODE = 60_000  # characters; an honest notebook has a tenth. Taken apart, code needs a thousand times its memory
MAX_MAGICS = 50  # lines; each of them costs a pass over the cell
LINE = re.compile(r"^(?:async +def|def|class)[ \t]+(\w+)|^(\w+)[ \t]*(?::[^=\n]*)?=(?!=)", re.MULTILINE)
MAGIC = re.compile(r"^([ \t]*)[%!].*$", re.MULTILINE)
FENCE = re.compile(r"^[ \t]*```.*$", re.MULTILINE)  # around code in Markdown
RUNS_TEXT = {"exec", "eval", "run_cell_magic", "run_line_magic"}
NAMESPACE = {"globals", "locals", "vars"}
DEFINES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Assign, ast.AnnAssign, ast.Import, ast.ImportFrom)
ERRORS = (SyntaxError, ValueError, RecursionError, MemoryError)


class Piece(NamedTuple):
    """A statement of a cell. `touches` is what it may change by a call of a method: `seen.append(…)`."""

    node: ast.stmt
    binds: frozenset[str]
    loads: frozenset[str]
    touches: frozenset[str]


def pieces(text: str) -> list[Piece] | None:
    """The statements of a cell, each name of an import apart; None where it is no Python, even without magics."""
    tree = parsed(text)
    return None if tree is None else [_piece(node) for node in _apart(tree.body)]


def parsed(text: str) -> ast.Module | None:
    """The cell's code. What IPython alone understands (`%`, `!`, `?`) is put as IPython puts it."""
    if len(text) > MAX_CODE:
        return None
    try:
        return ast.parse(text)
    except ERRORS:
        pass
    from IPython.core.inputtransformer2 import TransformerManager

    try:
        few = len(MAGIC.findall(text)) <= MAX_MAGICS
        return ast.parse(TransformerManager().transform_cell(text) if few else MAGIC.sub(r"\1pass", text))
    except ERRORS:
        return None


@lru_cache(1_000)
def defined(text: str) -> frozenset[str]:
    """The names that a cell gives a value; by the looks of its lines where it can't be parsed."""
    found = pieces(text)
    if found is None:
        return frozenset(name for names in LINE.findall(text) for name in names if name)
    kept = [piece for piece in found if not isinstance(piece.node, ast.Delete)]
    return frozenset(name for piece in kept for name in piece.binds) - {ANYTHING}


@lru_cache(1_000)
def needed(text: str) -> frozenset[str]:
    """The names that a cell looks for outside of itself or in itself."""
    return frozenset(name for piece in pieces(text) or () for name in piece.loads)


def is_prose(text: str) -> bool:
    """Whether a code cell holds words and no code: it is no Python, or nothing but comments and strings."""
    tree = parsed(text)
    if tree is None:
        return not LINE.search(text)
    return all(isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) for node in tree.body)


def split(text: str) -> tuple[str, str]:
    """Of a text that mixes both: the paragraphs that define something in Python, and the rest."""
    code: list[str] = []
    words: list[str] = []
    for part in _paragraphs(FENCE.sub("", text)):
        tree = parsed(part)
        defines = tree is not None and any(isinstance(node, DEFINES) for node in tree.body)
        (code if defines else words).append(part)
    return "\n\n".join(code), "\n\n".join(words)


def _paragraphs(text: str) -> Iterator[str]:
    """The text, cut at each line that is not indented and follows an empty one."""
    part: list[str] = []
    for line in text.split("\n"):
        if part and not part[-1].strip() and line[:1].strip():
            yield "\n".join(part).strip("\n")
            part = []
        part.append(line)
    yield "\n".join(part).strip("\n")


def _apart(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    for node in body:
        if isinstance(node, ast.Import):
            yield from (ast.Import([name]) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (ast.ImportFrom(node.module, [name], node.level) for name in node.names)
        else:
            yield node


def _piece(node: ast.stmt) -> Piece:
    binds, loads = set[str](), set[str]()
    try:
        _scan(symtable.symtable(ast.unparse(node), "cell", "exec"), True, binds, loads)
    except ERRORS:
        binds.add(ANYTHING)
    if isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
        binds.add(ANYTHING)
    for part in ast.walk(node):
        _by_detour(part, binds, loads)
    return Piece(node, frozenset(binds), frozenset(loads), frozenset(_touched(node)))


def _scan(table: symtable.SymbolTable, outermost: bool, binds: set[str], loads: set[str]) -> None:
    """The outermost names of a statement and, of the scopes in it, those that are global."""
    for symbol in table.get_symbols():
        if outermost or symbol.is_global():
            if symbol.is_referenced():
                loads.add(symbol.get_name())
            if symbol.is_assigned() or symbol.is_imported() or (outermost and symbol.is_namespace()):
                binds.add(symbol.get_name())
    for child in table.get_children():
        _scan(child, False, binds, loads)


def _by_detour(part: ast.AST, binds: set[str], loads: set[str]) -> None:
    """Names reached by other ways than a plain assignment: an attribute, `globals()["f"]`, `setattr`, `exec`."""
    if isinstance(part, ast.Attribute | ast.Subscript) and not isinstance(part.ctx, ast.Load):
        binds |= _root(part)
    if isinstance(part, ast.Subscript) and _calls(part.value) & NAMESPACE:
        (loads if isinstance(part.ctx, ast.Load) else binds).add(_text(part.slice) or ANYTHING)
    if isinstance(part, ast.Call):
        name = next(iter(_calls(part)), "")
        if name in ("setattr", "delattr") and part.args:
            binds |= _root(part.args[0])
        elif isinstance(part.func, ast.Attribute) and _calls(part.func.value) & NAMESPACE:
            binds.add(ANYTHING)
        elif name in RUNS_TEXT:
            _run(part, binds, loads)


def _run(call: ast.Call, binds: set[str], loads: set[str]) -> None:
    """What is in a text that is run, or written as a module: `%%writefile mine.py` gives the name `mine`."""
    texts = [_text(arg) for arg in call.args]
    if not any(texts):
        binds.add(ANYTHING)
    for piece in inner(call):
        binds |= piece.binds
        loads |= piece.loads
    binds |= {word.rpartition("/")[2].removesuffix(".py") for word in texts[1:2] if word and word.endswith(".py")}


def inner(call: ast.Call) -> list[Piece]:
    """The statements in the texts that `exec` or a cell magic is given."""
    texts = [text for arg in call.args if (text := _text(arg)) and not text.isidentifier()]
    return [piece for text in texts for piece in pieces(text) or ()]


def runs_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and bool(_calls(node) & RUNS_TEXT)


def _calls(node: ast.AST) -> set[str]:
    """The last name of what is called, if the node is a call."""
    if not isinstance(node, ast.Call):
        return set()
    func = node.func
    return {func.id} if isinstance(func, ast.Name) else {func.attr} if isinstance(func, ast.Attribute) else set()


def _text(node: ast.AST) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _root(node: ast.AST) -> set[str]:
    """The name that an expression such as `model.head[0].forward` begins with."""
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return {node.id} if isinstance(node, ast.Name) else set()


def _touched(node: ast.stmt) -> set[str]:
    called = node.value if isinstance(node, ast.Expr) else None
    return _root(called.func) if isinstance(called, ast.Call) and isinstance(called.func, ast.Attribute) else set()
