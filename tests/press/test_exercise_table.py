"""The table of exercises follows the book."""

from autograder.exercises.exercise import load_all
from press.directives.exercises import in_course_order
from press.layout import Layout


def test_exercises_stand_in_the_order_of_their_chapters(layout: Layout) -> None:
    exercises = in_course_order(load_all(layout.solutions), layout.docnames)
    places = [layout.docnames.index(f"book/{exercise.chapter}") for exercise in exercises]
    assert places == sorted(places)
    assert {exercise.slug for exercise in exercises} == {exercise.slug for exercise in load_all(layout.solutions)}
    assert exercises[0].chapter.startswith("losses/") and exercises[-1].chapter.startswith("training/")


def test_an_exercise_of_no_chapter_comes_last_and_is_not_lost(layout: Layout) -> None:
    exercises = load_all(layout.solutions)
    known = [name for name in layout.docnames if name != f"book/{exercises[0].chapter}"]
    assert in_course_order(exercises, known)[-1].chapter == exercises[0].chapter
