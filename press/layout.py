"""Where things are: the repository's folders, its chapters in `_toc.yml`'s order, its address in `_config.yml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from autograder.exercises.exercise import Exercise, ExerciseError, load

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Chapter:
    """A page with code: `docname` is its path below the root without the suffix."""

    docname: str
    root: Path

    @property
    def path(self) -> Path:
        return self.root / f"{self.docname}.md"

    @property
    def slug(self) -> str:
        return Path(self.docname).name

    @property
    def notebook(self) -> Path:
        """The chapter's pair, relative to the root."""
        return Path("notebooks") / "chapters" / f"{self.slug}.ipynb"

    @property
    def teaches(self) -> bool:
        """Whether it stands in a subject's folder; a page directly under `book/` is one to look things up in."""
        return self.path.parent.name != "book"


@dataclass(frozen=True)
class Part:
    caption: str
    pages: tuple[str, ...]


@dataclass(frozen=True)
class Layout:
    root: Path = ROOT

    @cached_property
    def config(self) -> dict[str, Any]:
        return yaml.safe_load((self.root / "_config.yml").read_text())

    @cached_property
    def docnames(self) -> list[str]:
        """Every page, in reading order."""
        return [self._toc["root"], *(name for part in self.parts for name in part.pages)]

    @cached_property
    def parts(self) -> list[Part]:
        """The parts of the book with their pages, in reading order."""
        parts = self._toc["parts"]
        return [Part(part["caption"], tuple(entry["file"] for entry in part["chapters"])) for part in parts]

    @cached_property
    def _toc(self) -> dict[str, Any]:
        return yaml.safe_load((self.root / "_toc.yml").read_text())

    @cached_property
    def chapters(self) -> list[Chapter]:
        """The pages with code, in reading order."""
        return [
            Chapter(name, self.root)
            for name in self.docnames
            if "\nkernelspec:" in (self.root / f"{name}.md").read_text()
        ]

    @property
    def repository(self) -> str:
        """The address of the students' tree, without a trailing slash."""
        return self.config["repository"]["url"].rstrip("/")

    @property
    def branch(self) -> str:
        return self.config["repository"]["branch"]

    @property
    def solutions(self) -> Path:
        return self.root / "solutions"

    @cached_property
    def exercise_folders(self) -> list[Path]:
        """A folder for each exercise, whether well-formed or not."""
        return sorted(path for path in self.solutions.iterdir() if path.is_dir() and path.name[0] not in "._")

    @cached_property
    def exercises(self) -> list[Exercise]:
        """The well-formed exercises, each read once."""
        return [one for one in self._read if isinstance(one, Exercise)]

    @cached_property
    def exercise_faults(self) -> list[str]:
        """What is wrong with the others: a line for each fault."""
        return [line for one in self._read if isinstance(one, ExerciseError) for line in str(one).splitlines()]

    @cached_property
    def _read(self) -> list[Exercise | ExerciseError]:
        return [_loaded(folder) for folder in self.exercise_folders]

    @property
    def notebooks(self) -> Path:
        return self.root / "notebooks"

    @property
    def build(self) -> Path:
        return self.root / "_build"

    @property
    def site(self) -> Path:
        return self.build / "html"

    def colab(self, notebook: Path) -> str:
        """The address that opens a notebook of the students' tree in Colab."""
        place = self.repository.removeprefix("https://")
        host, _, name = place.partition("/")
        if host != "github.com":
            raise ValueError(f"_config.yml: Colab opens only github.com repositories, not {self.repository}")
        return f"https://colab.research.google.com/github/{name}/blob/{self.branch}/{notebook.as_posix()}"

    def binder(self, notebook: Path) -> str:
        """The address that opens a notebook of the students' tree in Binder."""
        name = self.repository.removeprefix("https://github.com/")
        return f"https://mybinder.org/v2/gh/{name}/{self.branch}?urlpath=lab/tree/{notebook.as_posix()}"


def _loaded(folder: Path) -> Exercise | ExerciseError:
    try:
        return load(folder)
    except ExerciseError as error:
        return error
