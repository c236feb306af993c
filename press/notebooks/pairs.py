"""Makes `notebooks/` from `book/` and `solutions/`: the pairs of the chapters and the exercises without solutions.

`python -m press.notebooks.pairs [FOLDER]` writes into `notebooks/`, or into FOLDER, which `make check` then compares. The way is
one: a notebook is never edited by hand nor synchronized back.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import jupytext
import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.exercises import notebooks
from autograder.errors import nearest
from autograder.exercises.exercise import Exercise, ExerciseError, load, load_all
from press.notebooks.citations import Bibliography
from press.directives.exercises import describe
from press.directives.framework_tabs import FRAMEWORKS
from press.layout import Chapter, Layout
from press.notebooks.plain_markdown import Context, numbered, to_plain
from press.directives.practice_cells import folded
from press.directives.practice_spec import load as load_practice
from press.source_error import SourceError, located
from press.notebooks.values import VALUES, substitute

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
# Tags that only the site's builder reads; an empty tag list is dropped with them.
SITE_TAGS = {*FRAMEWORKS, "remove-cell", "hide-cell", "hide-input", "remove-input", "hide-output", "remove-output"}
INSTALL = """\
# Installs what is missing, as on Colab: the course's own package, and the one that carries the moving figures.
# PyTorch and TensorFlow stay as they are.
import importlib.util
import sys

if importlib.util.find_spec("descent") is None:
    %pip install --quiet --no-deps "descent @ git+{repository}@{branch}"
if importlib.util.find_spec("anywidget") is None:
    %pip install --quiet anywidget
if "google.colab" in sys.modules:  # it shows no widget that is not its own unless told to
    sys.modules["google.colab"].output.enable_custom_widget_manager()\
"""
MADE = re.compile(r"chapters/[^/]+\.ipynb|exercises/[^/]+/[^/]+\.ipynb")  # what `write_all` writes, by its place
PRACTICE = re.compile(r"^```\{practice\} (?P<name>[\w-]+)\n```$", re.MULTILINE)
CHECK = """\
from descent import practice

practice.check("{name}", {function})\
"""


def chapter_notebook(chapter: Chapter, layout: Layout) -> NotebookNode:
    """The chapter as a plain notebook: no outputs, stable cell ids, the install cell first.

    Raises
    ------
    SourceError
        If something in it is misspelt, unknown or never closed; with the file, the line and the nearest name.
    """
    with located(chapter.path, layout.root):
        return _chapter_notebook(chapter, layout)


def _chapter_notebook(chapter: Chapter, layout: Layout) -> NotebookNode:
    context = chapter_context(chapter, layout)
    install = INSTALL.format(repository=layout.repository, branch=layout.branch)
    cells = [new_code_cell(install, id=f"{chapter.slug}-install")]
    label = None
    for position, cell in enumerate(jupytext.read(chapter.path, fmt="md:myst").cells, 1):
        name = f"{chapter.slug}-{position:03d}"
        if cell.cell_type == "markdown":
            cells += prose_cells(substitute(cell.source), name, context)
            continue
        tags = cell.metadata.get("tags", [])
        framework = next((FRAMEWORKS[tag] for tag in tags if tag in FRAMEWORKS), None)
        if framework and framework != label:
            cells.append(new_markdown_cell(f"**{framework}**", id=f"{name}-label"))
        label = framework
        kept = [tag for tag in tags if tag not in SITE_TAGS]
        cells.append(new_code_cell(cell.source, id=name, metadata={"tags": kept} if kept else {}))
    title = next(index for index, cell in enumerate(cells) if cell.cell_type == "markdown")
    cells.insert(0, cells.pop(title))
    return new_notebook(cells=cells, metadata=METADATA)


def prose_cells(text: str, name: str, context: Context) -> Iterator[NotebookNode]:
    """A Markdown cell as a notebook has it; a practice in it becomes cells to write in and to run."""
    prose, *rest = PRACTICE.split(text)
    if plain := to_plain(prose, context):
        yield new_markdown_cell(plain, id=name)
    for number, (practice, after) in enumerate(zip(rest[::2], rest[1::2], strict=True), 1):
        found, key = load_practice(practice), f"{name}-practice-{number}"
        task = f"**Practice: {found['title']}.** {found['task'].strip()}"
        yield new_markdown_cell(to_plain(task, context), id=f"{key}-task")
        yield new_code_cell(found["stub"].strip(), id=f"{key}-code")
        yield new_code_cell(CHECK.format(**found), id=f"{key}-check")
        yield new_markdown_cell(to_plain("\n".join([*folded(found), after]), context), id=f"{key}-hints")


def chapter_context(chapter: Chapter, layout: Layout) -> Context:
    """What `press.notebooks.plain_markdown` must know of the whole book to convert one page."""

    def glued(name: str) -> str:
        name = name.split(":")[0]
        return VALUES[name].shown if name in VALUES else "(printed above)"

    def exercise(slug: str) -> str:
        slugs = [folder.name for folder in layout.exercise_folders]
        if slug not in slugs:
            raise SourceError(f"there is no exercise {slug!r}; {nearest(slug, slugs)}", f"{{graded-exercise}} {slug}")
        return exercise_link(load(layout.solutions / slug))

    pairs = {other.docname: other.notebook.name for other in layout.chapters}
    titles = {name: page_title(layout.root / f"{name}.md") for name in layout.docnames}
    references = Bibliography(layout.root / layout.config["bibtex_bibfiles"][0])
    equations = numbered(chapter.path.read_text())
    return Context(chapter.docname, site_address(layout), titles, pairs, references, glued, exercise, equations)


def exercise_link(exercise: Exercise) -> str:
    """The chapter's last line but one: the graded exercise, beside the chapters' folder."""
    path = f"../exercises/{exercise.slug}/{exercise.slug}.ipynb"
    return f"> **Graded exercise:** [{exercise.title}]({path}) ({describe(exercise)})"


def site_address(layout: Layout) -> str:
    """Where the site is published: the repository's GitHub Pages address."""
    owner, name = layout.repository.removeprefix("https://github.com/").split("/")
    return f"https://{owner}.github.io/{name}"


