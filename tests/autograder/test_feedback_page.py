"""A student's page says first what they got, then task by task why, and shows their code as what it is: text."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from honest_class import PNG
from light_class import REPOSITORY, SLUG, answered
from nbformat.v4 import new_code_cell, new_output

from autograder.collecting import reading
from autograder.course.score import ByHand, Score
from autograder.exercises import exercise, notebooks
from autograder.exercises.exercise import Exercise
from autograder.grading import graded_notebook, judge
from autograder.placing import placing
from autograder.reporting import feedback, feedback_page

SUM = """This check did not pass:
  mean_absolute([2, 3], [1, 0])
  came back: 4; that is the sum of the errors, and
      not their mean."""
ABSOLUTE, SQUARED, WHY = f"{SLUG}-absolute-test", f"{SLUG}-squared-test", f"{SLUG}-why"
SLUGS = sorted(path.parent.name for path in (REPOSITORY / "solutions").glob("*/exercise.toml"))


def scored(points: dict[str, float | None], **more: Any) -> Score:
    total = sum(value or 0.0 for value in points.values())
    rest = {"penalty": 0.0, "needs_person": False, "received": None, "seconds_late": 0.0} | more
    return Score("s1", SLUG, "", total, 12.0, tasks=points, **rest)


def shown(light: Exercise, score: Score, hand: ByHand | None = None, data: bytes = b"", **told: Any) -> str:
    """The page of a notebook whose first task failed as `told`."""
    tests = {task.test_id: {"state": "passed"} for task in light.automatic}
    tests[ABSOLUTE] = {"state": "wrong", "message": SUM} | told
    notebook = placing.canonical(light, reading.read(data or answered(light))).notebook
    graded = graded_notebook.filled(light, notebook, {"tests": tests, "cells": {}, "seconds": {"all": 0.0}})
    page = feedback_page.page(light, feedback.for_student(light, graded), score, hand or ByHand())
    return feedback.sealed(light, page, graded)


def words(page: str) -> str:
    body = page.partition("<body>")[2]
    return " ".join(re.sub(r"<[^>]*>", " ", body).replace("&#39;", "'").split())


UNREAD = {ABSOLUTE: 0.0, SQUARED: 6.0, WHY: None}


def test_the_points_come_first_in_one_line_and_by_task(light: Exercise) -> None:
    assert words(shown(light, scored(UNREAD))).startswith(
        "Two mean losses 6 of 12 points so far; up to 2 more once a person has read the rest "
        "Passed 1 of 3 tasks; not right yet: Mean absolute error; waits for a person to read it: In words. "
        "Points by task Task How it went Points 1. Mean absolute error Not right yet 0 of 4 points "
        "2. Mean squared error Passed 6 of 6 points 3. In words Waits for a person to read it up to 2 points"
    )


def test_a_failed_task_says_what_was_called_and_what_came_back_with_its_hints(light: Exercise) -> None:
    page = words(shown(light, scored(UNREAD)))
    said = "This check did not pass: mean_absolute([2, 3], [1, 0]) came back: 4; that is the sum of the errors, and not"
    assert said in page, "a line that a check broke is whole again"
    assert page.count("Hints") == 1 and "Which sign does each difference have?" in page
    assert page.count("The test that you can see") == 2 and "10.25" not in page


def test_a_stub_is_called_unwritten_and_not_an_exception(light: Exercise) -> None:
    page = words(shown(light, scored(UNREAD), state="raised", message="NotImplementedError: "))
    assert "Not written yet: 0 of 4 points" in page and "replace raise NotImplementedError()" in page


def test_what_a_person_gave_and_wrote_stands_with_its_task(light: Exercise) -> None:
    hand = ByHand(scores={ABSOLUTE: 2.5, WHY: 2.0}, comments={f"{SLUG}-absolute": "The <idea> is right."})
    page = words(shown(light, scored({ABSOLUTE: 2.5, SQUARED: 6.0, WHY: 2.0}), hand))
    assert "10.5 of 12 points" in page and "so far" not in page
    assert "Points given by a person: 2.5 of 4 points" in page and "Comment The &lt;idea&gt; is right." in page


def test_what_lateness_cost_is_in_the_first_line(light: Exercise) -> None:
    late = scored({ABSOLUTE: 4.0, SQUARED: 6.0, WHY: 0.0}, penalty=2.5, seconds_late=5400.0)
    assert "7.5 of 12 points (10 less 2.5 for 1.5 hours late)" in words(shown(light, late))


@pytest.mark.parametrize("cause", [*judge.SENTENCES, *judge.ENDS])
def test_each_way_to_stop_is_told_in_sentences_with_what_to_do(light: Exercise, cause: str) -> None:
    state, detail = ("exited", cause) if cause in judge.ENDS else (str(cause), "")
    page = shown(light, scored(UNREAD), state=state, message="", detail=detail)
    told = words(page.partition('<div class="message">')[2].partition("</div>")[0].join(("<body>", "")))
    assert told.count(". ") >= 1 and told.endswith(".") and "{" not in told


def test_cells_of_the_students_own_are_shown_and_nothing_in_them_is_markup(light: Exercise) -> None:
    notebook = reading.read(answered(light))
    notebook.cells.insert(3, new_code_cell('label = "<b>bold</b>"', id="own"))
    page = shown(light, scored(UNREAD), data=notebooks.notebook_text(notebook).encode())
    assert "Your other cells" in page and "<b>" not in page and "&lt;b&gt;bold&lt;/b&gt;" in page


def test_pictures_stay_and_control_characters_are_spelled_out(light: Exercise) -> None:
    notebook = placing.canonical(light, reading.read(answered(light))).notebook
    cell = judge.cell_named(notebook, f"{SLUG}-absolute")
    cell.outputs = [
        new_output("display_data", data={"image/png": PNG}),
        new_output("stream", name="stdout", text="\x1b[2J\u202egone"),
    ]
    page = feedback_page.page(light, feedback.for_student(light, notebook), scored(UNREAD), ByHand())
    assert f'src="data:image/png;base64,{PNG}"' in page and "\x1b" not in page and "\u202e" not in page


@pytest.mark.parametrize("slug", SLUGS)
def test_the_hints_of_an_exercise_never_withhold_its_page(slug: str) -> None:
    """An adam stub's page was once withheld, for a hint there quotes a line of the solution."""
    real = exercise.load(REPOSITORY / "solutions" / slug)
    stub = placing.canonical(real, notebooks.student_notebook(real)).notebook
    tests = {task.test_id: {"state": "wrong", "message": "No."} for task in real.automatic}
    graded = graded_notebook.filled(real, stub, {"tests": tests, "cells": {}, "seconds": {"all": 0.0}})
    score = scored(dict.fromkeys((task.test_id for task in real.tasks), 0.0))
    page = feedback_page.page(real, feedback.for_student(real, graded), score, ByHand())
    assert feedback.leaks(real, page, graded) == []


@pytest.mark.parametrize("width", [360, 1200])
def test_a_page_fits_its_screen_and_loads_nothing(light: Exercise, browser: Any, tmp_path: Path, width: int) -> None:
    path, asked = tmp_path / "page.html", []
    path.write_text(shown(light, scored(UNREAD), data=answered(light, absolute=f"x = {'1 + ' * 200}1")))
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") == width and len(asked) == 1
    assert page.locator("h1").evaluate("element => getComputedStyle(element).fontWeight") == "600", "the style holds"
    page.get_by_role("link", name="1. Mean absolute error").click()
    assert page.url.endswith(f"#{ABSOLUTE}")
    page.close()
