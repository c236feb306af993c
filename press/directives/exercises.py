"""Directives that show graded exercises: `{exercise-table}`, and `{graded-exercise} <slug>` in a chapter."""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from autograder.exercises.exercise import Exercise, load, load_all
from press.layout import Layout


def describe(exercise: Exercise) -> str:
    """One line: tasks, points, minutes."""
    return f"{len(exercise.tasks)} tasks, {exercise.points:g} points, about {exercise.minutes} minutes"


def in_course_order(exercises: list[Exercise], docnames: list[str]) -> list[Exercise]:
    """The exercises as their chapters stand in the book; `make check` names one whose chapter is in no part."""
    place = {name: number for number, name in enumerate(docnames)}
    return sorted(exercises, key=lambda exercise: place.get(f"book/{exercise.chapter}", len(place)))


class ExerciseTable(SphinxDirective):
    """Every graded exercise with its chapter, tasks, points and minutes, read from `solutions/`, in course order."""

    def run(self) -> list[nodes.Node]:
        layout = Layout(Path(self.env.srcdir))
        exercises = in_course_order(load_all(layout.solutions), layout.docnames)
        rows = ["| Exercise | Chapter | Tasks | Points | Minutes |", "|---|---|--:|--:|--:|"]
        for exercise in exercises:
            link = f"[{exercise.title}]({_notebook(self.env.docname, exercise.slug)}){{.external}}"
            chapter = f"[](/book/{exercise.chapter}.md)"
            rows.append(f"| {link} | {chapter} | {len(exercise.tasks)} | {exercise.points:g} | {exercise.minutes} |")
        return self.parse_text_to_nodes("\n".join(rows))


class GradedExercise(SphinxDirective):
    """A box that names the exercise, what it asks, and where its notebook is."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        layout = Layout(Path(self.env.srcdir))
        exercise = load(layout.solutions / self.arguments[0])
        notebook = _notebook(self.env.docname, exercise.slug)
        place = layout.notebooks.relative_to(layout.root) / "exercises" / exercise.slug / f"{exercise.slug}.ipynb"
        lines = [
            f":::{{admonition}} Graded exercise: {exercise.title}",
            ":class: graded-exercise",
            f"{describe(exercise)}. You will:",
            "",
            *(f"- {objective}" for objective in exercise.objectives),
            "",
            f"[Download the notebook]({notebook}){{.external}}, or open it "
            f"[in Colab]({layout.colab(place)}) or [in Binder]({layout.binder(place)}).",
            ":::",
        ]
        return self.parse_text_to_nodes("\n".join(lines))


def _notebook(docname: str, slug: str) -> str:
    return "../" * docname.count("/") + f"notebooks/exercises/{slug}/{slug}.ipynb"


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("exercise-table", ExerciseTable)
    app.add_directive("graded-exercise", GradedExercise)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
