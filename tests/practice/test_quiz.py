"""Quizzes: what an author writes, and what is refused."""

from __future__ import annotations

import re

import pytest

from press.checks.page_text import header
from press.directives.practice_cells import QuizError, plain_quiz, read_quiz
from press.layout import Layout

TEXT = [
    "Which one?",
    "",
    "- [ ] The first",
    "  It is too long.",
    "- [x] The second",
    "  It fits,",
    "  as it should.",
]
TEACHING = [chapter for chapter in Layout().chapters if chapter.teaches]
LESSONS = [chapter for chapter in TEACHING if header(chapter.path.read_text()).get("lesson")]
TAUGHT = [chapter for chapter in TEACHING if chapter not in LESSONS]
QUIZ = re.compile(r"^```\{quiz\}\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_question_and_the_answers_with_their_reasons() -> None:
    question, answers = read_quiz(TEXT)
    assert question == "Which one?"
    assert [(one.right, one.text, one.why) for one in answers] == [
        (False, "The first", "It is too long."),
        (True, "The second", "It fits,\nas it should."),
    ]


def test_a_notebook_has_the_answers_folded() -> None:
    text = "\n".join(plain_quiz(TEXT))
    shown, folded = text.split("<details>")
    assert "The second" in shown and "fits" not in shown
    assert "- The second: **right.** It fits, as it should." in folded


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Which?", "needs two answers or more"),
        ("Which?\n- [x] A\n  why", "needs two answers or more"),
        ("Which?\n- [x] A\n  why\n- [x] B\n  why", "one of them ticked"),
        ("Which?\n- [ ] A\n  why\n- [ ] B\n  why", "one of them ticked"),
        ("Which?\n- [x] A\n  why\n- [ ] B", "the answer 'B' has no reason"),
    ],
)
def test_what_is_no_quiz_is_refused_with_the_cure(text: str, says: str) -> None:
    with pytest.raises(QuizError, match=says):
        read_quiz(text.split("\n"))


def quizzes_of(text: str) -> list[str]:
    """The quizzes of a page, each of which can be read."""
    quizzes: list[str] = QUIZ.findall(text)
    for quiz in quizzes:
        read_quiz(quiz.split("\n"))
    return quizzes


@pytest.mark.parametrize("chapter", LESSONS, ids=lambda chapter: chapter.slug)
def test_a_lesson_has_two_quizzes(chapter) -> None:  # type: ignore[no-untyped-def]
    assert len(quizzes_of(chapter.path.read_text())) >= 2


@pytest.mark.parametrize("chapter", TAUGHT, ids=lambda chapter: chapter.slug)
def test_a_chapter_has_three_quizzes_and_two_practices_and_later_ones_come_back_to_earlier(chapter) -> None:  # type: ignore[no-untyped-def]
    text = chapter.path.read_text()
    quizzes = quizzes_of(text)
    assert len(quizzes) >= 3
    assert text.count("```{practice} ") >= 2
    if chapter != TAUGHT[0]:
        assert any(".md" in quiz for quiz in quizzes), "no question links to an earlier chapter"
