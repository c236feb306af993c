"""One script from the modules in `js/`: a notebook's cell and a page on `file://` can load no module beside another.

The modules are plain ES modules, each on lines of their own: `import { a, b } from "./other.js";`, and `export` before
a const, a function or an async function. A bundle is each module once, what it imports first, as a function that
returns what it exports.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "js"
IMPORT = re.compile(r'^import \{ (?P<names>[^}]+) \} from "\./(?P<module>\w+)\.js";$', re.MULTILINE)
EXPORT = re.compile(r"^export (?:const|function|async function) (?P<name>\w+)", re.MULTILINE)


def bundle(modules: Iterable[str], folders: tuple[Path, ...] = ()) -> str:
    """The modules and all that they import, each as a constant with its name, which holds what it exports.

    They are looked for in `js/`, then in `folders`.

    Raises
    ------
    ValueError
        If a module imports or exports in another way than this file's first lines say.
    """
    return "\n".join(_wrapped(name, _text(name, folders)) for name in in_order(modules, folders))


def in_order(modules: Iterable[str], folders: tuple[Path, ...] = ()) -> list[str]:
    """The modules and all that they import, each after what it imports itself."""
    found: list[str] = []
    for name in modules:
        needs = [match["module"] for match in IMPORT.finditer(_text(name, folders))]
        found += [one for one in (*in_order(needs, folders), name) if one not in found]
    return found


@cache
def _text(name: str, folders: tuple[Path, ...]) -> str:
    places = [folder / f"{name}.js" for folder in (FOLDER, *folders)]
    path = next((place for place in places if place.is_file()), places[0])
    return path.read_text(encoding="utf-8")


def _wrapped(name: str, text: str) -> str:
    text = IMPORT.sub(lambda match: f"const {{ {_renamed(match['names'])} }} = {match['module']};", text)
    exported = [match["name"] for match in EXPORT.finditer(text)]
    body = re.sub(r"^export (?=const|function|async function)", "", text, flags=re.MULTILINE)
    if strange := re.search(r"^(import|export)\b.*", body, re.MULTILINE):
        raise ValueError(f"{name}.js: {strange[0]!r} can't be bundled; see the forms that bundle.py names")
    if name in exported:
        raise ValueError(f"{name}.js exports {name}: in a bundle that is the module; give one of them another name")
    return f"const {name} = (() => {{\n{body}\nreturn {{ {', '.join(exported)} }};\n}})();"


def _renamed(names: str) -> str:
    """`a as b` is `a: b` where an object is taken apart."""
    return names.replace(" as ", ": ")
