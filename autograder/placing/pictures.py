"""Pictures that a student pasted into a text: kept where they are what they say they are, and shown, never run.

In a notebook a picture is an attachment of its cell, or stands in the text itself as a `data:` address. Here both
become attachments under names of our own; what is no true PNG, JPEG or GIF, or too large, becomes a line that says so.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from nbformat import NotebookNode

MAGIC = {"image/png": (b"\x89PNG\r\n\x1a\n",), "image/jpeg": (b"\xff\xd8\xff",), "image/gif": (b"GIF87a", b"GIF89a")}
MAX_PICTURE, MAX_ALL = 5_000_000, 10_000_000  # bytes: of one (a photograph of a page), of all in a notebook
NOT_SHOWN = "a picture that can't be shown here; it is in the file as it was handed in"
TAG = re.compile(
    r"""<img\b[^<>]{0,500}?\bsrc\s{0,9}=\s{0,9}["']((?:data|attachment):[^"'>\s]+)["'][^<>]{0,500}>""", re.I
)
PLACE = re.compile(r"(?P<address>data:(?P<kind>image/[\w.+-]{1,40});base64,(?P<data>[A-Za-z0-9+/=]+))"
                   r"|attachment:(?P<name>[^)\s\"'>]{1,300})")  # fmt: skip
EMPTY = re.compile(rf"!\[[^\[\]\n]{{0,500}}\]\({NOT_SHOWN}[^)\n]{{0,500}}\)")
SHOWN = re.compile(r"!\[[^\[\]\n]{0,500}\]\(attachment:[^)\s]{1,300}\)")
Attachments = dict[str, dict[str, str]]


def is_picture(kind: str, data: object) -> bool:
    """Whether this is base64 of a picture of that kind, by its first bytes, and not too large."""
    if kind not in MAGIC or not isinstance(data, str) or len(data) > MAX_PICTURE * 4 // 3 + 4:
        return False
    try:
        return base64.b64decode("".join(data.split()), validate=True).startswith(MAGIC[kind])
    except (binascii.Error, ValueError):
        return False


class Album:
    """The pictures of one notebook, up to a size in all."""

    def __init__(self) -> None:
        self._left = MAX_ALL * 4 // 3

    def adopt(self, text: str, attachments: object) -> tuple[str, Attachments]:
        """A cell's text with its pictures as attachments `picture-1.png`, … and these attachments."""
        given = attachments if isinstance(attachments, dict) else {}
        kept: Attachments = {}

        def put(found: re.Match[str]) -> str:
            kind, data = (found["kind"], found["data"]) if found["address"] else _attached(given, found["name"])
            if not is_picture(kind, data) or len(data) > self._left:
                return NOT_SHOWN
            self._left -= len(data)
            name = f"picture-{len(kept) + 1}.{kind.removeprefix('image/')}"
            kept[name] = {kind: data}
            return f"attachment:{name}"

        return EMPTY.sub(f"({NOT_SHOWN})", PLACE.sub(put, TAG.sub(r"![](\1)", text))), kept


def inlined(text: str, attachments: object) -> str:
    """The text with its attachments in it, so that it can be put beside another whose pictures have the same names."""
    given = attachments if isinstance(attachments, dict) else {}

    def put(found: re.Match[str]) -> str:
        kind, data = ("", "") if found["address"] else _attached(given, found["name"])
        return f"data:{kind};base64,{data}" if is_picture(kind, data) else found[0]

    return PLACE.sub(put, text)


def _attached(given: dict[Any, Any], name: str) -> tuple[str, str]:
    bundle = given.get(name, given.get(unquote(name)))
    for kind, data in bundle.items() if isinstance(bundle, dict) else ():
        if isinstance(kind, str) and isinstance(data, str | list):
            return kind, "".join("".join(map(str, data)).split())
    return "", ""


def printed(cell: NotebookNode) -> Iterator[str]:
    """The pictures among a code cell's outputs, each as Markdown."""
    outputs = cell.get("outputs")
    for output in outputs if isinstance(outputs, list) else ():
        data = output.get("data") if isinstance(output, dict) else None
        for kind, value in data.items() if isinstance(data, dict) else ():
            if is_picture(kind, value):
                yield f"![](data:{kind};base64,{''.join(value.split())})"


def shown(cell: NotebookNode) -> list[tuple[str, str]]:
    """The kinds and data of a text cell's pictures, in order."""
    bundles = (cell.get("attachments") or {}).values()
    return [(kind, data) for bundle in bundles for kind, data in bundle.items() if is_picture(kind, data)]


def without(text: str) -> str:
    """The text without the places of its pictures."""
    return SHOWN.sub("", text)
