"""What the class's people are called: a name beside the id, wherever one is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from autograder.collecting import namesakes
from autograder.course.course import Course

Names = Mapping[str, str]


def names(course: Course) -> dict[str, str]:
    """By id, of those who have a name: the gradebook's, or the one that came with what they handed in."""
    return {student: name for student, name in namesakes.known_people(course).items() if name}


def called(names: Names, student: str) -> str:
    """One person in a sentence: `s123 (Ada Lovelace)`."""
    return f"{student} ({names[student]})" if names.get(student) else student


def listed(names: Names, students: Iterable[str], most: int | None = None) -> str:
    """People in a sentence, the first of them where there are more than `most`."""
    everyone = list(students)
    shown = [called(names, student) for student in everyone[:most]]
    return ", ".join([*shown, *(["…"] if len(everyone) > len(shown) else [])])
