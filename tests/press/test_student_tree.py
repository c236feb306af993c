"""The students' tree: complete, clean, and its notebooks run where `descent` isn't installed."""

import os
import re
import subprocess
import sys
import sysconfig
from pathlib import Path

import nbformat
import pytest
from jupyter_cache import get_cache
from nbconvert.preprocessors.coalescestreams import CoalesceStreamsPreprocessor
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from press.execution.cache_key import STEADY, cache_folder
from press.execution.execute import leave_kernels_out, read_chapter
from press.layout import Chapter, Layout
from press.notebooks.pairs import METADATA
from press.publish import student_tree

CHAPTERS = Layout().chapters
IMPORT = re.compile(r"^(import|from) ", re.MULTILINE)


@pytest.fixture(scope="module")
def tree(layout: Layout, site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("student") / "tree"
    student_tree.write_tree(layout, folder)
    return folder


def test_it_holds_what_students_need_and_nothing_of_the_instructor_s(tree: Path) -> None:
    names = {path.name for path in tree.iterdir()}
    assert {"README.md", "requirements.txt", "pyproject.toml", "LICENSE", "LICENSE-TEXT"} <= names
    assert {"book", "descent", "notebooks", "site"} <= names
    assert not names & {"solutions", "autograder", "tests", "press", "bench", "_toc.yml", "Makefile"}


def test_no_secret_is_in_it(layout: Layout, tree: Path) -> None:
    assert student_tree.find_leaks(layout, tree) == []


def test_a_tree_with_a_secret_is_not_written(layout: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(student_tree, "COPIED", (*student_tree.COPIED, "solutions"))
    with pytest.raises(SystemExit, match="secret"):
        student_tree.write_tree(layout, tmp_path / "tree")
    assert not (tmp_path / "tree").exists()


@pytest.fixture(scope="module")
def repository(tree: Path) -> Path:
    """The tree as the repository that the install cell names."""
    identity = ["-c", "user.name=test", "-c", "user.email=test@example.org"]
    for command in (["init", "-q", "-b", "main"], ["add", "-A"], [*identity, "commit", "-q", "-m", "tree"]):
        subprocess.run(["git", *command], cwd=tree, check=True)
    return tree


@pytest.fixture(scope="module")
def machine(layout: Layout, repository: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A machine with the frameworks and without `descent`, where the configured address leads to the tree.

    The first notebook installs the package there; the install cell is the same in all.
    """
    folder = tmp_path_factory.mktemp("machine")
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    packages = next(folder.glob("lib/python*/site-packages"))
    # A path file lends the installed packages, but not an editable `descent`: its own path file is not read.
    (packages / "lent.pth").write_text(sysconfig.get_path("purelib"))
    python = folder / "bin" / "python"
    found = subprocess.run([python, "-c", "import descent"], cwd=folder, capture_output=True, text=True)
    assert "ModuleNotFoundError" in found.stderr, (
        "this machine already has descent: the install cell would not be tried"
    )
    return {
        **{name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        **STEADY,
        "PYTHON": str(python),
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{repository.as_uri()}.insteadOf",
        "GIT_CONFIG_VALUE_0": layout.repository,
    }


def test_the_install_cell_is_the_same_in_all_notebooks(tree: Path) -> None:
    cells = {read(tree / chapter.notebook).cells[1].source for chapter in CHAPTERS}
    assert len(cells) == 1
    assert "pip install" in cells.pop()


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.slug)
def test_a_chapter_s_notebook_holds_the_code_of_its_page(chapter: Chapter, layout: Layout, tree: Path) -> None:
    _, *here = [cell.source for cell in code_of(read(tree / chapter.notebook)) if "-practice-" not in cell.id]
    assert here == [cell.source for cell in code_of(read_chapter(chapter))]


def test_every_chapter_s_imports_and_practice_run_after_the_install_cell(
    tree: Path, machine: dict[str, str], tmp_path: Path
) -> None:
    """All in one kernel, which imports the frameworks once; each chapter begins without the names of the one before."""
    together = new_notebook(cells=[install_cell(tree)], metadata=METADATA)
    for chapter in CHAPTERS:
        code = code_of(read(tree / chapter.notebook))[1:]
        together.cells += [new_code_cell("%reset -f", id=f"{chapter.slug}-begins")]
        together.cells += [cell for cell in code if "-practice-" in cell.id or IMPORT.search(cell.source)]
    nbformat.write(together, tmp_path / "together.ipynb")
    ran = executed(tmp_path / "together.ipynb", machine, tmp_path)
    for chapter in CHAPTERS:
        assert_every_stub_is_told_that_it_is_not_right(chapter, ran)


# A loss, an optimizer and a training chapter, the quickest of each. What else of `descent` a chapter uses is imported
# above; the other chapters' cells were run when the site was built, and the notebooks hold the same.
WHOLE = {"mean-absolute-error", "downhill", "mini-cnn"}


@pytest.mark.parametrize(
    "chapter",
    [pytest.param(one, marks=[] if one.slug in WHOLE else [pytest.mark.long], id=one.slug) for one in CHAPTERS],
)
def test_a_chapter_s_notebook_runs_alone_and_shows_what_the_page_shows(
    chapter: Chapter, layout: Layout, tree: Path, machine: dict[str, str], tmp_path: Path
) -> None:
    """Two executions, on two machines: what is printed and drawn must not depend on which."""
    ran = executed(tree / chapter.notebook, machine, tmp_path)
    assert_every_stub_is_told_that_it_is_not_right(chapter, ran)
    _, page = get_cache(cache_folder(layout.root)).merge_match_into_notebook(read_chapter(chapter))
    cells = [cell for cell in code_of(ran) if "-practice-" not in cell.id]
    for here, there in zip(cells[1:], code_of(page), strict=True):
        assert here.source == there.source
        assert shown(here) == shown(there), here.source


def read(notebook: Path) -> NotebookNode:
    return nbformat.reads(notebook.read_text(), as_version=4)


def code_of(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def install_cell(tree: Path) -> NotebookNode:
    return code_of(read(tree / CHAPTERS[0].notebook))[0]


def executed(notebook: Path, machine: dict[str, str], folder: Path) -> NotebookNode:
    """The notebook after a run of all its cells on that machine."""
    out = folder / "run.ipynb"
    command = ["-m", "nbconvert", "--to", "notebook", "--execute", str(notebook), "--output", str(out)]
    run = subprocess.run([machine["PYTHON"], *command], env=machine, cwd=folder, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr[-3000:]
    ran, _ = CoalesceStreamsPreprocessor().preprocess(read(out), {})
    leave_kernels_out(ran)
    assert all(cell.execution_count for cell in code_of(ran) if cell.source.strip())
    return ran


def assert_every_stub_is_told_that_it_is_not_right(chapter: Chapter, ran: NotebookNode) -> None:
    check = re.compile(rf"{chapter.slug}-\d+-practice-\d-check")
    said = [cell.outputs[0].text for cell in code_of(ran) if check.fullmatch(cell.id)]
    assert len(said) == chapter.path.read_text().count("```{practice}")
    assert all(text.startswith("✗ ") for text in said), "a stub is not right, and its check says so"


def shown(cell: NotebookNode) -> list[object]:
    """A cell's outputs without their counters."""
    return [{**output, "execution_count": None} for output in cell.outputs]


def test_the_install_cell_leaves_the_frameworks_alone(machine: dict[str, str], tmp_path: Path) -> None:
    """Run after the notebooks, so that the package is installed by now."""
    names = "import torch, tensorflow, descent; print(torch.__version__, tensorflow.__version__)"
    versions = [
        subprocess.run([python, "-c", names], capture_output=True, text=True, check=True, cwd=tmp_path).stdout
        for python in (machine["PYTHON"], sys.executable)
    ]
    assert versions[0] == versions[1], "the install cell replaced a framework"
