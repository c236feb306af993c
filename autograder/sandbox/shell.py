"""A notebook's shell without a kernel: what runs in Jupyter runs here, or is skipped with a note to the student.

No magic costs points by itself: one that needs a person, a network, a terminal or Colab says so in the cell's output,
and the cell goes on. An error in code of the student's that a magic runs (`%%time`, `%run`) is an error as anywhere.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
import types
from ast import PyCF_ALLOW_TOP_LEVEL_AWAIT
from collections.abc import Callable
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from autograder.sandbox.jail import HOME
from autograder.sandbox.outputs import Outputs

CELL = "cell:"  # what the code of a cell is called in tracebacks
RAISING = ("prun", "time", "timeit")  # magics whose errors are those of the code that they run
SHOWING = ("capture", "run")  # these catch them, show them and go on
INSTALLERS = {"pip", "pip3", "conda", "mamba", "micromamba", "uv", "apt", "apt-get"}
NO_INSTALLING = "nothing can be installed here; what the course's requirements.txt lists is there"
NOT_HERE = {
    **dict.fromkeys(INSTALLERS, NO_INSTALLING),
    **dict.fromkeys(("debug", "edit", "ed", "pdb", "less", "more", "man"), "nobody sits at this notebook"),
    **dict.fromkeys(("connect_info", "qtconsole", "subshell", "autosave", "tensorboard"), "there is no kernel here"),
    "tensorflow_version": "there is one TensorFlow here",
}
WINDOWS = ("notebook", "nbagg", "widget", "ipympl")  # Matplotlib's ways to draw that need a browser with a kernel


class Shell(InteractiveShell):
    """`outputs` takes what cells print and display. `shown` is an error that a magic has swallowed."""

    outputs: Outputs
    shown: BaseException | None = None

    def run_line_magic(self, magic_name: str, line: str, _stack_depth: int = 1) -> Any:
        run = super().run_line_magic
        return self._leniently(magic_name, f"%{magic_name} {line}", lambda: run(magic_name, line, _stack_depth + 3))

    def run_cell_magic(self, magic_name: str, line: str, cell: str) -> Any:
        """One that nobody knows is an error: the cell below it is not Python, or would not have run."""
        run = super().run_cell_magic
        if magic_name not in NOT_HERE and self.find_cell_magic(magic_name) is None:
            return run(magic_name, line, cell)
        if magic_name in (*RAISING, *SHOWING):
            cell = f"#\n{cell}"  # in the place of the magic's own line, so that the numbers of lines are the cell's
        return self._leniently(magic_name, f"%%{magic_name} {line}", lambda: run(magic_name, line, cell))

    def _leniently(self, name: str, spelled: str, run: Callable[[], Any]) -> Any:
        if name in NOT_HERE:
            return self._skip(spelled, NOT_HERE[name])
        shown = self.shown
        try:
            return run()
        except Exception as error:
            if name in RAISING and not isinstance(error, UsageError):
                raise
            return self._skip(spelled, f"{type(error).__name__}: {error}")
        finally:
            self.shown = self.shown if name in SHOWING else shown

    def _skip(self, spelled: str, why: str) -> None:
        self.outputs.note(f"{spelled.strip():.200} is passed over here: {why:.500}")

    def system(self, cmd: str) -> None:
        """A command of the system's, as `!ls` runs it: no terminal, nobody to answer it, its output shown."""
        command = self.var_expand(cmd, depth=1).strip()
        tool = command.split()[0] if command else ""
        if tool in INSTALLERS or "-m pip " in command:
            return self._skip(f"!{command}", NO_INSTALLING)
        if command.endswith("&"):
            return self._skip(f"!{command}", "no command runs on beside the notebook")
        pipes: Any = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        with subprocess.Popen(["/bin/sh", "-c", command], **pipes) as running:
            assert running.stdout is not None
            while line := running.stdout.readline(8192):
                self.outputs.stream("stdout", line.decode(errors="replace"))
        self.user_ns["_exit_code"] = running.returncode

    system_piped = system_raw = system

    def magic(self, spelled: str) -> Any:
        """As IPython 7 knew it, which Colab still has."""
        name, _, line = spelled.lstrip("%").partition(" ")
        return self.run_line_magic(name, line)

    def ask_exit(self) -> None:
        self._skip("exit()", "the notebook goes on")

    def enable_gui(self, gui: str | None = None) -> None:
        """There is no window, and no loop of events that one would need."""

    def enable_matplotlib(self, gui: str | None = None) -> Any:
        """Pictures come into the cell's output, whatever way to draw them is asked for."""
        if gui not in WINDOWS:
            with contextlib.suppress(ImportError, KeyError, RuntimeError, ValueError):
                return super().enable_matplotlib(gui)
        self._skip(f"%matplotlib {gui}", "pictures are drawn inline here")
        self.pylab_gui_select = None
        return super().enable_matplotlib("inline")

    def showtraceback(self, exc_tuple: Any = None, *args: Any, **rest: Any) -> None:
        """The error travels by itself, but where a magic has caught it only to show it."""
        self.shown = self.shown or (exc_tuple[1] if exc_tuple else sys.exc_info()[1])

    def showsyntaxerror(self, *args: Any, **rest: Any) -> None:
        self.showtraceback()

    def showindentationerror(self) -> None:
        self.showtraceback()

    def init_sys_modules(self) -> None:
        sys.modules["__main__"] = self.user_module

    def run_source(self, name: str, source: str) -> BaseException | None:
        """Run a cell; gives back its error if it had one, also one that a magic of it swallowed."""
        setattr(self.compile, "get_code_name", lambda *_: CELL + name)  # noqa: B010
        self.shown = None
        found = self.run_cell(source, store_history=True)
        error = found.error_before_exec or found.error_in_exec or self.shown
        return self._plainly(error, source) if isinstance(error, SyntaxError) else error

    def _plainly(self, error: SyntaxError, source: str) -> SyntaxError:
        """In Python's own words: IPython takes a bracket that is never closed for input that is still to come."""
        try:
            compile(
                self.transform_cell(source), error.filename or "", "exec", PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True
            )
        except SyntaxError as plain:
            return plain
        except Exception:  # an error of a transformation's own, say
            return error
        return error


def make_shell(outputs: Outputs) -> Shell:
    """A notebook's shell: magics, top-level await, displays and pictures; no history is kept, no file is written."""

    class Hook(DisplayHook):
        def write_output_prompt(self) -> None:
            pass

        def write_format_data(self, format_dict: dict[str, Any], md_dict: Any = None) -> None:
            outputs.data("execute_result", format_dict)

        def finish_displayhook(self) -> None:
            pass

    class Publisher(DisplayPublisher):
        def publish(self, data: dict[str, Any], *args: Any, **rest: Any) -> None:
            outputs.data("display_data", data)

        def clear_output(self, wait: bool = False) -> None:
            outputs.clear()

    class NotebookShell(Shell):
        displayhook_class = Hook
        display_pub_class = Publisher

    config = Config()
    config.HistoryManager.enabled = False
    module = types.ModuleType("__main__")
    NotebookShell.outputs = outputs
    shell = NotebookShell.instance(config=config, user_module=module, user_ns=module.__dict__)
    shell.home_dir = HOME
    with contextlib.suppress(Exception):  # pictures need Matplotlib; an exercise may do without
        from matplotlib_inline.backend_inline import flush_figures

        shell.events.register("post_execute", flush_figures)
    return shell
