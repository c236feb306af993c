"""What the file of a practice holds (`descent/practice/cells/<name>.toml`), typed, and how its parts must agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import Field

from autograder.exercises.typed_toml import Entries, Text, TomlError, read_toml
from autograder.exercises.wrong_answers import MistakeSpec
from descent import practice
from press.source_error import SourceError

LONGEST_LABELS = (46, 30)  # characters that fit along the drawing's two axes


class PracticeSpec(Entries):
    """The whole file. `draw` is an expression over the function that gives the points of a curve, `labels` are its
    axes, `praise` what a right answer is told."""

    title: Text
    task: Text
    stub: Text
    solution: Text
    inputs: list[Any] = Field(min_length=2)
    hints: list[Text] = Field(min_length=1)
    mistakes: list[MistakeSpec] = Field(min_length=1)
    draw: Text | None = None
    labels: list[Text] | None = Field(default=None, min_length=2, max_length=2)
    praise: Text | None = None


def load(name: str) -> Mapping[str, Any]:
    """The practice, once it is known to be whole.

    Raises
    ------
    PracticeError
        If there is none of this name.
    SourceError
        If something of it is missing, misspelt or of another type; with the file and the cure.
    """
    if faults := list(faults_of(name)):
        raise SourceError("; ".join(faults))
    return practice.load(name)


def faults_of(name: str) -> Iterator[str]:
    """A line for each thing that is wrong with a practice that there is."""
    path = practice.path_of(name)
    try:
        spec = read_toml(path, PracticeSpec)
        codes = [spec.solution, *(mistake["code"] for mistake in practice.read(name)["mistakes"])]
    except (TomlError, practice.PracticeError) as error:
        yield from str(error).splitlines()
        return
    function = practice.function_of(spec.stub)
    if not function:
        yield f"{path}: the stub defines no function; begin it with `def name(...):`"
    elif any(practice.function_of(code) is None or f"def {function}(" not in code for code in codes):
        yield f"{path}: solution and each mistake must define the stub's function, {function}"
    for label, longest in zip(spec.labels or (), LONGEST_LABELS, strict=False):
        if len(label) > longest:
            yield f"{path}: the axis has no room for {label!r}; use {longest} characters at most"
