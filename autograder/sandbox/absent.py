"""What a notebook may count on that is not there when it is graded: a person at the keyboard, files beside it, Colab.

Set up in a student's own process, before their code runs, so that asking for it costs nothing.
"""

from __future__ import annotations

import bdb
import builtins
import getpass
import os
import sys
from collections.abc import Iterator
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from IPython import display

from autograder.sandbox.outputs import Outputs

COLAB = "google.colab"
LINES = 100  # empty ones for whoever asks a person, before the end of the file: no loop waits for ever for a word


def stand_in(outputs: Outputs) -> None:
    """Have what is absent answered for, with a note among the cell's outputs."""
    add_working_folder(sys.path)
    sys.meta_path.append(Colab(outputs))
    builtins.input = getpass.getpass = NoPerson(outputs)
    setattr(bdb.Bdb, "set_trace", lambda *_, **__: outputs.note("a breakpoint is passed over: nobody is here"))  # noqa: B010
    os.environ["PATH"] = f"{sys.prefix}/bin:{os.environ.get('PATH', '')}"  # `!python` is the notebook's own
    if "matplotlib" in sys.modules:
        _offer_windows(sys.modules["matplotlib"], outputs)


def _offer_windows(matplotlib: Any, outputs: Outputs) -> None:
    """Ways to draw that need a screen are passed over; one that IPython 7 had, which Colab still has, is there."""
    from matplotlib_inline.backend_inline import set_matplotlib_formats

    use, display.set_matplotlib_formats = matplotlib.use, set_matplotlib_formats  # type: ignore[attr-defined]

    def use_if_here(backend: str, **options: Any) -> None:
        try:
            use(backend, **options)
        except ImportError as error:
            outputs.note(f"matplotlib.use({backend!r}) is passed over here: {error}")

    matplotlib.use = use_if_here


def add_working_folder(path: list[str]) -> None:
    """What `%%writefile` has written can be imported. As in a notebook, Python's own modules come before it."""
    packages = [place for place, folder in enumerate(path) if folder.endswith(("site-packages", "dist-packages"))]
    path.insert(min(packages, default=len(path)), "")


class NoPerson:
    """`input()` where nobody can answer."""

    def __init__(self, outputs: Outputs) -> None:
        self.outputs, self.left = outputs, LINES

    def __call__(self, prompt: object = "", *_: Any, **__: Any) -> str:
        if not self.left:
            raise EOFError("nobody is here to answer input()")
        self.left -= 1
        self.outputs.stream("stdout", f"{prompt}\n")
        self.outputs.note("nobody is here to answer: an empty line stands for it")
        return ""


class Colab(MetaPathFinder, Loader):
    """`google.colab` and all that is in it, which does nothing."""

    def __init__(self, outputs: Outputs) -> None:
        self.outputs = outputs

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        known = name in ("google", COLAB) or name.startswith(f"{COLAB}.")  # the last finder: a real one is found before
        return ModuleSpec(name, self, is_package=True) if known else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _ColabModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        if module.__name__ == COLAB:
            self.outputs.note(f"{COLAB} is there on Colab only: what is asked of it does nothing here")


class _ColabModule(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Nothing()


class Nothing:
    """Does nothing, whatever it is asked."""

    def __call__(self, *_: Any, **__: Any) -> Nothing:
        return self

    def __getattr__(self, name: str) -> Nothing:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __getitem__(self, key: object) -> Nothing:
        return self

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __str__(self) -> str:
        return ""

    def __enter__(self) -> Nothing:
        return self

    def __exit__(self, *_: object) -> None:
        pass
