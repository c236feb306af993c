"""Directives for a chapter's exercises that check themselves: `{practice} <name>` and `{quiz}`.

A practice is a file of `descent/practice/cells/`; the directive places it. A quiz stands in the chapter: the question,
then answers as a list of boxes, the right one ticked, each with its reason on the indented lines below it.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from descent import practice
from press.directives.practice_spec import load
from press.source_error import SourceError

ANSWER = re.compile(r"^- \[(?P<tick>[ x])\] (?P<text>.+)$")
CHECKED_IN_PAGE = ("name", "title", "function", "solution", "inputs", "mistakes", "draw", "labels", "praise")
CELL = """
<div class="practice-cell" data-practice="{data}">
<label class="practice-label" id="practice-{name}-label" for="practice-{name}">Your code, in plain Python</label>
<textarea class="practice-code" id="practice-{name}" rows="{rows}" spellcheck="false" autocapitalize="off"
 autocomplete="off" wrap="off" aria-describedby="practice-{name}-keys">{stub}</textarea>
<p class="practice-keys" id="practice-{name}-keys">Ctrl+Enter or Shift+Enter runs it. Tab indents;
 press Escape and then Tab to leave.</p>
<div class="practice-buttons"><button type="button" data-act="run">Run</button>
<button type="button" data-act="reset">Reset</button></div>
<noscript><p>To run it here, allow JavaScript; or open the chapter's notebook.</p></noscript>
<p class="practice-verdict" role="status" aria-live="polite"></p>
<div hidden><p class="practice-caption" id="practice-{name}-printed"></p>
<pre class="practice-printed" role="region" tabindex="0" aria-labelledby="practice-{name}-printed"></pre></div>
<div class="practice-drawing"></div>
</div>
"""


class QuizError(SourceError):
    """A quiz that can't be read; the message says what is wrong and the cure."""


@dataclass(frozen=True)
class Answer:
    right: bool
    text: str
    why: str


def read_quiz(body: list[str]) -> tuple[str, list[Answer]]:
    """The question and the answers of a quiz's body.

    Raises
    ------
    QuizError
        If there are fewer than two answers, not exactly one right one, or one without a reason.
    """
    starts = [index for index, line in enumerate(body) if ANSWER.match(line)]
    question = "\n".join(body[: starts[0]] if starts else body).strip()
    answers = [_answer(body[start:end]) for start, end in pairwise([*starts, len(body)])]
    if len(answers) < 2 or sum(answer.right for answer in answers) != 1:
        cure = "needs two answers or more, one of them ticked: `- [x] text`"
        raise QuizError(f"the quiz {question[:50]!r} {cure}", question)
    if bare := next((answer.text for answer in answers if not answer.why), None):
        raise QuizError(f"the answer {bare!r} has no reason; write it below, indented by two spaces", bare)
    return question, answers


def _answer(lines: list[str]) -> Answer:
    head = ANSWER.match(lines[0])
    assert head
    return Answer(head["tick"] == "x", head["text"].strip(), "\n".join(line.strip() for line in lines[1:]).strip())


def plain_quiz(body: list[str]) -> Iterator[str]:
    """The quiz as a notebook shows it: the answers as a list, the reasons folded."""
    question, answers = read_quiz(body)
    yield from (f"**Question.** {question}", "")
    yield from (f"- {answer.text}" for answer in answers)
    yield from ("", "<details><summary>Answer</summary>", "")
    for answer in answers:
        yield from (f"- {answer.text}: **{'right' if answer.right else 'no'}.** {_joined(answer.why)}",)
    yield from ("", "</details>")


def _joined(text: str) -> str:
    return " ".join(text.split())


class Quiz(SphinxDirective):
    """A question with answers to choose from; the reason of the chosen one appears below it."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        try:
            question, answers = read_quiz(list(self.content))
        except QuizError as error:
            raise self.error(str(error)) from None
        name = f"quiz-{self.env.new_serialno('quiz')}"
        found = [
            _raw(
                f'<div class="quiz" role="radiogroup" aria-labelledby="{name}"><div class="quiz-question" id="{name}">'
            )
        ]
        found += [*self.parse_text_to_nodes(question), _raw("</div>")]
        for number, answer in enumerate(answers):
            found += self._answer(answer, f"{name}-{number}", name)
        return [*found, _raw("</div>")]

    def _answer(self, answer: Answer, key: str, name: str) -> list[nodes.Node]:
        box = f'<input type="radio" name="{name}" id="{key}" aria-describedby="{key}-why"><label for="{key}">'
        verdict = f"**{'Right' if answer.right else 'No'}.**"
        return [
            _raw(f'<div class="quiz-answer {"is-right" if answer.right else "is-wrong"}">{box}'),
            self._in_line(answer.text),
            _raw(f'</label><div class="quiz-why" id="{key}-why" role="status">'),
            *self.parse_text_to_nodes(f"{verdict} {answer.why}"),
            _raw("</div></div>"),
        ]

    def _in_line(self, text: str) -> nodes.Node:
        """A label holds words and formulas, no paragraph."""
        (paragraph,) = self.parse_text_to_nodes(text)
        return nodes.inline("", "", *paragraph.children)


class Practice(SphinxDirective):
    """A function to write in the page, with its checks, hints and worked solution."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        try:
            found = load(self.arguments[0])
        except practice.PracticeError as error:
            raise self.error(str(error)) from None
        self.env.note_dependency(str(practice.CELLS / f"{self.arguments[0]}.toml"))
        box = nodes.container(classes=["practice"])
        box += nodes.paragraph("", "", nodes.strong("", f"Practice: {found['title']}"), classes=["practice-title"])
        box.extend(self.parse_text_to_nodes(found["task"].strip()))
        box += _raw(cell(found))
        box.extend(self.parse_text_to_nodes("\n".join(folded(found))))
        return [box]


def cell(found: Mapping[str, Any]) -> str:
    """The editor, the buttons and the place of the verdict, with all that the check needs."""
    data = html.escape(json.dumps({key: found[key] for key in CHECKED_IN_PAGE if key in found}))
    stub = found["stub"].strip() + "\n"
    rows = max(stub.count("\n"), found["solution"].strip().count("\n") + 1) + 1
    return CELL.format(data=data, name=found["name"], rows=rows, stub=html.escape(stub))


def folded(found: Mapping[str, Any]) -> Iterator[str]:
    """The hints, one by one, and the solution, each folded."""
    for number, hint in enumerate(found["hints"], 1):
        yield from (f":::{{dropdown}} Hint {number}", hint, ":::", "")
    yield from (":::{dropdown} Solution", "```python", found["solution"].strip(), "```", ":::")


def _raw(text: str) -> nodes.raw:
    return nodes.raw("", text, format="html")


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("quiz", Quiz)
    app.add_directive("practice", Practice)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
