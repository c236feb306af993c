"""What a row of any table is: something of the reference under some options."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Self


class Row:
    """A row; a dataclass of it has its fields. `options` make it a variant, and stand in its name."""

    options: Mapping[str, Any]

    @property
    def function(self) -> Callable[..., Any]:
        """The reference's function after which the row is called."""
        raise NotImplementedError

    @property
    def name(self) -> str:
        """The function's name with the row's options: unique in the table."""
        options = ", ".join(f"{key}={value}" for key, value in self.options.items())
        return self.function.__name__.removesuffix("_step") + (f"({options})" if options else "")

    def also(self, *options: Mapping[str, Any]) -> tuple[Self, ...]:
        """This row, and the same with other options, where both frameworks take them as they are."""
        return (self, *(replace(self, options=more) for more in options))  # type: ignore[type-var]
