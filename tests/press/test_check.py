"""`make check` names what is missing, and its fix: each fault is planted in a copy of the repository."""

import shutil
from pathlib import Path

import pytest

from press import check
from press.layout import Chapter, Layout


@pytest.fixture
def copy(layout: Layout, tmp_path: Path) -> Layout:
    for name in ("book", "solutions", "notebooks", "descent"):
        shutil.copytree(layout.root / name, tmp_path / name)
    for name in ("_config.yml", "_toc.yml"):
        shutil.copy(layout.root / name, tmp_path / name)
    return Layout(tmp_path)


CONTENT = (
    check.exercises_well_formed,
    check.notebooks_up_to_date,
    check.no_secret_in_sight,
    check.chapters_complete,
    check.numbers_computed,
)


@pytest.mark.parametrize("part", CONTENT, ids=lambda part: part.__name__)
def test_a_clean_copy_has_no_findings(copy: Layout, part: check.Check) -> None:
    assert list(part(copy)) == []


def taught(copy: Layout) -> Chapter:
    return next(chapter for chapter in copy.chapters if chapter.teaches)


def test_a_page_without_a_toc_line_is_named(copy: Layout) -> None:
    (copy.root / "book" / "losses" / "stray.md").write_text("# Stray\n")
    (finding,) = check.chapters_complete(copy)
    assert "book/losses/stray.md" in finding and "_toc.yml" in finding


def test_a_chapter_without_its_exercise_is_named(copy: Layout) -> None:
    page = taught(copy).path
    page.write_text(page.read_text().replace("{graded-exercise}", "{note}"))
    assert any("graded-exercise" in finding for finding in check.chapters_complete(copy))


def test_a_notebook_edited_by_hand_is_named_with_the_cure(copy: Layout) -> None:
    pair = copy.root / taught(copy).notebook
    pair.write_text(pair.read_text().replace("likelihood", "plausibility"))
    (finding,) = check.notebooks_up_to_date(copy)
    assert pair.name in finding and "make notebooks" in finding


def test_a_missing_notebook_is_named_with_the_cure(copy: Layout) -> None:
    (copy.root / taught(copy).notebook).unlink()
    assert any("make notebooks" in finding for finding in check.notebooks_up_to_date(copy))


@pytest.mark.parametrize(
    "misspelt", ["### BEGIN SOLUTON", "### Begin Solution", "## BEGIN SOLUTION", "###BEGIN SOLUTION"]
)
def test_a_misspelt_marker_is_an_error(copy: Layout, misspelt: str) -> None:
    master = next(copy.solutions.glob("*/*.md"))
    master.write_text(master.read_text().replace("### BEGIN SOLUTION", misspelt, 1))
    (finding,) = check.exercises_well_formed(copy)
    assert "BEGIN SOLUTION" in finding


def test_an_unclosed_hidden_test_is_an_error(copy: Layout) -> None:
    master = next(copy.solutions.glob("*/*.md"))
    master.write_text(master.read_text().replace("### END HIDDEN TESTS", "", 1))
    (finding,) = check.exercises_well_formed(copy)
    assert "HIDDEN TESTS" in finding


def test_a_solution_planted_in_a_notebook_is_found(copy: Layout) -> None:
    exercise = check.load_all(copy.solutions)[0]
    secret = max(check.secrets([exercise], check.public_sources(copy.root)), key=len)
    pair = copy.root / taught(copy).notebook
    pair.write_text(pair.read_text().replace("import copy", secret.replace("\\", "\\\\").replace('"', '\\"'), 1))
    assert any(pair.name in finding for finding in check.no_secret_in_sight(copy))


def test_a_figure_typed_in_prose_is_named_with_its_line(copy: Layout) -> None:
    page = taught(copy).path
    page.write_text(page.read_text() + "\nIt reached 97.5 % at last.\n")
    (finding,) = check.numbers_computed(copy)
    assert f"{page}:" in finding


def test_a_check_that_breaks_is_a_finding_and_stops_no_other(copy: Layout) -> None:
    (copy.root / taught(copy).notebook).write_text("not json")
    found = {part.__name__: check.findings(part, copy) for part in CONTENT}
    assert "could not finish" in found["no_secret_in_sight"][0]
    assert found["exercises_well_formed"] == []
