"""Reference values reach the prose."""

import pytest

from press.values import substitute


def test_a_value_is_put_in_wherever_it_stands() -> None:
    assert substitute("$-\\log x = {{ values.cce_three_quarters }}$") == "$-\\log x = 0.2876821$"


def test_one_number_of_a_list_is_named_by_its_index() -> None:
    assert substitute("{{ values.probabilities_three_classes[1] }}") == "0.20"


def test_an_unknown_value_is_refused_with_the_page_and_the_cure() -> None:
    with pytest.raises(KeyError, match=r"book/x: no reference value 'nothing'; add it to .*values\.toml"):
        substitute("{{ values.nothing }}", "book/x")


def test_braces_of_code_are_left_alone() -> None:
    assert substitute('f"{{x}} {y}"') == 'f"{{x}} {y}"'
