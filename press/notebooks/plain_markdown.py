"""Turns MyST Markdown into what plain Jupyter and Colab show well.

Admonitions become quotes, folded parts `<details>`, tabs bold labels, references links to the site or to a sibling
notebook. What is not known here raises: no raw directive may reach a student's notebook.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import dropwhile

from autograder.errors import nearest
from press.notebooks.citations import Bibliography
from press.directives.practice_cells import plain_quiz
from press.source_error import SourceError

OPENING = re.compile(r"^(?P<indent> *)(?P<fence>`{3,}|:{3,})\{(?P<name>[\w:-]+)\}\s*(?P<argument>.*)$")
CODE_FENCE = re.compile(r"^ *(`{3,}|~{3,})(?!\{)")
ROLE = re.compile(r"\{(?P<name>[\w:-]+)\}`(?P<text>[^`]*)`")
LINK = re.compile(r"(?P<image>!?)\[(?P<text>[^\]]*)\]\((?P<target>[^)\s]+)\)(?:\{[^}]*\})?")
EQUATION = re.compile(r"\$\$[ \t]*\((?P<label>\w[\w:-]*)\)[ \t]*$", re.MULTILINE)
LABELLED = re.compile(r"^\((?P<label>[\w:-]+)\)=\s*$")
GLOSSARY = "book/glossary"
ROLES = ["term", "cite:t", "cite:p", "glue:text", "eq"]
QUOTED = {"admonition", "note", "tip", "important", "warning", "caution", "hint", "seealso"}
KNOWN = ["dropdown", "math", "tab-set", "tab-item", "quiz", "practice", "graded-exercise", *sorted(QUOTED)]


class UnknownSyntax(SourceError):
    """Markdown that this module cannot turn into plain Markdown; the message names it and the cure."""


@dataclass(frozen=True)
class Context:
    """What a conversion needs to know: the page, the site's address, how to name other pages and values."""

    docname: str
    site: str
    pages: dict[str, str]  # docname -> title
    notebooks: dict[str, str]  # docname -> notebook file beside this one
    bibliography: Bibliography
    glued: Callable[[str], str]
    exercise: Callable[[str], str]
    equations: dict[str, int]  # label -> number on this page


def to_plain(text: str, context: Context) -> str:
    """The plain-Markdown form of one Markdown cell.

    Raises
    ------
    UnknownSyntax
        If a directive or role is not in the list above.
    """
    plain = "\n".join(_blocks(text.split("\n"), context)).strip()
    return re.sub(r"\n{3,}", "\n\n", plain)


def _blocks(lines: list[str], context: Context) -> Iterator[str]:
    index, prose = 0, []
    while index < len(lines):
        line = lines[index]
        opening, code = OPENING.match(line), CODE_FENCE.match(line)
        fence = opening["fence"] if opening else code[1] if code else None
        if fence is None:
            if not (line.startswith("%") or LABELLED.match(line)):
                prose.append(line)
            index += 1
            continue
        yield from _flush(prose, context)
        prose = []
        end = _closing(lines, index, fence)
        if opening:
            indent = opening["indent"]  # a directive in a list item
            body = [line.removeprefix(indent) for line in lines[index + 1 : end]]
            for plain in _directive(opening["name"], opening["argument"], body, context):
                yield from (f"{indent}{part}".rstrip() for part in plain.split("\n"))
        else:
            yield from lines[index : end + 1]
        index = end + 1
    yield from _flush(prose, context)


def _flush(prose: list[str], context: Context) -> list[str]:
    return _inline("\n".join(prose), context).split("\n") if prose else []


def _closing(lines: list[str], start: int, fence: str) -> int:
    for index in range(start + 1, len(lines)):
        text = lines[index].strip()
        if text and set(text) == {fence[0]} and len(text) >= len(fence):
            return index
    raise UnknownSyntax(f"the block {lines[start]!r} is never closed; close it with {fence!r}", lines[start])


