"""nbgrader's own buttons, led to this package's rules: steps that a course's nbgrader_config.py names.

Formgrader's *Autograde* and *Generate feedback* run nbgrader's converters with the folder of the course as the current
one; these steps find the course and the exercise from there. *Autograde* runs the notebook as `autograder grade` does,
in a jail, or refuses with a line.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbconvert.exporters import Exporter
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode

from autograder.course import course, gradebook
from autograder.exercises.exercise import Exercise
from autograder.grading import grade, graded_notebook
from autograder.placing import placing
from autograder.reporting import feedback, feedback_page
from autograder.sandbox import jobs, marking, seeds

Step = tuple[Any, dict[str, Any]]


def _exercise(resources: dict[str, Any]) -> Exercise:
    return course.find(Path.cwd()).exercise(resources["nbgrader"]["assignment"])


class PlaceInSource(Preprocessor):
    """Puts the student's text into the exercise's own notebook. On a canonical notebook it changes nothing."""

    enabled = True

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> Step:
        placed = placing.canonical(_exercise(resources), nb)
        for note in placed.notes:
            self.log.warning("%s: %s", resources["nbgrader"]["student"], note)
        return placed.notebook, resources


class RunIsolated(Preprocessor):
    """Runs the notebook, and puts into each test cell what the examiner says of it."""

    enabled = True

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> Step:
        here, exercise, student = course.find(Path.cwd()), _exercise(resources), resources["nbgrader"]["student"]
        seed = grade.attempt(here, exercise, student, "", seeds.draw())["seed"]
        with marking.Nursery(tuple(jobs.imports(exercise)), hidden=here.secret) as nursery:
            found = nursery.mark(jobs.job(exercise, nb, seed))
        if "fault" in found:
            raise RuntimeError(f"not graded, and that is no fault of the student's: {found['fault']}")
        return graded_notebook.filled(exercise, nb, found), resources


class HideTests(Preprocessor):
    """Leaves of a graded notebook what its student may see."""

    enabled = True

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> Step:
        return feedback.for_student(_exercise(resources), nb), resources


class FeedbackPage(Exporter):
    """The student's page, inert; it is not written at all if it would tell a secret."""

    file_extension = ".html"

    def from_notebook_node(self, nb: NotebookNode, resources: Any = None, **rest: Any) -> Step:
        shown, resources = super().from_notebook_node(nb, resources, **rest)
        exercise, student = _exercise(resources), resources["nbgrader"]["student"]
        score, hand = gradebook.sheet(course.find(Path.cwd()), exercise.slug, student)[student]
        page = feedback_page.page(exercise, shown, score, hand)
        return feedback.sealed(exercise, page, nb), resources
