"""What a page needs inside a notebook, and only there."""

from __future__ import annotations

from typing import Any


def glue(name: str, value: Any) -> None:
    """Keep `value` under `name`, so that the page's prose can quote it: what myst-nb calls gluing.

    The format is scrapbook's; this function exists so that a notebook on Colab needs nothing but `descent`. Plain
    Jupyter shows nothing here: print the value too.
    """
    from IPython.display import display

    mime = "application/papermill.record/text/plain"
    metadata = {"scrapbook": {"name": name, "mime_prefix": "application/papermill.record/"}}
    display({mime: str(value)}, raw=True, metadata=metadata)
