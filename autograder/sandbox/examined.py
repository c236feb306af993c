"""What an examiner says of a submission: the plain data that travels from it to whoever asked, and their types."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict, final

Place = tuple[str, int]  # a cell's id, and a line in it


class Exceptional(TypedDict):
    """An exception of the student's: its class and the classes above it by name, and what else it tells."""

    kinds: list[str]
    text: str
    frames: list[Place]
    errno: int | None
    name: str | None  # what was not defined, or the module that was not found


class CellTold(TypedDict):
    """What came of a cell: its outputs in nbformat's form, the exception it ended with, what ended its process."""

    outputs: list[dict[str, Any]]
    error: Exceptional | None
    cause: NotRequired[str]


class TestTold(TypedDict):
    """What came of a test cell: "passed", or a `Cause`; the message, a detail for the instructor, the places.

    `says` is false where the message is no test's: an exception that no check has turned into words. `undefined` is the
    name that did not exist, `module` the package that is not there.
    """

    state: str
    says: NotRequired[bool]
    message: NotRequired[str]
    detail: NotRequired[str]
    frames: NotRequired[list[Place]]
    undefined: NotRequired[str | None]
    module: NotRequired[str | None]


@final
class Examined(TypedDict):
    """A submission that was gone through: tests and cells by id, and the seconds that each part took."""

    tests: dict[str, TestTold]
    cells: dict[str, CellTold]
    seconds: dict[str, float]
    environment: NotRequired[str]


@final
class Fault(TypedDict):
    """A submission that could not be gone through, by a fault of ours."""

    fault: str
    environment: NotRequired[str]


@final
class NoAnswer(TypedDict):
    """The machine can't keep a student's code apart, in words for the instructor: nothing was run."""

    trouble: str


Answer = Examined | Fault


def error_of(examined: Examined, name: str) -> Exceptional | None:
    """What the cell of this id ended with, if it has run and ended with an exception."""
    told = examined["cells"].get(name)
    return told["error"] if told else None
