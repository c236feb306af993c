"""A chapter's length is counted as a reader meets it, and a chapter that is too long may only get shorter."""

from pathlib import Path

import pytest

from press.checks.lengths import Ceilings, long_cells, shown_cells, too_long, words
from press.layout import Layout


def cell(tags: str = "", lines: int = 1) -> str:
    options = f":tags: [{tags}]\n\n" if tags else ""
    return f"```{{code-cell}} ipython3\n{options}" + "x = 1\n" * lines + "```\n\n"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("# One title\n\nand four more words", 6),
        ("---\nkernelspec:\n  name: python3\n---\n\nafter the header", 3),
        (cell() + "outside\n", 1),
        ("```{quiz}\nA question?\n\n- [x] An answer\n  Its reason\n```\n\ntwo words\n", 2),
        ("```{practice} a-name\n```\n", 0),
        ("a formula $w \\leftarrow w - \\eta g$ in a line", 6),
        ("$$\nL = \\frac12 w^2\n$$ (loss)\n", 2),
        (":::{admonition} Its title\n:class: objectives\nand text\n:::\n", 2),
        ("[](other-page.md) and [a name](page.md)", 3),
        ("{term}`validation set`", 2),
        ("% typed: a reason\nsaid", 1),
        ("| a | table |\n|---|---|\n| – | 3 |\n", 3),
    ],
)
def test_words_are_those_of_the_prose(text: str, count: int) -> None:
    assert words(text) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (cell() + cell(), 2),
        (cell("hide-cell") + cell("hide-input") + cell("remove-cell") + cell("remove-input"), 0),
        (cell("hide-output"), 1),
        (cell("torch") + cell("tf"), 1),
        (cell("torch") + cell("tf") + cell(), 2),
        (cell("torch") + cell("tf") + "Between.\n\n" + cell("torch") + cell("tf"), 2),
        (cell("torch") + cell("remove-cell") + cell("tf"), 2),
    ],
)
def test_shown_cells_count_a_pair_once(text: str, count: int) -> None:
    assert shown_cells(text) == count


def test_a_cell_is_long_from_its_sixteenth_line_unless_folded() -> None:
    assert long_cells(cell(lines=15)) == 0
    assert long_cells(cell(lines=16) + cell("torch", lines=16) + cell("hide-input", lines=99)) == 2


def findings(folder: Path, prose: int, ceilings: Ceilings) -> list[str]:
    """For a book of one chapter with so many words."""
    (folder / "book" / "losses").mkdir(parents=True, exist_ok=True)
    chapters = "parts:\n- caption: All\n  chapters:\n  - file: book/losses/long-one\n"
    (folder / "_toc.yml").write_text(f"root: book/index\n{chapters}")
    (folder / "book" / "index.md").write_text("# Book\n")
    (folder / "book" / "losses" / "long-one.md").write_text("---\nkernelspec: {}\n---\n" + "word " * prose)
    return list(too_long(Layout(folder), ceilings))


def test_a_chapter_over_the_limit_is_named(tmp_path: Path) -> None:
    assert findings(tmp_path, 1800, {}) == []
    (finding,) = findings(tmp_path, 1801, {})
    assert finding.startswith("book/losses/long-one.md has 1801 words, over its limit of 1800")


def test_a_ceiling_holds_a_long_chapter_where_it_is_and_goes_down_with_it(tmp_path: Path) -> None:
    ceilings = {"long-one": {"words": 1900}}
    assert findings(tmp_path, 1900, ceilings) == []
    (grown,) = findings(tmp_path, 1901, ceilings)
    assert "1901 words, over its limit of 1900" in grown
    (fallen,) = findings(tmp_path, 1850, ceilings)
    assert "set its ceiling to 1850 in press/checks/ceilings.toml" in fallen
    (mended,) = findings(tmp_path, 1700, ceilings)
    assert "take its ceiling out in press/checks/ceilings.toml" in mended


def test_a_ceiling_without_its_chapter_is_named(tmp_path: Path) -> None:
    (finding,) = findings(tmp_path, 10, {"gone": {"words": 1900}})
    assert "'gone', which is no chapter" in finding
