"""Wrong code is told by what it replaces in the right code, each old text found exactly once."""

from __future__ import annotations

import pytest

from descent.swaps import SwapError, code_of

RIGHT = "def f(x):\n    y = 2 * x\n    return y + 1\n"


@pytest.mark.parametrize(
    ("swap", "code"),
    [
        ([["y + 1", "y"]], "def f(x):\n    y = 2 * x\n    return y\n"),
        ([["    y = 2 * x\n", ""]], "def f(x):\n    return y + 1\n"),
        # Each is looked for in the right code, not in what another pair has put there.
        ([["return y + 1", "return 2 * x"], ["2 * x", "y + 1"]], "def f(x):\n    y = y + 1\n    return 2 * x\n"),
    ],
)
def test_each_old_text_gives_way_to_its_new_one(swap: list[list[str]], code: str) -> None:
    assert code_of({"swap": swap}, RIGHT, "the solution") == code


def test_whole_code_takes_the_place_of_all() -> None:
    assert code_of({"code": "def f(x): return 0\n"}, RIGHT, "the solution") == "def f(x): return 0\n"


@pytest.mark.parametrize(
    ("mistake", "says"),
    [
        (
            {"swap": [["2 * z", "x"]]},
            "swap: '2 * z' is not in the cell; copy it from there, perhaps from '    y = 2 * x'",
        ),
        ({"swap": [["y", "x"]]}, "swap: 'y' stands 2 times in the cell; take in more of what is around it"),
        ({"swap": [["", "x"]]}, "swap: an old text is empty"),
        (
            {"swap": [["y + 1", "y"], ["return y", "y"]]},
            "swap: 'return y' and 'y + 1' overlap in the cell; make one pair",
        ),
        ({}, "has neither swap nor code; write one of them"),
        ({"swap": [["y + 1", "y"]], "code": "1"}, "has both swap and code; write one of them"),
    ],
)
def test_what_can_not_be_replaced_is_named_with_its_cure(mistake: dict[str, object], says: str) -> None:
    with pytest.raises(SwapError) as caught:
        code_of(mistake, RIGHT, "the cell")
    assert says in str(caught.value)
