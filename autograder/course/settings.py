"""What nbgrader's settings are for a course: the machine's, the environment's and the user's, then the course's own.

nbgrader's commands and formgrader read all of these, so an exchange or a database that is set for a whole campus
counts here, too.
"""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_core.paths import jupyter_config_path
from traitlets.config import Config, ConfigFileNotFound, JSONFileConfigLoader, PyFileConfigLoader

from autograder.course.course import Course
from autograder.errors import Trouble

NAMES = ("jupyter_config", "nbgrader_config")  # the first is for all of Jupyter's programs


def settings(course: Course) -> Config:
    """All of them as one; what is read later wins.

    Raises
    ------
    Trouble
        If the course's own are missing, or a file can't be read.
    """
    own = course.root / "nbgrader_config.py"
    if not own.is_file():
        cure = "copy it from another course, or begin a new one with `autograder init PATH`"
        raise Trouble(f"{own} is missing; {cure}")
    merged = Config()
    for name, folder in [*_shared(), ("nbgrader_config", str(course.root))]:
        merged.merge(_read(name, folder))
    return merged


def _shared() -> Iterator[tuple[str, str]]:
    """Jupyter's path begins with the user's folder, whose word is the last."""
    return ((name, folder) for name in NAMES for folder in reversed(jupyter_config_path()))


def _read(name: str, folder: str) -> Config:
    """One folder's file of that name, or both: JSON is read after Python, as traitlets does it."""
    found = Config()
    for loader in (PyFileConfigLoader(f"{name}.py", path=folder), JSONFileConfigLoader(f"{name}.json", path=folder)):
        try:
            found.merge(loader.load_config())
        except ConfigFileNotFound:
            continue
        except Exception as error:
            raise Trouble(f"{folder}/{loader.filename} can't be read ({error}); mend it") from None
    return found
