"""Candidates: answer files, stubs, and the chapter pasted in."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path

import pytest
from nbgrader.preprocessors import ClearSolutions

from autograder.exercises import answers
from autograder.exercises.exercise import Exercise, ExerciseError, load, load_all

SOLUTIONS = Path(__file__).parents[2] / "solutions"


def test_an_answer_file_is_read_by_blocks(tmp_path: Path) -> None:
    path = tmp_path / "answer.py"
    path.write_text("# What it does.\n\n# %% one-a\nx = 1\n\n\ny = 2\n\n# %% one-b\n# a comment\nz = 3\n")
    assert answers.read_answer(path) == {"one-a": "x = 1\n\n\ny = 2", "one-b": "# a comment\nz = 3"}


def test_an_answer_takes_the_place_of_the_solution(tiny: Callable[..., Exercise]) -> None:
    cells = dict(answers.place(tiny(), {"tiny-mae": "x = 1"}))
    assert cells["tiny-mae"] == "x = 1"
    assert "np.sqrt" in cells["tiny-rmse"]


@pytest.mark.parametrize("name", ["tiny-mae-test", "tiny-setup", "tiny-typo"])
def test_an_answer_for_another_cell_is_refused(name: str, tiny: Callable[..., Exercise]) -> None:
    with pytest.raises(ExerciseError, match=name):
        answers.place(tiny(), {name: ""})


def test_an_answer_reaches_its_task_and_those_that_mention_what_it_defines(tiny: Callable[..., Exercise]) -> None:
    mae, rmse = "def mae(a, b):\n    return 0", "def rmse(a, b):\n    return helped(a)"
    assert answers.reached(tiny(), {"tiny-mae": mae}) == ["mae"]
    assert answers.reached(tiny(), {"tiny-rmse": rmse}) == ["rmse"]
    assert answers.reached(tiny(), {"tiny-mae": mae + "\nnp.seterr(all='raise')"}) == ["mae", "rmse"]
    through = tiny((("return np.sqrt(", "return np.sqrt(0 * mae(y_true, y_pred) + "),))
    assert answers.reached(through, {"tiny-mae": mae}) == ["mae", "rmse"]


@pytest.mark.parametrize("slug", [exercise.slug for exercise in load_all(SOLUTIONS)])
def test_the_stub_is_what_nbgrader_makes(slug: str) -> None:
    exercise = load(SOLUTIONS / slug)
    cleared, _ = ClearSolutions().preprocess(load(SOLUTIONS / slug).notebook, {})
    theirs = {cell["id"]: cell.source for cell in cleared.cells}
    for name, source in answers.stub(exercise).items():
        assert source == theirs[name]


def test_a_chapter_is_pasted_by_name_and_else_in_turns(tiny: Callable[..., Exercise], tmp_path: Path) -> None:
    chapter = tmp_path / "chapter.md"
    text = "def mae(y_true, y_pred):\n    return 1\n\ndef other(y_true, y_pred):\n    return 2\n\nprint(1 / 0)\n"
    kernel = "---\nkernelspec: {display_name: Python 3, language: python, name: python3}\n---\n"
    chapter.write_text(f"{kernel}\n```{{code-cell}} ipython3\n{text}```\n")
    turns = answers.pasted_chapter(tiny(), chapter)
    assert len(turns) == 2
    assert all("def mae" in turn["tiny-mae"] and "mae = " not in turn["tiny-mae"] for turn in turns)
    assert [turn["tiny-rmse"].splitlines()[-1] for turn in turns] == ["rmse = mae", "rmse = other"]
    assert not any("print" in source for turn in turns for source in turn.values())


def test_a_wrong_answer_is_the_solution_with_something_replaced(tiny: Callable[..., Exercise]) -> None:
    swapped, whole = tiny().wrong[0], tiny(wrong="code = 'mae = max'").wrong[0]
    assert swapped.fails == ("mae",)
    assert swapped.cells == {"tiny-mae": "def mae(y_true, y_pred):\n    return np.abs(y_true - y_pred).sum()"}
    assert whole.cells == {"tiny-mae": "mae = max"}


def test_what_a_wrong_answer_replaces_is_not_looked_for_in_the_docstring(tiny: Callable[..., Exercise]) -> None:
    told = tiny((("Mean of |y_true − y_pred|.", "What np.abs(y_true - y_pred).mean() gives."),))
    assert told.wrong[0].cells["tiny-mae"].endswith(").sum()")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("swap = [['median', '']]", "[mae.wrong_0] swap: 'median' is not in the solution cell tiny-mae; copy it from"),
        ("swap = [['y_true', '']]", "[mae.wrong_0] swap: 'y_true' stands 2 times in the solution cell tiny-mae"),
        ("swap = [['mean']]", "[mae.wrong_0.swap] 0 is ['mean'], but"),
    ],
)
def test_a_wrong_answer_that_replaces_nothing_is_refused_by_name(
    wrong: str, says: str, tiny: Callable[..., Exercise]
) -> None:
    with pytest.raises(ExerciseError) as caught:
        tiny(wrong=wrong)
    assert f"wrong.toml: {says}" in str(caught.value)


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ("[mea.wrong_0]", "[mea.*] no task 'mea' with a solution cell; did you mean 'mae'?\n"),
        ("[wrong_0]", "[wrong_0] says is 'absolute differences', but it should be a table\n"),
    ],
)
def test_a_wrong_answer_to_no_task_of_the_exercise_is_refused(
    table: str, says: str, tiny: Callable[..., Exercise]
) -> None:
    path = tiny().folder / "wrong.toml"
    path.write_text(path.read_text().replace("[mae.wrong_0]", table))
    with pytest.raises(ExerciseError) as caught:
        load(path.parent)
    assert says in f"{caught.value}\n"


@pytest.mark.parametrize("slug", [exercise.slug for exercise in load_all(SOLUTIONS)])
def test_every_wrong_answer_compiles_and_is_not_the_solution(slug: str) -> None:
    exercise = load(SOLUTIONS / slug)
    solved = {name: without_docstrings(source) for name, source in answers.solution(exercise).items()}
    for wrong in exercise.wrong:
        for name, source in wrong.cells.items():
            assert ast.unparse(ast.parse(source)) != solved[name], wrong.name


def without_docstrings(source: str) -> str:
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node):
            node.body = node.body[1:]
    return ast.unparse(tree)
