"""A submission of the corpus is a recipe: what it makes of an exercise, and what it says where it doesn't fit."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from light_class import SLUG, SOLUTIONS

from autograder.exercises import notebooks, sample_class
from autograder.exercises.exercise import Exercise
from autograder.exercises.typed_toml import TomlError
from bench.corpus import Case, read_corpus
from bench.recipes import RecipeError

VERDICT = 'kind = "right"\noutcome = "passed"\nscore = 10\nperson = true\n'


def read(place: Path, recipe: str, solutions: Path = SOLUTIONS) -> Case:
    place.mkdir(exist_ok=True)
    (place / "case.toml").write_text(f"# A case.\n{VERDICT}{recipe}")
    return read_corpus(place, solutions)[0]


def cells(case: Case) -> dict[str, dict[str, Any]]:
    """The cells that a case hands in, by id."""
    notebook = json.loads(case.files()[f"{SLUG}.ipynb"])
    return {
        cell["id"].removeprefix(f"{SLUG}-"): cell | {"source": "".join(cell["source"])} for cell in notebook["cells"]
    }


def test_an_empty_recipe_hands_in_the_right_answers(tmp_path: Path, light: Exercise) -> None:
    right = sample_class.fill(light, sample_class.best(light))
    assert read(tmp_path, "").files() == {f"{SLUG}.ipynb": notebooks.notebook_text(right).encode()}


def test_a_recipe_with_nothing_answered_hands_in_the_released_notebook(tmp_path: Path, light: Exercise) -> None:
    released = notebooks.notebook_text(notebooks.student_notebook(light)).encode()
    assert read(tmp_path, "[notebook]\nanswered = []").files() == {f"{SLUG}.ipynb": released}


def test_cells_are_added_copied_moved_and_removed(tmp_path: Path) -> None:
    recipe = """
        cells.own = {before = "text-01", source = "x = 1\\n", repeat = 2}
        cells.pasted = {copies = "absolute", after = "squared-test"}
        cells.squared.after = "why"
        cells.absolute-test.removed = true
    """
    made = cells(read(tmp_path, recipe))
    assert list(made) == [
        *("own", "text-01", "setup", "text-03", "absolute", "text-06", "squared-test", "pasted"),
        *("text-09", "text-10", "why", "squared"),
    ]
    assert made["own"]["source"] == "x = 1\nx = 1"
    assert made["pasted"] == made["absolute"] | {"id": "pasted"}


def test_metadata_is_merged_into_what_the_exercise_has(tmp_path: Path) -> None:
    made, before = cells(read(tmp_path, "cells.why.metadata.nbgrader.points = 400")), cells(read(tmp_path, ""))
    assert made.pop("why")["metadata"]["nbgrader"] == before.pop("why")["metadata"]["nbgrader"] | {"points": 400}
    assert made == before


def test_a_recipe_follows_an_exercise_that_changes(tmp_path: Path) -> None:
    master = Path(shutil.copytree(SOLUTIONS, tmp_path / "solutions")) / SLUG / f"{SLUG}.md"
    master.with_name("wrong.toml").unlink()  # its mistakes replace what is not there any more
    changed = master.read_text().replace("## Mean squared", "Now the squares.\n\n+++\n\n## Mean squared")
    master.write_text(changed.replace("Square each difference.", "Square them.").replace("squared_errors", "squares"))
    recipe = 'cells.absolute.source = "mine"\ncells.own = {after = "squared", source = "x"}'
    old, new = (cells(read(tmp_path / "cases", recipe, solutions)) for solutions in (SOLUTIONS, master.parents[1]))
    assert "Square them." in new["squared-test"]["source"] and "squares = [" in new["squared"]["source"]
    assert len(new) == len(old) + 1 and list(new).index("own") == list(new).index("squared") + 1
    assert new["absolute"] == old["absolute"] and new["absolute"]["source"] == "mine"


MISFITS = {
    'exercise = "mean-los"': "there is no exercise 'mean-los'; did you mean 'mean-loss'?",
    'notebook.answered = ["abolute"]': "[notebook] answered: mean-loss has no task 'abolute'; did you mean 'absolute'?",
    'cells.absolut.source = "x"': "[cells.absolut]: there is no such cell; did you mean 'absolute'? (a cell "
    "of the student's own takes before or after)",
    'cells.mine = {after = "setpu", source = "x"}': "mine]: there is no other cell 'setpu'; did you mean 'setup'?",
    'cells.mine = {after = "setup", copies = "wy"}': "[cells.mine]: there is no other cell 'wy'; did you mean 'why'?",
    'cells.why.before = "why"': "[cells.why]: there is no other cell 'why'; there is: text-01, setup",
    'cells.mine.after = "setup"': "[cells.mine]: a cell of the student's own has no text; give it a source, or copies",
    'cells.why = {before = "setup", after = "absolute"}': "[cells.why]: it stands before one cell and after another",
    'cells.why.copies = "absolute"': "[cells.why]: a cell of the exercise's is no copy; delete copies",
    "cells.why = {}": "[cells.why]: it changes nothing; give it a source, say, or delete it",
    'raw = true\ncells.why.source = "x"': "a raw case hands in its folder as it is; delete raw, or [notebook]",
}


@pytest.mark.parametrize(("recipe", "words"), MISFITS.items(), ids=MISFITS)
def test_a_recipe_that_does_not_fit_names_the_case_the_cell_and_the_cure(
    tmp_path: Path, recipe: str, words: str
) -> None:
    with pytest.raises(RecipeError) as raised:
        read(tmp_path, recipe).files()
    assert words in str(raised.value) and str(raised.value).startswith(str(tmp_path / "case.toml"))


@pytest.mark.parametrize(
    ("recipe", "words"),
    [
        ('cells.why.sorce = "x"', "[cells.why] unknown key 'sorce'; did you mean 'source'?"),
        ("cells.why.source = 1", "[cells.why] source is 1, but it should be a valid string"),
        ('notebook.lost = "id"', "[notebook] lost is 'id', but it should be 'ids' or 'metadata'"),
    ],
)
def test_a_misspelt_entry_is_named_with_the_nearest_one(tmp_path: Path, recipe: str, words: str) -> None:
    with pytest.raises(TomlError) as raised:
        read(tmp_path, recipe)
    assert str(raised.value) == f"{tmp_path / 'case.toml'}: {words}"


def test_cases_come_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("case-of-another", "a-case"):
        (tmp_path / f"{name}.toml").write_text(VERDICT)
    read(tmp_path, "")
    assert [case.name for case in read_corpus(tmp_path, SOLUTIONS)] == ["a-case", "case", "case-of-another"]


def test_files_of_no_case_are_named(tmp_path: Path) -> None:
    (tmp_path / "forgotten").mkdir()
    with pytest.raises(RecipeError, match=r"forgotten: files of no case; write forgotten\.toml beside"):
        read(tmp_path, "")
