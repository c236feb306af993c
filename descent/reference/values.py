"""The numbers that prose, tests and widgets quote, each with its formula and where it comes from (`values.toml`)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from importlib.resources import files
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True)
class Value:
    """A reference value. `formula` is for people, `recompute` an expression of `descent.reference` and np for tests."""

    name: str
    value: float | tuple[float, ...]
    shown: str
    what: str
    formula: str
    recompute: str
    source: str


def parse_values(text: str) -> Mapping[str, Value]:
    """values[name], one for each [name] of a TOML text.

    Errors: ValueError, naming the entry, if a key is missing, unknown, empty or no text, or a value no float or floats.
    """
    return MappingProxyType({name: _value(name, entry) for name, entry in tomllib.loads(text).items()})


def _value(name: str, entry: Mapping[str, Any]) -> Value:
    wanted = {field.name for field in fields(Value)} - {"name"}
    odd = sorted(wanted ^ entry.keys()) + sorted(key for key in wanted & entry.keys() if entry[key] in ("", []))
    if odd:
        raise ValueError(
            f"values.toml, [{name}]: each entry has {', '.join(sorted(wanted))}; look at {', '.join(odd)}."
        )
    if wrong := sorted(key for key in wanted - {"value"} if not isinstance(entry[key], str)):
        raise ValueError(f"values.toml, [{name}]: {wrong[0]} must be a text; got {entry[wrong[0]]!r}.")
    number = entry["value"]
    numbers = number if isinstance(number, list) else [number]
    if not all(isinstance(x, float) for x in numbers):
        raise ValueError(f"values.toml, [{name}]: value must be a float or a list of floats; got {number!r}.")
    return Value(name=name, **{**entry, "value": tuple(number) if isinstance(number, list) else number})


VALUES = parse_values(files("descent.reference").joinpath("values.toml").read_text(encoding="utf-8"))
