"""A class's names: as its people are called, as its systems write them, and as they come back the next time."""

from __future__ import annotations

import csv
import html
import shutil
import time
import unicodedata
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from light_class import SLUG, answered, hand_in
from term_class import told

from autograder import files
from autograder.cli import main
from autograder.collecting import arrivals, collect, exchange
from autograder.course import gradebook
from autograder.course.course import Course
from autograder.exercises.exercise import Exercise

NOTEBOOK = f"{SLUG}.ipynb"


def zipped(path: Path, members: Iterable[str], data: bytes) -> Path:
    """A zip of such files, all the same."""
    with zipfile.ZipFile(path, "w") as archive:
        for name in members:
            archive.writestr(name, data)
    return path


def windows_zip(path: Path, names: Iterable[str], page: str, data: bytes) -> Path:
    """A zip whose names are written in a code page, and that doesn't say so."""
    stand_ins = {f"name-{number:02d}": name.encode(page) for number, name in enumerate(names)}
    zipped(path, [f"{stand_in}/{NOTEBOOK}" for stand_in in stand_ins], data)
    content = path.read_bytes()
    for stand_in, name in stand_ins.items():
        assert len(name) <= len(stand_in), "the offsets in the zip stay as they are"
        content = content.replace(stand_in.encode(), name.ljust(len(stand_in), b"_"))
    path.write_bytes(content)
    return path


def students(here: Course) -> dict[str, str]:
    """Everyone of whom something was collected, with the name that their system gave."""
    return {student: collect.name(here, SLUG, student) for student in collect.students(here, SLUG)}


# --- what systems call people --------------------------------------------------------------------------------------

GRADESCOPE = b"""submission_31:
  :submitters:
  - :name: Grace Scope
    :sid: '31001'
    :email: g@uni.example
  - :name: Mary Scope
    :sid: ''
    :email: m@uni.example
  :created_at: 2026-10-01 10:00:00 Z
"""
DOWNLOADS: dict[str, tuple[list[str], dict[str, str]]] = {
    "Moodle": (
        [
            f"Ada Lovelace_11_assignsubmission_file/{NOTEBOOK}",
            f"Jean-Luc Old_12_assignsubmission_file_/{NOTEBOOK}",
            "Jean-Luc Old_12_assignsubmission_onlinetext/onlinetext.html",
            f"Flat_Name_13_assignsubmission_file_{NOTEBOOK}",
            "Only Text_14_assignsubmission_onlinetext_/onlinetext.html",
        ],
        {"11": "Ada Lovelace", "12": "Jean-Luc Old", "13": "Flat Name", "14": "Only Text"},
    ),
    "Canvas": (
        [
            f"van_dyke_anna_21_901_{NOTEBOOK}",
            f"latebob_LATE_22_902_{SLUG}-1.ipynb",
            f"numberseve_23_903_2_4_{NOTEBOOK}",
            "textonly_24_text.html",
        ],
        {"21": "van_dyke_anna", "22": "latebob", "23": "numberseve", "24": "textonly"},
    ),
    "Brightspace": (
        [
            "index.html",
            f"30001-7001 - Bright Space - Nov 20, 2026 630 PM/{NOTEBOOK}",
            f"30001-7001 - Bright Space - Nov 21, 2026 1205 AM/{NOTEBOOK}",
            f"30002-7001 - Flat-Name Space - May 3, 2026 905 AM - my - {NOTEBOOK}",
        ],
        {"30001": "Bright Space", "30002": "Flat-Name Space"},
    ),
    "Blackboard": (
        [
            f"Home_work_b_jane_attempt_2026-11-20-18-30-00_{NOTEBOOK}",
            "Home_work_b_jane_attempt_2026-11-20-18-30-00.txt",
            f"Home_work_c_jane_attempt_2026-11-20-18-30-00_{NOTEBOOK}",
        ],
        {"b_jane": "", "c_jane": ""},
    ),
    "Sakai": (
        [
            "Loss 1/grades.csv",
            f"Loss 1/Saki, Ai(saki1)/Submission attachment(s)/{NOTEBOOK}",
            "Loss 1/Saki, Ai(saki1)/timestamp.txt",
            "Loss 1/Saki, Bo(saki2)/timestamp.txt",
        ],
        {"saki1": "Saki, Ai", "saki2": "Saki, Bo"},
    ),
    "Google Classroom": (
        [f"Gina Class - {NOTEBOOK}", f"Hans Class - {SLUG} (1).ipynb"],
        {"Gina Class": "", "Hans Class": ""},
    ),
    "Gradescope": (
        ["assignment_9_export/submission_metadata.yml", f"assignment_9_export/submission_31/{NOTEBOOK}"],
        {"31001": "Grace Scope", "m@uni.example": "Mary Scope"},
    ),
    "nbgrader": ([f"submitted/nb1/{SLUG}/{NOTEBOOK}", f"submitted/nb2/{SLUG}/{NOTEBOOK}"], {"nb1": "", "nb2": ""}),
}  # fmt: skip


