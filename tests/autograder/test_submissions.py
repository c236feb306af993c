"""Each file of tests/submissions is a whole submission with its verdict: one class, graded by the real commands."""

from __future__ import annotations

import csv
import html
import json
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from light_class import REPOSITORY, SLUG, SOLUTIONS, autograder
from ordinary_user import ROOT, UID, give, python, run_as_ordinary_user
from submission_kinds import KINDS

from autograder.course import course, gradebook
from autograder.course.course import Course
from autograder.grading.engine import IsolatedEngine
from autograder.verdict import Outcome
from bench.corpus import CaseSpec, hand_in, read_corpus

CORPUS = {case.name: case for case in read_corpus(REPOSITORY / "tests" / "submissions", SOLUTIONS)}
NAMES = list(CORPUS)
HARMLESS = "right"
LEFT_BEHIND = "left-behind"  # the name that the cases give to their processes and files
EXERCISES = sorted({case.slug for case in CORPUS.values()})


def expected(name: str) -> CaseSpec:
    return CORPUS[name].spec


def each(names: list[str]) -> pytest.MarkDecorator:
    """One test for each of these cases, with its exercise."""
    return pytest.mark.parametrize(("slug", "name"), [(CORPUS[name].slug, name) for name in names], ids=names)


@pytest.fixture(scope="session")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The whole corpus, graded as one class. Feedback exits with 1, for there is a page that it must withhold."""
    place = tmp_path_factory.mktemp("class")
    root = place / "course"
    autograder("init", root, "--solutions", SOLUTIONS)
    for slug in EXERCISES:
        autograder("release", slug, "--due", "2026-10-01T23:59+00:00", "-C", root)
    refuse_to_run_unsandboxed(place / "first", root)
    hand_in(place / "inbox", CORPUS.values())
    for slug in EXERCISES:
        autograder("collect", slug, place / "inbox" / slug, "-C", root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTOGRADER_SECRET", "not for students")  # a case looks for it
        autograder("grade", "-C", root)
    autograder("grade", "-C", root)  # only now is everyone known who handed in the other exercise and not this one
    said = autograder("feedback", "-C", root, code=1)
    withheld = [name for name in NAMES if expected(name).page.withheld]
    assert "withheld" in said.stderr and all(name in said.stderr for name in withheld)
    autograder("export", "-o", place / "grades.csv", "-C", root)
    return course.find(root)


def refuse_to_run_unsandboxed(inbox: Path, root: Path) -> None:
    """The corpus fills disks and forks without end: what grades it must have graded a harmless case in a sandbox."""
    hand_in(inbox, [CORPUS[HARMLESS]])
    autograder("collect", SLUG, inbox / SLUG, "-C", root)
    autograder("grade", SLUG, "-C", root)
    verdict = course.find(root).verdict(SLUG, HARMLESS)
    assert verdict is not None and verdict.outcome is Outcome.PASSED, "the harmless case is not graded"
    if verdict.extra["engine"] != IsolatedEngine.safe:
        pytest.fail("these submissions attack the machine that grades them, and this engine has no sandbox")


@pytest.fixture(scope="session")
def ordinary(graded: Course) -> Iterator[Course]:
    """The same class, graded once more by an ordinary user, who has no name and no home."""
    with tempfile.TemporaryDirectory() as place:
        root = Path(shutil.copytree(graded.root, Path(place, "course"), ignore=shutil.ignore_patterns("verdicts")))
        give(Path(place))
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("AUTOGRADER_SECRET", "not for students")
            done = run_as_ordinary_user(sys.executable, "-m", "autograder", "grade", "-C", root)
        assert done.returncode == 0, done.stdout + done.stderr
        yield course.find(root)


def page_of(graded: Course, slug: str, name: str) -> Path:
    return graded.path("feedback", name, slug).with_suffix(".html")


@each(NAMES)
def test_each_submission_gets_its_exact_verdict(graded: Course, slug: str, name: str) -> None:
    has_its_exact_verdict(graded, slug, name)


@each(NAMES)
def test_and_the_same_from_an_ordinary_user(ordinary: Course, slug: str, name: str) -> None:
    has_its_exact_verdict(ordinary, slug, name)


def test_who_that_is() -> None:
    """The user of the tests above: no root, no name, no home, with an interpreter that this user can start anew."""
    who = "import os, pwd, subprocess, sys; from pathlib import Path; print(*os.getresuid())"
    rights = "print(next(line for line in Path('/proc/self/status').read_text().splitlines() if 'CapEff' in line))"
    again = "print(subprocess.run([sys.executable, '-c', 'import sys, numpy; print(sys.base_prefix)']).returncode)"
    uids, capabilities, prefix, code = python(f"{who}\n{rights}\nsys.stdout.flush()\n{again}").splitlines()
    assert "0" not in uids.split() and capabilities.split()[1] == "0" * 16
    assert (prefix, code) == (sys.base_prefix, "0")
    if ROOT:
        assert python("import getpass; print(getpass.getuser())", code=1) == ""
        assert uids == f"{UID} {UID} {UID}"


def has_its_exact_verdict(here: Course, slug: str, name: str) -> None:
    want, verdict = expected(name), here.verdict(slug, name)
    assert verdict is not None
    got = (verdict.outcome, verdict.cause, verdict.score, verdict.needs_person)
    assert got == (want.outcome, want.cause, want.score, want.person), verdict
    tasks = {task.task: task.cause or task.outcome for task in verdict.tasks}
    assert {task: tasks[task] for task in want.tasks} == want.tasks
    messages = {task.task: task.message for task in verdict.tasks}
    assert all(words in messages[task] for task, words in want.says.items()), messages


@each([name for name in NAMES if expected(name).notes])
def test_the_instructor_is_told_what_was_odd(graded: Course, slug: str, name: str) -> None:
    verdict = graded.verdict(slug, name)
    assert verdict is not None
    for words in expected(name).notes:
        assert any(words in note.text for note in verdict.notes), verdict.notes


@each(NAMES)
def test_the_page_shows_what_helps_and_hides_what_is_secret(graded: Course, slug: str, name: str) -> None:
    want, page = expected(name).page, page_of(graded, slug, name).read_text()
    assert want.max_kb is None or len(page) <= 1_000 * want.max_kb
    words = html.unescape(re.sub(r"<[^>]*>", "", page))
    assert all(text in words for text in want.shows), words
    assert not any(text in page for text in (*want.hides, "hidden_expected_", "BEGIN HIDDEN", "105.25"))
    assert ('id="withheld-feedback"' in page) == want.withheld
    assert "<script" not in page and "default-src 'none'" in page


@pytest.mark.parametrize("slug", EXERCISES)
def test_the_gradebook_has_the_verdicts_scores(graded: Course, slug: str) -> None:
    """Of everyone in the class: who handed in the other exercise only has nothing in this one."""
    scores = gradebook.scores(graded, slug)
    assert sorted(scores) == NAMES
    verdicts = {name: graded.verdict(slug, name) for name in NAMES}
    assert {name: score.score for name, score in scores.items()} == {n: v.score for n, v in verdicts.items() if v}
    assert not any(v.score for n, v in verdicts.items() if v and CORPUS[n].slug != slug)


def test_nobody_is_late_whose_time_is_unknown(graded: Course) -> None:
    with (graded.root.parent / "grades.csv").open() as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["exercise"], row["student"]) for row in rows] == [(slug, name) for slug in EXERCISES for name in NAMES]
    assert {row["hours_late"] for row in rows} == {""} and {row["penalty"] for row in rows} == {"0.0"}


@each(NAMES)
def test_what_was_handed_in_is_kept_as_it_was(graded: Course, slug: str, name: str) -> None:
    handed_in, kept = CORPUS[name].files().get(f"{slug}.ipynb"), graded.path("submitted", name, slug)
    if expected(name).notebook.filled_to_mb:
        assert kept.stat().st_size < 1_000_000, "it is kept without its outputs"
    elif handed_in is not None:
        assert kept.read_bytes() == handed_in
        assert [path.name for path in kept.parent.iterdir()] == [kept.name], "only the notebook is carried over"


@pytest.mark.parametrize("slug", EXERCISES)
def test_the_autograded_notebook_is_there_for_formgrader_wherever_something_ran(graded: Course, slug: str) -> None:
    for name in NAMES:
        verdict, path = graded.verdict(slug, name), graded.path("autograded", name, slug)
        assert verdict is not None and verdict.outcome is not Outcome.OUR_FAULT, name
        assert path.is_file() == (
            verdict.cause != "malformed" and verdict.tasks[0].message != "No notebook was handed in."
        ), name


def test_a_second_run_has_nothing_to_do_and_changes_nothing(graded: Course) -> None:
    verdicts = {path: path.read_bytes() for path in (graded.state / "verdicts").rglob("*.json")}
    autograder("grade", "-C", graded.root)
    assert {path: path.read_bytes() for path in (graded.state / "verdicts").rglob("*.json")} == verdicts
    assert len({json.loads(data)["extra"]["engine"] for data in verdicts.values()}) == 1


def test_nothing_that_a_submission_started_or_wrote_is_left(graded: Course) -> None:
    """Processes by the name that the kernel has of them; files where the cases that write some put them."""
    names = [read(path) for path in Path("/proc").glob("[0-9]*/task/*/comm")]
    assert names and LEFT_BEHIND not in names
    here = (Path(tempfile.gettempdir()), Path("/dev/shm"), Path.cwd(), Path.home(), graded.root)
    assert [path for folder in here for path in folder.glob(f"{LEFT_BEHIND}*")] == []


def read(path: Path) -> str:
    """A file's text; none where its process has ended since it was listed."""
    try:
        return path.read_text().strip()
    except OSError:
        return ""


def test_html_of_a_students_does_nothing_in_a_browser(graded: Course, browser: Any) -> None:
    for name in [name for name in NAMES if expected(name).page.inert]:
        page, asked = browser.new_page(), []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.goto(page_of(graded, CORPUS[name].slug, name).as_uri())
        for link in page.get_by_role("link", name="here", exact=True).all():
            link.click()
        assert page.title() == CORPUS[name].slug
        assert len(asked) == 1, f"the page asked for {asked[1:]}"
        page.close()


def test_every_case_says_what_it_is() -> None:
    for case in CORPUS.values():
        assert case.about.startswith("# ") and case.about.endswith("."), case.name


def test_every_kind_has_a_case_and_every_case_a_known_kind() -> None:
    assert {case.spec.kind for case in CORPUS.values()} == set(KINDS)
