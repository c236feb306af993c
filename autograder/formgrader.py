"""nbgrader's own buttons, led to this package's rules: steps that a course's nbgrader_config.py names.

Formgrader's *Autograde* and *Generate feedback* run nbgrader's converters with the folder of the course as the current
one; these steps find the course and the exercise from there.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbconvert.exporters import HTMLExporter
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode

from autograder import canonical, course, feedback
from autograder.exercise import Exercise

Step = tuple[Any, dict[str, Any]]


def _exercise(resources: dict[str, Any]) -> Exercise:
    return course.find(Path.cwd()).exercise(resources["nbgrader"]["assignment"])


class PlaceInSource(Preprocessor):
    """Puts the student's text into the exercise's own notebook. On a canonical notebook it changes nothing."""

    enabled = True

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> Step:
        notebook, notes = canonical.canonical(_exercise(resources), nb)
        for note in notes:
            self.log.warning("%s: %s", resources["nbgrader"]["student"], note)
        return notebook, resources


class HideTests(Preprocessor):
    """Leaves of a graded notebook what its student may see."""

    enabled = True

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> Step:
        return feedback.for_student(_exercise(resources), nb), resources


class FeedbackPage(HTMLExporter):
    """nbgrader's page, made inert; it is not written at all if it would tell a secret."""

    def from_notebook_node(self, nb: NotebookNode, resources: dict[str, Any] | None = None, **rest: Any) -> Step:
        page, resources = super().from_notebook_node(nb, resources, **rest)
        return feedback.sealed(_exercise(resources), page, nb), resources