def test_each_systems_download_names_its_students(released: Course, light: Exercise, tmp_path: Path) -> None:
    for system, (members, people) in DOWNLOADS.items():
        before = students(released)
        place = zipped(tmp_path / f"{system}.zip", members, answered(light))
        if system == "Gradescope":
            with zipfile.ZipFile(tmp_path / "meta.zip", "w") as archive:
                archive.writestr(members[0], GRADESCOPE)
                archive.writestr(members[1], answered(light))
            place = tmp_path / "meta.zip"
        said = told(released, "collect", SLUG, place)
        assert {k: v for k, v in students(released).items() if k not in before} == people, (system, said)
    states = {who: collect.receipt(released, SLUG, who) for who in students(released)}
    assert {who for who, receipt in states.items() if receipt and receipt.state == "missing"} == {"saki2"}
    assert {who for who, receipt in states.items() if receipt and receipt.for_person} == {"14", "24"}, "typed in"
    assert states["22"] and states["22"].marked_late
    times = {who: receipt.time for who in ("30001", "30002", "b_jane") if (receipt := states[who])}
    local = {"30001": (2026, 11, 21, 0, 5), "30002": (2026, 5, 3, 9, 5), "b_jane": (2026, 11, 20, 18, 30)}
    assert times == {who: datetime(*time).astimezone() for who, time in local.items()}
    assert states["30001"] and states["30001"].attempts == 1, "the same file twice is one attempt"
    assert states["31001"] and states["31001"].time == datetime(2026, 10, 1, 10, tzinfo=UTC)


def test_what_names_nobody_makes_no_student_and_is_said(released: Course, light: Exercise, tmp_path: Path) -> None:
    nobody = {
        "loose": [f"lab_1_2_{who}.ipynb" for who in ("ada", "bob")],
        "plain": ["ada.ipynb", "bob.ipynb", "scratch - 2.ipynb"],
        "in one folder": [f"all/{who}.ipynb" for who in ("ada", "bob")],
        "copies": [f"all/{SLUG} ({number}).ipynb" for number in range(9)],
        "one level too deep": [f"{group}/{who}/{NOTEBOOK}" for group in ("g1", "g2") for who in ("ada", "bob")],
        "two levels": [f"{group}/hw/{who}/{NOTEBOOK}" for group in ("g1", "g2") for who in ("ada", "bob")],
        "named by the exercise": [f"{SLUG}/{NOTEBOOK}"],
        "Gradescope's numbers": [f"submission_{number}/{NOTEBOOK}" for number in (5, 6)],
    }
    for number, (what, members) in enumerate(nobody.items()):
        said = told(released, "collect", SLUG, zipped(tmp_path / f"{number}.zip", members, answered(light)), code=1)
        assert "left out: " in said and "folder" in said, (what, said)
    assert students(released) == {}


def test_one_students_own_files_are_no_crowd(released: Course, light: Exercise, tmp_path: Path) -> None:
    own = {
        "a1": [NOTEBOOK, f"{SLUG} (1).ipynb", f"{SLUG}-Copy1.ipynb", "scratch.ipynb"],
        "b1": [f"{SLUG}/{NOTEBOOK}", "tensor-loss/tensor-loss.ipynb"],
        "c1": [NOTEBOOK, "old/x.ipynb", "older/x.ipynb"],
    }
    members = [f"{student}/{name}" for student, names in own.items() for name in names]
    told(released, "collect", SLUG, zipped(tmp_path / "class.zip", members, answered(light)))
    told(released, "collect", SLUG, zipped(tmp_path / "one.zip", [f"d1/{NOTEBOOK}"], answered(light)))
    told(released, "collect", SLUG, zipped(tmp_path / "late.zip", [f"a1/new try/{NOTEBOOK}"], answered(light)))
    assert sorted(students(released)) == ["a1", "b1", "c1", "d1"], "one known here is no folder around everything"


