"""What of the `descent` package a chapter's outputs rest on: the modules that its code uses, and what these use.

A name that a package only hands on (`reference.huber`) leads to the module that defines it, so that a new module, or a
change in another one, executes no chapter anew. Where a use can't be followed, everything below it counts.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path

DRAWN = {".js", ".css"}  # they draw a figure when the site is built, from the state in the cell's output


class Package:
    """A package by its text; nothing of it is imported."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.name = folder, folder.name

    @cached_property
    def modules(self) -> dict[str, Path]:
        """Its modules by dotted name; a package's is that of its `__init__`."""
        paths = sorted(self.folder.rglob("*.py"))
        names = [".".join(path.relative_to(self.folder.parent).with_suffix("").parts) for path in paths]
        return {name.removesuffix(".__init__"): path for name, path in zip(names, paths, strict=True)}

    @cached_property
    def _trees(self) -> dict[str, ast.Module]:
        return {name: ast.parse(path.read_text()) for name, path in self.modules.items()}

    def key(self, cells: Iterable[str]) -> str:
        """A short hash of all that code in these cells rests on here."""
        digest = hashlib.sha256()
        for path, content in sorted(self._contents(self.used_by(cells))):
            digest.update(path.encode() + content)
        return digest.hexdigest()[:16]

    def used_by(self, cells: Iterable[str]) -> set[str]:
        """The modules that code in these cells uses, and all that these use in turn."""
        waiting, found = self._uses_of_cells(list(cells)), set[str]()
        while waiting:
            found |= waiting
            further = {other for module in waiting for other in self._uses(self._trees[module])}
            waiting = (further | {other for module in waiting for other in self._above(module)}) - found
        return found

    def _above(self, module: str) -> Iterator[str]:
        """The packages that a module is in and that do something of their own when it is imported."""
        parts = module.split(".")
        above = (".".join(parts[:depth]) for depth in range(1, len(parts)))
        yield from (package for package in above if not self._only_hands_on(package))

    def _uses_of_cells(self, cells: list[str]) -> set[str]:
        try:
            return set(self._uses(ast.parse("\n".join(cells))))
        except SyntaxError:  # a magic, say: its code may do anything
            return set(self.modules) if any(self.name in cell for cell in cells) else set()

    def _uses(self, tree: ast.Module) -> Iterator[str]:
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    if alias.name.partition(".")[0] == self.name:
                        yield from self._below(alias.name)
            elif isinstance(node, ast.ImportFrom) and str(node.module).partition(".")[0] == self.name:
                for alias in node.names:
                    yield from self._imported(tree, str(node.module), alias)

    def _imported(self, tree: ast.Module, module: str, alias: ast.alias) -> Iterator[str]:
        whole = f"{module}.{alias.name}"
        if whole not in self.modules:
            yield from (self._defining(module, alias.name),) if module in self.modules else ()
        elif (names := _attributes(tree, alias.asname or alias.name)) is None:
            yield from self._below(whole)
        else:
            yield from (self._defining(whole, name) for name in names)
            yield from () if self._only_hands_on(whole) else (whole,)

    def _defining(self, module: str, name: str) -> str:
        """The module in which a name of `module` is defined, through however many that only hand it on."""
        if f"{module}.{name}" in self.modules:
            return f"{module}.{name}"
        for node in self._trees[module].body:
            if isinstance(node, ast.ImportFrom) and node.module in self.modules:
                for alias in node.names:
                    if (alias.asname or alias.name) == name:
                        return self._defining(node.module, alias.name)
        return module

    def _only_hands_on(self, module: str) -> bool:
        """Whether a module has nothing but imports, words and `__all__`."""
        return all(
            isinstance(node, ast.Import | ast.ImportFrom) or _is_words(node) for node in self._trees[module].body
        )

    def _below(self, module: str) -> set[str]:
        return {name for name in self.modules if name == module or name.startswith(f"{module}.")}

    def _contents(self, modules: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """The modules' files, and the data that lie beside them."""
        paths = {self.modules[module] for module in modules}
        beside = {data for path in paths for data in path.parent.iterdir() if data.is_file()}
        paths |= {data for data in beside if data.suffix not in {".py", ".pyc", *DRAWN}}
        yield from ((path.relative_to(self.folder).as_posix(), path.read_bytes()) for path in paths)


def _attributes(tree: ast.Module, name: str) -> set[str] | None:
    """What is asked of `name` by a dot; None if it is also used in another way."""
    owners = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)]
    dotted = [node for node in owners if isinstance(node.value, ast.Name) and node.value.id == name]
    uses = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == name]
    return {node.attr for node in dotted} if len(uses) == len(dotted) else None


def _is_words(node: ast.stmt) -> bool:
    if isinstance(node, ast.Assign):
        return [ast.unparse(target) for target in node.targets] == ["__all__"]
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
