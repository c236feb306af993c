"""Each folder of tests/submissions is a whole submission with its verdict: one class, graded by the real commands."""

from __future__ import annotations

import csv
import html
import json
import re
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest
from light_class import REPOSITORY, SLUG, SOLUTIONS, autograder

from autograder import course, stock
from autograder.course import Course
from autograder.verdict import Outcome

CASES = sorted(path.parent for path in (REPOSITORY / "tests" / "submissions").glob("*/verdict.toml"))
NAMES = [case.name for case in CASES]


def expected(name: str) -> dict[str, Any]:
    return tomllib.loads((REPOSITORY / "tests" / "submissions" / name / "verdict.toml").read_text())


@pytest.fixture(scope="session")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The whole corpus, graded as one class. Feedback exits with 1, for there is a page that it must withhold."""
    place = tmp_path_factory.mktemp("class")
    for case in CASES:
        hands_in = place / "inbox" / case.name
        hands_in.mkdir(parents=True)
        if (case / "handed-in").is_dir():
            shutil.copytree(case / "handed-in", hands_in, dirs_exist_ok=True)
        for link, target in expected(case.name).get("links", {}).items():
            (hands_in / link).symlink_to(target)
    autograder("init", place / "course", "--solutions", SOLUTIONS)
    autograder("release", SLUG, "--due", "2026-10-01T23:59+00:00", "-C", place / "course")
    autograder("collect", SLUG, place / "inbox", "-C", place / "course")
    autograder("grade", "-C", place / "course")
    said = autograder("feedback", "-C", place / "course", code=1)
    assert "withheld" in said.stderr and "prints-the-hidden-tests" in said.stderr
    autograder("export", "-o", place / "grades.csv", "-C", place / "course")
    return course.find(place / "course")


@pytest.mark.parametrize("name", NAMES)
def test_each_submission_gets_its_exact_verdict(graded: Course, name: str) -> None:
    want, verdict = expected(name), graded.verdict(SLUG, name)
    assert verdict is not None
    got = (verdict.outcome, verdict.cause, verdict.score, verdict.needs_person)
    assert got == (want["outcome"], want.get("cause"), want["score"], want["person"])
    tasks = {task.task: task.cause or task.outcome for task in verdict.tasks}
    assert {task: tasks[task] for task in want.get("tasks", {})} == want.get("tasks", {})
    messages = {task.task: task.message for task in verdict.tasks}
    assert all(words in messages[task] for task, words in want.get("says", {}).items()), messages


@pytest.mark.parametrize("name", [name for name in NAMES if "notes" in expected(name)])
def test_the_instructor_is_told_what_was_odd(graded: Course, name: str) -> None:
    verdict = graded.verdict(SLUG, name)
    assert verdict is not None
    for words in expected(name)["notes"]:
        assert any(words in note for note in verdict.notes), verdict.notes


@pytest.mark.parametrize("name", NAMES)
def test_the_page_shows_what_helps_and_hides_what_is_secret(graded: Course, name: str) -> None:
    want, page = expected(name).get("page", {}), graded.path("feedback", name, SLUG).with_suffix(".html").read_text()
    words = html.unescape(re.sub(r"<[^>]*>", "", page))
    assert all(text in words for text in want.get("shows", [])), words
    assert not any(text in page for text in (*want.get("hides", []), "hidden_expected_", "BEGIN HIDDEN", "105.25"))
    assert ('id="withheld-feedback"' in page) == want.get("withheld", False)
    assert "<script" not in page and "default-src 'none'" in page


def test_the_gradebook_has_the_verdicts_scores(graded: Course) -> None:
    scores = stock.scores(graded, SLUG)
    assert sorted(scores) == NAMES
    verdicts = {name: graded.verdict(SLUG, name) for name in NAMES}
    assert {name: score.score for name, score in scores.items()} == {n: v.score for n, v in verdicts.items() if v}


def test_nobody_is_late_whose_time_is_unknown(graded: Course) -> None:
    with (graded.root.parent / "grades.csv").open() as stream:
        rows = list(csv.DictReader(stream))
    assert [row["student"] for row in rows] == NAMES
    assert {row["hours_late"] for row in rows} == {""} and {row["penalty"] for row in rows} == {"0.0"}


def test_what_was_handed_in_is_kept_as_it_was(graded: Course) -> None:
    for case in CASES:
        handed_in, kept = case / "handed-in" / f"{SLUG}.ipynb", graded.path("submitted", case.name, SLUG)
        if handed_in.is_file():
            assert kept.read_bytes() == handed_in.read_bytes()
            assert [path.name for path in kept.parent.iterdir()] == [kept.name], "only the notebook is carried over"


def test_the_autograded_notebook_is_there_for_formgrader_wherever_something_ran(graded: Course) -> None:
    for name in NAMES:
        verdict, path = graded.verdict(SLUG, name), graded.path("autograded", name, SLUG)
        assert verdict is not None and verdict.outcome is not Outcome.OUR_FAULT
        assert path.is_file() == (
            verdict.cause != "malformed" and verdict.tasks[0].message != "No notebook was handed in."
        )


def test_a_second_run_has_nothing_to_do_and_changes_nothing(graded: Course) -> None:
    verdicts = {path: path.read_bytes() for path in (graded.state / "verdicts").rglob("*.json")}
    autograder("grade", "-C", graded.root)
    assert {path: path.read_bytes() for path in (graded.state / "verdicts").rglob("*.json")} == verdicts
    assert all(json.loads(data)["extra"]["engine"] == "nbgrader" for data in verdicts.values())


def test_html_of_a_students_does_nothing_in_a_browser(graded: Course, browser: Any) -> None:
    for name in [name for name in NAMES if expected(name).get("page", {}).get("inert")]:
        page, asked = browser.new_page(), []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.goto(graded.path("feedback", name, SLUG).with_suffix(".html").as_uri())
        for link in page.get_by_role("link", name="here", exact=True).all():
            link.click()
        assert page.title() == SLUG
        assert len(asked) == 1, f"the page asked for {asked[1:]}"
        page.close()


def test_every_case_says_what_it_is() -> None:
    for case in CASES:
        first = (Path(case) / "verdict.toml").read_text().splitlines()[0]
        assert first.startswith("# ") and first.endswith((".", ")")), case.name
