"""What a difference between the frameworks is: a sentence and two calls that show it, run by the tests (and the page).

A call is an expression over torch, or over keras and tf, with `tensor(x)` for a float32 tensor, `labels(x)` for an
integer one, `gradient(f, x)` for df/dx at x and `refuses(lambda: …)` for whether that raises. `gives` says what comes
back, as an expression over `descent.reference` and np.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Side:
    """One framework's part: what runs, and what it gives."""

    call: str
    gives: str


@dataclass(frozen=True)
class Difference:
    """A difference: its name, its sentence, the loss, optimizer or part of training that it is about, both sides."""

    name: str
    says: str
    about: str
    torch: Side
    keras: Side
