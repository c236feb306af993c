"""The students' tree: complete, clean, and its notebooks run where `descent` isn't installed."""

import os
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from press import student_tree
from press.layout import Chapter, Layout

CHAPTERS = Layout().chapters


@pytest.fixture(scope="module")
def tree(layout: Layout, site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("student") / "tree"
    student_tree.write_tree(layout, folder)
    return folder


def test_it_holds_what_students_need_and_nothing_of_the_instructor_s(tree: Path) -> None:
    names = {path.name for path in tree.iterdir()}
    assert {"README.md", "requirements.txt", "pyproject.toml", "LICENSE", "LICENSE-TEXT"} <= names
    assert {"book", "descent", "notebooks", "site"} <= names
    assert not names & {"solutions", "autograder", "tests", "press", "_toc.yml", "Makefile"}


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


@pytest.fixture
def machine(layout: Layout, repository: Path, tmp_path: Path) -> Iterator[dict[str, str]]:
    """A machine with the frameworks and without `descent`, where the configured address leads to the tree."""
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "machine"], check=True)
    packages = next((tmp_path / "machine").glob("lib/python*/site-packages"))
    # A path file lends the installed packages, but not an editable `descent`: its own path file is not read.
    (packages / "lent.pth").write_text(sysconfig.get_path("purelib"))
    python = tmp_path / "machine" / "bin" / "python"
    found = subprocess.run([python, "-c", "import descent"], cwd=tmp_path, capture_output=True, text=True)
    assert "ModuleNotFoundError" in found.stderr, (
        "this machine already has descent: the install cell would not be tried"
    )
    yield {
        **os.environ,
        "PYTHON": str(python),
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{repository.as_uri()}.insteadOf",
        "GIT_CONFIG_VALUE_0": layout.repository,
    }


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.slug)
def test_a_chapter_s_notebook_runs_from_top_to_bottom(
    chapter: Chapter, tree: Path, machine: dict[str, str], tmp_path: Path
) -> None:
    notebook, out = tree / chapter.notebook, tmp_path / "run.ipynb"
    command = ["-m", "nbconvert", "--to", "notebook", "--execute", str(notebook), "--output", str(out)]
    run = subprocess.run([machine["PYTHON"], *command], env=machine, cwd=tmp_path, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr[-3000:]
    cells = [cell for cell in nbformat.read(out, as_version=4).cells if cell.cell_type == "code"]
    assert all(cell.execution_count for cell in cells if cell.source.strip())
    frameworks = "import torch, tensorflow; print(torch.__version__, tensorflow.__version__)"
    versions = [
        subprocess.run([python, "-c", frameworks], capture_output=True, text=True, check=True, cwd=tmp_path).stdout
        for python in (machine["PYTHON"], sys.executable)
    ]
    assert versions[0] == versions[1], "the install cell replaced a framework"
