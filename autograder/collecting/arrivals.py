"""The instructor's own record of when work came, as `--received` takes it from any spreadsheet."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from autograder.collecting.inbox import Offer
from autograder.course import ids
from autograder.errors import Trouble

WORKBOOKS = (b"PK", b"\xd0\xcf\x11\xe0")  # how .xlsx and .ods, and .xls, begin
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
COLUMNS = "the columns are student,received with times like 2026-10-01T23:59:00+02:00"


def read_times(path: Path) -> dict[str, datetime]:
    """When each student's work came: a CSV with columns `student` and `received` (ISO 8601, with zone).

    Raises
    ------
    Trouble
        If it can't be read, or a line of it.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Trouble(f"{path} can't be read ({error.strerror}); --received wants a CSV file") from None
    if data.startswith(WORKBOOKS):
        raise Trouble(f"{path} is a workbook; save it as CSV (UTF-8) in the spreadsheet, and give that")
    lines = _text(data).splitlines()
    between = _between(lines[0]) if lines else ""
    start = 1 if between else 0
    rows = csv.reader(lines[start:], delimiter=between or _delimiter(lines))
    columns = [name.strip().casefold() for name in next(rows, [])]
    times = (
        _time(path, start + rows.line_num, dict(zip(columns, row, strict=False)))
        for row in rows
        if "".join(row).strip()
    )
    return dict(times)


def _text(data: bytes) -> str:
    """The text, in the encoding that its mark says; else UTF-8, UTF-16 by its zeros, or what Windows writes."""
    marked = next((name for mark, name in MARKS if data.startswith(mark)), "")
    if not marked and b"\0" in data[:200]:
        marked = "utf-16-be" if data[:1] == b"\0" else "utf-16-le"
    for encoding in (marked or "utf-8", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _between(first: str) -> str:
    """The separator, where Excel's own first line tells it."""
    return first[4:5] if first.lower().startswith("sep=") else ""


def _delimiter(lines: Sequence[str]) -> str:
    return max(",;\t", key=lines[0].count) if lines else ","


def _time(path: Path, number: int, row: dict[str, str]) -> tuple[str, datetime]:
    try:
        time = datetime.fromisoformat(row["received"].strip())
        if time.tzinfo is None:
            raise ValueError
        return ids.tidy(row["student"].strip()), time
    except (KeyError, ValueError):
        raise Trouble(f"{path}, line {number}: {COLUMNS}") from None


def add_times(offers: Sequence[Offer], times: dict[str, datetime]) -> list[str]:
    """Put the recorded times on the offers; returns the students of the record who handed nothing in."""
    for offer in offers:
        offer.received = times.get(offer.student, offer.received)
    return sorted(set(times) - {offer.student for offer in offers})
