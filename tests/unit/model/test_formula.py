"""Formulas and units of measure: parsed once, named, and checked for dimension."""

from __future__ import annotations

import time

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
    walk,
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


def nested(function: str, times: int) -> str:
    return f"{function}(" * times + "X" + ")" * times


def test_growth_nested_24_times_reads_25_years_of_one_series_at_once() -> None:
    begun = time.process_time()
    found = leaves(parse(nested("growth", 24)))
    assert time.process_time() - begun < 1.0
    assert [leaf.lag for leaf in found] == list(range(25))
    assert found[2].role == "lag(lag(X))"
    assert {leaf.of for leaf in found} == {"area"}


def test_shares_nested_24_times_read_the_area_and_all_provinces_at_once() -> None:
    begun = time.process_time()
    found = leaves(parse(nested("share", 24)))
    assert time.process_time() - begun < 1.0
    assert [(leaf.lag, leaf.of) for leaf in found] == [(0, "area"), (0, "provinces")]


def test_a_sum_of_growths_of_growths_of_two_series_reads_each_year_of_each_once() -> None:
    begun = time.process_time()
    found = leaves(parse(nested("growth", 12) + " + " + nested("growth", 12).replace("X", "Y")))
    assert time.process_time() - begun < 1.0
    assert [(leaf.series.id, leaf.lag) for leaf in found] == [(s, i) for s in "XY" for i in range(13)]


@pytest.mark.parametrize(
    ("formula", "roles"),
    [
        ("lag(lag(X))", ["lag(lag(X))"]),
        ("growth(lag(X))", ["lag(X)", "lag(lag(X))"]),
        ("lag(growth(X))", ["lag(X)", "lag(lag(X))"]),
        ("growth(growth(X))", ["X", "lag(X)", "lag(lag(X))"]),
        ("nation(X) / X", ["nation(X)", "X"]),
        ("growth(share(X))", ["X", "nation(X)", "lag(X)", "lag(nation(X))"]),
        ("nation(growth(X))", ["nation(X)", "lag(nation(X))"]),
        ("X / lag(X) - 1", ["X", "lag(X)"]),
        ("X + X", ["X"]),
        ("growth(account(NARROW, _T))", ["account(NARROW, _T)", "lag(account(NARROW, _T))"]),
        ("3 * 4", []),
    ],
)
def test_a_formula_reads_its_series_once_each_at_the_lags_it_writes(formula: str, roles: list[str]) -> None:
    assert [leaf.role for leaf in leaves(parse(formula))] == roles


def test_a_formula_of_400_characters_is_the_longest() -> None:
    assert names(parse("A" * 400)) == ("A" * 400,)
    with pytest.raises(ProgrammeFault, match="longer than 400 characters"):
        parse("A" * 401)


@pytest.mark.parametrize("formula", ["4G / A", "4G", "2e3X", "1.5A", "5 G", "4G_USERS / 2.5"])
def test_a_number_that_runs_into_a_name_is_read_as_one_thing_or_refused_never_guessed(formula: str) -> None:
    try:
        found = names(parse(formula))
    except ProgrammeFault as fault:
        assert fault.hint
        return
    assert all(name in formula.split() for name in found)


@pytest.mark.parametrize("formula", ["-X", "-(X + Y)", "2 * -X", "--X"])
def test_a_sign_before_a_name_is_a_product_with_minus_one(formula: str) -> None:
    signs = [node for node in walk(parse(formula)) if node == Number(-1.0)]
    assert len(signs) == formula.count("-")
