"""Who belongs to the class and until when: extensions, students who have left, students who come back.

A student leaves by `autograder drop`, or by nbgrader's own `db student remove`: either way they are in no list, table
or page any more, and no run brings them back by itself. What they handed in stays where it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Any

from autograder import files
from autograder.collecting import collect
from autograder.course import gradebook, ids
from autograder.course.course import Course
from autograder.errors import Trouble
from autograder.verdict import Outcome


def members(course: Course, slug: str) -> list[str]:
    """Everyone who handed this exercise in, and everyone whom the gradebook knows; without those who left."""
    known = gradebook.known_students(course)
    return sorted({*collect.students(course, slug), *known} - set(left(course, slug, known)))


def left(course: Course, slug: str, known: Iterable[str] | None = None) -> list[str]:
    """Those who left: dropped, or graded once and no longer in the gradebook. An empty gradebook is a lost one."""
    known = set(gradebook.known_students(course) if known is None else known)
    gone = {student for student in set(collect.students(course, slug)) - known if _was_recorded(course, student)}
    return sorted({*dropped(course), *(gone if known else ())})


def sound(course: Course, slug: str) -> list[str]:
    """The members of whom all that is kept can be read."""
    return [student for student in members(course, slug) if not damage(course, slug, student)]


def damaged(course: Course, slug: str) -> list[str]:
    """A line for each of the other members: which file, and the cure."""
    found = {student: damage(course, slug, student) for student in collect.students(course, slug)}
    found = {student: why for student, why in found.items() if why}
    return [found[student] for student in members(course, slug) if student in found] if found else []


def damage(course: Course, slug: str, student: str) -> str:
    """What of a student's can't be read, and the cure; empty where all can."""
    for path, read, cure in (
        (course.verdict_path(slug, student), partial(course.verdict, slug), "run `autograder grade`"),
        (collect.receipt_path(course, slug, student), partial(collect.receipt, course, slug), "collect the work again"),
    ):
        try:
            read(student)
        except Exception as error:
            return f"{student} ({path} can't be read: {error or type(error).__name__}; {cure})"
    return ""


def dropped(course: Course) -> list[str]:
    return sorted(path.stem for path in (course.state / "dropped").glob("[!.]*.json"))


def _was_recorded(course: Course, student: str) -> bool:
    """Whether some verdict on them reached the gradebook."""
    legible = (slug for slug in course.released() if not damage(course, slug, student))
    verdicts = (course.verdict(slug, student) for slug in legible)
    return any(verdict is not None and verdict.outcome is not Outcome.OUR_FAULT for verdict in verdicts)


def chosen(course: Course, slug: str, only: Iterable[str], also: Iterable[str] = ()) -> list[str]:
    """The members and `also`, who handed in something else today; or those of them who are named in `only`.

    Raises
    ------
    Trouble
        If there is nobody, or one of the named is no member; with the cure.
    """
    known = sorted({*members(course, slug), *also} - set(left(course, slug)))
    if away := sorted(set(only) & set(left(course, slug))):
        raise Trouble(f"{away[0]} has left the class; `autograder drop {away[0]} --undo` takes them back")
    if unknown := set(only) - set(known):
        raise Trouble(f"no student {', '.join(sorted(unknown))} here; collected are: {', '.join(known) or 'none'}")
    if not known:
        raise Trouble("nothing is collected; run `autograder collect EXERCISE PLACE` first")
    return [student for student in known if not only or student in only]


def extend(course: Course, slug: str, student: str, by: timedelta | datetime, new: bool = False) -> datetime:
    """Let this student's work be due later, by a time after everybody's due date or until a moment; gives the moment.

    It is nbgrader's own extension: no regrade and no later attempt takes it away, and what lateness costs follows it.

    Raises
    ------
    Trouble
        If the exercise has no due date, the moment is before it, or nobody knows the student and `new` is not given.
    """
    due = gradebook.due_date(course, slug) if slug in course.released() else None
    if due is None:
        raise Trouble(f"{slug!r} has no due date to extend; run `autograder release {slug} --due TIME` first")
    longer = by - due if isinstance(by, datetime) else by
    if longer < timedelta(0):
        raise Trouble(f"that is before {slug!r} is due for everybody ({due:%Y-%m-%d %H:%M} UTC); give a later time")
    if not new:
        _check_known(course, slug, student)
    elif why := ids.fault(student):
        raise Trouble(f"{student!r} is no name that a student may have: {why}")
    with gradebook.gradebook(course) as book:
        book.update_or_create_student(student)
        book.update_or_create_submission(slug, student, extension=longer or None)
    return due + longer


def _check_known(course: Course, slug: str, student: str) -> None:
    known = members(course, slug)
    if student in left(course, slug):
        raise Trouble(f"{student} has left the class; `autograder drop {student} --undo` takes them back")
    if student not in known:
        near = ", ".join(get_close_matches(student, known, 5, 0.5)) or "nobody of a similar name"
        raise Trouble(f"no student {student!r}; there is: {near}. For one of whom nothing came yet, add --new")


def drop(course: Course, student: str) -> Path:
    """Take a student out of the class; what people gave them by hand is kept in the file that is returned.

    Raises
    ------
    Trouble
        If nobody knows the student, or they were dropped already.
    """
    if student in dropped(course):
        raise Trouble(f"{student} was dropped already; `autograder drop {student} --undo` takes them back")
    known = gradebook.known_students(course)
    if student not in known and not _collected(course, student):
        near = ", ".join(get_close_matches(student, known, 5, 0.5)) or "nobody of a similar name"
        raise Trouble(f"no student {student!r} in this course; there is: {near}")
    path = _record(course, student)
    files.write_json(path, {slug: kept for slug in course.released() if (kept := _kept(course, slug, student))})
    if student in known:
        with gradebook.gradebook(course) as book:
            book.remove_student(student)
    return path


def _record(course: Course, student: str) -> Path:
    return course.state / "dropped" / f"{student}.json"


def _collected(course: Course, student: str) -> list[str]:
    return [slug for slug in course.slugs if student in collect.students(course, slug)]


def _kept(course: Course, slug: str, student: str) -> dict[str, Any] | None:
    row = gradebook.sheet(course, slug).get(student)
    if row is None:
        return None
    score, hand = row
    given = {**asdict(hand), "to_confirm": sorted(hand.to_confirm)}
    return {"name": score.name, "extension": score.extension and score.extension.total_seconds(), "by_hand": given}


def take_back(course: Course, student: str) -> None:
    """Undo `drop`, or nbgrader's removal: the student is a member again, and the next `grade` does all their work.

    Raises
    ------
    Trouble
        If they have not left.
    """
    if not any(student in left(course, slug) for slug in course.slugs):
        raise Trouble(f"{student!r} has not left the class; there is nothing to undo")
    for slug in _collected(course, student):
        course.verdict_path(slug, student).unlink(missing_ok=True)
    with gradebook.gradebook(course) as book:
        book.update_or_create_student(student)
    for slug, kept in (files.read_json(_record(course, student)) or {}).items():
        _restore(course, slug, student, kept)
    _record(course, student).unlink(missing_ok=True)


def _restore(course: Course, slug: str, student: str, kept: dict[str, Any]) -> None:
    """Put back what people gave by hand, for them to confirm once the tests have run again."""
    receipt, given = collect.receipt(course, slug, student), kept["by_hand"]
    gradebook.enter(course, slug, student, kept["name"], receipt.time if receipt else None)
    with gradebook.gradebook(course) as book:
        submission = book.find_submission(slug, student)
        submission.extension = timedelta(seconds=kept["extension"]) if kept["extension"] else None
        for notebook in submission.notebooks:
            for grade in notebook.grades:
                grade.manual_score = given["scores"].get(grade.name)
                grade.extra_credit = given["extra"].get(grade.name)
            for comment in notebook.comments:
                comment.manual_comment = given["comments"].get(comment.name)
        book.db.commit()


def moment(when: datetime) -> str:
    return f"{when.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
