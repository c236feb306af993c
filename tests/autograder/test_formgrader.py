"""nbgrader's formgrader opens on a course made by these commands, in a real browser, and its buttons keep the rules."""

from __future__ import annotations

import csv
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from honest_class import PNG, data, notebook
from light_class import SLUG, SOLUTIONS, answered, autograder, hand_in

from autograder.exercises import notebooks, sample_class
from autograder.exercises.exercise import Exercise

WRONG = "def mean_absolute(y_true, y_pred):\n    return 41.0"
OF_ANY_NAME = "zoë o'brien+नमस्ते@uni"
LOUD = 'from IPython.display import HTML\n\nHTML("<img src=x onerror=\\"document.title = \'caught\'\\">")'

POST = """async path => {
    const token = document.cookie.match(/_xsrf=([^;]+)/)[1];
    return (await fetch(path, {method: 'POST', headers: {'X-XSRFToken': token}})).json();
}"""


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory, light: Exercise) -> Path:
    place = tmp_path_factory.mktemp("formgrader")
    autograder("init", place / "course", "--solutions", SOLUTIONS)
    autograder("release", SLUG, cwd=place / "course")
    inbox = hand_in(place / "inbox", "student-01", answered(light, squared=LOUD))
    drawn = notebook(light, words=f"![drawn](data:image/png;base64,{PNG})", absolute=WRONG)
    hand_in(inbox, "student-02", data(drawn))
    hand_in(inbox, OF_ANY_NAME, answered(light))
    autograder("collect", SLUG, inbox, cwd=place / "course")
    autograder("grade", cwd=place / "course")
    return place / "course"


