"""Honest work is graded by its merit wherever it stands and however it came, or waits for a person; nobody is accused.

One class of everything that people's tools and hands do to a notebook, through the real commands.
"""

from __future__ import annotations

import base64
import os
import shutil
from pathlib import Path

import nbformat
import pytest
from honest_class import (
    FOREIGN,
    PNG,
    UNANSWERED,
    WORDS,
    Files,
    code_elsewhere,
    code_for_a_person,
    data,
    for_a_person,
    forbidden_ways,
    honest_checks,
    names_lost,
    notebook,
    of_another_exercise,
    other_formats,
    pictures,
    several_files,
    words_elsewhere,
    zipped,
)
from light_class import SLUG, SOLUTIONS, answered
from marked_class import give
from warm_cli import WarmCli

from autograder import files
from autograder.collecting import reading
from autograder.course import course
from autograder.course.course import Course
from autograder.exercises import exercise
from autograder.placing import pictures as pasted
from autograder.reporting import status
from autograder.verdict import Cause, Outcome, SubmissionVerdict

LIGHT = exercise.load(SOLUTIONS / SLUG)
WORKED = {
    **words_elsewhere(LIGHT),
    **code_elsewhere(LIGHT),
    **names_lost(LIGHT),
    **several_files(LIGHT),
    **other_formats(LIGHT),
}
PICTURES, PERSON, CHECKS, FORBIDDEN = pictures(LIGHT), for_a_person(), honest_checks(LIGHT), forbidden_ways(LIGHT)
LEFT_OUT: dict[str, Files] = {
    "left-out": {f"{SLUG}.ipynb": data(notebook(LIGHT, words=UNANSWERED))},
    "emptied": {f"{SLUG}.ipynb": data(notebook(LIGHT, words="  "))},
}
BROKEN = {"broken-code": code_for_a_person(LIGHT)}
ALL = {**WORKED, **BROKEN, **PICTURES, **PERSON, **CHECKS, **FORBIDDEN, **LEFT_OUT, **of_another_exercise()}

ANSWERS = [*words_elsewhere(LIGHT), "copied-into-a-fresh-one", "only-the-answers", "merged-code"]
FLAGGED = ["forbidden-plainly", "forbidden-rebound"]
SHOWN = [*ANSWERS, *PICTURES, *PERSON, *CHECKS, *FLAGGED, "foreign-in-a-zip"]  # a page takes longer than a grading


