"""Last days of many clocks at once: the same as one by one."""

from __future__ import annotations

from datetime import date
from itertools import product

import numpy as np
import pytest

from tests.clocks import version
from tests.nouns import calendar
from xinxiao.errors import WrongRequest
from xinxiao.oversight.due import due
from xinxiao.oversight.due_days import due_days

LAST_DAYS = ("kept", "rolls_over_statutory", "rolls_over_break", "rolls_over_rest")
STARTS = np.arange("2015-12-01", "2028-02-01", 13, dtype="datetime64[D]")


@pytest.mark.parametrize(
    ("number", "unit", "first_day", "last_day", "beforehand"),
    tuple(
        product(
            (1, 45),
            ("working_day", "day", "month", "year"),
            ("excluded", "included"),
            LAST_DAYS,
            (False, True),
        )
    ),
)
def test_many_last_days_are_those_of_one_by_one(
    number: int, unit: str, first_day: str, last_day: str, beforehand: bool
) -> None:
    held = version(number, unit, first_day=first_day, last_day=last_day)
    many = due_days(STARTS, held, calendar(), beforehand=beforehand)
    one = [due(held, on, calendar(), beforehand=beforehand) for on in STARTS.astype(object)]
    assert many.days.astype(object).tolist() == [found.day for found in one]
    assert many.provisional.tolist() == [found.provisional for found in one]


def test_a_million_last_days_are_found_at_once_in_any_shape() -> None:
    starts = np.datetime64("2017-01-01") + np.arange(1_000_000).reshape(1000, 1000) % 3650
    many = due_days(starts, version(7, "working_day"), calendar())
    assert many.days.shape == (1000, 1000)
    assert many.days.max() == np.datetime64("2027-01-08")


@pytest.mark.parametrize("start", ["NaT", "1899-12-31", "2101-01-01", "2100-12-31"])
@pytest.mark.parametrize("unit", ["working_day", "day", "month"])
def test_a_day_that_is_none_or_leaves_the_years_is_told(start: str, unit: str) -> None:
    starts = np.array(["2026-01-05", start], dtype="datetime64[D]")
    with pytest.raises(WrongRequest, match=f"{start} lies outside"):
        due_days(starts, version(1, unit), calendar())


def test_no_days_at_all_have_no_last_days() -> None:
    none = due_days(np.array([], dtype="datetime64[D]"), version(7, "working_day"), calendar())
    assert none.days.tolist() == none.provisional.tolist() == []


def test_the_last_working_day_of_all_can_be_reached() -> None:
    starts = np.array(["2100-12-30"], dtype="datetime64[D]")
    assert due_days(starts, version(1, "working_day"), calendar()).days.tolist() == [date(2100, 12, 31)]


@pytest.mark.parametrize("unit", ["working_day", "day", "month", "year"])
@pytest.mark.parametrize("beforehand", [False, True])
def test_so_many_that_each_day_is_counted_from_once_are_the_same(unit: str, beforehand: bool) -> None:
    held = version(3, unit, last_day="rolls_over_break", first_day="included")
    few = due_days(STARTS[::-1], held, calendar(), beforehand=beforehand)
    many = due_days(np.tile(STARTS[::-1], (300, 1)), held, calendar(), beforehand=beforehand)
    assert (many.days == few.days).all()
    assert (many.provisional == few.provisional).all()


@pytest.mark.parametrize(("last", "beforehand"), [("2099-12-31", False), ("1900-06-01", True)])
def test_of_so_many_the_one_that_leaves_the_years_is_told(last: str, beforehand: bool) -> None:
    starts = np.full(100_000, np.datetime64("2026-01-05"))
    starts[5] = np.datetime64(last)
    with pytest.raises(WrongRequest, match=f"{last} lies outside"):
        due_days(starts, version(2, "year"), calendar(), beforehand=beforehand)


def test_the_first_and_the_last_day_can_be_started_from() -> None:
    ends = np.array(["1900-01-01", "2100-12-30"], dtype="datetime64[D]")
    assert due_days(ends, version(1, "day"), calendar()).days.tolist() == [
        date(1900, 1, 2),
        date(2100, 12, 31),
    ]
    first = np.array(["2100-12-31", "1900-01-02"], dtype="datetime64[D]")
    back = due_days(first, version(1, "day"), calendar(), beforehand=True)
    assert back.days.tolist() == [date(2100, 12, 30), date(1900, 1, 1)]
