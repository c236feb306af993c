"""Answers that stand elsewhere than in their cells: below an untouched one, in a cell made anew, all in one cell.

Code is known by the names that a task is to define, a written answer by where it stands. It is put in its place, with
a note. Where that can't be told, the task waits for a person instead of a zero.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from itertools import takewhile

from autograder.exercises.exercise import Exercise, Task, grader_data
from autograder.exercises.texts import clean, trimmed
from autograder.placing import definitions, pictures, reach
from autograder.placing.matching import Match, Own

ELSEWHERE = "# The code of this task stands in another cell of the student's own."
UNWRITTEN = "raise NotImplementedError"
HEADING = re.compile(r"^#{1,6}[ \t]+(.+)$", re.MULTILINE)
FEWEST_WORDS = 3  # of a text that may be an answer, when it stands anywhere in the notebook
UNCLEAR_WORDS = "its cell is empty, but other text was added elsewhere in the notebook"
UNCLEAR_CODE = "its cell is empty, but code for it stands where it can't be run"


class Recovery:
    """Fills `texts`, the student's text for each solution cell (none: no such cell), from what stands elsewhere."""

    def __init__(self, exercise: Exercise, match: Match) -> None:
        self.exercise, self.match = exercise, match
        self.notes: list[str] = []
        self.waits: dict[str, str] = {}
        self.merged: set[str] = set()  # plain cells whose text now stands in cells of the student's own
        self.own = list(match.own)
        solutions = [key for key, cell in match.master.items() if grader_data(cell).get("solution")]
        self.texts = {key: self._handed_in(key) for key in solutions}
        self._take_apart()
        for task in exercise.automatic:
            self._place_code(task)
        for task in exercise.tasks:
            if task.written and self._is_open(task):
                self._place_words(task)

    def _handed_in(self, key: str) -> str | None:
        found = self.match.chosen.get(key)
        return clean(found[1].source) if found else None

    def _is_open(self, task: Task) -> bool:
        text = self.texts[task.solution_id]
        return text is None or self.match.is_released(task.solution_id, text)

    # --- cells that were merged -----------------------------------------------------------------------------------

    def _take_apart(self) -> None:
        """Part code and words where whole cells were merged, or where code for a task stands in a text cell."""
        for key, (position, cell) in self.match.chosen.items():
            if not self.match.is_untouched(key, cell.source):
                self._take_chosen_apart(Own(key, position, clean(cell.source), cell.cell_type == "code", cell))
        for one in [one for one in self.own if self._defines(one.text)]:
            part = self.match.students_part(one.text)
            if part is not None or not one.is_code:
                self.own.remove(one)
                self._add(one, *self._parted(part or one.text, one.is_code))
        self.own.sort(key=lambda one: one.position)

    def _take_chosen_apart(self, one: Own) -> None:
        part, mine = self.match.students_part(one.text), self.match.master[one.anchor]
        is_plain = not grader_data(mine)
        if part is None and not (is_plain and self._defines(one.text)):
            return
        code, words = self._parted(one.text if part is None else part, one.is_code)
        if one.anchor in self.texts:
            self._add(one, *("", words) if mine.cell_type == "code" else (code, ""))
            self.texts[one.anchor] = code if mine.cell_type == "code" else words
        elif words or self._defines(code):
            self.merged |= {one.anchor} if is_plain else set()
            self._add(one, code if self._defines(code) else "", words)

    def _parted(self, text: str, is_code: bool) -> tuple[str, str]:
        """The code and the words of a text."""
        if is_code and definitions.parsed(text) is not None:
            return text, ""
        return definitions.split(text) if self._defines(text) else ("", text)

    def _add(self, like: Own, code: str, words: str) -> None:
        """The two as cells of the student's own, where `like` stands."""
        found = [(code, True), (words, False)]
        self.own += [Own(like.anchor, like.position, text, kind, like.cell) for text, kind in found if text.strip()]

    def _defines(self, text: str) -> bool:
        """Whether this looks like the code of a task."""
        return bool(self._exports & {name for names in definitions.LINE.findall(text) for name in names})

    @cached_property
    def _exports(self) -> set[str]:
        return {name for task in self.exercise.automatic for name in reach.exports(self.exercise, task)}

    # --- code -----------------------------------------------------------------------------------------------------

    def _place_code(self, task: Task) -> None:
        is_open, text = self._is_open(task), self.texts[task.solution_id]
        if not is_open and UNWRITTEN not in (text or ""):
            return
        names = reach.exports(self.exercise, task)
        if found := self._code_for(task, names):
            self._put(task, found)
        elif is_open:
            self._wait_for_code(task, names)

    def _code_for(self, task: Task, names: set[str]) -> list[Own]:
        if self._is_too_long:
            return []
        return self._defining(names) or (self._from_another_task(task, names) if self._is_open(task) else [])

    def _put(self, task: Task, found: list[Own]) -> None:
        """Into the solution cell, below what is written there already; or leave it where it has run before."""
        key, is_open = task.solution_id, self._is_open(task)
        self.notes.append(f"the code for {key!r} stood in another cell; it was known by the names that it defines")
        if self._may_stay(key, found):
            self.texts[key] = ELSEWHERE if is_open else self.texts[key]
            return
        taken = self._with_helpers(key, found)
        self.own = [one for one in self.own if one not in taken]
        before = [] if is_open else [self.texts[key] or ""]
        self.texts[key] = "\n\n".join([*before, *(one.text for one in taken)])

    @property
    def _is_too_long(self) -> bool:
        """Whether there is more code than an honest notebook has, by far: it is not searched."""
        return sum(len(one.text) for one in self.own if one.is_code) > 5 * definitions.MAX_CODE

    def _defining(self, names: set[str]) -> list[Own]:
        """The student's own code cells that define these names, each name by the last that does."""
        last = {name: one for one in self.own if one.is_code for name in definitions.defined(one.text) & names}
        return sorted({id(one): one for one in last.values()}.values(), key=lambda one: one.position)

    def _from_another_task(self, task: Task, names: set[str]) -> list[Own]:
        """Another task's cell may define them too: an earlier one runs before, from a later one they are taken."""
        for other in self.exercise.automatic:
            text = self.texts[other.solution_id]
            if other is task or text is None or self._is_open(other) or not names & definitions.defined(text):
                continue
            position, cell = self.match.chosen.get(other.solution_id, (0, self.match.master[other.solution_id]))
            if self._comes_before(task.solution_id, other.solution_id):
                self.texts[other.solution_id] = ELSEWHERE
            return [Own(other.solution_id, position, text, True, cell)]
        return []

    def _comes_before(self, key: str, other: str) -> bool:
        return self.match.order[key] < self.match.order[other]

    def _is_above(self, one: Own, key: str) -> bool:
        return one.anchor == "" or self._comes_before(one.anchor, key)

    def _may_stay(self, key: str, found: list[Own]) -> bool:
        """Whether it has run before its place is reached, and is not simply the solution cell made anew."""
        if not all(self._is_above(one, key) for one in found):
            return False
        if any(one.anchor in self.texts and one not in self.own for one in found):
            return True
        names = {name for one in found for name in definitions.defined(one.text)}
        above = [one.text for one in self.own if one not in found and one.is_code and self._is_above(one, key)]
        above += [text for other, text in self.texts.items() if text and self._comes_before(other, key)]
        return self.texts[key] is not None or any(names & definitions.needed(text) for text in above)

    def _with_helpers(self, key: str, found: list[Own]) -> list[Own]:
        """These cells and, of the ones below their place, what they need."""
        taken, below = list(found), [one for one in self.own if one.is_code and not self._is_above(one, key)]
        needs = {name for one in found for name in definitions.needed(one.text)}
        while more := [one for one in below if one not in taken and definitions.defined(one.text) & needs]:
            taken += more
            needs |= {name for one in more for name in definitions.needed(one.text)}
        return sorted(taken, key=lambda one: one.position)

    def _wait_for_code(self, task: Task, names: set[str]) -> None:
        texts = [one.text for one in self.own]
        texts += [cell.source for key, (_, cell) in self.match.chosen.items() if key != task.solution_id
                  and not self.match.is_untouched(key, cell.source)]  # fmt: skip
        found = {name for text in texts for pair in definitions.LINE.findall(text) for name in pair}
        if names & found:
            self.waits[task.name] = UNCLEAR_CODE

    # --- words ----------------------------------------------------------------------------------------------------

    def _place_words(self, task: Task) -> None:
        near = list(self._near(task)) or list(self._under_its_heading(task))
        texts = [part for one in near for part in self._words_of(one)] or list(self._beside_the_question(task))
        if not texts and (single := self._only_text_left(task)):
            near, texts = [single], [single.text]
        if texts:
            self.texts[task.solution_id] = "\n\n".join(texts)
            self.own = [one for one in self.own if one not in near or (one.is_code and not _is_prose(one))]
            self.notes.append(f"the answer to {task.solution_id!r} stood beside its cell; it was put in its place")
        elif any(len(one.text.split()) >= FEWEST_WORDS for one in self.own if not one.is_code):
            self.waits[task.name] = UNCLEAR_WORDS

    def _near(self, task: Task) -> Iterator[Own]:
        """Cells of the student's own right below the answer's, or between it and the question."""
        section = {task.solution_id, *self._question(task)}
        yield from (one for one in self.own if one.anchor in section)

    def _question(self, task: Task) -> list[str]:
        """The exercise's plain cells right above an answer."""
        keys = list(self.match.master)
        above = reversed(keys[: keys.index(task.solution_id)])
        return list(takewhile(lambda key: not grader_data(self.match.master[key]), above))

    def _under_its_heading(self, task: Task) -> Iterator[Own]:
        heading = _last_heading(self._texts_above(task))
        for one in self.own if heading else ():
            above = [cell.source for cell in self.match.cells[: one.position + 1] if cell.cell_type == "markdown"]
            if _last_heading(above) == heading:
                yield one

    def _texts_above(self, task: Task) -> list[str]:
        keys = list(self.match.master)
        above = keys[: keys.index(task.solution_id)]
        return [self.match.released[key] for key in above if self.match.master[key].cell_type == "markdown"]

    def _words_of(self, one: Own) -> list[str]:
        """What of a cell can be an answer: words, and the pictures that its code has made."""
        text = pictures.inlined(one.text, one.cell.get("attachments"))
        words = [text] if not one.is_code or _is_prose(one) else []
        return [*words, *pictures.printed(one.cell)]

    def _beside_the_question(self, task: Task) -> Iterator[str]:
        """What was written into the exercise's own text above the answer's cell."""
        for key in self._question(task):
            found, asked = self.match.chosen.get(key), trimmed(self.match.released[key])
            said = trimmed(found[1].source) if found and found[1].cell_type == "markdown" else ""
            if asked in said and said != asked:
                yield said.replace(asked, "", 1).strip()

    def _only_text_left(self, task: Task) -> Own | None:
        left = [one for one in self.own if not one.is_code and len(one.text.split()) >= FEWEST_WORDS]
        still_open = [one for one in self.exercise.tasks if one.written and self._is_open(one)]
        return left[0] if len(left) == 1 and still_open == [task] else None


def _last_heading(texts: list[str]) -> str:
    found = [heading for text in texts for heading in HEADING.findall(text)]
    return found[-1].strip(" \t#") if found else ""


def _is_prose(one: Own) -> bool:
    return definitions.is_prose(one.text)
