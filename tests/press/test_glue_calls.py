"""What the page leaves out of its code."""

import pytest

from press.html.glue_calls import without_glue


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("x = 1\nglue('x', x)\nprint(x)", "x = 1\nprint(x)"),
        ("for x in y:\n    print(x)\n    glue(f'{x}',\n         x)\nz = 1", "for x in y:\n    print(x)\nz = 1"),
        ("for x in y:\n    glue(x, x)\nz = 1", "for x in y:\n    glue(x, x)\nz = 1"),
        ("%matplotlib inline\nglue('x', x)", "%matplotlib inline\nglue('x', x)"),
        ("print('glue(x)')", "print('glue(x)')"),
    ],
)
def test_calls_of_glue_are_left_out_and_nothing_else(source: str, shown: str) -> None:
    assert without_glue(source) == shown
