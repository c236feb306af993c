"""Mutants: each operator, at every site that fits, between the markers only, always the same."""

from __future__ import annotations

import ast

import pytest

from autograder.proving.mutants import mutants


def _cell(*lines: str) -> str:
    body = "\n".join(f"    {line}" for line in lines)
    return f"def f(x, y):\n    limit = 10 + x\n    ### BEGIN SOLUTION\n{body}\n    ### END SOLUTION\n"


def _made(mutated: str, *lines: str) -> bool:
    """Whether one of the mutants of `lines` is `mutated`, whose lines are separated by semicolons."""
    wanted = ast.unparse(ast.parse(_cell(*mutated.split("; "))))
    return wanted in {mutant.source for mutant in mutants("cell", _cell(*lines))}


@pytest.mark.parametrize(
    ("line", "mutated"),
    [
        ("return x + y", "return x - y"),
        ("return x * y", "return x / y"),
        ("return x @ y", "return x * y"),
        ("return x ** 2", "return x * 2"),
        ("return x > y", "return x >= y"),
        ("return x > y", "return x <= y"),
        ("return x == y", "return x != y"),
        ("return x is None", "return x is not None"),
        ("return -x", "return x"),
        ("return ~x", "return x"),
        ("return not x", "return x"),
        ("return x / 2", "return x / 3"),
        ("return x / 1", "return x / 0"),
        ("return x * 0.9", "return x * 1.8"),
        ("return x == 'mean'", "return x == ''"),
        ("return f(x, flag=True)", "return f(x, flag=False)"),
        ("return f(x, flag=True)", "return f(x)"),
        ("return x.sum(axis=-1)", "return x.sum(axis=0)"),
        ("return x.sum(dim=0)", "return x.sum(dim=-1)"),
        ("return x.sum(dim=0)", "return x.sum()"),
        ("return x.sum(dim=0)", "return x"),
        ("return f(x, y)", "return f(y, x)"),
        ("return f(x, y)", "return x"),
        ("return x if y else 0", "return x"),
        ("return x and y", "return x or y"),
        ("return x", "return None"),
    ],
)
def test_an_operator_makes_its_change(line: str, mutated: str) -> None:
    assert _made(mutated, line)


@pytest.mark.parametrize(
    ("lines", "mutated"),
    [
        (("x += y", "return x"), "x -= y; return x"),
        (("x += y", "return x"), "pass; return x"),
        (("x = x * 2", "return x"), "pass; return x"),
        (("if x:", "    return y", "return x"), "if False:;     return y; return x"),
        (("if x:", "    return y", "return x"), "if True:;     return y; return x"),
    ],
)
def test_statements_are_deleted_and_conditions_held(lines: tuple[str, ...], mutated: str) -> None:
    assert _made(mutated, *lines)


def test_only_the_solution_region_is_changed() -> None:
    found = mutants("cell", _cell("return x"))
    assert found
    assert all("limit = 10 + x" in mutant.source for mutant in found)


def test_a_swap_that_makes_no_difference_is_not_made() -> None:
    assert not _made("return max(1, x)", "return max(x, 1)")


def test_mutants_are_valid_distinct_and_always_the_same() -> None:
    source = _cell("total = -(x * y).sum(axis=-1)", "return total / max(len(total), 1) if y > 0 else total")
    found = mutants("cell", source)
    sources = [ast.unparse(ast.parse(mutant.source)) for mutant in found]
    assert len(found) > 15
    assert len(set(sources)) == len(sources)
    assert ast.unparse(ast.parse(source)) not in sources
    assert len({mutant.name for mutant in found}) == len(found)
    assert found == mutants("cell", source)


def test_a_mutant_knows_the_function_that_it_changes() -> None:
    two = _cell("return x + y") + "\n\n" + _cell("return x * y").replace("def f", "def g")
    assert {mutant.function for mutant in mutants("cell", two)} == {"f", "g"}
