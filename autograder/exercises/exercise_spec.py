"""What `exercise.toml` holds: all that the machinery must know of an exercise beside its notebook."""

from __future__ import annotations

from pydantic import Field

from autograder.exercises.typed_toml import Entries, Text


class TaskSpec(Entries):
    """`[tasks.<name>]`: `exports` are the names that its solution defines, `forbidden` what it may not call."""

    title: Text
    exports: list[Text] = Field(default_factory=list)
    forbidden: list[Text] = Field(default_factory=list)
    depends_on: list[Text] = Field(default_factory=list)
    hints: list[Text] = Field(default_factory=list)


class TriedSpec(Entries):
    """`[tried.<right answer>]`: what somebody scored at first who knew the student's notebook only."""

    first_score: int = Field(ge=0)
    of: int = Field(gt=0)
    minutes: int = Field(gt=0)
    note: Text


class LimitsSpec(Entries):
    """`[limits]`: the seconds that one cell may run, and the memory that a student's process may have."""

    cell_seconds: float = Field(default=30.0, gt=0)
    memory_gib: float = Field(default=3.0, gt=0)


class ExerciseSpec(Entries):
    """The whole file. `chapter` is the page that teaches it, as `_toc.yml` names it below `book/`."""

    title: Text
    chapter: Text
    minutes: int = Field(gt=0)
    objectives: list[Text] = Field(min_length=1)
    out_of_scope: list[Text] = Field(default_factory=list)
    limits: LimitsSpec = Field(default_factory=LimitsSpec)
    tasks: dict[str, TaskSpec] = Field(default_factory=dict)
    tried: dict[str, TriedSpec] = Field(default_factory=dict)
