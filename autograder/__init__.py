"""Marks a class on top of nbgrader: its notebooks, gradebook, formgrader and feedback stay usable."""

import sys

# jsonschema, by which nbformat checks a notebook, builds a parser of internationalized addresses when it is imported,
# where that package is there. It takes seconds, most of a short command's time, and no notebook has such an address.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
