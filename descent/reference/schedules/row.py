"""What a row of the table of schedules is: a rate by step, and the two classes that it has to agree with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from inspect import Parameter, signature
from types import MappingProxyType
from typing import Any

from descent.reference.rows import Row

# The largest error allowed, relative to the largest rate, by the dtype that the framework computes in: float64 for
# PyTorch, whose rates are Python's numbers, and both for Keras, which takes the learning rate's. The worst that the
# rows show is some 1e-14 after 1000 steps of PyTorch, and 2e-7: units of float32 are 1.2e-7.
TOLERANCE = MappingProxyType({"float64": 1e-13, "float32": 1e-6})


@dataclass(frozen=True)
class Oracle:
    """One framework's class with the same rates.

    call: an expression over torch and `optimizer`, whose rate is learning_rate, or over keras, that makes the schedule;
        the schedule's options go by the reference's names. It is kept as text, so that a page can show it.
    form: the options of the reference that choose this class's form.
    tolerance: as TOLERANCE; where it isn't that, `because` is the reason.
    """

    call: str
    form: Mapping[str, Any] = field(default_factory=dict)
    tolerance: Mapping[str, float] = field(default_factory=lambda: TOLERANCE)
    because: str = ""

    @property
    def name(self) -> str:
        """The class to look up in the framework's documentation."""
        return self.call.partition("(")[0]


@dataclass(frozen=True)
class Schedule(Row):
    """One row: a schedule's rates, its two classes, and the options that it is tested with.

    trial: what the tests give to options; numbers that float32 holds exactly, since Keras rounds all but the learning
        rate to float32.
    options: more of the same, which make the row a variant and stand in its name.
    settles: the step from which the rate stays; None if it never does.
    last: the last step that there is a rate for; None if there is one for all.
    A framework that hasn't the schedule is None, and `note` says so.
    """

    rates: Callable[..., Any]
    torch: Oracle | None
    keras: Oracle | None
    trial: Mapping[str, Any]
    options: Mapping[str, Any] = field(default_factory=dict)
    settles: int | None = None
    last: int | None = None
    note: str = ""

    @property
    def function(self) -> Callable[..., Any]:
        return self.rates

    @property
    def defaults(self) -> dict[str, Any]:
        """Each option with its default in the reference; Parameter.empty if it must be given."""
        options = signature(self.rates).parameters.values()
        return {p.name: p.default for p in options if p.kind is Parameter.KEYWORD_ONLY}

    @property
    def parameters(self) -> dict[str, Any]:
        """Each option with the value that this row gives it: its own, else the reference's default."""
        return {**self.defaults, **self.trial, **self.options}