@pytest.mark.parametrize("as_folder", [False, True])
def test_folders_around_everything_are_looked_through(
    released: Course, light: Exercise, tmp_path: Path, as_folder: bool
) -> None:
    members = [f"submissions/my class/{who}/{NOTEBOOK}" for who in ("s1", "s2")]
    members += ["submissions/.DS_Store", "__MACOSX/submissions/._s1"]
    place = zipped(tmp_path / "submissions (1).zip", members, answered(light))
    if as_folder:
        zipfile.ZipFile(place).extractall(tmp_path / "in")
        place = tmp_path / "in"
    said = told(released, "collect", SLUG, place)
    assert sorted(students(released)) == ["s1", "s2"] and "'my class' is around everything" in said


def test_hidden_files_alone_leave_their_student_a_line(released: Course, light: Exercise, tmp_path: Path) -> None:
    place = zipped(tmp_path / "a.zip", [f"s1/.ipynb_checkpoints/{NOTEBOOK}", f"s2/{NOTEBOOK}"], answered(light))
    said = told(released, "collect", SLUG, place)
    assert ".ipynb_checkpoints: a hidden file, or a copy of Jupyter's own" in said
    assert sorted(students(released)) == ["s1", "s2"]


def test_a_download_that_stopped_is_called_that(released: Course, light: Exercise, tmp_path: Path) -> None:
    place = zipped(tmp_path / "a.zip", [f"s1/{NOTEBOOK}"], answered(light))
    place.write_bytes(place.read_bytes()[:-100])
    assert "a broken zip, as a download that stopped leaves it; download it again" in told(
        released, "collect", SLUG, place, code=1
    )


def test_a_page_for_signing_in_that_was_saved_as_a_zip_is_called_that(released: Course, tmp_path: Path) -> None:
    place = tmp_path / "submissions.zip"
    place.write_text("\ufeff\n<!DOCTYPE html>\n<html><body>Please sign in</body></html>")
    assert "a web page, most likely the one for signing in; sign in to the LMS and download it again" in told(
        released, "collect", SLUG, place, code=1
    )


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("cp437", ["Müller", "Françoi"]),
        ("cp852", ["Dvořák", "Łukasz", "Tomáš", "Müller"]),
        ("cp866", ["Иванов", "Пётр"]),
        ("cp932", ["表 花子", "山田", "Ken"]),
        ("utf-8", ["Zoë", "नम", "Łu"]),
    ],
)
def test_names_in_a_windows_zip_are_read(
    released: Course, light: Exercise, tmp_path: Path, page: str, names: list[str]
) -> None:
    said = told(released, "collect", SLUG, windows_zip(tmp_path / "a.zip", names, page, answered(light)))
    assert sorted(student.rstrip("_") for student in students(released)) == sorted(names)
    assert (f"they were read as {page}" in said) == (page != "utf-8"), "a guess is told"


# --- people who come back ------------------------------------------------------------------------------------------


def moodle(path: Path, data: bytes, **numbers: int) -> Path:
    """Moodle's download of people by their names, each with the number that this assignment gives them."""
    return zipped(
        path,
        [f"{n.replace('_', ' ')}_{number}_assignsubmission_file/{NOTEBOOK}" for n, number in numbers.items()],
        data,
    )


def test_people_under_new_numbers_are_asked_about_and_never_split(
    released: Course, light: Exercise, tmp_path: Path
) -> None:
    data = answered(light)
    told(released, "collect", SLUG, moodle(tmp_path / "1.zip", data, Ada_Lovelace=11, Kim_Lee=12, Zoë=13))
    second = moodle(tmp_path / "2.zip", data, Ada_Lovelace=21, Kim_Lee=22, New_One=24)
    asked = told(released, "collect", SLUG, second, code=1)
    assert "21 (Ada Lovelace): that name stands here for 11; --who 21=11 if it is the same person" in asked
    assert "add --who same" in asked and sorted(students(released)) == ["11", "12", "13", "24"], "the rest is collected"
    assert "22=22 New" not in told(released, "collect", SLUG, second, "--who", "same", "--who", "22=22")
    assert sorted(students(released)) == ["11", "12", "13", "22", "24"]
    told(released, "collect", SLUG, second)
    assert sorted(students(released)) == ["11", "12", "13", "22", "24"], "what was answered is not asked again"
    third = moodle(tmp_path / "3.zip", data, Kim_Lee=32, Zoë=33)
    assert "stands here for 12, 22" in told(released, "collect", SLUG, third, "--who", "same", code=1)
    assert sorted(students(released)) == ["11", "12", "13", "22", "24"], "two of one name are told apart by a person"
    assert "takes `same` or `new`" in told(released, "collect", SLUG, third, "--who", "perhaps", code=1)