def _directive(name: str, argument: str, body: list[str], context: Context) -> Iterator[str]:
    body = _without_options(body)
    argument = _inline(argument, context)
    if name in QUOTED:
        title = argument or name.capitalize()
        yield f"> **{title}**\n>"
        yield from (f"> {line}".rstrip() for line in _blocks(body, context))
    elif name == "dropdown":
        yield f"<details><summary>{argument}</summary>\n"
        yield from _blocks(body, context)
        yield "\n</details>"
    elif name == "math":
        yield from ("$$", *body, "$$")
    elif name == "tab-set":
        yield from _blocks(body, context)
    elif name == "tab-item":
        yield f"**{argument}**\n"
        yield from _blocks(body, context)
    elif name == "quiz":
        yield from _blocks(list(plain_quiz(body)), context)
    elif name == "graded-exercise":
        yield context.exercise(argument)
    else:
        raise UnknownSyntax(f"directive {name!r} has no plain form; {nearest(name, KNOWN)}", f"{{{name}}}")


def _without_options(body: list[str]) -> list[str]:
    """The body without the leading `:option: value` lines, which only the site's builder reads."""
    return list(dropwhile(re.compile(r"^:[\w-]+:").match, body))


def _inline(text: str, context: Context) -> str:
    """Roles and links, outside code spans."""
    text = EQUATION.sub(lambda found: f"\\tag{{{_number(found['label'], context)}}}\n$$", text)
    parts = re.split(r"(\{[\w:-]+\}`[^`]*`|`+[^`]*`+)", text)
    return "".join(_piece(part, context) for part in parts)


def _piece(part: str, context: Context) -> str:
    if role := ROLE.fullmatch(part):
        return _role(role["name"], role["text"], context)
    if part.startswith("`"):
        return part
    return LINK.sub(lambda link: _link(link, context), part)


def _role(name: str, text: str, context: Context) -> str:
    titled = re.fullmatch(r"(?P<title>.+?)\s*<(?P<target>.+)>", text)
    if name == "term":
        term = titled["target"] if titled else text
        anchor = re.sub(r"[^a-z0-9]+", "-", term.lower()).strip("-")
        return f"[{titled['title'] if titled else text}]({context.site}/{GLOSSARY}.html#term-{anchor})"
    if name in {"cite:t", "cite:p"}:
        return context.bibliography.cite(text, parenthetical=name == "cite:p")
    if name in {"glue:text", "glue:"}:
        return context.glued(text)
    if name == "eq":
        return f"({_number(text, context)})"
    raise UnknownSyntax(f"role {name!r} has no plain form; {nearest(name, ROLES)}", f"{{{name}}}`")


def _number(label: str, context: Context) -> int:
    if label not in context.equations:
        known = nearest(label, list(context.equations))
        raise UnknownSyntax(f"no equation of this page is labelled {label!r}; {known}", f"{{eq}}`{label}`")
    return context.equations[label]


def numbered(text: str) -> dict[str, int]:
    """The labels of a page's equations with their numbers, in the order in which they stand."""
    return {found["label"]: number for number, found in enumerate(EQUATION.finditer(text), 1)}


def _link(link: re.Match[str], context: Context) -> str:
    target, _, anchor = link["target"].partition("#")
    if link["image"]:
        return f"![{link['text']}]({context.site}/{_resolve(target, context)})"
    if "://" in target or target.startswith("mailto:"):
        return f"[{link['text']}]({link['target']})"
    if not target:  # an anchor on this page
        return link["text"]
    docname = _resolve(target, context).removesuffix(".md")
    if docname not in context.pages:
        known = nearest(docname, list(context.pages))
        raise UnknownSyntax(f"link to {link['target']!r}, which is no page of _toc.yml; {known}", link["target"])
    text = link["text"] or context.pages[docname]
    if docname in context.notebooks:
        return f"[{text}]({context.notebooks[docname]})"
    return f"[{text}]({context.site}/{docname}.html{'#' + anchor if anchor else ''})"


def _resolve(target: str, context: Context) -> str:
    if target.startswith("/"):
        return target[1:]
    return posixpath.normpath(posixpath.join(posixpath.dirname(context.docname), target))
