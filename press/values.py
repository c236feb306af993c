"""Puts reference values into prose: `{{ values.cce_three_quarters }}` becomes 0.2876821, in text, formulas and tables.
A number of a list is named by its index: `{{ values.probabilities_three_classes[0] }}`.

The values and their provenance live in `descent/reference/values.toml`, so that no figure is typed twice.
"""

from __future__ import annotations

import re

from descent.reference.values import VALUES

PLACEHOLDER = re.compile(r"\{\{\s*values\.(\w+)(?:\[(\d+)\])?\s*\}\}")


def substitute(text: str, place: str = "text") -> str:
    """Replace each placeholder in `text`; `place` names the file in the error.

    Raises
    ------
    KeyError
        If a name is not in `values.toml`.
    """

    def shown(match: re.Match[str]) -> str:
        name = match[1]
        if name not in VALUES:
            raise KeyError(f"{place}: no reference value {name!r}; add it to descent/reference/values.toml")
        text = VALUES[name].shown
        return text.strip("()").split(", ")[int(match[2])] if match[2] else text

    return PLACEHOLDER.sub(shown, text)
