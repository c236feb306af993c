"""The commands tell the truth about a class: what is new, what came of it, who waits, and what is out of date."""

from __future__ import annotations

import csv
import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner
from light_class import SLUG, answered, collected, hand_in
from marked_class import USES_FSUM, give, late_costs, mark, nothing, our_fault, ran, unreadable
from term_class import DUE, LATE, page, told
from warm_cli import WarmCli

from autograder import console, files
from autograder.cli import main as commands
from autograder.console import number, rounded
from autograder.course import course, gradebook
from autograder.course.course import Course
from autograder.exercises import notebooks, sample_class
from autograder.exercises.exercise import Exercise
from autograder.reporting import gather, publish
from autograder.verdict import Cause

SECOND = "second-loss"
LONG = "s" + "x" * 90
ADA, EMILIE = "Ada Lovelace", "Emilie du Chatelet"
CLASS_NAME = re.compile(r"[A-Z]\w*(Error|Exception)")
ENDLESS = "def mean_absolute(t, p):\n    return mean_absolute(t, p)"


def unanswered(light: Exercise) -> bytes:
    """The tests pass; the answer in words is as it was released."""
    notebook, released = sample_class.fill(light, sample_class.best(light)), notebooks.student_notebook(light)
    for cell, empty in zip(notebook.cells, released.cells, strict=True):
        cell.source = empty.source if cell.id == f"{SLUG}-why" else cell.source
    return notebooks.notebook_text(notebook).encode()


@dataclass
class Told:
    """What each command said of one class, on a page as wide as a log."""

    here: Course
    grade: str
    again: str
    feedback: str


@pytest.fixture(scope="module")
def term(light: Exercise, cli: WarmCli, tmp_path_factory: pytest.TempPathFactory) -> Told:
    """A class of two exercises, taken through the real command line; in the second one nothing came yet."""
    place = tmp_path_factory.mktemp("truth")
    solutions = place / "repository" / "solutions"
    shutil.copytree(light.folder, solutions / SLUG)
    second = shutil.copytree(light.folder, solutions / SECOND)
    (second / f"{SLUG}.md").rename(second / f"{SECOND}.md")
    master = second / f"{SECOND}.md"
    master.write_text(master.read_text().replace(SLUG, SECOND))
    here = course.create(place / "course", solutions)[0]
    handed_in = {
        f"{ADA}_101_assignsubmission_file": answered(light),
        f"{EMILIE}_102_assignsubmission_file": unanswered(light),
        LONG: answered(light),
        "endless": answered(light, absolute=ENDLESS),
        "broken": b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": {"0": []}}',
        "wrong-parts": b'{"nbformat": "x", "cells": [{}]}',
    }
    for student, data in handed_in.items():
        hand_in(place / "in", student, data)
    for words in (("release", "--all"), ("collect", SLUG, place / "in")):
        assert (done := cli.run(*words, "-C", here.root))["code"] == 0, done["said"]
    said = [
        cli.run(*words, "-C", here.root)["said"] for words in (("grade", SLUG), ("grade", SLUG), ("feedback", SLUG))
    ]
    return Told(here, *said)


def rows_of(table: str) -> list[list[str]]:
    """The cells of the tables in a text, a list for each line."""
    return [[cell.strip() for cell in line.strip("│").split("│")] for line in table.splitlines() if line[:1] == "│"]


def test_grade_tells_what_is_new_then_the_exercise_and_at_last_who_waits(term: Told) -> None:
    parts = ["New grades of mean-loss", "By exercise", "waits for you in mean-loss", "next: autograder"]
    assert [term.grade.index(part) for part in parts] == sorted(term.grade.index(part) for part in parts)
    assert f"written answers to be read (3): 101 ({ADA}), endless, s" in term.grade
    assert "next: autograder show broken mean-loss" in term.grade and "next: autograder feedback" in term.grade
    assert "New grades" not in term.again and "nothing new" in term.again and "By exercise" in term.again