def test_two_of_one_name_in_one_download_are_two(released: Course, light: Exercise, tmp_path: Path) -> None:
    members = [f"Kim Lee_{number}_assignsubmission_file/{NOTEBOOK}" for number in (1, 2)]
    told(released, "collect", SLUG, zipped(tmp_path / "a.zip", members, answered(light)))
    assert sorted(students(released)) == ["1", "2"]
    members.append(f"Kim Lee_3_assignsubmission_file/{NOTEBOOK}")
    told(released, "collect", SLUG, zipped(tmp_path / "b.zip", members, answered(light)))
    assert sorted(students(released)) == ["1", "2", "3"]
    asked = told(released, "collect", SLUG, moodle(tmp_path / "c.zip", answered(light), Kim_Lee=4), code=1)
    assert "that name stands here for 1, 2, 3" in asked


def test_a_name_of_the_gradebooks_and_a_groups_name_before_it_are_known(
    released: Course, light: Exercise, tmp_path: Path
) -> None:
    with gradebook.gradebook(released) as book:
        book.update_or_create_student("ada1", first_name="Ada", last_name="Lovelace")
    place = zipped(tmp_path / "a.zip", [f"Group A-Ada Lovelace_5_assignsubmission_file/{NOTEBOOK}"], answered(light))
    assert "stands here for ada1" in told(released, "collect", SLUG, place, code=1)
    assert "5 is ada1" in told(released, "collect", SLUG, place, "--who", "5=ada1")
    assert list(students(released)) == ["ada1"]


def test_who_is_hidden_by_the_system_is_asked_about(released: Course, light: Exercise, tmp_path: Path) -> None:
    members = [f"Participant 12_345_assignsubmission_file_/{NOTEBOOK}", f"anon_x7Y_99_{NOTEBOOK}"]
    place = zipped(
        tmp_path / "a.zip", [*members, f"Default group_7_assignsubmission_file_/{NOTEBOOK}"], answered(light)
    )
    said = told(released, "collect", SLUG, place, code=1)
    assert said.count("the download hides the name") == 3 and students(released) == {}
    told(released, "collect", SLUG, place, "--who", "new")
    assert sorted(students(released)) == ["345", "7", "x7Y"]


# --- what a student can be called ----------------------------------------------------------------------------------

PEOPLE = ["José", "नमस्ते", "สมชาย ใจดี", "مُحَمَّد", "o'brien", "ada+x@uni.cz", "Łukasz, (2)"]
LOOK_ALIKE = "аda+x@uni.cz"  # the first letter is Cyrillic
NOBODY = {
    "s*1": "U+002A ASTERISK", "s2 ": "end with ' ' (U+0020", " s3": "begin with ' '", ".s4": "begin with '.'",
    "a\x07b": "U+0007", "a#b": "U+0023", "a%20b": "U+0025", "a?b": "U+003F", "[a]": "U+005B", "a\\b": "U+005C",
    'a"b': "U+0022", "\u202eada": "U+202E RIGHT-TO-LEFT OVERRIDE", "l" * 129: "longer than 128", "é" * 125: "bytes",
}  # fmt: skip


BROKEN, OLD = "broken", "s9 "  # whose files get damaged, and whose name an earlier version let in


@pytest.fixture(scope="module")
def named(released_course: Course, light: Exercise, tmp_path_factory: pytest.TempPathFactory) -> tuple[Course, str]:
    """A class of such people, graded; and what collecting it said."""
    place = tmp_path_factory.mktemp("named")
    here = Course(Path(shutil.copytree(released_course.root, place / "course")), released_course.solutions)
    for student in [*(unicodedata.normalize("NFD", one) for one in PEOPLE), *NOBODY, BROKEN, LOOK_ALIKE]:
        hand_in(place / "in", student, answered(light))
    said = told(here, "collect", SLUG, place / "in", code=1)
    told(here, "grade")
    return here, said


