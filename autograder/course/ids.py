"""What a student may be called. An id names files, folders, rows of the gradebook and addresses of formgrader.

People are called in every script there is: what stops an id is only what one of those can't hold.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable

# A path's own, nbgrader's globs, formgrader's addresses (`#?%`) and the JavaScript and HTML that it writes ids into.
BREAKING = frozenset('/\\*?[]#%"<>')
UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")  # categories of characters that nobody sees or can type
JOINERS = "\u200c\u200d"  # which Persian and Indic names are spelled with
MOST_CHARACTERS = 128  # the gradebook's column
MOST_BYTES = 240  # a file's name has 255, of which ours put up to 14 around the id
# Letters of Cyrillic and Greek that fonts draw as Latin ones, and figures that look like letters; of Unicode's
# confusables.txt what one meets in names.
DRAWN_ALIKE = str.maketrans(
    "авсенікморѕтхуһјѵԁԛԝ" + "αβεζηικμνορτυχ" + "10|’ʼ`",
    "abcehikmopstxyhjvdqw" + "abezhikmvoptyx" + "lol'''",
)


def tidy(text: str) -> str:
    """The one way to write an id: accents composed, as keyboards give them; macOS takes them apart."""
    return unicodedata.normalize("NFC", text)


def fault(student: str) -> str:
    """Why nobody can be called so, with the character; empty where one can."""
    if not student.strip():
        return "there is no name"
    if student[0] == ".":
        return f"a name can't begin with {shown('.')}"
    for place, end in (("begin", student[0]), ("end", student[-1])):
        if end.isspace():
            return f"a name can't {place} with {shown(end)}"
    if bad := next((character for character in student if _stops(character)), ""):
        return f"a name can't hold {shown(bad)}"
    if len(student) > MOST_CHARACTERS or len(student.encode()) > MOST_BYTES:
        return f"a name can't be longer than {MOST_CHARACTERS} characters or {MOST_BYTES} bytes"
    return ""


def _stops(character: str) -> bool:
    return character in BREAKING or (unicodedata.category(character) in UNSEEN and character not in JOINERS)


def shown(character: str) -> str:
    """A character as anybody can tell it: `'*' (U+002A ASTERISK)`."""
    name = unicodedata.name(character, "")
    return f"{ascii(character) if _stops(character) else repr(character)} (U+{ord(character):04X}{name and ' ' + name})"


def alike(students: Iterable[str], known: Iterable[str]) -> list[str]:
    """A line for each of these students who can be taken for another one, or for somebody known."""
    looks: dict[str, set[str]] = defaultdict(set)
    for student in {*students, *known}:
        looks[_look(student)].add(student)
    pairs = [sorted(looks[_look(student)]) for student in sorted(set(students)) if len(looks[_look(student)]) > 1]
    return [_told(*pair) for pair in dict.fromkeys(map(tuple, pairs))]


def _look(student: str) -> str:
    """The same for ids that look the same: without case, joiners, and what is drawn alike."""
    plain = unicodedata.normalize("NFKC", student).casefold()
    return "".join(c for c in plain if c not in JOINERS).translate(DRAWN_ALIKE)


def _told(one: str, *others: str) -> str:
    odd = [shown(character) for other in others for character in other if character not in one]
    told = f"; {odd[0]} is only in one of them" if odd else ""
    return f"{', '.join(map(repr, (one, *others)))} look alike{told}: are they one person?"
