"""What the class's people are called: a name beside the id, wherever one is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from autograder import collect, stock
from autograder.course import Course

Names = Mapping[str, str]


def names(course: Course) -> dict[str, str]:
    """By id: the gradebook's name, which a person may have entered, else the one that came with what was handed in."""
    receipts = (
        collect.receipt(course, slug, one) for slug in course.released() for one in collect.students(course, slug)
    )
    return {found.student: found.name for found in receipts if found and found.name} | stock.names(course)


def called(names: Names, student: str) -> str:
    """One person in a sentence: `s123 (Ada Lovelace)`."""
    return f"{student} ({names[student]})" if names.get(student) else student


def listed(names: Names, students: Iterable[str], most: int | None = None) -> str:
    """People in a sentence, the first of them where there are more than `most`."""
    everyone = list(students)
    shown = [called(names, student) for student in everyone[:most]]
    return ", ".join([*shown, *(["…"] if len(everyone) > len(shown) else [])])
