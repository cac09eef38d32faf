"""Divisors that are zero whatever the figures say, and those that only may be."""

from __future__ import annotations

import pytest

from xinxiao.errors import ProgrammeFault
from xinxiao.model.divisor import always_zero
from xinxiao.model.formula import parse


@pytest.mark.parametrize(
    ("formula", "divisor"),
    [
        ("USERS / (POP - POP)", "(POP - POP)"),
        ("USERS / 0", "0"),
        ("USERS / (0 * POP)", "(0 * POP)"),
        ("USERS / (2 * POP - POP - POP)", "(((2 * POP) - POP) - POP)"),
        ("USERS / (POP / POP - 1)", "((POP / POP) - 1)"),
        ("USERS / growth(5)", "growth(5)"),
        ("growth(POP - POP)", "(POP - POP)"),
        ("share(POP - POP)", "nation((POP - POP))"),
        ("A / (nation(B + C) - nation(B) - nation(C))", "((nation((B + C)) - nation(B)) - nation(C))"),
        ("A / ((B + C) * (B - C) - B * B + C * C)", "((((B + C) * (B - C)) - (B * B)) + (C * C))"),
        ("1 / (A / 0)", "0"),
    ],
)
def test_a_divisor_that_is_always_zero_is_found_and_written(formula: str, divisor: str) -> None:
    assert always_zero(parse(formula)) == divisor


@pytest.mark.parametrize(
    "formula",
    [
        "USERS / POP",
        "USERS / (POP - lag(POP))",
        "USERS / (POP - nation(POP))",
        "growth(USERS)",
        "share(USERS)",
        "0 / POP",
        "(POP - POP) * USERS",
        "account(NARROW, _T) / (USERS - POP)",
        "growth(" * 24 + "USERS" + ")" * 24,
    ],
)
def test_a_divisor_that_may_be_something_else_is_none(formula: str) -> None:
    assert always_zero(parse(formula)) is None


@pytest.mark.parametrize("number", ["9" * 390, "1e16", "1e99", "1e-16", "0." + "0" * 380 + "1", "1e-99"])
def test_a_number_of_a_formula_beyond_its_range_is_refused_with_the_range(number: str) -> None:
    with pytest.raises(ProgrammeFault, match=r"outside the range 0, 1e-15 \.\. 1e\+15"):
        parse(f"{number} * POP")


@pytest.mark.parametrize("number", ["0", "0.0", "0e9", "1e15", "1e-15", "0.01"])
def test_a_number_of_a_formula_within_its_range_is_read(number: str) -> None:
    parse(f"{number} * POP")
