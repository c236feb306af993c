"""Reads a TOML file into a typed model, and says of each entry that does not fit where it stands and what helps."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, RootModel, StringConstraints, ValidationError

from autograder.errors import nearest

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
DICTIONARY = re.compile(r"a valid dictionary( or instance of \w+)?")  # what pydantic calls a table


class Entries(BaseModel):
    """A table whose keys are its fields and no others, each of its type as it stands (no "3" for 3)."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


Model = TypeVar("Model", bound=BaseModel)


class TomlError(ValueError):
    """What does not fit in a TOML file: a line for each fault."""


def read_toml(path: Path, model: type[Model]) -> Model:
    """The file as `model`.

    Raises
    ------
    TomlError
        If it is no TOML, or an entry is missing, misspelt or of another type; with the nearest name.
    """
    try:
        return model.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TomlError(f"{path}: not TOML: {error}") from None
    except ValidationError as error:
        faults = (_fault(model, fault) for fault in error.errors(include_url=False))
        raise TomlError("\n".join(f"{path}: {fault}" for fault in faults)) from None


def _fault(model: type[BaseModel], fault: Any) -> str:
    *above, last = fault["loc"] or ("",)
    place = f"[{'.'.join(map(str, above))}] " if above else ""
    if fault["type"] == "extra_forbidden":
        return f"{place}unknown key {str(last)!r}; {nearest(str(last), _keys(model, above))}"
    if fault["type"] == "missing":
        return f"{place}{last} is missing; add it"
    said = DICTIONARY.sub("a table", fault["msg"].replace("Input should", "it should"))
    return f"{place}{last} is {fault['input']!r}, but {said[0].lower()}{said[1:]}"


def _keys(model: type[BaseModel], place: list[Any]) -> list[str]:
    """The keys of the table at `place`; on the way there, a name that is no field is a table's own (a task's, say)."""
    if issubclass(model, RootModel):
        model = next(_models(model.model_fields["root"].annotation))
    for part in place:
        field = model.model_fields.get(str(part))
        model = next(_models(field.annotation), model) if field else model
    return list(model.model_fields)


def _models(annotation: Any) -> Iterator[type[Entries]]:
    """The models that a field's annotation is made of: `dict[str, Task]` holds `Task`."""
    if isinstance(annotation, type) and issubclass(annotation, Entries):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)
