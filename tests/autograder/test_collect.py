"""What is handed in comes from anywhere and anyone: only notebooks are taken, none is lost, no time is believed."""

from __future__ import annotations

import os
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from light_class import SLUG, answered, hand_in

from autograder.collecting import archives, arrivals, collect, exchange, inbox, reading
from autograder.collecting.collect import Receipt
from autograder.course.course import Course
from autograder.errors import Trouble
from autograder.exercises.exercise import Exercise


def take_all(here: Course, place: Path, times: dict[str, datetime] | None = None) -> dict[str, Receipt]:
    found, _ = inbox.read_offers(place)
    arrivals.add_times(found, times or {})
    return {offer.student: collect.take(here, SLUG, offer) for offer in found}


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def at(hour: int) -> datetime:
    return datetime(2026, 10, 1, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("member", "student"),
    [
        ("s1/mean-loss.ipynb", "s1"),
        ("s1/mean-loss/mean-loss.ipynb", "s1"),
        ("Given Family_4711_assignsubmission_file_/mean-loss.ipynb", "4711"),
        ("Given Family_4711_assignsubmission_file_mean-loss.ipynb", "4711"),
        ("familygiven_4711_99_mean-loss.ipynb", "4711"),
        ("familygiven_LATE_4711_99_mean-loss-1.ipynb", "4711"),
    ],
)
def test_the_layouts_of_zips_are_known(
    here: Course, light: Exercise, tmp_path: Path, member: str, student: str
) -> None:
    taken = take_all(here, zipped(tmp_path / "a.zip", {member: answered(light)}))
    assert [receipt.state for receipt in taken.values()] == ["new"] and list(taken) == [student]
    assert here.path("submitted", student, SLUG).read_bytes() == answered(light)


def test_canvas_marks_lateness_without_a_time(here: Course, light: Exercise, tmp_path: Path) -> None:
    taken = take_all(here, zipped(tmp_path / "a.zip", {"familygiven_LATE_7_9_mean-loss.ipynb": answered(light)}))
    assert taken["7"].marked_late and taken["7"].received is None


def test_a_folder_around_everything_named_like_the_zip_is_no_student(
    here: Course, light: Exercise, tmp_path: Path
) -> None:
    members = {f"class/{student}/mean-loss.ipynb": answered(light) for student in ("s1", "s2")}
    assert sorted(take_all(here, zipped(tmp_path / "class.zip", members))) == ["s1", "s2"]


def test_names_that_leave_the_archive_are_refused_and_named(here: Course, light: Exercise, tmp_path: Path) -> None:
    names = ["../evil/mean-loss.ipynb", "/etc/mean-loss.ipynb", "s1/../../mean-loss.ipynb", "C:\\s\\mean-loss.ipynb"]
    place = zipped(tmp_path / "a.zip", {**dict.fromkeys(names, b"{}"), "s1/mean-loss.ipynb": answered(light)})
    found, remarks = inbox.read_offers(place)
    assert [offer.student for offer in found] == ["s1"]
    assert len(remarks.left_out) == 4 and all("leaves the archive" in line for line in remarks.left_out)


def test_links_are_not_followed(here: Course, light: Exercise, tmp_path: Path) -> None:
    secret = tmp_path / "secret.ipynb"
    secret.write_bytes(answered(light))
    (tmp_path / "inbox" / "s1").mkdir(parents=True)
    (tmp_path / "inbox" / "s1" / "mean-loss.ipynb").symlink_to(secret)
    (tmp_path / "inbox" / "s2").symlink_to(tmp_path)
    taken = take_all(here, tmp_path / "inbox")
    assert {student: receipt.state for student, receipt in taken.items()} == {"s1": "missing", "s2": "missing"}
    assert all("a link" in receipt.notes[0] for receipt in taken.values())


