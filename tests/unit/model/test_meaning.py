"""Units: what an expression means, and how many of one unit another is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.nouns import programme
from xinxiao.errors import NotFound, ProgrammeFault
from xinxiao.model.unit import PLAIN, Meaning, meaning, ratio


@pytest.mark.parametrize(
    ("first", "second", "times"),
    [
        ("1e4 * yuan", "1e8 * yuan", 1e-4),
        ("1e8 * yuan", "1e4 * yuan", 1e4),
        ("1e12 * yuan", "1e8 * yuan", 1e4),
        ("percent", "1", 0.01),
        ("1e4 * person", "person", 1e4),
        ("1e4 * gigabyte", "1e8 * byte", 1e5),
        ("0.01 * account / person", "account / person", 0.01),
        ("account", "item", 1.0),
    ],
)
def test_so_many_of_the_second_unit_is_one_of_the_first(first: str, second: str, times: float) -> None:
    assert ratio(meaning(first), meaning(second)) == pytest.approx(times, rel=1e-15)


@pytest.mark.parametrize(
    ("first", "second"),
    [("yuan", "person"), ("yuan", "1"), ("yuan / person", "yuan"), ("metre", "metre ** 2"), ("day", "yuan")],
)
def test_what_does_not_measure_one_thing_has_no_ratio(first: str, second: str) -> None:
    with pytest.raises(ProgrammeFault, match="cannot be turned into"):
        ratio(meaning(first), meaning(second))


def test_a_product_multiplies_factors_and_adds_exponents() -> None:
    persons, money = meaning("1e4 * person"), meaning("1e8 * yuan")
    assert persons.times(money) == Meaning(1e12, (("money", 1.0), ("person", 1.0)))
    assert money.times(persons, -1) == Meaning(1e4, (("money", 1.0), ("person", -1.0)))


def test_a_quotient_of_the_same_dimension_is_a_plain_number() -> None:
    assert meaning("1e8 * yuan").times(meaning("1e4 * yuan"), -1) == Meaning(1e4)
    assert meaning("yuan").times(meaning("yuan"), -1) == PLAIN


def test_exponents_gather() -> None:
    metre = meaning("metre")
    assert metre.times(metre).dimensions == (("length", 2.0),)
    assert metre.times(metre).times(metre, -1) == metre
    assert str(metre.times(metre)) == "length^2"
    assert str(PLAIN) == "1"


UNITS = st.sampled_from(["yuan", "1e8 * yuan", "1e4 * person", "percent", "kilometre", "1e4 * gigabyte", "1"])


@given(UNITS, UNITS)
def test_what_is_multiplied_and_divided_again_is_as_before(first: str, second: str) -> None:
    one, two = meaning(first), meaning(second)
    back = one.times(two).times(two, -1)
    assert back.dimensions == one.dimensions
    assert back.factor == pytest.approx(one.factor)


@given(UNITS, UNITS)
def test_a_ratio_and_its_reverse_make_one(first: str, second: str) -> None:
    one, two = meaning(first), meaning(second)
    if one.dimensions == two.dimensions:
        assert ratio(one, two) * ratio(two, one) == pytest.approx(1)


def test_a_programme_turns_its_units_into_each_other_by_their_codes() -> None:
    own = programme()
    assert own.ratio("TRN_YUAN", "100M_YUAN") == pytest.approx(1e4)
    assert own.ratio("100M_YUAN", "100M_YUAN") == 1.0
    with pytest.raises(ProgrammeFault, match="PARSEC: not declared"):
        own.ratio("100M_YUAN", "PARSEC")


def test_a_unit_compared_with_itself_is_one_even_when_nobody_declared_it() -> None:
    assert programme().ratio("PARSEC", "PARSEC") == 1.0


def test_a_measure_has_the_unit_its_code_list_gives_and_without_one_is_not_computed() -> None:
    assert programme().unit_of("targets", "GAP") == "PERCENT"
    with pytest.raises(NotFound) as caught:
        programme().unit_of("targets", "NO_SUCH_MEASURE")
    assert caught.value.told is not None
    assert caught.value.told.values == {"measure": "NO_SUCH_MEASURE", "codelist": "CL_MEASURE"}
