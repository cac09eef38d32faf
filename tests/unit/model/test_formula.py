"""Formulas and units of measure: parsed once, named, and checked for dimension."""

from __future__ import annotations

import pytest

from xinxiao.errors import ProgrammeFault
from xinxiao.model.formula import (
    Account,
    Binary,
    Name,
    Number,
    accounts,
    dimension,
    leaves,
    names,
    order,
    parse,
)
from xinxiao.model.unit import PLAIN, Meaning, meaning


def test_products_bind_tighter_than_sums_and_left_comes_first() -> None:
    assert parse("A - B - C * 2") == Binary(
        "-", Binary("-", Name("A"), Name("B")), Binary("*", Name("C"), Number(2.0))
    )


def test_ids_may_begin_with_digits_and_numbers_may_have_exponents() -> None:
    assert names(parse("100M_X / 5G_USERS * 1e3 + 2.5")) == ("100M_X", "5G_USERS")


def test_account_names_a_scope_and_a_product() -> None:
    assert accounts(parse("account(NARROW, _T) / GDP")) == (Account("NARROW", "_T"),)


def test_growth_reads_a_series_now_and_a_year_before() -> None:
    assert [leaf.role for leaf in leaves(parse("growth(X)"))] == ["X", "lag(X)"]


def test_share_reads_the_area_and_all_provinces() -> None:
    assert [(leaf.role, leaf.of) for leaf in leaves(parse("share(X)"))] == [
        ("X", "area"),
        ("nation(X)", "provinces"),
    ]


@pytest.mark.parametrize(
    "formula", ["", "A +", "(A", "A B", "grow(A)", "lag(A, B)", "account(A)", "a", "A ** 2", "A" * 401]
)
def test_what_is_no_formula_is_refused_with_a_remedy(formula: str) -> None:
    with pytest.raises(ProgrammeFault) as caught:
        parse(formula)
    assert caught.value.hint


def test_each_formula_comes_after_what_it_needs() -> None:
    assert order({"C": ("B",), "B": ("A",), "A": ()}) == (("A", "B", "C"), ())


def test_two_circles_are_both_found() -> None:
    ordered, circles = order({"A": ("B",), "B": ("A",), "C": ("C",), "D": ()})
    assert ordered == ("D",)
    assert sorted(len(set(circle)) for circle in circles) == [1, 2]


@pytest.mark.parametrize(
    ("expression", "factor", "dimensions"),
    [
        ("1e8 * yuan", 1e8, (("money", 1.0),)),
        ("0.01 * account / person", 0.01, (("person", -1.0),)),
        ("1e4 * gigabyte", 1e13, (("information", 1.0),)),
        ("1e-4 * kilometre / person", 0.1, (("length", 1.0), ("person", -1.0))),
        ("percent", 0.01, ()),
        ("1", 1.0, ()),
    ],
)
def test_a_unit_is_a_factor_and_dimensions(
    expression: str, factor: float, dimensions: tuple[tuple[str, float], ...]
) -> None:
    found = meaning(expression)
    assert found.factor == pytest.approx(factor, rel=1e-12)
    assert found.dimensions == dimensions


@pytest.mark.parametrize(
    "expression", ["yaun", "1e8 *", "9**9**9", "__import__('os')", "-1 * yuan", "0", "yuan + person"]
)
def test_what_is_no_unit_is_refused(expression: str) -> None:
    with pytest.raises(ProgrammeFault):
        meaning(expression)


def test_money_by_persons_has_the_dimension_of_both() -> None:
    found = dimension(parse("GDP / POP"), {"GDP": meaning("1e8 * yuan"), "POP": meaning("1e4 * person")})
    assert found.dimensions == meaning("yuan / person").dimensions


def test_growth_of_anything_is_a_plain_number() -> None:
    assert dimension(parse("growth(GDP)"), {"GDP": meaning("yuan")}) == PLAIN


def test_money_and_persons_cannot_be_added() -> None:
    with pytest.raises(ProgrammeFault, match=r"money \+ person"):
        dimension(parse("GDP + POP"), {"GDP": meaning("yuan"), "POP": Meaning(1.0, (("person", 1.0),))})
