"""The notebook that nbgrader reads, and the one a student opens."""

from __future__ import annotations

import ast
import shutil
from pathlib import Path

import nbformat
import pytest
from light_class import REPOSITORY, SOLUTIONS

from autograder.course import course, nbgrader_bridge
from autograder.exercises import exercise, notebooks
from autograder.exercises.exercise import Exercise, ExerciseError, check_markers, grader_data

REAL = sorted(path.parent for path in (REPOSITORY / "solutions").glob("*/exercise.toml"))
LIGHT = [SOLUTIONS / "mean-loss", SOLUTIONS / "tensor-loss"]
EVERY = [*LIGHT, *REAL]


@pytest.fixture(params=EVERY, ids=lambda folder: folder.name)
def any_exercise(request: pytest.FixtureRequest) -> Exercise:
    return exercise.load(request.param)


def test_the_student_notebook_is_what_nbgrader_releases(any_exercise: Exercise, tmp_path: Path) -> None:
    here = course.create(tmp_path / "course", any_exercise.folder.parent)[0]
    notebooks.write_source(any_exercise, here.root / "source")
    nbgrader_bridge.release(here, any_exercise.slug, None, to_exchange=False)
    released = here.root / "release" / any_exercise.slug / f"{any_exercise.slug}.ipynb"
    assert notebooks.notebook_text(notebooks.student_notebook(any_exercise)) == released.read_text()


def test_two_writes_give_the_same_bytes(any_exercise: Exercise, tmp_path: Path) -> None:
    again = exercise.load(any_exercise.folder)
    first = notebooks.write_source(any_exercise, tmp_path / "first").read_bytes()
    assert first == notebooks.write_source(again, tmp_path / "second").read_bytes()
    assert notebooks.student_notebook(any_exercise) == notebooks.student_notebook(again)


def test_nbgrader_sees_the_notebook_and_no_other_file(any_exercise: Exercise, tmp_path: Path) -> None:
    written = notebooks.write_source(any_exercise, tmp_path)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [written]


def test_cell_ids_are_the_masters(any_exercise: Exercise) -> None:
    released = notebooks.student_notebook(any_exercise)
    assert [cell.id for cell in released.cells] == [cell.id for cell in any_exercise.notebook.cells]


def test_no_secret_line_is_released(any_exercise: Exercise) -> None:
    released = {
        line.strip() for cell in notebooks.student_notebook(any_exercise).cells for line in cell.source.splitlines()
    }
    assert any_exercise.secret_lines and not released & any_exercise.secret_lines


def test_the_released_notebook_is_valid_and_carries_no_pairing(any_exercise: Exercise) -> None:
    released = notebooks.student_notebook(any_exercise)
    nbformat.validate(released)
    assert "jupytext" not in released.metadata
    assert all(not cell.outputs for cell in released.cells if cell.cell_type == "code")
    tests = [cell for cell in released.cells if grader_data(cell).get("locked")]
    assert all(cell.metadata.editable is False and cell.metadata.deletable is False for cell in tests)


def test_a_bare_cell_gets_the_checks_that_all_share_and_one_with_text_keeps_its_own(tmp_path: Path) -> None:
    copy = Path(shutil.copytree(LIGHT[1], tmp_path / LIGHT[1].name))
    master = copy / f"{copy.name}.md"
    bare = "-checks, locked: true, schema_version: 3, solution: false, task: false}\n---\n"
    assert "def check_value" not in master.read_text() and bare in master.read_text()

    def checks() -> str:
        cells = exercise.load(copy).notebook.cells
        return next(cell.source for cell in cells if cell.id == f"{copy.name}-checks")

    assert checks().startswith("def make_checks") and checks().endswith("= make_checks()")
    master.write_text(master.read_text().replace(bare, f"{bare}own = 1\n"))
    assert checks() == "own = 1"


def test_nbgrader_is_imported_where_its_steps_and_its_gradebook_are_wrapped_only() -> None:
    users = set()
    for path in (REPOSITORY / "autograder").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            users |= {path.name for name in names if name.split(".")[0] == "nbgrader"}
    assert users == {"notebooks.py", "nbgrader_bridge.py", "gradebook.py"}


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        ("### BEGIN SOLUTION\nx = 1\n### END HIDDEN TESTS", "does not match what is open here"),
        ("### BEGIN HIDDEN TESTS\n### BEGIN SOLUTION\n### END SOLUTION", "does not match what is open here"),
        ("### END SOLUTION", "does not match what is open here"),
        ("### BEGIN SOLUTION\nx = 1", "is never closed"),
        ("### BEGIN SOLN\nx = 1", "looks like a misspelt"),
        ("### BEGIN HIDDEN TEST CASES", "looks like a misspelt"),
        ("# End of solution", "looks like a misspelt"),
    ],
)
def test_a_marker_that_closes_nothing_or_is_nearly_one_is_refused(lines: str, complaint: str) -> None:
    with pytest.raises(ExerciseError, match=complaint):
        check_markers(lines, "a cell")


@pytest.mark.parametrize(
    "comment", ["# Begin with the solution of the last task", "# the end of the hidden layers", "x = 1"]
)
def test_a_comment_that_only_speaks_of_such_things_is_none(comment: str) -> None:
    check_markers(comment, "a cell")