def test_who_can_not_be_called_so_is_left_out_by_name_with_the_character(named: tuple[Course, str]) -> None:
    here, said = named
    assert sorted(students(here)) == sorted([*PEOPLE, BROKEN, LOOK_ALIKE])
    assert [why for why in NOBODY.values() if why not in said] == []
    assert f"{len(NOBODY)} could not be told or taken" in said
    assert "look alike; 'а' (U+0430 CYRILLIC SMALL LETTER A) is only in one of them" in said


def test_people_of_all_names_go_through_every_command(named: tuple[Course, str]) -> None:
    here, _ = named
    told(here, "report")
    page = html.unescape((here.root / "report.html").read_text())
    scores = {row["student"].removeprefix("'"): row["score"] for row in rows(here)}
    for student in PEOPLE:
        typed = unicodedata.normalize("NFD", student)
        assert scores[student] == "10.0" and student in page
        assert "10 of 12" in told(here, "show", typed, SLUG)
        assert "written" in told(here, "feedback", "--student", typed)
        told(here, "extend", typed, SLUG, "--days", 0, code=1)  # there is no due date
    assert set(PEOPLE) <= set(gradebook.known_students(here))
    told(here, "drop", unicodedata.normalize("NFD", PEOPLE[0]))
    told(here, "drop", unicodedata.normalize("NFD", PEOPLE[0]), "--undo")
    told(here, "grade", "--student", unicodedata.normalize("NFD", PEOPLE[0]))


def rows(here: Course, code: int = 0) -> list[dict[str, str]]:
    done = CliRunner().invoke(main.cli, ["export", SLUG, "-C", str(here.root)])
    assert done.exit_code == code, done.output
    return list(csv.DictReader(done.stdout.splitlines()))


def test_one_broken_student_stops_nobody_in_any_command(
    named: tuple[Course, str], light: Exercise, tmp_path: Path
) -> None:
    here = Course(Path(shutil.copytree(named[0].root, tmp_path / "course")), named[0].solutions)
    verdict, receipt = here.verdict_path(SLUG, BROKEN), collect.receipt_path(here, SLUG, BROKEN)
    everybody = sorted([*PEOPLE, LOOK_ALIKE])

    verdict.write_text('{"half')
    assert sorted(row["student"] for row in rows(here, code=1)) == everybody
    for command in (("status",), ("report",), ("feedback", "--student", "o'brien")):
        assert f"left out: {BROKEN} ({verdict} can't be read" in told(here, *command, code=1), command
    assert "1 written" not in told(here, "grade"), "which judges anew"
    assert len(rows(here)) == len(everybody) + 1

    receipt.write_text('{"half')
    assert f"{BROKEN} ({receipt} can't be read" in told(here, "show", BROKEN, SLUG, code=1)
    files.write_bytes(here.path("submitted", PEOPLE[0], SLUG), answered(light, absolute="x = 1"))
    assert f"not graded: {BROKEN}, {SLUG}" in told(here, "grade", "--regrade", code=1)
    assert sorted(row["student"] for row in rows(here, code=1)) == everybody
    assert {row["student"]: row["score"] for row in rows(here, code=1)}[PEOPLE[0]] == "6.0"

    here.path("submitted", PEOPLE[1], SLUG).unlink()
    here.path("submitted", PEOPLE[1], SLUG).mkdir()
    for student in (PEOPLE[1], BROKEN):
        hand_in(tmp_path / "again", student, answered(light, absolute="y = 1"))
    assert f"failed: {PEOPLE[1]}" in told(here, "collect", SLUG, tmp_path / "again", code=1)
    assert collect.receipt(here, SLUG, BROKEN), "collected again, and so mended"


