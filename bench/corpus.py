"""The corpus of `tests/submissions/`: whole submissions, honest and hostile, each with the verdict that it must get.

`<case>.toml` opens with a line on what the case is, and holds its verdict and its recipe (`bench.recipes`). Files of a
folder `<case>/` are handed in beside the notebook. In a raw case, whose bytes are the point, they are everything.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from autograder.errors import nearest
from autograder.exercises.exercise import Exercise, load_all
from autograder.exercises.typed_toml import Entries, Text, read_toml
from bench import recipes
from bench.recipes import CellSpec, NotebookSpec, RecipeError


class PageSpec(Entries):
    """`[page]`: what the student's feedback shows, hides and is."""

    shows: list[Text] = Field(default_factory=list)
    hides: list[Text] = Field(default_factory=list)
    max_kb: int | None = None
    inert: bool = False
    withheld: bool = False


class CaseSpec(Entries):
    """The whole file: the exact verdict with words of its messages and notes, and what was handed in.

    `links` are symbolic links that the student made, with their targets.
    """

    kind: Text
    exercise: Text = "mean-loss"
    outcome: Text
    cause: Text | None = None
    score: float
    person: bool
    notes: list[Text] = Field(default_factory=list)
    tasks: dict[str, Text] = Field(default_factory=dict)
    says: dict[str, Text] = Field(default_factory=dict)
    page: PageSpec = Field(default_factory=PageSpec)
    raw: bool = False
    links: dict[str, Text] = Field(default_factory=dict)
    notebook: NotebookSpec = Field(default_factory=NotebookSpec)
    cells: dict[str, CellSpec] = Field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """One submission: its file, what that says, and the exercise that it is of."""

    path: Path
    spec: CaseSpec
    exercise: Exercise

    @property
    def name(self) -> str:
        return self.path.stem

    @property
    def slug(self) -> str:
        return self.exercise.slug

    @property
    def about(self) -> str:
        return self.path.read_text().splitlines()[0]

    def files(self) -> dict[str, bytes]:
        """What is handed in, by name.

        Raises
        ------
        RecipeError
            If the recipe doesn't fit the exercise; the message names the file, the cell and the cure.
        """
        beside = {path.name: path.read_bytes() for path in self.path.with_suffix("").glob("*")}
        if self.spec.raw:
            return beside
        try:
            return beside | recipes.files(self.exercise, self.spec.notebook, self.spec.cells)
        except RecipeError as error:
            raise RecipeError(f"{self.path}: {error}") from None

    def lay(self, folder: Path) -> None:
        """Put what is handed in here, with its links."""
        folder.mkdir(parents=True)
        for name, data in self.files().items():
            (folder / name).write_bytes(data)
        for link, target in self.spec.links.items():
            (folder / link).symlink_to(target)


def read_corpus(folder: Path, solutions: Path) -> list[Case]:
    """The cases by name.

    Raises
    ------
    TomlError
        If an entry of a case is missing, misspelt or of another type.
    RecipeError
        If a case is of an exercise that is not in `solutions`, a raw one has a recipe, or a folder belongs to none.
    """
    exercises = {exercise.slug: exercise for exercise in load_all(solutions)}
    for stray in sorted(set(folder.glob("*/")) - {path.with_suffix("") for path in folder.glob("*.toml")}):
        raise RecipeError(f"{stray}: files of no case; write {stray.name}.toml beside the folder, or delete it")
    return sorted((_read(path, exercises) for path in folder.glob("*.toml")), key=lambda case: case.name)


def _read(path: Path, exercises: dict[str, Exercise]) -> Case:
    spec = read_toml(path, CaseSpec)
    if spec.exercise not in exercises:
        raise RecipeError(f"{path}: there is no exercise {spec.exercise!r}; {nearest(spec.exercise, exercises)}")
    if spec.raw and (spec.cells or spec.notebook != NotebookSpec()):
        raise RecipeError(f"{path}: a raw case hands in its folder as it is; delete raw, or [notebook] and [cells]")
    return Case(path, spec, exercises[spec.exercise])


def hand_in(inbox: Path, cases: Iterable[Case]) -> None:
    """Lay each case into the folder of its exercise, as `autograder collect` takes them."""
    for case in cases:
        case.lay(inbox / case.slug / case.name)