def test_fourteen_of_seventeen_are_not_called_missing(term: Told) -> None:
    result = "passed 2 of 3 tasks; not answered: In words"
    assert ["102", EMILIE, "10 / 12", result] in rows_of(term.grade)
    assert [SLUG, "passed in part", "not answered", "1", f"102 ({EMILIE})"] in rows_of(term.grade)
    exported = {row["student"]: row for row in csv.DictReader(export(term.here).splitlines())}
    assert (exported["102"]["result"], exported["102"]["name"]) == (result, EMILIE)
    assert f"102 ({EMILIE}) has 10 of 12" in told(term.here, "show", "102", SLUG)
    assert f"Result: {result}." in told(term.here, "show", "102", SLUG)
    assert "Passed 2 of 3 tasks; no answer: In words." in page(term.here, "102")
    said = [term.grade, export(term.here), told(term.here, "show", "102", SLUG), page(term.here, "102")]
    assert not [one for one in said if "not handed in, or left empty" in one]


def export(here: Course, *options: str) -> str:
    """The CSV as it is, line by line."""
    done = CliRunner().invoke(commands.cli, ["export", SLUG, *options, "-C", str(here.root)])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_one_long_id_squeezes_no_other_column(term: Told, capsys: pytest.CaptureFixture[str]) -> None:
    lines = rows_of(term.grade)
    assert "passed 2 of 3 tasks; to be read: In words" in [line[-1] for line in lines]
    first = next(place for place, line in enumerate(lines) if line[0].startswith("sx"))
    assert "".join(line[0] for line in lines[first : first + 4]) == LONG, "nothing of it is lost"


