"""The report's page: nothing of a student's runs in it or breaks it, and it reads well on a phone and in the dark."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner
from light_class import SLUG, SOLUTIONS
from marked_class import a_class, counted, mark, nothing, our_fault, ran, wrong
from playwright.sync_api import Browser

from autograder.cli import main
from autograder.course import course
from autograder.course.course import Course
from autograder.exercises.exercise import Exercise
from autograder.reporting import report
from autograder.reporting.statistics import tally
from autograder.verdict import Cause, Note, SubmissionVerdict

DUE = datetime(2026, 10, 1, 12, tzinfo=UTC)
NOW = datetime(2026, 10, 4, 9, 30, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'`{{ 7*7 }}\u202e\x1b[2J"


def page_of(light: Exercise, verdicts: list[SubmissionVerdict]) -> str:
    return report.page("losses", [counted(light, verdicts)], NOW)


def says(*words: object) -> str:
    done = CliRunner().invoke(main.cli, [str(word) for word in words])
    assert done.exit_code == 0, done.output
    return done.stdout


def fails(*words: object) -> str:
    done = CliRunner().invoke(main.cli, [str(word) for word in words])
    assert done.exit_code != 0 and "Traceback" not in done.output, done.output
    return done.output


def test_a_mistake_is_shown_when_two_made_it(light: Exercise) -> None:
    shown = page_of(light, a_class(light))
    assert "2×" in shown and "1×" not in shown and "And 3 other messages, each met by 1 student." in shown
    alone = page_of(light, [ran(light, "s1", {"squared": wrong(1)})])
    assert "No two alike: 1 message, each met by 1 student." in alone


class Page(HTMLParser):
    """The tags of a page, its headings, and which attributes each kind of tag has."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def of(self, *names: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag in names]


def test_a_hostile_message_is_inert(light: Exercise) -> None:
    failed = {"absolute": (Cause.RAISED, HOSTILE)}
    verdicts = [ran(light, student, failed, notes=(Note(HOSTILE),)) for student in ("s1", HOSTILE)]
    text = page_of(light, [*verdicts, our_fault(light, "s3", HOSTILE), nothing(light, HOSTILE + "2")])
    assert "<script" not in text.lower() and "<img" not in text and "&lt;script&gt;" in text
    assert "49" not in text and "{{ 7*7 }}" in text, "a student's text is no template"
    assert not {"\u202e", "\x1b"} & set(text)
    page = Page(text)
    assert not {tag for tag, _ in page.tags} & RUNS_OR_LOADS
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on") or name == "style"]


RUNS_OR_LOADS = {"script", "img", "iframe", "object", "embed", "form", "input", "link", "base", "audio", "video"}


def test_the_policy_lets_in_nothing_but_the_style_sheet_of_the_page(light: Exercise) -> None:
    text = page_of(light, a_class(light))
    (policy,) = [meta["content"] for meta in Page(text).of("meta") if meta.get("http-equiv")]
    style = re.search(r"<style>(.*)</style>", text, re.DOTALL)
    assert style and policy == report.policy(style[1]) and policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy and "://" not in text and "url(" not in text


def test_headings_tables_and_pictures_have_their_labels(light: Exercise) -> None:
    text = page_of(light, a_class(light))
    page = Page(text)
    assert len(page.of("h1")) == 1 and page.of("html")[0]["lang"] == "en"
    assert len(page.of("caption")) == len(page.of("table")) and all("scope" in head for head in page.of("th"))
    ids = {attributes["id"] for _, attributes in page.tags if "id" in attributes}
    for picture in page.of("svg"):
        labels = (picture.get("aria-labelledby") or "").split()
        assert picture.get("aria-hidden") == "true" or (picture["role"] == "img" and len(labels) == 2)
        assert set(labels) <= ids
    assert all(link["href"][1:] in ids for link in page.of("a") if link["href"])
    assert "0 points: 1 student. 4 points: 2 students. 6 points: 1 student. 10 points: 3 students." in text


def test_the_command_writes_the_page_where_it_is_told(released: Course, light: Exercise, tmp_path: Path) -> None:
    mark(released, light, a_class(light))
    assert f"wrote {released.root / 'report.html'}" in says("report", "-C", released.root)
    says("report", SLUG, "-C", released.root, "-o", tmp_path / "out" / "page.html")
    text = (tmp_path / "out" / "page.html").read_text()
    assert text.startswith("<!DOCTYPE html>") and "<h1>course</h1>" in text and "Two mean losses" in text


def test_an_empty_course_gives_a_clear_line(released: Course, tmp_path: Path) -> None:
    fresh = course.create(tmp_path / "fresh", SOLUTIONS)[0]
    assert "run `autograder release SLUG` first" in fails("report", "-C", fresh.root)
    assert "nothing is graded yet in mean-loss; run `autograder grade` first" in fails("report", "-C", released.root)
    assert "no exercise 'no-such'" in fails("report", "no-such", "-C", released.root)
    assert not (released.root / "report.html").exists()


def test_a_folder_in_the_place_of_the_file_is_named(released: Course, light: Exercise, tmp_path: Path) -> None:
    mark(released, light, [ran(light, "s1")])
    assert "is a folder; name a file" in fails("report", "-C", released.root, "-o", tmp_path)


def test_an_exercise_without_grades_stands_beside_the_others(light: Exercise) -> None:
    empty = tally(light, ["s1"], [], DUE)
    text = report.page("losses", [counted(light, a_class(light)), empty], NOW)
    assert "run <code>autograder grade mean-loss</code>" in text and text.index("0 of 1 student") < text.index(
        "9 of 10"
    )


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (360, "dark"), (1280, "light"), (1280, "dark")])
def test_in_a_browser_it_fits_the_width_and_follows_the_scheme(
    browser: Browser, light: Exercise, tmp_path: Path, width: int, scheme: str
) -> None:
    long = "x" * 300
    verdicts = [*a_class(light), ran(light, long, {"absolute": (Cause.WRONG, HOSTILE + long)}, notes=(Note(long),))]
    (tmp_path / "report.html").write_text(page_of(light, verdicts))
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.goto((tmp_path / "report.html").as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (paper == "rgb(21, 24, 28)") == (scheme == "dark") and not said
    assert page.get_by_role("heading", name="Two mean losses").is_visible()
    assert page.get_by_role("img", name="Distribution of scores in Two mean losses").is_visible()
    assert page.get_by_role("table", name="All exercises").get_by_role("cell").count() == 7
    page.close()


def test_a_class_of_three_hundred_is_drawn_in_a_moment(light: Exercise) -> None:
    """3,600 submissions are counted and drawn well within the time that reading them takes."""
    from time import perf_counter

    verdicts = [ran(light, f"s{n}", {"squared": wrong(n)} if n % 3 else None) for n in range(300)]
    began = perf_counter()
    report.page("losses", [counted(light, verdicts) for _ in range(12)], NOW)
    assert perf_counter() - began < 10, "seconds; about one on an idle machine"