@pytest.fixture(scope="module")
def here(cli: WarmCli, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The class, graded. Its exercise has time, and a built-in that two tasks may not use."""
    place = tmp_path_factory.mktemp("honest")
    shutil.copytree(SOLUTIONS, place / "repository" / "solutions")
    settings = place / "repository" / "solutions" / SLUG / "exercise.toml"
    text = settings.read_text().replace("cell_seconds = 4", "cell_seconds = 60")
    settings.write_text(text.replace('exports = ["mean_', 'forbidden = ["statistics.fmean"]\nexports = ["mean_'))
    made = course.create(place / "course", place / "repository" / "solutions")[0]
    run(cli, made, "release", SLUG)
    earlier = hand_in(place / "earlier", {"foreign": {f"{SLUG}.ipynb": answered(LIGHT)}})
    run(cli, made, "collect", SLUG, earlier)
    said = run(cli, made, "collect", SLUG, hand_in(place / "in", ALL))
    (place / "said").write_text(said)
    run(cli, made, "grade", SLUG)
    run(cli, made, "feedback", SLUG, *(word for student in SHOWN for word in ("--student", student)))
    return made


def run(cli: WarmCli, made: Course, *words: object, code: int = 0) -> str:
    done = cli.run(*words, "-C", made.root)
    assert done["code"] == code, done["said"]
    return " ".join(done["said"].split())


def hand_in(folder: Path, submissions: dict[str, Files]) -> Path:
    for student, handed_in in submissions.items():
        for name, content in handed_in.items():
            files.write_bytes(folder / student / name, content)
    return folder


def verdict(here: Course, student: str) -> SubmissionVerdict:
    found = here.verdict(SLUG, student)
    assert found is not None
    return found


def outcomes(here: Course, student: str) -> list[str]:
    return [str(task.outcome) for task in verdict(here, student).tasks]


def page(here: Course, student: str) -> str:
    return here.path("feedback", student, SLUG).with_suffix(".html").read_text()


def autograded(here: Course, student: str) -> nbformat.NotebookNode:
    return nbformat.read(here.path("autograded", student, SLUG), as_version=4)


@pytest.mark.parametrize("student", WORKED)
def test_right_work_gets_its_points_and_the_answer_waits_to_be_read(here: Course, student: str) -> None:
    found = verdict(here, student)
    assert (outcomes(here, student), found.score) == (["passed", "passed", "waiting"], 10.0), found


def test_code_that_can_not_be_run_waits_for_a_person_instead_of_a_zero(here: Course, cli: WarmCli) -> None:
    assert (outcomes(here, "broken-code"), verdict(here, "broken-code").score) == (
        ["waiting", "passed", "waiting"],
        6.0,
    )
    said = run(cli, here, "show", "broken-code", SLUG)
    assert (
        "- only a person can judge: Mean absolute error" in said and "code for it stands where it can't be run" in said
    )


@pytest.mark.parametrize("student", ANSWERS)
def test_the_answer_is_shown_to_the_person_who_reads_it_and_to_its_student(here: Course, student: str) -> None:
    answer = next(cell for cell in autograded(here, student).cells if cell.id == f"{SLUG}-why").source
    moved = student != "words-far-away"
    assert (WORDS in answer) == moved and WORDS in page(here, student)
    if not moved:
        assert "other text was added elsewhere" in verdict(here, student).tasks[2].message


@pytest.mark.parametrize("student", LEFT_OUT)
def test_no_answer_is_still_no_answer(here: Course, student: str) -> None:
    found = verdict(here, student)
    assert found.tasks[2].cause is Cause.MISSING and not found.needs_person


@pytest.mark.parametrize("student", [name for name in PICTURES if "that-is-none" not in name and "another" not in name])
def test_a_picture_is_an_answer_and_is_shown_to_both(here: Course, student: str) -> None:
    assert outcomes(here, student) == ["passed", "passed", "waiting"]
    cell = next(cell for cell in autograded(here, student).cells if cell.id == f"{SLUG}-why")
    assert cell.attachments == {"picture-1.png": {"image/png": PNG}} and "(attachment:picture-1.png)" in cell.source
    assert f'<img src="data:image/png;base64,{PNG}"' in page(here, student) and "attachment:" not in page(here, student)


@pytest.mark.parametrize("student", ["picture-that-is-none", "picture-of-another-kind"])
def test_what_is_no_picture_is_not_shown_and_waits_all_the_same(here: Course, student: str) -> None:
    cell = next(cell for cell in autograded(here, student).cells if cell.id == f"{SLUG}-why")
    assert outcomes(here, student)[2] == "waiting" and pasted.NOT_SHOWN in cell.source
    assert "attachments" not in cell and "<img" not in page(here, student)


def test_pictures_have_a_size() -> None:
    def picture(size: int) -> str:
        return base64.b64encode(base64.b64decode(PNG).ljust(size, b"\0")).decode()

    assert pasted.is_picture("image/png", picture(1_000))
    assert not pasted.is_picture("image/png", picture(pasted.MAX_PICTURE + 10))
    album, text = pasted.Album(), f"![](data:image/png;base64,{picture(pasted.MAX_ALL // 2 - 10)})"
    assert [pasted.NOT_SHOWN in album.adopt(text, None)[0] for _ in range(3)] == [False, False, True]


@pytest.mark.parametrize("student", PERSON)
def test_what_only_a_person_can_read_waits_for_one_with_the_reason(here: Course, cli: WarmCli, student: str) -> None:
    found, name = verdict(here, student), "answers.docx" if "zip" in student else next(iter(PERSON[student]))
    assert (found.outcome, found.needs_person) == (Outcome.WAITING, True) and set(outcomes(here, student)) == {
        "waiting"
    }
    assert f"{name} was handed in instead of a notebook" in run(cli, here, "show", student, SLUG)
    assert "once a person has read it" in page(here, student) and name in page(here, student)
    assert any(name in cell.source for cell in autograded(here, student).cells), "formgrader says so, too"
    kept = (here.state / "attempts" / SLUG / student).glob(f"*/{SLUG}{Path(name).suffix}")
    assert len(list(kept)) == 1, "it is kept for the person"


def test_whoever_reads_it_gives_points_and_the_page_has_them(here: Course, cli: WarmCli) -> None:
    give(here, LIGHT, "html", "absolute", 3.0, "By the export.")
    run(cli, here, "feedback", SLUG, "--student", "html")
    assert "Points given by a person: 3 of 4 points" in page(here, "html") and "By the export." in page(here, "html")


def test_two_that_were_worked_on_are_kept_and_a_person_is_asked(here: Course, cli: WarmCli) -> None:
    said = run(cli, here, "show", "two-worked-copies", SLUG)
    assert f"{SLUG} (1).ipynb differs from {SLUG} (2).ipynb, which was taken" in said and "to look? Yes" in said
    assert len(list((here.state / "attempts" / SLUG / "two-worked-copies").glob("*/*.ipynb"))) == 2
    assert "differs" not in run(cli, here, "show", "the-same-twice", SLUG)


def test_of_two_worked_copies_the_time_says_more_than_the_number(here: Course, cli: WarmCli, tmp_path: Path) -> None:
    copies = several_files(LIGHT)["two-worked-copies"]
    folder = hand_in(tmp_path, {"by-time": copies})
    os.utime(folder / "by-time" / f"{SLUG} (1).ipynb", (2e9, 2e9))
    run(cli, here, "collect", SLUG, folder)
    assert here.path("submitted", "by-time", SLUG).read_bytes() == copies[f"{SLUG} (1).ipynb"]


@pytest.mark.parametrize("student", ["foreign", "foreign-in-a-zip"])
def test_the_notebook_of_another_exercise_is_refused_by_its_name(here: Course, student: str) -> None:
    said = (here.root.parent / "said").read_text()
    assert said.count(f"this is `{FOREIGN}`, handed in for `{SLUG}`") == 2
    if student == "foreign":
        assert here.path("submitted", student, SLUG).read_bytes() == answered(LIGHT), "the earlier attempt counts"
        assert verdict(here, student).score == 10 and "foreign kept" in said.replace("│", "").replace("  ", " ")
    else:
        assert verdict(here, student).cause is Cause.MALFORMED and f"this is `{FOREIGN}`" in page(here, student)


def test_a_whole_zip_of_another_exercise_is_one_line_and_stores_nothing(
    here: Course, cli: WarmCli, tmp_path: Path
) -> None:
    other = of_another_exercise()["foreign"][f"{SLUG}.ipynb"]
    members = {f"{who}_{place}_assignsubmission_file_/{FOREIGN}.ipynb": other for place, who in ((7, "A"), (8, "B"))}
    files.write_bytes(tmp_path / "class.zip", zipped(members))
    said = run(cli, here, "collect", SLUG, tmp_path / "class.zip", code=1)
    assert f"these are notebooks of '{FOREIGN}', not of '{SLUG}'; run `autograder collect {FOREIGN} PLACE`" in said
    assert not list((here.state / "receipts" / SLUG).glob("[78].json"))


def test_other_line_ends_are_no_edit(here: Course) -> None:
    notes = verdict(here, "other-line-ends").notes
    assert not any("edited" in note or "missing" in note for note in map(str, notes)), notes


def test_what_is_too_large_by_its_outputs_is_kept_without_them(here: Course) -> None:
    kept = here.path("submitted", "loud", SLUG)
    assert kept.stat().st_size < 100_000 and any(
        "outputs were left out" in note for note in map(str, verdict(here, "loud").notes)
    )


@pytest.mark.parametrize("student", ["utf-16", "latin-1"])
def test_a_file_in_another_encoding_is_kept_as_it_came_and_as_nbgrader_reads_it(here: Course, student: str) -> None:
    attempt = next((here.state / "attempts" / SLUG / student).glob("*/*.ipynb"))
    assert attempt.read_bytes() == ALL[student][f"{SLUG}.ipynb"]
    assert "Größere Fehler zählen" in here.path("submitted", student, SLUG).read_text(encoding="utf-8")


def test_a_file_that_is_too_large_to_be_opened_is_refused(here: Course, cli: WarmCli, tmp_path: Path) -> None:
    bomb = zipped({f"s1/{SLUG}.ipynb": b" " * (reading.MAX_RAW + 1), "s2/a.zip": zipped({"b": b"\0" * 1000}) * 2})
    nested = zipped({f"{SLUG}.ipynb": b"{}"})
    for depth in range(6):
        nested = zipped({f"{depth}.zip": nested})
    many = zipped({f"{number}.ipynb": b"{}" for number in range(600)})
    files.write_bytes(tmp_path / "bomb.zip", bomb)
    hand_in(tmp_path / "bombs", {"nested": {"a.zip": nested}, "many": {"a.zip": many}})
    assert "too large" in run(cli, here, "collect", SLUG, tmp_path / "bomb.zip")
    said = run(cli, here, "collect", SLUG, tmp_path / "bombs")
    assert "nested too deeply" in said and "more than 500 files" in said


# --- forbidden built-ins -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("student", CHECKS)
def test_nobody_is_accused_of_what_no_task_of_theirs_calls(here: Course, student: str) -> None:
    found = verdict(here, student)
    assert found.score == 10 and found.extra["forbidden"] == {} and "may not use" not in page(here, student)


@pytest.mark.parametrize("student", FORBIDDEN)
def test_a_forbidden_built_in_is_seen_however_it_is_reached_and_costs_nothing(
    here: Course, cli: WarmCli, student: str
) -> None:
    found = verdict(here, student)
    assert found.score == 10 and found.extra["forbidden"] == {"absolute": ["statistics.fmean"]}
    assert found.needs_person
    if student in FLAGGED:
        assert page(here, student).count("This task may not use statistics.fmean: a person will look at it") == 1


def people_waiting(here: Course) -> int:
    """As `status` counts them."""
    counted = status.standing(here, SLUG, {}).tally
    assert counted is not None
    return counted.people_waiting


def test_a_flag_is_a_reason_to_look_until_somebody_has(here: Course, cli: WarmCli) -> None:
    reason, student = "Mean absolute error: uses the forbidden statistics.fmean", "forbidden-plainly"
    give(here, LIGHT, student, "why", 2.0)
    assert f"Yes: - {reason}" in run(cli, here, "show", student, SLUG)
    waiting = people_waiting(here)
    run(cli, here, "report")
    assert reason in (here.root / "report.html").read_text()
    give(here, LIGHT, student, "absolute", 4.0)
    assert "to look? No." in run(cli, here, "show", student, SLUG)
    assert people_waiting(here) == waiting - 1
