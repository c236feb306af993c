"""What a row of the table of optimizers is: an update rule, and the two classes that it has to agree with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from inspect import Parameter, signature
from types import MappingProxyType
from typing import Any

from descent.reference.optimizers.domain import ELEMENTS, Domain
from descent.reference.rows import Row

# The largest error allowed anywhere on a path of 100 steps and in the state, relative to max(1, |expected|), by the
# dtype that the framework computes in. The worst that the rows show is some 2e-15 and 2e-6.
TOLERANCE = MappingProxyType({"float64": 1e-13, "float32": 1e-5})


@dataclass(frozen=True)
class Rule:
    """One framework's class with the same update rule.

    call: an expression over torch, or over keras, that makes the optimizer; `params` are PyTorch's weights, and the
        optimizer's options go by the reference's names. It is kept as text, so that a page can show it.
    form: the options of the reference that choose this class's form of the rule.
    slots: the fields of the reference's state → what the framework calls them.
    rounded: the options that this class rounds to float32 before it uses them, even where weights are float64.
    tolerance: as TOLERANCE, for the dtypes that the class can compute in; where it isn't that, `because` is the reason.
    default_form: the options of the reference that the class's own defaults choose, where its call has other words.
    default_tolerance: as TOLERANCE, for the first dtype and the class's own defaults, once `rounded` is imitated.
    derived: what the class keeps besides, made of the rest.
    """

    call: str
    form: Mapping[str, Any] = field(default_factory=dict)
    slots: Mapping[str, str] = field(default_factory=dict)
    rounded: tuple[str, ...] = ()
    tolerance: Mapping[str, float] = field(default_factory=lambda: TOLERANCE)
    because: str = ""
    default_form: Mapping[str, Any] = field(default_factory=dict)
    default_tolerance: float = TOLERANCE["float64"]
    derived: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The class to look up in the framework's documentation."""
        return self.call.partition("(")[0]


@dataclass(frozen=True)
class Optimizer(Row):
    """One row: an optimizer's init and step, its two classes, and the options that it is tested with.

    trial: what the test runs give to options; numbers that float32 holds exactly, since Keras rounds some constants
        to float32 even where weights are float64 (OPTIMIZER_DIFFERENCES, "float32 constants").
    options: more of the same, which make the row a variant and stand in its name.
    domain: what its weights are, and how their gradient comes; from it the tests choose their hills.
    A framework that hasn't the variant is None, and `note` says so.
    """

    init: Callable[..., Any]
    step: Callable[..., Any]
    torch: Rule | None
    keras: Rule | None
    trial: Mapping[str, Any]
    options: Mapping[str, Any] = field(default_factory=dict)
    domain: Domain = ELEMENTS
    note: str = ""

    @property
    def function(self) -> Callable[..., Any]:
        return self.step

    @property
    def defaults(self) -> dict[str, Any]:
        """Each option of init and step with its default in the reference; Parameter.empty if it must be given."""
        both = [*signature(self.init).parameters.values(), *signature(self.step).parameters.values()]
        return {p.name: p.default for p in both if p.kind is Parameter.KEYWORD_ONLY}

    @property
    def parameters(self) -> dict[str, Any]:
        """Each option with the value that this row gives it: its own, else the reference's default."""
        return {**self.defaults, **self.trial, **self.options}
