"""A cell that did not run is told as what it is, in the real exercises: its own first error, not a wrong result."""

from __future__ import annotations

import csv
import html
import json
import re
from collections.abc import Callable, Iterator

import pytest
from light_class import REPOSITORY, hand_in
from warm_cli import WarmCli

from autograder.course import course
from autograder.course.course import Course
from autograder.exercises import answers, exercise, notebooks, sample_class
from autograder.exercises.exercise import Exercise
from autograder.verdict import Cause, TaskVerdict

SLUGS = ("regression-losses", "gradient-descent")
HELPER = "import no_such_package\nHALF = 0.5\n\ndef helper():\n    return HALF"
SHOWN = "missing"  # of whose page, and of what the commands say of them, more is read
Change = Callable[[str, str], str]
# What the student's cell for the first task is made of its right text and its first function's name; a cell of their
# own above it; and what they must read.
CASES: dict[str, tuple[Change, str, tuple[str, ...]]] = {
    "syntax": (lambda good, name: f"{good}\nx = (", "", ("SyntaxError: '(' was never closed", ": x = (")),
    "space": (lambda good, name: f"x =\u00a01\n{good}", "", ("SyntaxError", "line 1 of its cell", "type it anew")),
    "quotes": (lambda good, name: f"print(“on”)\n{good}", "", ("SyntaxError", "print(“on”)", "type it anew")),
    "missing": (
        lambda good, name: f"import no_such_package as p\n{good}",
        "",
        ("ModuleNotFoundError", "line 1 of its cell: import no_such_package", "requirements.txt"),
    ),
    "cuda": (
        lambda good, name: f'import torch\ntorch.ones(2, device="cuda")\n{good}',
        "",
        ("Error", 'line 2 of its cell: torch.ones(2, device="cuda")', "no GPU"),
    ),
    "above": (lambda good, name: f"scale = 1 / 0\n{good}", "", ("ZeroDivisionError", "line 1 of its cell: scale")),
    "magic": (lambda good, name: f"%%nosuch\n{good}", "", ("UsageError", "%%nosuch")),
    "helper": (
        lambda good, name: f"ALL = 2 * HALF\n{good}",
        HELPER,
        ("Another cell of yours stopped with ModuleNotFoundError", "import no_such_package", "is not defined"),
    ),
    "helper-inside": (
        lambda good, name: good.replace('"""\n', '"""\n    helper()\n', 1) if '"""\n' in good else good,
        HELPER,
        ("Another cell of yours stopped with ModuleNotFoundError", "'helper' is not defined"),
    ),
    "renamed": (
        lambda good, name: good.replace(name, f"{name}_of_mine"),
        "",
        ("'{name}' is not defined", "Did you call it '{name}_of_mine'?"),
    ),
    "endless-helper": (
        lambda good, name: good.replace('"""\n', '"""\n    helper()\n', 1),
        "import os\nos._exit(0)\n" + HELPER,
        ("Another cell of yours did not come to its end.", "Python itself ended", "'helper' is not defined"),
    ),
}
CASES["missing-too"] = CASES[SHOWN]  # for a report names what several have met; it falls to the same exercise
CLASS = [(SLUGS[number % 2], student) for number, student in enumerate(CASES)]  # half of them in each exercise


def handed_in(one: Exercise, change: Change, above: str) -> bytes:
    """The released notebook with the first task's cell changed, and perhaps a cell above it; the rest is not done."""
    task = one.automatic[0]
    text = change(sample_class.best(one)[task.solution_id], asked(one))
    notebook = json.loads(notebooks.notebook_text(sample_class.fill(one, {task.solution_id: text})))
    place = next(i for i, cell in enumerate(notebook["cells"]) if cell.get("id") == task.solution_id)
    mine = {"cell_type": "code", "id": "mine", "metadata": {}, "outputs": [], "execution_count": None}
    notebook["cells"][place:place] = [{**mine, "source": above}] * bool(above)
    return json.dumps(notebook).encode()


def asked(one: Exercise) -> str:
    """The function that the first test calls first."""
    solution = answers.solution(one)[one.automatic[0].solution_id]
    return next(name for name in one.automatic[0].exports if f"def {name}(" in solution)


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory, cli: WarmCli) -> Iterator[Course]:
    place = tmp_path_factory.mktemp("undefined")
    root = place / "course"
    assert cli.run("init", root, "--solutions", REPOSITORY / "solutions")["code"] == 0
    exercises = {slug: exercise.load(REPOSITORY / "solutions" / slug) for slug in SLUGS}
    for slug, student in CLASS:
        change, above, _ = CASES[student]
        hand_in(place / slug, student, handed_in(exercises[slug], change, above), f"{slug}.ipynb")
    for words in (["release", *SLUGS], *(["collect", slug, place / slug] for slug in SLUGS), ["grade"], ["feedback"]):
        done = cli.run(*words, "-C", root)
        assert done["code"] == 0, done["said"]
    yield course.find(root)


def first(graded: Course, slug: str, student: str) -> TaskVerdict:
    verdict = graded.verdict(slug, student)
    assert verdict is not None
    return verdict.tasks[0]


@pytest.mark.parametrize(("slug", "student"), CLASS)
def test_what_stopped_the_cell_is_named_with_its_line(graded: Course, slug: str, student: str) -> None:
    task, words = first(graded, slug, student), CASES[student][2]
    name = asked(graded.exercise(slug))
    expected = Cause.EXITED if student == "endless-helper" else Cause.RAISED
    assert (task.cause, task.score) == (expected, 0), task.message
    assert all(word.replace("{name}", name) in task.message for word in words), task.message
    assert "did not pass" not in task.message and "hint:" not in task.message, "that is not about the mathematics"


def test_page_and_commands_tell_it_too(graded: Course, cli: WarmCli) -> None:
    slug = next(slug for slug, student in CLASS if student == SHOWN)
    words = f"ModuleNotFoundError: No module named {'no_such_package'!r}"
    page = re.sub(r"<[^>]*>", "", graded.path("feedback", SHOWN, slug).with_suffix(".html").read_text())
    show = cli.run("show", SHOWN, slug, "-C", graded.root)["said"].replace("| ", "")
    report, table = graded.root.parent / "report.html", graded.root.parent / "tasks.csv"
    for command in (["report", slug, "-o", report], ["export", slug, "--tasks", "-o", table]):
        done = cli.run(*command, "-C", graded.root)
        assert done["code"] == 0, done["said"]
    row = next(row for row in csv.DictReader(table.read_text().splitlines()) if row["student"] == SHOWN)
    assert row["cause"] == "raised" and "raised" in show
    told = {"page": page, "show": show, "report": report.read_text(), "export": row["message"]}
    assert [place for place, text in told.items() if words not in " ".join(html.unescape(text).split())] == []
