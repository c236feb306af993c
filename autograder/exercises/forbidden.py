"""Finds the built-ins that a task forbids, under whatever name they were imported: a flag for a person, not a score."""

from __future__ import annotations

import ast
from collections.abc import Iterable

# The same thing under two addresses.
SAME = (
    ("tensorflow.keras", "keras"),
    ("tensorflow.compat.v2", "tensorflow"),
    ("tensorflow._api.v2", "tensorflow"),
)
# The names that the set-up cells give.
GIVEN = {"np": "numpy", "tf": "tensorflow", "torch": "torch", "keras": "keras"}


def uses(source: str, forbidden: Iterable[str]) -> list[str]:
    """The entries of `forbidden` that the source refers to, sorted.

    An entry is a dotted name (`torch.log_softmax`) or a whole module (`keras.losses.*`). Found are the name through any
    alias or import, `getattr` with a literal, and a method of the same last name on anything else: `z.log_softmax(-1)`.
    """
    return uses_in(ast.parse(source), forbidden)


def uses_in(tree: ast.AST, forbidden: Iterable[str]) -> list[str]:
    """The same of code that is parsed already."""
    entries = {entry: _canonical(entry.removesuffix(".*")) for entry in forbidden}
    aliases = _from_everything(tree, entries.values()) | _aliases(tree)
    names = {_canonical(name) for node in ast.walk(tree) if (name := _dotted(node, aliases))}
    imported = {item.name for node in ast.walk(tree) if isinstance(node, ast.Import) for item in node.names}
    given = {*GIVEN.values(), *_from_everything(tree, entries.values()).values()}
    names |= {_canonical(name) for name in aliases.values() if name not in given or name in imported}
    attributes = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and not _rooted(node, aliases)]
    methods = {node.attr for node in attributes if not _is_own_method(node, tree)}
    return sorted(entry for entry, name in entries.items() if _matches(entry, name, names, methods))


def _matches(entry: str, name: str, names: set[str], methods: set[str]) -> bool:
    if entry.endswith(".*"):
        return any(f"{used}.".startswith(f"{name}.") for used in names)
    return name in names or name.rpartition(".")[2] in methods


def _canonical(name: str) -> str:
    for long, short in SAME:
        if f"{name}.".startswith(f"{long}."):
            return short + name[len(long) :]
    return name


def _aliases(tree: ast.AST) -> dict[str, str]:
    """What each name stands for: imports first, then plain assignments such as `F = torch.nn.functional`."""
    table = dict(GIVEN)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for item in node.names:
                table[item.asname or item.name.partition(".")[0]] = (
                    item.name if item.asname else item.name.partition(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and node.module:
            table |= {item.asname or item.name: f"{node.module}.{item.name}" for item in node.names}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and (name := _dotted(node.value, table)):
            table |= {target.id: name for target in node.targets if isinstance(target, ast.Name)}
    return table


def _from_everything(tree: ast.AST, entries: Iterable[str]) -> dict[str, str]:
    """What `from module import *` may give of the entries; it counts only where it is used."""
    stars = {
        _canonical(node.module)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and node.names[0].name == "*"
    }
    found = (entry.rpartition(".") for entry in entries)
    return {name: f"{module}.{name}" for module, _, name in found if module in stars}


def _is_own_method(node: ast.Attribute, tree: ast.AST) -> bool:
    """`self.log_softmax`, where a class of the code's own defines it."""
    if not (isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")):
        return False
    classes = (part for part in ast.walk(tree) if isinstance(part, ast.ClassDef))
    return any(isinstance(part, ast.FunctionDef) and part.name == node.attr for one in classes for part in one.body)


def _dotted(node: ast.AST, aliases: dict[str, str]) -> str:
    """The full dotted name of an expression that starts at a module, else the empty text."""
    if isinstance(node, ast.Name):
        return aliases.get(node.id, "")
    if isinstance(node, ast.Attribute) and (base := _dotted(node.value, aliases)):
        return f"{base}.{node.attr}"
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "getattr"
        and len(node.args) > 1
    ):
        base, attr = _dotted(node.args[0], aliases), node.args[1]
        if base and isinstance(attr, ast.Constant) and isinstance(attr.value, str):
            return f"{base}.{attr.value}"
    return ""


def _rooted(node: ast.Attribute, aliases: dict[str, str]) -> bool:
    return bool(_dotted(node, aliases))
