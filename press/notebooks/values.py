"""Puts reference values into prose: `{{ values.cce_three_quarters }}` becomes 0.2876821, in text, formulas and tables.
A number of a list is named by its index: `{{ values.probabilities_three_classes[0] }}`.

The values and their provenance live in `descent/reference/values.toml`, so that no figure is typed twice.
"""

from __future__ import annotations

import re

from autograder.errors import nearest
from descent.reference.values import VALUES
from press.source_error import SourceError

PLACEHOLDER = re.compile(r"\{\{\s*values\.(\w+)(?:\[(\d+)\])?\s*\}\}")


def substitute(text: str) -> str:
    """Replace each placeholder in `text`.

    Raises
    ------
    SourceError
        If a name is not in `values.toml`.
    """

    def shown(match: re.Match[str]) -> str:
        name = match[1]
        if name not in VALUES:
            raise SourceError(f"no reference value {name!r} in values.toml; {nearest(name, VALUES)}", f"values.{name}")
        if not match[2]:
            return VALUES[name].shown
        numbers = VALUES[name].shown.strip("()").split(", ")
        if int(match[2]) >= len(numbers):
            raise SourceError(f"{match[0]}: that value has {len(numbers)} numbers, counted from 0", f"values.{name}[")
        return numbers[int(match[2])]

    return PLACEHOLDER.sub(shown, text)
