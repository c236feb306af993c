"""The build is strict: each fault of a page breaks it by name."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from press.execution.cache_key import environment_key
from press.layout import Layout

BROKEN = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  language: python
  name: python3
---

# Broken

```{code-cell} ipython3
raise RuntimeError("this page is broken on purpose")
```
"""


@pytest.fixture
def small(layout: Layout, tmp_path: Path) -> Path:
    """A book of the same settings with two plain pages."""
    for name in ("_config.yml", "package-lock.json"):
        shutil.copy(layout.root / name, tmp_path / name)
    (tmp_path / "node_modules").symlink_to(layout.root / "node_modules")
    (tmp_path / "book").mkdir()
    shutil.copytree(layout.root / "book" / "assets", tmp_path / "book" / "assets")
    shutil.copy(layout.root / "book" / "references.bib", tmp_path / "book")
    for name in ("solutions", "notebooks", "descent"):
        (tmp_path / name).mkdir()
    (tmp_path / "book" / "index.md").write_text("# Small\n\n[](other.md)\n")
    (tmp_path / "book" / "other.md").write_text("# Other\n\nText.\n")
    toc = "format: jb-book\nroot: book/index\nparts:\n- caption: All\n  chapters:\n  - file: book/other\n"
    (tmp_path / "_toc.yml").write_text(toc)
    return tmp_path


def build(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [Path(sys.executable).parent / "jupyter-book", "build", ".", "-n", "-W", "--keep-going"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


def test_a_clean_book_builds(small: Path) -> None:
    run = build(small)
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr[-2000:]


def test_each_fault_of_a_text_breaks_the_build_by_name(small: Path) -> None:
    faults = {
        "[nowhere](absent.md)": "absent.md",
        "{term}`a word that no glossary has`": "a word that no glossary has",
        "{cite:t}`nobody1999`": "nobody1999",
        ":::{mystery}\n:::": "mystery",
        "```{code-cell} ipython3\n:tags: [torch]\nx = 1\n```": "stand alone",
    }
    page = BROKEN.split("```")[0]
    (small / "book" / "other.md").write_text(page + "\n\n".join(["Text.", *faults]) + "\n")
    run = build(small)
    assert run.returncode != 0
    assert [said for said in faults.values() if said not in run.stdout + run.stderr] == []


@pytest.mark.parametrize("text", ["```{graded-exercise} absent\n```", "{{ values.absent }}"])
def test_an_unknown_exercise_or_value_breaks_the_build_by_name(small: Path, text: str) -> None:
    (small / "book" / "other.md").write_text(f"# Other\n\n{text}\n")
    run = build(small)
    assert run.returncode != 0
    assert "absent" in run.stdout + run.stderr


def test_a_cell_that_raises_breaks_the_build_with_its_page_and_words(small: Path) -> None:
    (small / "book" / "other.md").write_text(BROKEN)
    run = subprocess.run([sys.executable, "-m", "press.execution.execute"], cwd=small, capture_output=True, text=True)
    assert run.returncode == 1
    assert "other.md" in run.stderr and "broken on purpose" in run.stderr
    assert build(small).returncode != 0


def test_the_cache_s_key_does_not_depend_on_what_was_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = environment_key()
    (tmp_path / "stray-1.0.dist-info").mkdir()
    (tmp_path / "stray-1.0.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: stray\nVersion: 1.0\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert environment_key() == before