@pytest.mark.parametrize("width", [80, 120, 140])
def test_a_table_fits_its_width_and_leaves_out_what_is_empty(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setattr(console, "PLAIN_WIDTH", width)
    rows = [(LONG, ADA, "", "passed 2 of 3 tasks; to be read: In words"), ("s1", "", "", "passed")]
    console.table("Grades", ("student", "name", "late", "result"), rows)
    said = capsys.readouterr().out
    assert max(map(len, said.splitlines())) <= width and "late" not in said
    assert ADA in said, "the name is on one line"


def test_every_table_names_people_beside_their_ids(term: Told) -> None:
    assert f"│ 101                      │ {ADA} " in term.grade
    assert ["101", ADA, "written"] in rows_of(term.feedback)
    assert f"101 ({ADA})" in told(term.here, "status") and f"101 ({ADA}) has 10" in told(term.here, "show", "101", SLUG)
    assert {row["name"] for row in csv.DictReader(export(term.here, "--tasks").splitlines())} == {"", ADA, EMILIE}
    told(term.here, "report", SLUG)
    assert f'<bdi>101</bdi> <bdi class="soft">{ADA}</bdi>' in (term.here.root / "report.html").read_text()


def test_an_answer_that_nobody_gave_is_not_read(term: Told) -> None:
    (words,) = [task for task in gather.tally_of(term.here, SLUG).tasks if task.written]
    assert (words.passed, words.count, words.mean) == (0, 3, None), "three answered, one did not"


def test_no_name_of_a_python_class_stands_in_our_words_to_a_student(term: Told) -> None:
    assert "a function calls itself again and again, without an end" in page(term.here, "endless")
    for student in ("broken", "wrong-parts"):
        sentence = page(term.here, student).split('<p class="message">')[1].split("</p>")[0]
        assert sentence.startswith("Your notebook could not be graded: ") and not CLASS_NAME.search(sentence), sentence


def test_only_a_page_that_is_out_of_date_is_written_again(term: Told, light: Exercise) -> None:
    """A comment or points that a person gave, or a regrade, since the page was written."""
    assert "mean-loss: 6 up to date" in told(term.here, "feedback", SLUG)
    give(term.here, light, "101", "why", 1.5, "Nearly: look at the sign.")
    assert "1 page missing or out of date: autograder feedback mean-loss" in told(term.here, "status")
    assert "is out of date; `autograder feedback mean-loss`" in told(term.here, "show", "101", SLUG)
    said = told(term.here, "feedback", SLUG)
    assert "5 up to date" in said and "written" in said and "Nearly: look at the sign." in page(term.here, "101")
    with gradebook.gradebook(term.here) as book:
        book.find_comment(f"{SLUG}-why", SLUG, SLUG, "101").manual_comment = "Right."
        book.db.commit()
    assert gather.tally_of(term.here, SLUG).unpublished == ("101",), "a comment alone counts, too"
    told(term.here, "feedback", SLUG, "--student", "101")
    assert "Right." in page(term.here, "101") and not gather.tally_of(term.here, SLUG).unpublished


def waits(here: Course) -> str:
    """The line of the report that says what there is to do."""
    told(here, "report")
    text = (here.root / "report.html").read_text()
    return " ".join(re.sub(r"<[^>]*>", "", text.split('<p class="lead">')[1].split("</p>")[0]).split())


def test_nothing_waits_only_where_nothing_does(released: Course, light: Exercise, tmp_path: Path) -> None:
    exercise = released.exercise(SLUG)
    done = [ran(light, "s1"), nothing(light, "s2")]
    mark(released, exercise, done)
    assert "Waiting for you: 1 notebook with written answers to read, 2 pages of feedback to write." in waits(released)
    give(released, exercise, "s1", "why", 2)
    pages(released)
    assert "Nothing waits for you." in waits(released) and "None" not in waits(released)
    cases = [
        ("1 notebook to look at, 1 page", unreadable(light, "s1")),
        ("1 notebook to look at, 1 notebook flagged", ran(light, "s1", {"absolute": (Cause.TAMPERED, "Interfered.")})),
        ("1 notebook flagged", ran(light, "s1", notes=(USES_FSUM,))),
        ("1 notebook to grade", ran(light, "s1", extra={"engine": "unsafe: no sandbox"})),
        ("1 notebook to grade", ran(light, "s1", extra={"exercise": "of another day"})),
        ("1 notebook to look at.", our_fault(light, "s1", "OSError: the disk is full")),
    ]
    for what, verdict in cases:
        released.save_verdict(verdict)
        assert f"Waiting for you: {what}" in waits(released), (what, waits(released))
    released.save_verdict(done[0])
    pages(released)
    assert "Nothing waits for you." in waits(released)
    collected(released, tmp_path / "in", {"s3": answered(light)})
    assert "1 of 3 students" not in waits(released) and "2 notebooks of 3 students" in waits(released)
    assert "Waiting for you: 1 notebook to grade." in waits(released)


def pages(here: Course) -> None:
    """Count the pages as written, without the seconds that it takes."""
    for entry in gather.entries(here, SLUG):
        files.write_bytes(publish.page_path(here, entry.verdict), b"<html></html>")
        publish.keep(here, entry.verdict, entry.score, entry.hand, publish.WRITTEN)


@pytest.mark.parametrize(
    ("value", "shown"),
    [(1.7000000000000002, "1.7"), (1 / 3, "0.33"), (2 / 3, "0.67"), (0.125, "0.13"), (2.5, "2.5"), (10.0, "10"),
     (100, "100"), (0.1 + 0.2, "0.3"), (-0.001, "0"), (1234567.891, "1234567.89"), (1.005, "1.01"), (None, "")],
)  # fmt: skip
def test_a_number_is_written_as_people_write_it(value: float | None, shown: str) -> None:
    assert number(value) == shown
    assert value is None or float(shown) == rounded(value)


def test_no_command_shows_a_number_that_only_a_machine_would_write(released: Course, light: Exercise) -> None:
    with gradebook.gradebook(released) as book:
        book.update_or_create_assignment(SLUG, duedate=DUE.replace(tzinfo=None))
    late_costs(released, "0.1 + 0.2")
    mark(released, light, [ran(light, "s1")], LATE)
    give(released, light, "s1", "absolute", 2 / 3)
    give(released, light, "s1", "why", 1.1 + 0.6)
    score = 2 / 3 + 6 + 1.1 + 0.6 - (0.1 + 0.2)
    told(released, "report")
    said = [told(released, "show", "s1", SLUG), told(released, "status"), export(released), export(released, "--tasks")]
    said.append(
        re.sub(r"<svg.*?</svg>|<style>.*?</style>", "", (released.root / "report.html").read_text(), flags=re.DOTALL)
    )
    for text in said:
        assert not re.search(r"\d\.\d{3}", text), re.findall(r".*\d\.\d{3}.*", text)
    assert number(score) == "8.07" and "has 8.07 of 12 points" in said[0] and ",8.07,12.0,0.3," in said[2]


def test_settings_for_a_whole_campus_count_here_too(
    released: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Jupyter's path: the system's folder, the environment's, the user's; and then the course's own."""
    system, user = tmp_path / "system", tmp_path / "user"
    for folder in (system, user, tmp_path / "exchange", tmp_path / "other"):
        folder.mkdir()
    monkeypatch.setattr("jupyter_core.paths.SYSTEM_CONFIG_PATH", [str(system)])
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(user))
    (system / "nbgrader_config.py").write_text(f"c = get_config()\nc.Exchange.root = {str(tmp_path / 'exchange')!r}\n")
    assert f"the exchange has no {tmp_path / 'exchange' / 'course'}" in told(
        released, "collect", SLUG, "--exchange", code=1
    )
    (user / "nbgrader_config.json").write_text(json.dumps({"Exchange": {"root": str(tmp_path / "other")}}))
    assert f"the exchange has no {tmp_path / 'other'}" in told(released, "collect", SLUG, "--exchange", code=1)
    with (released.root / "nbgrader_config.py").open("a") as own_config:
        own_config.write(f"\nc.Exchange.root = {str(tmp_path / 'none')!r}\n")
    assert f"there is no exchange at {tmp_path / 'none'}" in told(released, "collect", SLUG, "--exchange", code=1)
    database = tmp_path / "campus.db"
    shutil.copy(released.root / "gradebook.db", database)
    (system / "nbgrader_config.py").write_text(f"c = get_config()\nc.CourseDirectory.db_url = 'sqlite:///{database}'\n")
    gradebook.enter(released, SLUG, "s1", "", None)
    (released.root / "gradebook.db").unlink()
    assert gradebook.known_students(released) == ["s1"]
    (system / "nbgrader_config.py").write_text("c = get_config(\n")
    assert f"{system / 'nbgrader_config.py'} can't be read" in told(released, "status", code=1)


def test_an_exercise_that_is_another_since_its_release_blocks_only_itself(
    term: Told, cli: WarmCli, tmp_path: Path
) -> None:
    solutions = Path(shutil.copytree(term.here.solutions, tmp_path / "repository" / "solutions"))
    here, second = Course(Path(shutil.copytree(term.here.root, tmp_path / "course")), solutions), solutions / SECOND
    course.create(here.root, solutions)

    def blocks(cure: str, **does: str) -> None:
        """Each command does what it can, and names the cure at its end."""
        for command, done in does.items():
            said = cli.run(command, "-C", here.root)
            assert said["code"] == 1 and cure in said["said"] and done in said["said"], said["said"]

    master = second / f"{SECOND}.md"
    text = master.read_text()
    master.write_text(text.replace("A tiny exercise", "A small exercise"))
    blocks(f"'{SECOND}' has changed since its release; run `autograder release {SECOND}` again", grade=f"│ {SLUG} ")
    master.unlink()
    blocks(f"{SECOND}.md is missing", status=f"│ {SLUG} ")
    master.write_text(text)
    second.rename(solutions / "new-name")
    (solutions / "new-name" / f"{SECOND}.md").rename(solutions / "new-name" / "new-name.md")
    gone = f"'{SECOND}' was released here and is no longer in {solutions}; put it back under this name, or delete"
    blocks(gone, grade=f"│ {SLUG} ", feedback="6 up to date", export=",101,", report="wrote", status=f"│ {SLUG} ")
    assert gone in cli.run("show", "101", SECOND, "-C", here.root)["said"]
    assert f"dropped 101 ({ADA});" in cli.run("drop", "101", "-C", here.root)["said"]
