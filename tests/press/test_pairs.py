"""Each chapter's pair: generated one way, stripped, stable, and free of MyST."""

import re
import shutil
from pathlib import Path

import nbformat
import pytest

from press.layout import Chapter, Layout
from press.notebooks.pairs import chapter_notebook, renew, write, write_all
from press.source_error import SourceError

CHAPTERS = Layout().chapters
DIRECTIVE = re.compile(r"^\s*(`{3,}|:{3,})\{|\{[\w:]+\}`|^\([\w-]+\)=$|\{\{", re.MULTILINE)


@pytest.fixture(params=CHAPTERS, ids=lambda chapter: chapter.slug)
def chapter(request: pytest.FixtureRequest) -> Chapter:
    return request.param


def test_two_makings_are_the_same_to_the_byte(layout: Layout, tmp_path: Path) -> None:
    for name in ("first", "second"):
        write_all(layout, tmp_path / name)
    for path in (tmp_path / "first").rglob("*.ipynb"):
        assert path.read_bytes() == (tmp_path / "second" / path.relative_to(tmp_path / "first")).read_bytes()


def test_the_first_code_cell_installs_descent_alone_from_the_configured_address(
    layout: Layout, chapter: Chapter
) -> None:
    first = next(cell for cell in chapter_notebook(chapter, layout).cells if cell.cell_type == "code")
    assert f"git+{layout.repository}@{layout.branch}" in first.source
    assert re.findall(r"%pip install --quiet (\S+)", first.source) == ["--no-deps", "anywidget"]


def test_no_myst_is_left(layout: Layout, chapter: Chapter) -> None:
    for cell in chapter_notebook(chapter, layout).cells:
        if cell.cell_type == "markdown":
            assert not DIRECTIVE.search(cell.source), cell.source


def test_outputs_are_stripped_and_ids_are_unique(layout: Layout, chapter: Chapter) -> None:
    cells = chapter_notebook(chapter, layout).cells
    assert all(not cell.get("outputs") and cell.get("execution_count") is None for cell in cells)
    assert len({cell.id for cell in cells}) == len(cells)


def test_each_framework_cell_is_labelled(layout: Layout, chapter: Chapter) -> None:
    text = "\n".join(cell.source for cell in chapter_notebook(chapter, layout).cells)
    assert text.count("**PyTorch**") == text.count("**TensorFlow**")
    assert "**PyTorch**" in text or ":tags: [torch]" not in chapter.path.read_text()


def test_a_written_notebook_is_valid(layout: Layout, chapter: Chapter, tmp_path: Path) -> None:
    write(chapter_notebook(chapter, layout), tmp_path / "a.ipynb")
    nbformat.validate(nbformat.read(tmp_path / "a.ipynb", as_version=4))


@pytest.fixture
def small(layout: Layout, tmp_path: Path) -> Layout:
    """A repository of one page and one exercise, for a test to break."""
    for name in ("solutions/gradient-descent", "book/optimizers"):
        shutil.copytree(layout.root / name, tmp_path / name)
    for name in ("_config.yml", "_toc.yml", "book/references.bib"):
        shutil.copy(layout.root / name, tmp_path / name)
    page = "book/optimizers/downhill"
    (tmp_path / "_toc.yml").write_text(
        f"format: jb-book\nroot: {page}\nparts:\n  - caption: One\n    chapters:\n      - file: {page}\n"
    )
    header = "---\nkernelspec:\n  display_name: Python 3\n  name: python3\n---\n"
    (tmp_path / f"{page}.md").write_text(f"{header}\n# Downhill\n\nText.\n")
    renew(Layout(tmp_path), tmp_path / "notebooks")
    return Layout(tmp_path)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("```{practice} a-rare-wod\n```", "line 11: there is no practice 'a-rare-wod'; did you mean 'a-rare-word'"),
        ("{{ values.cce_three_quarter }}", "line 11: no reference value 'cce_three_quarter'.*did you mean"),
        ("```{graded-exercise} gradient-decent\n```", "line 11: .*did you mean 'gradient-descent'"),
        (":::{notte}\nx\n:::", "line 11: directive 'notte' has no plain form; did you mean 'note'"),
        ("```{quiz}\nWhy?\n- [x] So\n  It is.\n```", "line 12: the quiz 'Why.' needs two answers"),
    ],
)
def test_a_fault_in_a_page_is_told_with_its_line_and_costs_no_notebook(small: Layout, text: str, says: str) -> None:
    page, before = small.chapters[0].path, files(small.notebooks)
    page.write_text(page.read_text() + f"\n{text}\n")
    with pytest.raises(SourceError, match=f"^book/optimizers/downhill.md, {says}"):
        renew(small, small.notebooks)
    assert files(small.notebooks) == before
    assert [path.name for path in small.root.iterdir() if path.name.startswith(".")] == []


def test_a_folder_with_anything_else_in_it_is_left_alone(small: Layout) -> None:
    (small.root / "papers").mkdir()
    (small.root / "papers" / "thesis.tex").write_text("years of work")
    with pytest.raises(SourceError, match=r"thesis\.tex was not made by this"):
        renew(small, small.root / "papers")
    assert (small.root / "papers" / "thesis.tex").read_text() == "years of work"


def test_what_no_source_gives_any_more_goes_when_all_is_renewed(small: Layout) -> None:
    (small.notebooks / "chapters" / "gone.ipynb").write_text("{}")
    renew(small, small.notebooks)
    assert not (small.notebooks / "chapters" / "gone.ipynb").exists()


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_framework_is_named_once_above_its_cells_and_again_after_the_others(small: Layout) -> None:
    cells = [("torch", "a = 1"), ("torch", "b = 1"), ("tf", "a = 2"), ("tf", "b = 2"), ("torch", "c = 1")]
    text = "\n".join(f"```{{code-cell}} ipython3\n:tags: [{tag}]\n\n{source}\n```\n" for tag, source in cells)
    page = small.chapters[0].path
    page.write_text(page.read_text() + f"\n{text}")
    found = [cell.source for cell in chapter_notebook(small.chapters[0], small).cells]
    after = found[found.index("**PyTorch**") :]
    assert after == ["**PyTorch**", "a = 1", "b = 1", "**TensorFlow**", "a = 2", "b = 2", "**PyTorch**", "c = 1"]
