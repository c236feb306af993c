"""Reference values reach the prose."""

import pytest

from press.notebooks.values import substitute
from press.source_error import SourceError


def test_a_value_is_put_in_wherever_it_stands() -> None:
    assert substitute("$-\\log x = {{ values.cce_three_quarters }}$") == "$-\\log x = 0.2876821$"


def test_one_number_of_a_list_is_named_by_its_index() -> None:
    assert substitute("{{ values.probabilities_three_classes[1] }}") == "0.20"


def test_an_unknown_value_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(
        SourceError, match=r"no reference value 'cce_three_quarter' .*did you mean 'cce_three_quarters'"
    ):
        substitute("{{ values.cce_three_quarter }}")


def test_a_number_that_a_list_does_not_have_is_refused() -> None:
    with pytest.raises(SourceError, match="3 numbers, counted from 0"):
        substitute("{{ values.probabilities_three_classes[3] }}")


def test_braces_of_code_are_left_alone() -> None:
    assert substitute('f"{{x}} {y}"') == 'f"{{x}} {y}"'
