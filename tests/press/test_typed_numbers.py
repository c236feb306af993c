"""The lint that keeps typed figures out of prose."""

from pathlib import Path

import pytest

from press.notebooks.typed_numbers import typed_numbers


def found(tmp_path: Path, text: str) -> list[str]:
    page = tmp_path / "page.md"
    page.write_text(text)
    return list(typed_numbers(page))


@pytest.mark.parametrize(
    "text", ["It reached 0.97.", "About 90 % of it.", "a 5% share", "$x = 2.5$", "| 0.1 | table |"]
)
def test_a_typed_decimal_or_percentage_is_found(tmp_path: Path, text: str) -> None:
    (complaint,) = found(tmp_path, f"First line.\n{text}\n")
    assert "page.md:2" in complaint and "values.name" in complaint


@pytest.mark.parametrize(
    "text",
    [
        "Call it with `lr=0.1`.",
        "It is {{ values.cce_three_quarters }}.",
        "It is {glue:text}`best:.3f`.",
        "See https://example.org/1.5 and [here](a-1.5.md).",
        "Three classes, 8×8 pixels, 2 cores.",
        "```{code-cell} ipython3\nx = 0.25\n```",
        "```python\nx = 0.25\n```",
    ],
)
def test_code_addresses_and_computed_figures_are_not(tmp_path: Path, text: str) -> None:
    assert found(tmp_path, text) == []


def test_an_exception_with_a_reason_is_heard_for_one_line(tmp_path: Path) -> None:
    assert found(tmp_path, "% typed: the rate that the paper used\nWith 0.1.\n") == []
    assert len(found(tmp_path, "% typed: the rate that the paper used\nWith 0.1.\nAnd 0.2.\n")) == 1


def test_an_exception_without_a_reason_is_a_finding(tmp_path: Path) -> None:
    (complaint,) = found(tmp_path, "% typed:\nWith 0.1.\n")
    assert "reason" in complaint