def test_links_and_locked_members_of_a_zip_are_refused(here: Course, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        link = zipfile.ZipInfo("s1/mean-loss.ipynb")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    assert take_all(here, tmp_path / "a.zip")["s1"].state == "missing"


def test_a_pipe_is_not_read(here: Course, tmp_path: Path) -> None:
    (tmp_path / "inbox" / "s1").mkdir(parents=True)
    os.mkfifo(tmp_path / "inbox" / "s1" / "mean-loss.ipynb")
    assert take_all(here, tmp_path / "inbox")["s1"].state == "missing"


def test_a_file_that_is_too_large_is_refused_and_not_copied(here: Course, tmp_path: Path) -> None:
    large = b'{"nbformat": 4, "cells": [], "more": "' + b"x" * reading.MAX_BYTES + b'"}'
    place = zipped(tmp_path / "a.zip", {"s1/mean-loss.ipynb": large})
    receipt = take_all(here, place)["s1"]
    assert receipt.state == "refused" and "too large" in receipt.problem
    assert not here.path("submitted", "s1", SLUG).exists()


def test_a_damaged_member_costs_nobody_else(here: Course, light: Exercise, tmp_path: Path) -> None:
    place = zipped(tmp_path / "a.zip", {"s1/mean-loss.ipynb": b"A" * 5000, "s2/mean-loss.ipynb": answered(light)})
    place.write_bytes(place.read_bytes().replace(b"A" * 100, b"B" * 100, 1))
    taken = take_all(here, place)
    assert (taken["s1"].state, taken["s2"].state) == ("refused", "new")


def test_every_attempt_is_kept_and_the_newest_counts(here: Course, light: Exercise, tmp_path: Path) -> None:
    first, second = answered(light, absolute="first = 1"), answered(light, absolute="second = 2")
    take_all(here, hand_in(tmp_path / "one", "s1", first))
    receipt = take_all(here, hand_in(tmp_path / "two", "s1", second))["s1"]
    assert (receipt.state, receipt.attempts) == ("resubmitted", 2)
    assert here.path("submitted", "s1", SLUG).read_bytes() == second
    kept = [path.read_bytes() for path in sorted((here.state / "attempts").rglob("*.ipynb"))]
    assert kept == [first, second]


def test_collecting_the_same_again_changes_nothing(here: Course, light: Exercise, tmp_path: Path) -> None:
    place = hand_in(tmp_path / "one", "s1", answered(light))
    take_all(here, place)
    assert (take_all(here, place)["s1"].state, take_all(here, place)["s1"].attempts) == ("unchanged", 1)


def test_an_older_attempt_that_comes_later_does_not_count(here: Course, light: Exercise, tmp_path: Path) -> None:
    new, old = answered(light, absolute="new = 1"), answered(light, absolute="old = 1")
    take_all(here, hand_in(tmp_path / "one", "s1", new), {"s1": at(12)})
    receipt = take_all(here, hand_in(tmp_path / "two", "s1", old), {"s1": at(9)})["s1"]
    assert receipt.state == "older" and here.path("submitted", "s1", SLUG).read_bytes() == new


def test_an_empty_folder_later_on_does_not_take_an_attempt_away(here: Course, light: Exercise, tmp_path: Path) -> None:
    take_all(here, hand_in(tmp_path / "one", "s1", answered(light)))
    (tmp_path / "two" / "s1").mkdir(parents=True)
    assert take_all(here, tmp_path / "two")["s1"].state == "kept"
    kept = collect.receipt(here, SLUG, "s1")
    assert kept and kept.sha256 and here.path("submitted", "s1", SLUG).exists()


def test_a_time_is_written_for_nbgrader_only_where_it_is_trusted(here: Course, light: Exercise, tmp_path: Path) -> None:
    place = hand_in(hand_in(tmp_path / "in", "s1", answered(light)), "s2", answered(light))
    hand_in(place, "s2", b"2001-01-01 00:00:00 UTC", "timestamp.txt")
    take_all(here, place, {"s1": at(12)})
    stamps = {path.parent.parent.name: path.read_text() for path in (here.root / "submitted").rglob("timestamp.txt")}
    assert stamps == {"s1": "2026-10-01 12:00:00.000000 UTC\n"}


@pytest.mark.parametrize(
    "text", ["student,received\ns1,yesterday\n", "student,received\ns1,2026-10-01T12:00\n", "a,b\n1,2\n"]
)
def test_a_record_of_times_must_say_when_and_where(tmp_path: Path, text: str) -> None:
    (tmp_path / "times.csv").write_text(text)
    with pytest.raises(Trouble, match="line 2"):
        arrivals.read_times(tmp_path / "times.csv")


def test_the_exchange_gives_the_newest_attempt_and_its_own_time(here: Course, light: Exercise, tmp_path: Path) -> None:
    inbound = tmp_path / "inbound"
    for day, text in (("02", "old = 1"), ("01", "new = 1")):
        hand_in(inbound, f"s1+{SLUG}+2001-01-{day} 00:00:00 UTC+abc", answered(light, absolute=text))
    (inbound / f"s2+{SLUG}+x").symlink_to(tmp_path)
    found, remarks = exchange.read_exchange(inbound, SLUG, check_owner=False)
    receipt = collect.take(here, SLUG, found[0])
    assert b"new = 1" in here.path("submitted", "s1", SLUG).read_bytes()
    assert receipt.time and (datetime.now(UTC) - receipt.time).total_seconds() < 600
    assert "claims 2001-01-01" in receipt.notes[0] and len(remarks.left_out) == 1


def test_a_submission_in_another_students_name_is_left_out(light: Exercise, tmp_path: Path) -> None:
    hand_in(tmp_path, f"someone-else+{SLUG}+2026-01-01 00:00:00 UTC", answered(light))
    found, remarks = exchange.read_exchange(tmp_path, SLUG, check_owner=True)
    assert found == [] and "claims to be someone-else's" in remarks.left_out[0]


def test_of_two_attempts_of_one_moment_the_one_collected_later_counts(
    here: Course, light: Exercise, tmp_path: Path
) -> None:
    for turn, changes in (("first", {}), ("second", {"absolute": "mine = 2"})):
        place = hand_in(tmp_path / turn, "s1", answered(light, **changes))
        taken = take_all(here, place, {"s1": at(9)})
    assert taken["s1"].state == "resubmitted"
    assert here.path("submitted", "s1", SLUG).read_bytes() == answered(light, absolute="mine = 2")


@pytest.mark.parametrize("kind", ["folder", "zip"])
def test_a_place_of_too_many_files_is_the_wrong_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setattr(archives, "MAX_FILES", 3)
    files = {f"s{number}/mean-loss.ipynb": b"{}" for number in range(4)}
    for name, data in files.items():
        (tmp_path / "folder" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "folder" / name).write_bytes(data)
    zipped(tmp_path / "zip", files)
    with pytest.raises(Trouble, match="holds more than 3 files; is it the right one"):
        inbox.read_offers(tmp_path / kind)