def page_title(path: Path) -> str:
    """The page's first heading, as text."""
    match = re.search(r"^# (.+)$", path.read_text(), re.MULTILINE)
    if not match:
        raise ValueError(f"{path}: the page has no '# Title'; give it one")
    return match[1].strip()


def write(notebook: NotebookNode, path: Path) -> None:
    """Write one notebook, byte for byte the same each time."""
    nbformat.validate(notebook)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(notebooks.notebook_text(notebook))


def exercise_pair(slug: str) -> Path:
    """An exercise's notebook as students have it, relative to the root."""
    return Path("notebooks") / "exercises" / slug / f"{slug}.ipynb"


def write_all(layout: Layout, folder: Path) -> None:
    """Make the whole of `notebooks/` in a new `folder`."""
    for chapter in layout.chapters:
        write(chapter_notebook(chapter, layout), folder / chapter.notebook.relative_to("notebooks"))
    for exercise in load_all(layout.solutions):
        write(notebooks.student_notebook(exercise), folder / exercise_pair(exercise.slug).relative_to("notebooks"))


def renew(layout: Layout, folder: Path) -> None:
    """Make `folder` anew. All of it is made beside it first, so that nothing is lost if a source has a fault.

    Raises
    ------
    SourceError
        If a source has a fault, or the folder holds what was not made here.
    """
    if foreign := _foreign(folder):
        raise SourceError(f"{foreign} was not made by this, and would be lost; move it, or name another folder")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as beside:
        fresh, old = Path(beside) / "new", Path(beside) / "old"
        write_all(layout, fresh)
        if folder.exists():
            folder.rename(old)
        fresh.rename(folder)


def _foreign(folder: Path) -> Path | None:
    """The first file in it that is no notebook at a place where one is written."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and ".ipynb_checkpoints" not in path.parts)
    return next((path for path in files if not MADE.fullmatch(path.relative_to(folder).as_posix())), None)


def main() -> int:
    layout = Layout(Path.cwd())
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else layout.notebooks
    try:
        renew(layout, folder)
    except (SourceError, ExerciseError) as error:
        print(f"{error}\nnothing was written", file=sys.stderr)
        return 1
    print(f"wrote {len(layout.chapters)} chapters and {len(load_all(layout.solutions))} exercises into {folder}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
