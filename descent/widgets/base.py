"""What every figure that moves is: an `ipywidgets` widget in a notebook, and plain HTML on the static page.

Python holds the state, a dictionary; the JavaScript in `js/` draws it and changes it. In a notebook the two talk; on
the page, `press.html.prerender` draws the state that the cell left, and the same JavaScript takes over in the browser.
"""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

import anywidget
import traitlets

from descent.widgets.bundle import bundle

CSS = Path(__file__).parent / "figure.css"


class MovingFigure(anywidget.AnyWidget):
    """A figure with the state that it starts from; `changes` are the entries that differ from `initial`.

    A subclass names its module in `js/` and its first state. The module exports the widget under the module's name in
    camel case (`loss_explorer` exports `lossExplorer`).

    Raises
    ------
    ValueError
        For an entry that the figure's state does not have, with those that it has.
    TypeError
        For a value of another kind than the one in `initial`.
    """

    module: ClassVar[str]
    initial: ClassVar[Mapping[str, Any]]
    _css = CSS

    state = traitlets.Dict().tag(sync=True)

    def __init_subclass__(cls, **rest: Any) -> None:
        if "module" in vars(cls):  # and not in the class that traitlets makes of it for each instance
            call = f"export default notebook.live({cls.module}.{cls.export()});"
            cls._esm = f"{bundle([cls.module, 'notebook'])}\n{call}"
        super().__init_subclass__(**rest)

    def __init__(self, **changes: Any) -> None:
        for name, value in changes.items():
            self._check(name, value)
        super().__init__(state={**self.initial, **changes})

    @classmethod
    def export(cls) -> str:
        """The widget's name in JavaScript: the module's, in camel case."""
        first, *rest = cls.module.split("_")
        return first + "".join(word.capitalize() for word in rest)

    @classmethod
    def figure(cls) -> str:
        """The widget's name on the page."""
        return cls.module.replace("_", "-")

    @classmethod
    def _check(cls, name: str, value: Any) -> None:
        if name not in cls.initial:
            raise ValueError(f"{cls.__name__} has no {name!r}; its state is made of {', '.join(cls.initial)}.")
        numbers = (int, float)
        wanted = type(cls.initial[name])
        if not isinstance(value, numbers if wanted in numbers else wanted):
            raise TypeError(f"{name} of {cls.__name__} is {value!r}; it takes a {wanted.__name__}.")

    def __repr__(self) -> str:
        """The call that makes this figure as it is now."""
        changed = {name: value for name, value in self.state.items() if value != self.initial[name]}
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in changed.items())})"

    def _repr_mimebundle_(self, **options: Any) -> Any:
        """The live view for a notebook, and the place and the state for a static page."""
        found = super()._repr_mimebundle_(**options)
        data, metadata = found if isinstance(found, tuple) else (found, {})
        return {**(data or {}), "text/html": self.place()}, metadata

    def place(self) -> str:
        """The figure's place on a page, with its state; what is drawn there is not its matter."""
        state = html.escape(json.dumps(self.state, ensure_ascii=False, sort_keys=True))
        return f'<div class="moving-figure" data-figure="{self.figure()}" data-state="{state}"></div>'
