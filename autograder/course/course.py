"""A course folder: where a class's submissions, gradebook and feedback live, outside the repository, for nobody else.

nbgrader_config.py   nbgrader's settings, which are yours to edit
gradebook.db         nbgrader's gradebook
source/ release/     made by `autograder release` from the repository's solutions/
submitted/           what was handed in, as `autograder collect` took it
autograded/          what was run; formgrader shows it
feedback/            one page for each student
.autograder/         verdicts, receipts and every attempt ever collected
"""

from __future__ import annotations

import os
import re
import shlex
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from autograder import files
from autograder.errors import Trouble
from autograder.exercises import exercise as exercises
from autograder.exercises.exercise import Exercise
from autograder.verdict import SubmissionVerdict

REPOSITORY = ("_build", "tests", ".git")  # what else of an instructor's repository tells of its solutions
CONFIG = Path(__file__).with_name("nbgrader_config.tpl")


@dataclass(frozen=True)
class Course:
    """A course folder that is known to be one. State is on disk; this only knows where."""

    root: Path
    solutions: Path

    @property
    def state(self) -> Path:
        return self.root / ".autograder"

    @property
    def secret(self) -> tuple[str, ...]:
        """The folders of which no student's code may see anything, wherever they lie."""
        repository = self.solutions.parent
        return tuple(map(str, (self.root, self.solutions, *(repository / name for name in REPOSITORY))))

    @property
    def exposed(self) -> str:
        """How others on this machine come to read it, and the cure; empty where they can't.

        A folder with the set-group-id bit is shared with its group on purpose, as nbgrader's `groupshared` has it.
        """
        mode = self.root.stat().st_mode
        barred = stat.S_IRWXO if mode & stat.S_ISGID else stat.S_IRWXG | stat.S_IRWXO
        if not mode & barred or not self._way():
            return ""
        cure = f"chmod {'o' if mode & stat.S_ISGID else 'go'}-rwx {shlex.quote(str(self.root))}"
        return f"others on this machine can read it, hidden tests and grades too ({stat.filemode(mode)}); {cure}"

    def _way(self) -> bool:
        """Whether others may go through all the folders above."""
        return all(folder.stat().st_mode & (stat.S_IXGRP | stat.S_IXOTH) for folder in self.root.parents)

    @contextmanager
    def private(self) -> Iterator[None]:
        """What is made meanwhile is open to nobody to whom the course's folder isn't: the gradebook, say."""
        before = os.umask(0o077)
        os.umask(before | ~self.root.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))
        try:
            yield
        finally:
            os.umask(before)

    @cached_property
    def name(self) -> str:
        return self.root.name

    @cached_property
    def slugs(self) -> list[str]:
        """The slugs of the exercises in the repository, whether released or not."""
        if not self.solutions.is_dir():
            cure = f"run `autograder init {self.root} --solutions PATH` with their new place"
            raise Trouble(f"the exercises of this course are no longer at {self.solutions}; {cure}")
        return sorted(path.parent.name for path in self.solutions.glob("*/exercise.toml"))

    def exercise(self, slug: str) -> Exercise:
        """Read one exercise; an unknown slug is Trouble that lists the known ones."""
        if slug not in self.slugs and slug in self.released():
            raise Trouble(
                f"{slug!r} was released here and is no longer in {self.solutions}; put it back under this name, or "
                f"delete {self.root / 'release' / slug} so that no command looks for it (grades stay in the gradebook)"
            )
        if slug not in self.slugs:
            raise Trouble(f"no exercise {slug!r} in {self.solutions}; there is: {', '.join(self.slugs) or 'none'}")
        return exercises.load(self.solutions / slug)

    def released(self) -> list[str]:
        """The slugs that `autograder release` has been run for."""
        return sorted(path.parent.name for path in (self.root / "release").glob("*/*.ipynb"))

    def path(self, step: str, student: str, slug: str) -> Path:
        """nbgrader's place for one student's notebook at a step, for example `submitted`."""
        return self.root / step / student / slug / f"{slug}.ipynb"

    @property
    def journal(self) -> Path:
        """One line of JSON for each grading of a submission, ever."""
        return self.state / "journal.jsonl"

    def verdict_path(self, slug: str, student: str) -> Path:
        return self.state / "verdicts" / slug / f"{student}.json"

    def verdict(self, slug: str, student: str) -> SubmissionVerdict | None:
        """What the last `grade` said of this student, if it has run."""
        data = files.read_json(self.verdict_path(slug, student))
        return SubmissionVerdict.from_dict(data) if data else None

    def save_verdict(self, verdict: SubmissionVerdict) -> None:
        files.write_json(self.verdict_path(verdict.exercise, verdict.student), verdict.to_dict())


def find_solutions(given: Path | None = None) -> Path:
    """The repository's `solutions/`: the one given, else one above the current folder, else beside this package."""
    if given:
        return _checked(given.resolve())
    here = Path.cwd()
    for folder in (here, *here.parents, Path(__file__).resolve().parents[2]):
        if (folder / "solutions").is_dir():
            return _checked(folder / "solutions")
    raise Trouble("no solutions/ folder in sight; give the repository's with --solutions PATH")


def _checked(solutions: Path) -> Path:
    if not any(solutions.glob("*/exercise.toml")):
        raise Trouble(f"{solutions} holds no exercise (<slug>/exercise.toml); give another with --solutions PATH")
    return solutions


def find(start: Path) -> Course:
    """The course at `start` or above it.

    Raises
    ------
    Trouble
        If there is none, with the command that makes one.
    """
    if not start.is_dir():
        raise Trouble(f"there is no folder {start}; make a course with `autograder init {start}`")
    for folder in (start.resolve(), *start.resolve().parents):
        settings = files.read_json(folder / ".autograder" / "course.json")
        if settings:
            return Course(folder, Path(settings["solutions"]))
    raise Trouble(
        f"{start.resolve()} is not a course folder; make one with `autograder init PATH`, or name one by --course PATH"
    )


def create(root: Path, solutions: Path) -> tuple[Course, bool]:
    """Make a course folder, or give an existing one a new place of its exercises; the flag says whether it is new."""
    root = root.resolve()
    repository = solutions.parent
    if root == repository or repository in root.parents:
        raise Trouble(
            f"{root} is inside the repository {repository}; choose a folder outside, for it holds students' work"
        )
    marker, config = root / ".autograder" / "course.json", root / "nbgrader_config.py"
    is_new = not marker.exists()
    if is_new and root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise Trouble(f"{root} exists and is not an empty folder or a course; choose another path")
    made = Course(root, solutions)
    if is_new:
        root.mkdir(parents=True, exist_ok=True)
        root.chmod(stat.S_IRWXU)  # hidden tests, students' work and grades
    with made.private():
        if is_new:
            course_id = re.sub(r"[^\w.-]+", "-", root.name)
            files.write_bytes(config, CONFIG.read_text().replace("{course_id}", course_id).encode())
            for step in ("source", "release", "submitted", "autograded", "feedback"):
                (root / step).mkdir(exist_ok=True)
        files.write_json(marker, {"solutions": str(solutions), "version": 1})
    return made, is_new
