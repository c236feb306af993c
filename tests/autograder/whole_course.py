"""All that a course holds of its grading, in a form in which two courses can be compared."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from pathlib import Path
from typing import Any, NamedTuple

from autograder.course.course import Course

MADE_UP = re.compile(r"[0-9a-f]{32}")  # an id of nbgrader's, drawn anew each time
Row = dict[str, Any]


class Undisturbed(NamedTuple):
    """What a run comes to that nobody disturbs, how long it takes, and of whom."""

    outcome: dict[str, Any]
    seconds: float
    students: set[str]


def copied(here: Course, place: Path) -> Course:
    """The course once more, for a test to change."""
    shutil.rmtree(place, ignore_errors=True)
    return Course(Path(shutil.copytree(here.root, place)), here.solutions)


def assert_nothing_lost_or_doubled(here: Course, undisturbed: Undisturbed) -> None:
    """The course is that of the undisturbed run; the journal may tell twice of a student, but not two things."""
    lines, found = journal(here), differences(whole(here), undisturbed.outcome)
    assert not found, found
    assert {line["student"] for line in lines} == undisturbed.students, lines
    assert len({(line["student"], line["outcome"], line["score"]) for line in lines}) == len(undisturbed.students), (
        lines
    )


def whole(here: Course) -> dict[str, Any]:
    """The gradebook, the verdicts and the autograded notebooks; without ids, seeds, seconds and times of day.

    A seed is of the run that came to a verdict. What a killed run had drawn for work without one is drawn again: nobody
    was told of it.
    """
    folders = (here.root / "autograded", here.state / "verdicts")
    files = {str(path.relative_to(here.root)): path for folder in folders for path in folder.rglob("*")}
    return {
        "gradebook": gradebook(here),
        "verdicts": {name: verdict(path.read_text()) for name, path in files.items() if path.suffix == ".json"},
        "notebooks": {name: path.read_bytes() for name, path in files.items() if path.suffix == ".ipynb"},
        "others": sorted(name for name, path in files.items() if path.suffix not in (".json", ".ipynb")),
    }


def differences(one: Any, other: Any, where: str = "") -> list[str]:
    """Where two of these differ, each in a line that begins at the difference."""
    if isinstance(one, dict) and isinstance(other, dict):
        names = sorted({*one, *other})
        return [line for name in names for line in differences(one.get(name), other.get(name), f"{where}/{name}")]
    if one == other:
        return []
    pair = repr(one), repr(other)
    same = next((n for n, (left, right) in enumerate(zip(*pair, strict=False)) if left != right), min(map(len, pair)))
    return [f"{where}: {' != '.join(text[max(0, same - 40) : same + 160] for text in pair)}"]


def verdict(text: str) -> dict[str, Any]:
    data = json.loads(text)
    assert data["extra"]["seed"], text
    data["extra"] = {name: value for name, value in data["extra"].items() if name not in ("graded", "seed")}
    return data | {"seconds": 0.0}


def journal(here: Course) -> list[dict[str, Any]]:
    """Each line; one that is not whole raises."""
    return [json.loads(line) for line in here.journal.read_text().splitlines()] if here.journal.exists() else []


def gradebook(here: Course) -> dict[str, list[str]]:
    """All rows of all tables; an id is replaced by the row that it names."""
    db = sqlite3.connect(here.root / "gradebook.db")
    db.row_factory = sqlite3.Row
    tables = [row["name"] for row in db.execute("select name from sqlite_master where type = 'table'")]
    links = {name: {row["from"]: row["table"] for row in db.execute(f"pragma foreign_key_list({name})")}
             for name in tables}  # fmt: skip
    rows = {name: [dict(row) for row in db.execute(f"select * from {name}")] for name in tables}
    db.close()

    def told(table: str, row: Row) -> dict[str, Any]:
        return {name: value_of(table, name, value) for name, value in row.items()}

    def value_of(table: str, name: str, value: Any) -> Any:
        if name in links[table] and value is not None:
            there = links[table][name]
            return told(there, next(row for row in rows[there] if row["id"] == value))
        return "" if name == "id" and MADE_UP.fullmatch(str(value)) else value

    return {
        name: sorted(json.dumps(told(name, row), sort_keys=True, default=str) for row in rows[name]) for name in tables
    }
