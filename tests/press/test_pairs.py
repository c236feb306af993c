"""Each chapter's pair: generated one way, stripped, stable, and free of MyST."""

import re
from pathlib import Path

import nbformat
import pytest

from press.layout import Chapter, Layout
from press.pairs import chapter_notebook, write, write_all

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
