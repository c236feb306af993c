"""No solution or hidden test in sight, and the hunt finds one that is planted."""

import json
import shutil
from pathlib import Path

import pytest

from autograder.exercises.exercise import Exercise, load_all
from press.check import no_secret_in_sight
from press.layout import Layout
from press.publish.leaks import fold, leaks, public_sources, secret_words, secrets


@pytest.fixture(scope="module")
def exercises(layout: Layout) -> list[Exercise]:
    return load_all(layout.solutions)


@pytest.fixture(scope="module")
def lines(layout: Layout, exercises: list[Exercise]) -> frozenset[str]:
    return secrets(exercises, public_sources(layout.root))


def test_there_are_secrets_to_hunt(exercises: list[Exercise], lines: frozenset[str]) -> None:
    for exercise in exercises:
        assert len(lines & {" ".join(line.split()) for line in exercise.secret_lines}) > 20, exercise.slug


def test_wrong_answers_are_hunted_too(exercises: list[Exercise], lines: frozenset[str]) -> None:
    for exercise in exercises:
        wrong = {fold(line) for answer in exercise.wrong for code in answer.cells.values() for line in code.split("\n")}
        right = {fold(line) for cell in exercise.notebook.cells for line in cell.source.split("\n")}
        assert len(lines & (wrong - right)) > 10, exercise.slug


def test_a_line_is_hunted_without_its_comment_too(exercises: list[Exercise]) -> None:
    commented = {line for exercise in exercises for line in exercise.secret_lines if "  # " in line}
    hunted = frozenset[str]().union(*(exercise.secret_lines for exercise in exercises))
    assert commented
    assert {line.partition("  # ")[0] for line in commented} <= hunted


def test_notebooks_site_and_search_index_hold_none(layout: Layout, site: Path) -> None:
    assert list(no_secret_in_sight(layout)) == []


@pytest.mark.parametrize("kind", ["notebook", "page", "highlighted page", "text", "within other words"])
def test_a_planted_line_is_found(tmp_path: Path, lines: frozenset[str], kind: str) -> None:
    line = max(lines, key=len)
    if kind == "notebook":
        cell = {"cell_type": "code", "source": ["x = 1\n", f"    {line}\n"], "outputs": []}
        (tmp_path / "a.ipynb").write_text(json.dumps({"cells": [cell]}))
    elif kind == "page":
        (tmp_path / "a.html").write_text(f"<pre>{line.replace('&', '&amp;').replace('<', '&lt;')}</pre>")
    elif kind == "highlighted page":
        words = [f"<span class='n'>{w.replace('&', '&amp;').replace('<', '&lt;')}</span>" for w in line.split(" ")]
        (tmp_path / "a.html").write_text(" ".join(words))
    elif kind == "text":
        (tmp_path / "a.txt").write_text(line)
    else:
        (tmp_path / "a.txt").write_text(f"before{line}after")
    (found,) = leaks(tmp_path, lines)
    assert line[:20] in found


def test_a_planted_word_is_found_in_the_search_index(
    tmp_path: Path, layout: Layout, site: Path, exercises: list[Exercise], lines: frozenset[str]
) -> None:
    words = secret_words(exercises, public_sources(layout.root))
    assert words, "the hidden parts name nothing of their own: the hunt in the index would be empty"
    index = tmp_path / "searchindex.js"
    shutil.copy(site / "searchindex.js", index)
    assert list(leaks(tmp_path, lines, words)) == []
    index.write_text(index.read_text().replace('"terms": {', '"terms": {"' + min(words) + '": 0,', 1))
    assert any(min(words) in found for found in leaks(tmp_path, lines, words))
