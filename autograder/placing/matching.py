"""Which of the student's cells stands for which of the exercise's; the rest are their own.

A cell is known by nbgrader's name, else by its id (Colab keeps it in the metadata), else by its text, as it was
released. What is only known by what it says (a function's name, the heading above it) is `recovery`'s to find.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from nbformat import NotebookNode

from autograder.exercises.exercise import grader_data, is_locked
from autograder.exercises.texts import clean, trimmed

SKIP = "skip-execution"  # a tag by which notebook runners leave a cell out
BADGE = re.compile(r"colab\.research\.google\.com/(assets/colab-badge|github)|colab-badge\.svg")
SHORTEST_KNOWN = 20  # characters; a shorter text of the exercise's may be a student's too


@dataclass
class Own:
    """A cell of the student's own, after the exercise's cell `anchor` (none: at the top), at a place of their file."""

    anchor: str
    position: int
    text: str
    is_code: bool
    cell: NotebookNode = field(repr=False)


class Match:
    """The exercise's cells (`master` as they run, `released` as they were handed out) beside the student's."""

    def __init__(
        self, master: Mapping[str, NotebookNode], released: Mapping[str, str], handed_in: NotebookNode
    ) -> None:
        self.master, self.released, self.cells = master, released, handed_in.cells
        self.order = {key: place for place, key in enumerate(master)}
        self.notes: list[str] = []
        self.keys = self._keys()
        self.chosen = self._choose()
        self._note_order()
        self.own = self._own()

    def is_untouched(self, key: str, text: str) -> bool:
        return trimmed(text) in self._known[key]

    def is_released(self, key: str, text: str) -> bool:
        return trimmed(text) in ("", trimmed(self.released[key]))

    @property
    def is_empty(self) -> bool:
        """Whether no cell stands for one of the exercise's."""
        return not self.chosen

    def skipped(self) -> list[NotebookNode]:
        """The exercise's locked cells that the student has tagged not to be run."""
        theirs = ((self.master[key], cell) for key, (_, cell) in self.chosen.items())
        return [mine for mine, cell in theirs if is_locked(mine) and SKIP in _tags(cell)]

    def students_part(self, text: str) -> str | None:
        """What is left of a text in which whole cells of the exercise were merged; None if there are none in it."""
        left = trimmed(text)
        for known in self._texts:
            left = left.replace(known, "\n\n")
        if left == trimmed(text):
            return None
        return "\n".join(line for line in left.split("\n") if line not in self._headings).strip()

    @cached_property
    def _known(self) -> dict[str, tuple[str, str]]:
        return {key: (trimmed(self.released[key]), trimmed(cell.source)) for key, cell in self.master.items()}

    @cached_property
    def _texts(self) -> list[str]:
        """The texts of cells that are not the student's to write, the longest first."""
        fixed = [key for key, cell in self.master.items() if not grader_data(cell).get("solution")]
        texts = {text for key in fixed for text in self._known[key] if len(text) >= SHORTEST_KNOWN}
        return sorted(texts, key=len, reverse=True)

    @cached_property
    def _headings(self) -> set[str]:
        return {text for texts in self._known.values() for text in texts if text.startswith("#") and "\n" not in text}

    def _keys(self) -> list[str | None]:
        """For each cell the id of the exercise's cell that it stands for."""
        by_text: dict[str, list[str]] = defaultdict(list)
        for key in self.master:
            for text in dict.fromkeys(self._known[key]):
                by_text[text].append(key)
        keys: list[str | None] = []
        last = -1
        for cell in self.cells:
            names = (grader_data(cell).get("grade_id"), cell.metadata.get("id"), cell.get("id"))
            text = trimmed(cell.source)
            alike = sorted(by_text[text] if text in by_text and text else (), key=lambda key: self.order[key] <= last)
            found = next((key for key in (*names, *alike) if self._stands_for(key, cell)), None)
            last = self.order[found] if found else last
            keys.append(found)
        return keys

    def _stands_for(self, key: object, cell: NotebookNode) -> bool:
        """A plain cell that became code (or text) is the student's own; a graded one stays what it was released as."""
        if not isinstance(key, str) or key not in self.master:
            return False
        return bool(grader_data(self.master[key])) or cell.cell_type == self.master[key].cell_type

    def _choose(self) -> dict[str, tuple[int, NotebookNode]]:
        found: dict[str, list[tuple[int, NotebookNode]]] = defaultdict(list)
        for position, (key, cell) in enumerate(zip(self.keys, self.cells, strict=True)):
            if key:
                found[key].append((position, cell))
        chosen = {}
        for key, places in found.items():
            # Of a copied solution cell the last counts that was worked on: in the student's notebook, too, it won.
            worked_on = [place for place in places if not self.is_untouched(key, place[1].source)]
            mine = grader_data(self.master[key]).get("solution") and worked_on
            chosen[key] = worked_on[-1] if mine else places[0]
            self._note_oddities(key, places)
        return chosen

    def _note_oddities(self, key: str, places: Sequence[tuple[int, NotebookNode]]) -> None:
        if len(places) > 1:
            self.notes.append(f"cell {key!r} was copied ({len(places)} of them)")
        if any(cell.cell_type != self.master[key].cell_type for _, cell in places):
            self.notes.append(f"cell {key!r} has another type than it was released with")
        if grader_data(self.master[key]) and any(grader_data(cell).get("grade_id") != key for _, cell in places):
            self.notes.append(f"cell {key!r} has lost its name or was renamed; it was known by its cell id or text")

    def _note_order(self) -> None:
        furthest = -1
        for key in self.master:
            position = self.chosen.get(key, (furthest, None))[0]
            if position < furthest and grader_data(self.master[key]):
                self.notes.append(f"cell {key!r} was moved; it was put back in its place")
            furthest = max(furthest, position)

    def _own(self) -> list[Own]:
        anchor, own = self._top(), []
        said = {"", *(text for texts in self._known.values() for text in texts)}
        for position, (key, cell) in enumerate(zip(self.keys, self.cells, strict=True)):
            if key and self.chosen[key][0] == position:
                anchor = key
            elif trimmed(cell.source) not in said and not _is_badge(cell):
                own.append(Own(anchor, position, clean(cell.source), cell.cell_type == "code", cell))
        return own

    def _top(self) -> str:
        """Where cells above all the exercise's go: where its set-up is gone, below the exercise's own, which runs."""
        opening = []
        for key, cell in self.master.items():
            if grader_data(cell).get("solution") or grader_data(cell).get("grade"):
                break
            opening.append(key)
        return "" if not opening or self.chosen.keys() & set(opening) else opening[-1]


def _is_badge(cell: NotebookNode) -> bool:
    """The link that Colab puts on top."""
    return cell.cell_type == "markdown" and len(cell.source) < 1_000 and bool(BADGE.search(cell.source))


def _tags(cell: NotebookNode) -> list[object]:
    tags = cell.metadata.get("tags")
    return tags if isinstance(tags, list) else []