def test_feedback_goes_on_after_one_that_can_not_be_written(named: tuple[Course, str], tmp_path: Path) -> None:
    here = Course(Path(shutil.copytree(named[0].root, tmp_path / "course")), named[0].solutions)
    before = here.verdict(SLUG, BROKEN)
    assert before
    here.save_verdict(replace(before, student=OLD))
    shutil.copytree(here.root / "autograded" / BROKEN, here.root / "autograded" / OLD)
    gradebook.enter(here, SLUG, OLD, "", None)
    said = told(here, "feedback", "--student", OLD, "--student", LOOK_ALIKE, code=1)
    assert OLD < LOOK_ALIKE and f"no page was written for {OLD}" in said
    assert here.path("feedback", LOOK_ALIKE, SLUG).with_suffix(".html").is_file()


def test_a_plus_in_the_exchanges_names_is_a_students(light: Exercise, tmp_path: Path) -> None:
    stamp = "2026-10-01 10:00:00.000000 UTC"
    for student in (unicodedata.normalize("NFD", "zoë+x@uni.cz"), f"a+{SLUG}+b", "s1", "s*2"):
        hand_in(tmp_path, f"{student}+{SLUG}+{stamp}+cmFuZG9t", answered(light))
        hand_in(tmp_path, f"{student}+{SLUG}-2+{stamp}", answered(light))
    found, remarks = exchange.read_exchange(tmp_path, SLUG, check_owner=False)
    assert [offer.student for offer in found] == [f"a+{SLUG}+b", "s1", "zoë+x@uni.cz"]
    assert len(remarks.left_out) == 1 and "U+002A ASTERISK" in remarks.left_out[0]


# --- times ---------------------------------------------------------------------------------------------------------

ROWS = "student,received\nZoë,2026-10-01T12:00+02:00\nÉmile,2026-10-01T13:00+02:00\n"
OTHER_ORDER = 'Received;Name; STUDENT \n2026-10-01T12:00+02:00;"Last; First";Zoë\n2026-10-01T13:00+02:00;;Émile\n;;\n'


@pytest.mark.parametrize(
    "data",
    [
        ROWS.encode("utf-8-sig"),
        ROWS.encode("utf-16"),
        ROWS.encode("utf-16-le"),
        ROWS.replace("\n", "\r\n").encode("latin-1"),
        ROWS.replace(",", "\t").encode("utf-16"),
        OTHER_ORDER.encode("cp1252"),
        ("sep=;\r\n" + OTHER_ORDER).encode(),
        unicodedata.normalize("NFD", ROWS).encode(),
    ],
)
def test_a_record_of_times_is_read_as_spreadsheets_write_it(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "times.csv").write_bytes(data)
    times = arrivals.read_times(tmp_path / "times.csv")
    assert times == {"Zoë": datetime(2026, 10, 1, 10, tzinfo=UTC), "Émile": datetime(2026, 10, 1, 11, tzinfo=UTC)}


def test_a_record_that_is_no_csv_is_one_line_with_the_cure(released: Course, light: Exercise, tmp_path: Path) -> None:
    inbox, record = hand_in(tmp_path / "in", "Zoë", answered(light)), tmp_path / "received.xlsx"
    zipped(record, ["xl/workbook.xml"], b"")
    collecting = ("collect", SLUG, inbox, "--received", record)
    assert "is a workbook; save it as CSV (UTF-8)" in told(released, *collecting, code=1)
    record.write_bytes(ROWS.encode("utf-16"))
    assert "Émile: in" in told(released, *collecting)
    receipt = collect.receipt(released, SLUG, "Zoë")
    assert receipt and receipt.time == datetime(2026, 10, 1, 10, tzinfo=UTC)


def test_a_day_means_its_end_and_times_are_told_with_their_zone(
    released: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Europe/Prague")
    time.tzset()
    try:
        assert "2026-10-01 23:59:59 CEST" in told(released, "release", SLUG, "--due", "2026-10-01")
        assert gradebook.due_date(released, SLUG) == datetime(2026, 10, 1, 21, 59, 59, tzinfo=UTC)
        until = ("extend", unicodedata.normalize("NFD", "Zoë"), SLUG, "--new", "--until")
        assert "due at 2026-11-02 23:59:59 CET" in told(released, *until, "2026-11-02")
        assert "due at 2026-11-02 12:00 CET" in told(released, *until, "2026-11-02T11:00Z")
        assert gradebook.known_students(released) == ["Zoë"]
        assert "write it as 2026-10-01T23:59+02:00, or 2026-10-01" in told(released, *until, "2026-13-01", code=1)
    finally:
        monkeypatch.undo()
        time.tzset()
