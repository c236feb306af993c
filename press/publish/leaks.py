"""Looks for solutions, hidden tests and answers in what students see: notebooks, site, search index, feedback.

What a chapter or a notebook teaches openly is no secret: lines that stand in `book/` or `descent/` are left out.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from autograder.exercises.exercise import Exercise, open_part

SHORTEST = 16  # shorter lines ("return loss", "else:") say nothing
UNMISTAKABLE = 40
INNER = re.compile(r"(?<=\W)\w+(?=\W)")  # a word that ends inside of its line
WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]{6,}")
TEXT_FILES = {".html", ".ipynb", ".md", ".txt", ".js", ".json", ".py", ".toml", ".csv", ".xml", ".svg", ".css", ".yml"}


def secrets(exercises: Iterable[Exercise], public: Iterable[Path]) -> frozenset[str]:
    """The lines to hunt, white space folded; `public` are the sources whose lines are open."""
    exercises = list(exercises)
    shown = [path.read_text() for path in public]
    shown += ["\n".join(open_part(cell.source)) for exercise in exercises for cell in exercise.notebook.cells]
    open_text = "\n".join(fold(line) for text in shown for line in text.splitlines())
    lines = {fold(line) for exercise in exercises for line in exercise.secret_lines}
    return frozenset(line for line in lines if len(line) >= SHORTEST and WORD.search(line) and line not in open_text)


def secret_words(exercises: Iterable[Exercise], public: Iterable[Path]) -> frozenset[str]:
    """Names that only secret lines hold: a search index keeps words, not lines."""
    exercises = list(exercises)
    sources = [path.read_text() for path in public]
    sources += [line for ex in exercises for cell in ex.notebook.cells for line in open_part(cell.source)]
    known = {word.lower() for text in sources for word in re.findall(r"\w+", text)}
    words = {word.lower() for ex in exercises for line in ex.secret_lines for word in WORD.findall(line)}
    # The index keeps stems: "keepdims" stands there as "keepdim", which is no secret either.
    return frozenset(word for word in words - known if not any(other.startswith(word) for other in known))


def public_sources(root: Path) -> list[Path]:
    """The files whose text is open anyway."""
    return [*sorted((root / "book").rglob("*.md")), *sorted((root / "descent").rglob("*.py"))]


def leaks(folder: Path, lines: frozenset[str], words: frozenset[str] = frozenset()) -> Iterator[str]:
    """One sentence for each secret found in a text file below `folder`."""
    inner = {line: frozenset(INNER.findall(line)) for line in sorted(lines)}
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.suffix not in TEXT_FILES:
            continue
        text = visible_text(path)
        whole_lines, folded = {fold(line) for line in text.splitlines()}, fold(text)
        there = set(re.findall(r"\w+", folded))
        for line, its_words in inner.items():
            # A short line may well be part of an open one; a long one is a secret wherever it stands. To look whether
            # its words are there at all is a hundred times as fast as to look for it.
            if line in whole_lines or (len(line) >= UNMISTAKABLE and its_words <= there and line in folded):
                yield f"{path}: holds the secret line {line!r}"
        if path.name == "searchindex.js":
            for word in sorted(words & set(re.findall(r"\w+", text.lower()))):
                yield f"{path}: indexes {word!r}, a name that only secret lines hold"


def visible_text(path: Path) -> str:
    """A file's text without the wrapping of its format: tags, entities, JSON's quotes."""
    text = path.read_text(errors="replace")
    if path.suffix == ".ipynb":
        return "\n".join(_strings(json.loads(text)))
    if path.suffix == ".html":
        return html.unescape(re.sub(r"<[^>]*>", "", text)) + html.unescape(text)
    return text


def fold(text: str) -> str:
    return " ".join(text.split())


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and all(isinstance(item, str) for item in value):
        yield "".join(value)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)
