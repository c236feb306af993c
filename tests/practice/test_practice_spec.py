"""A practice's file is typed: what does not fit is named with the file and the cure."""

from pathlib import Path

import pytest

from descent import practice
from press.directives.practice_spec import load
from press.source_error import SourceError

WHOLE = """
title = "Twice"
task = "Double it."
stub = "def f(x): return x"
solution = "def f(x): return 2 * x"
inputs = [[1], [2]]
hints = ["Add it to itself."]
mistakes = [{says = "That is the half.", code = "def f(x): return x / 2"}]
"""


@pytest.fixture
def cells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(practice, "CELLS", tmp_path)
    practice.load.cache_clear()
    return tmp_path


def test_a_whole_practice_is_read(cells: Path) -> None:
    (cells / "twice.toml").write_text(WHOLE)
    assert load("twice")["function"] == "f"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('title = "Twice"', "", "title is missing"),
        ('task = "Double it."', "", "task is missing"),
        ("inputs = [[1], [2]]", "", "inputs is missing"),
        ("inputs = [[1], [2]]", "inputs = [[1]]", "at least 2 items"),
        ('hints = ["Add it to itself."]', "hints = []", "hints is .*at least 1 item"),
        ("hints", "hint", "unknown key 'hint'; did you mean 'hints'"),
        ("says = ", "say = ", r"\[mistakes.0\] unknown key 'say'; did you mean 'says'"),
        ('says = "That is the half."', 'says = ""', "at least 1 character"),
        ('title = "Twice"', "title = 2", "title is 2, but it should be a valid string"),
        ('def f(x): return x"', 'x = 1"', "the stub defines no function"),
        ("def f(x): return 2", "def g(x): return 2", "must define the stub's function, f"),
        (
            'title = "Twice"',
            'title = "Twice"\nlabels = ["x", "the value of the function at this place"]',
            "no room for",
        ),
        ('title = "Twice"', "title = Twice", "not TOML"),
    ],
)
def test_a_practice_that_is_not_whole_is_refused_by_name(cells: Path, old: str, new: str, says: str) -> None:
    assert old in WHOLE
    (cells / "odd.toml").write_text(WHOLE.replace(old, new, 1))
    with pytest.raises(SourceError, match=f"(?s)odd.toml: .*{says}"):
        load("odd")


def test_an_unknown_practice_is_refused_with_the_nearest_name(cells: Path) -> None:
    (cells / "twice.toml").write_text(WHOLE)
    with pytest.raises(practice.PracticeError, match="no practice 'twise'; did you mean 'twice'"):
        load("twise")
    with pytest.raises(practice.PracticeError, match="no practice 'none'; there are twice"):
        load("none")
