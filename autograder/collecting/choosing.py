"""Which of a student's files is the notebook to grade: the one they worked on, whatever it is called.

A worked copy (`X (1).ipynb`, `Copy of X.ipynb`) goes before the untouched `X.ipynb` beside it; what is in a zip counts
as if it lay beside it; an export as text is read where its cells can be told; what only a person can read waits for
one; and the notebook of another exercise is refused by its name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import PurePosixPath

from nbformat import NotebookNode

from autograder.collecting import reading, scripts
from autograder.collecting.inbox import NOTEBOOK_NAMES, Offer, OfferedFile
from autograder.collecting.packed import Unpacking
from autograder.collecting.reading import MAX_BYTES, MAX_RAW, Malformed
from autograder.course.course import Course
from autograder.exercises import notebooks
from autograder.exercises.exercise import Exercise, grader_data
from autograder.exercises.texts import trimmed
from autograder.placing import placing

FOR_A_PERSON = (".py", ".md", ".html", ".htm", ".pdf", ".docx", ".doc", ".odt", ".rtf", ".png", ".jpg", ".jpeg",
                ".heic", ".rar", ".7z", ".gz", ".tar")  # fmt: skip
MOST_READ = 20  # of one student's files
# What systems and people make of a name: `Copy of X`, `X (1)`, `X-1`, `X-Copy1`, `X - Kopie`, `X copy 2`.
COPY = re.compile(
    r"^(?:copy of|kopie von|copie de|copia de|copia di)\s+"
    r"|[\s_-]*(?:\(\d{1,4}\)|-\d{1,4}|-copy\d{0,4}|[\s-](?:copy|kopie|copie|copia)(?: \d{1,4})?)$",
    re.IGNORECASE,
)
UNREADABLE = "can't be read"
FOREIGN = "this is `"
SAME_MOMENT = 60.0  # seconds; files that were copied or packed together have times of no meaning


@dataclass(frozen=True)
class Choice:
    """What is taken of one student's: `data` as it came, `text` as nbgrader can read it (none: no notebook).

    `problem` says why it was refused, `for_person` why only a person can read it, `asks` why a person has to look at
    what was taken; `beside` are other notebooks that they worked on, and must not be lost.
    """

    name: str = ""
    data: bytes = b""
    text: str | None = None
    problem: str = ""
    for_person: str = ""
    notes: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    beside: tuple[tuple[str, bytes], ...] = ()


@dataclass(frozen=True)
class Candidate:
    """A file that was looked into. `foreign` names the other exercise that it is of."""

    file: OfferedFile
    slug: str
    problem: str = ""
    foreign: str = ""
    is_ours: bool = True
    is_worked: bool = False

    @cached_property
    def stem(self) -> str:
        """The name without its ending and its marks of a copy."""
        name = base(self.file)
        ending = next((end for end in (*NOTEBOOK_NAMES, ".py", ".md") if name.lower().endswith(end)), "")
        name = name[: len(name) - len(ending)]
        while name != self.slug and (shorter := COPY.sub("", name).strip()) != name:
            name = shorter
        return name

    @property
    def number(self) -> int:
        numbers = re.findall(r"\d+", base(self.file).replace(self.stem, "", 1))
        return int(numbers[-1]) if numbers else int(base(self.file) != f"{self.slug}.ipynb")

    @property
    def rank(self) -> tuple[bool, ...]:
        """The smaller, the rather it is the notebook that was meant, before times and numbers are looked at."""
        meant = (not self.foreign, not self.problem, self.is_ours, self.is_worked, self.stem == self.slug)
        return tuple(not fits for fits in meant)


def base(file: OfferedFile) -> str:
    return file.name.rsplit("/", 1)[-1]


class Chooser:
    """Chooses for one exercise of a course, whose others it reads only when a notebook is not of this one."""

    def __init__(self, course: Course, slug: str) -> None:
        self.course, self.exercise = course, course.exercise(slug)

    @property
    def slug(self) -> str:
        return self.exercise.slug

    def choose(self, offer: Offer) -> Choice:
        """What to take of these files, with a note on each that is not taken."""
        unpacking = Unpacking()
        files = [inner for file in offer.files for inner in unpacking.opened(file)]
        notes = [*offer.notes, *(f"{file.name}: {file.trouble}; not taken" for file in files if file.trouble)]
        sound = [file for file in files if not file.trouble and file.name]
        choice = self._notebook(sound)
        if choice is None or (choice.text is None and not choice.problem.startswith(FOREIGN)):
            choice = self._text(sound) or choice or self._for_a_person(sound, files) or Choice()
        kept = {choice.name, *(name for name, _ in choice.beside)}
        notes += choice.notes
        notes += [
            f"{file.name}: not taken" for file in sound if file.name not in kept and base(file) != "timestamp.txt"
        ]
        if any(base(file) == "timestamp.txt" for file in sound):
            notes.append("timestamp.txt: not taken; a student's own time is not believed")
        return replace(choice, notes=tuple(notes))

    def another(self, offer: Offer) -> str:
        """The other exercise that these files are of, if they are of one."""
        problem = self.choose(offer).problem
        return problem.partition("`")[2].partition("`")[0] if problem.startswith(FOREIGN) else ""

    def _notebook(self, sound: Sequence[OfferedFile]) -> Choice | None:
        named = [file for file in sound if file.name.lower().endswith(NOTEBOOK_NAMES)]
        named.sort(key=lambda file: (base(file) != f"{self.slug}.ipynb", self.slug not in file.name, file.name))
        looked = sorted((self._look(file, len(named) == 1) for file in named[:MOST_READ]), key=lambda one: one.rank)
        if not looked:
            return None
        equal = [one for one in looked if one.rank == looked[0].rank]
        chosen = _newest(equal) if looked[0].is_worked else looked[0]
        return self._taken(chosen, [one for one in looked if one.is_worked and one.is_ours and one is not chosen])

    def _taken(self, chosen: Candidate, others: Sequence[Candidate]) -> Choice:
        name, notes = chosen.file.name, []
        if base(chosen.file) != f"{self.slug}.ipynb":
            notes.append(f"the notebook was named {name!r}; taken as {self.slug}.ipynb")
        if chosen.foreign:
            return Choice(name, problem=foreign(chosen.foreign, self.slug), notes=tuple(notes))
        if chosen.problem.startswith(UNREADABLE):
            return Choice(name, problem=f"{name} {chosen.problem}", notes=tuple(notes))
        data = chosen.file.read(MAX_RAW + 1)
        if len(data) > MAX_RAW:
            return Choice(name, problem=chosen.problem, notes=tuple(notes))
        beside = [(one.file.name, one.file.read(MAX_RAW)) for one in others]
        differ = [other for other, there in beside if not self._alike(there, data)]
        asks = tuple(f"{other} differs from {name}, which was taken; both were worked on" for other in differ)
        return self._read(Choice(name, data, notes=tuple(notes), asks=asks, beside=tuple(beside)))

    def _read(self, choice: Choice) -> Choice:
        """The choice with its text. What is no notebook is kept as it came; what is too large even so is not."""
        try:
            text = reading.usable(choice.data)
        except Malformed as error:
            return choice if len(choice.data) <= MAX_BYTES else replace(choice, problem=str(error), data=b"")
        if len(choice.data) <= MAX_BYTES:
            return replace(choice, text=text)
        note = f"its outputs were left out: with them it has {len(choice.data) / 1e6:.0f} MB"
        return replace(choice, text=text, data=text.encode("utf-8", "replace"), notes=(*choice.notes, note))

    def _alike(self, one: bytes, other: bytes) -> bool:
        texts = [[trimmed(cell.source) for cell in reading.read(data).cells] for data in (one, other)]
        return texts[0] == texts[1]

    def _look(self, file: OfferedFile, is_single: bool) -> Candidate:
        try:
            data = file.read(MAX_RAW + 1)
        except Exception as error:  # a damaged member of a zip fails in many ways, and costs no one else
            return Candidate(file, self.slug, problem=f"{UNREADABLE} ({error})")
        try:
            return self._seen(file, reading.read(data), is_single)
        except Malformed as error:
            return Candidate(file, self.slug, problem=str(error))

    def _seen(self, file: OfferedFile, notebook: NotebookNode, is_single: bool) -> Candidate:
        other = self._of_another(notebook)
        if other or is_single:
            return Candidate(file, self.slug, foreign=other)
        ours = not placing.canonical(self.exercise, notebook).is_foreign
        worked = any(trimmed(cell.source) not in self._released for cell in notebook.cells)
        return Candidate(file, self.slug, is_ours=ours, is_worked=worked)

    @cached_property
    def _released(self) -> set[str]:
        return {"", *(trimmed(cell.source) for cell in notebooks.student_notebook(self.exercise).cells)}

    def _of_another(self, notebook: NotebookNode) -> str:
        """The exercise whose cells are in the notebook, by nbgrader's names, if it has none of this one's."""
        named = {str(grader_data(cell).get("grade_id")) for cell in notebook.cells if grader_data(cell)}
        if not named or named & _names(self.exercise):
            return ""
        found = {slug: len(named & names) for slug, names in self._others.items()}
        best = max(found, key=lambda slug: found[slug], default="")
        return best if best and found[best] else ""

    @cached_property
    def _others(self) -> dict[str, set[str]]:
        return {slug: _names(self.course.exercise(slug)) for slug in self.course.slugs if slug != self.slug}

    def _text(self, sound: Sequence[OfferedFile]) -> Choice | None:
        """An export as text, if its cells can be told."""
        for file in sound:
            suffix = PurePosixPath(file.name.lower()).suffix
            data = _some(file) if suffix in scripts.FORMATS else b""
            notebook = scripts.read(reading.decoded(data), suffix) if data else None
            if notebook is None or placing.canonical(self.exercise, notebook).is_foreign:
                continue
            if other := self._of_another(notebook):
                return Choice(file.name, problem=foreign(other, self.slug))
            note = f"{file.name} was read as a notebook: its cells were known by their text and the names they define"
            return Choice(file.name, data, notebooks.notebook_text(notebook), notes=(note,))
        return None

    def _for_a_person(self, sound: Sequence[OfferedFile], files: Sequence[OfferedFile]) -> Choice | None:
        found = [file for file in sound if file.name.lower().endswith(FOR_A_PERSON)]
        if found:
            why = f"{found[0].name} was handed in instead of a notebook; a person has to read it"
            others = [(file.name, data) for file in found[1:MOST_READ] if (data := _some(file))]
            return Choice(found[0].name, _some(found[0]), for_person=why, beside=tuple(others))
        zips = [file for file in files if file.trouble and file.name.lower().endswith(".zip")]
        return Choice(zips[0].name, problem=f"{zips[0].name}: {zips[0].trouble}") if zips else None


def foreign(other: str, slug: str) -> str:
    return f"{FOREIGN}{other}`, handed in for `{slug}`"


def _names(exercise: Exercise) -> set[str]:
    return {str(grader_data(cell)["grade_id"]) for cell in exercise.notebook.cells if grader_data(cell)}


def _some(file: OfferedFile) -> bytes:
    """The file's bytes, or none where it is damaged or too large."""
    try:
        data = file.read(MAX_RAW + 1)
    except Exception:
        return b""
    return data if len(data) <= MAX_RAW else b""


def _newest(equal: Sequence[Candidate]) -> Candidate:
    """The newest by the time that the folder or zip has of it; where these say nothing, the highest number."""
    times = [one.file.modified for one in equal]
    if min(times) and max(times) - min(times) > SAME_MOMENT:
        return max(equal, key=lambda one: one.file.modified)
    return max(equal, key=lambda one: one.number)