@pytest.fixture(scope="module")
def server(graded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """A Jupyter server in the course, on a free port of this machine only; gives its address and token."""
    own, token = tmp_path_factory.mktemp("jupyter"), secrets.token_hex(16)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    places = {f"JUPYTER_{kind}_DIR": str(own / kind.lower()) for kind in ("CONFIG", "DATA", "RUNTIME")}
    scripts = str(Path(sys.executable).parent)
    env = os.environ | places | {"HOME": str(own), "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}"}
    options = [f"--ServerApp.port={port}", "--ServerApp.ip=127.0.0.1", f"--IdentityProvider.token={token}"]
    root = ["--allow-root"] if os.geteuid() == 0 else []
    command = [sys.executable, "-m", "jupyter", "server", "--no-browser", *options, *root]
    with (
        (own / "log").open("w") as log,
        subprocess.Popen(command, cwd=graded, env=env, stdout=log, stderr=log) as running,
    ):
        try:
            wait_for(f"http://127.0.0.1:{port}/api", running, own / "log")
            yield f"http://127.0.0.1:{port}", token
        finally:
            running.terminate()
            running.wait(timeout=20)


def wait_for(address: str, running: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        assert running.poll() is None, log.read_text()
        try:
            urllib.request.urlopen(address, timeout=2).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    raise AssertionError(f"the server did not answer:\n{log.read_text()}")


@pytest.fixture
def page(browser: Any, server: tuple[str, str]) -> Iterator[Any]:
    opened = browser.new_page()
    opened.goto(f"{server[0]}/formgrader?token={server[1]}")
    yield opened
    opened.close()


def test_the_exercise_is_among_the_assignments(page: Any) -> None:
    row = page.locator("tbody tr", has_text=SLUG)
    row.wait_for(timeout=30_000)
    assert "3" in row.inner_text().split(), "three submissions were collected"


def test_the_students_are_listed_with_their_scores(page: Any, server: tuple[str, str]) -> None:
    page.goto(f"{server[0]}/formgrader/gradebook/{SLUG}/{SLUG}")
    page.locator("tbody tr").nth(1).wait_for(timeout=30_000)
    page.goto(f"{server[0]}/formgrader/manage_submissions/{SLUG}")
    for student, score in (("student-01", "4 / 12"), ("student-02", "6 / 12"), (OF_ANY_NAME, "10 / 12")):
        row = page.locator("tr", has_text=student)
        row.first.wait_for(timeout=30_000)
        assert score in " ".join(row.inner_text().split())


def test_a_submission_opens_for_grading_by_hand_and_runs_nothing_of_the_students(
    page: Any, server: tuple[str, str]
) -> None:
    page.goto(f"{server[0]}/formgrader/gradebook/{SLUG}/{SLUG}")
    page.locator("tbody tr a[href*='submissions']").first.click(timeout=30_000)
    page.get_by_text("mean-loss-absolute-test").first.wait_for(timeout=30_000)
    assert "hidden_expected_absolute" in page.content(), "the instructor sees the hidden tests"
    assert page.locator("input.score").count() == 3 and "caught" not in page.title()


def test_a_picture_in_an_answer_is_shown(page: Any, server: tuple[str, str]) -> None:
    page.goto(f"{server[0]}/formgrader/gradebook/{SLUG}/{SLUG}")
    links = page.locator("tbody tr a[href*='submissions']")
    links.nth(1).wait_for(state="attached", timeout=30_000)
    places = [link.get_attribute("href") for link in links.all()]
    widths = []
    for place in dict.fromkeys(places):
        page.goto(f"{server[0]}{place}" if place.startswith("/") else place)
        page.get_by_text("mean-loss-absolute-test").first.wait_for(timeout=30_000)
        pictures = page.locator("img[src^='data:image/png']").all()
        widths += [picture.evaluate("image => image.naturalWidth") for picture in pictures]
    assert widths == [1], "student-02 drew the answer"


def test_a_grade_given_by_hand_reaches_the_export(page: Any, server: tuple[str, str], graded: Path) -> None:
    page.goto(f"{server[0]}/formgrader/gradebook/{SLUG}/{SLUG}")
    page.locator("tbody tr a[href*='submissions']").first.click(timeout=30_000)
    box = page.locator("input.score").last
    box.wait_for(timeout=30_000)
    with page.expect_response(
        lambda response: "/formgrader/api/grade" in response.url and response.request.method == "PUT"
    ):
        box.fill("2")
        box.press("Tab")
    rows = [row for row in autograder("export", "--tasks", cwd=graded).stdout.splitlines() if ",why,2.0,2.0," in row]
    assert len(rows) == 1


def test_a_student_of_any_name_has_pages_and_buttons(page: Any, server: tuple[str, str], graded: Path) -> None:
    page.goto(f"{server[0]}/formgrader/manage_students")
    page.locator("tr", has_text=OF_ANY_NAME).locator("a", has_text="None").first.click(timeout=30_000)
    page.locator("tbody tr", has_text=SLUG).locator("a").first.click(timeout=30_000)
    page.locator("tbody tr", has_text=SLUG).locator("a").first.wait_for(timeout=30_000)
    assert page.locator("li.active").last.inner_text() == SLUG
    address = f"/formgrader/api/assignment/{SLUG}/{OF_ANY_NAME}/generate_feedback"
    assert page.evaluate(POST, address)["success"]
    assert (graded / "feedback" / OF_ANY_NAME / SLUG / f"{SLUG}.html").is_file()


def test_formgraders_own_buttons_take_the_same_steps(
    page: Any, server: tuple[str, str], graded: Path, light: Exercise
) -> None:
    """A copied test cell would stop stock nbgrader; its feedback would show the hidden tests."""
    path = graded / "submitted" / "student-02" / SLUG / f"{SLUG}.ipynb"
    path.write_text(
        notebooks.notebook_text(sample_class._with_copies(light, sample_class.fill(light, sample_class.best(light))))
    )
    graded_again = page.evaluate(POST, f"/formgrader/api/submission/{SLUG}/student-02/autograde")
    assert graded_again["success"], graded_again
    rows = csv.DictReader(autograder("export", "--tasks", cwd=graded).stdout.splitlines())
    automatic = {row["task"]: row["score"] for row in rows if row["student"] == "student-02" and row["task"] != "why"}
    assert automatic == {"absolute": "4.0", "squared": "6.0"}
    written = page.evaluate(POST, f"/formgrader/api/assignment/{SLUG}/generate_feedback")
    assert written["success"], written
    text = (graded / "feedback" / "student-02" / SLUG / f"{SLUG}.html").read_text()
    assert "hidden_expected" not in text and "Content-Security-Policy" in text
