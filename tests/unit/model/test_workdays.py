"""The days off of the shipped programme, held against two other data sets and the law, and counting by them."""

from __future__ import annotations

from datetime import date

import pytest

from tests.clocks import day
from tests.nouns import calendar
from xinxiao.model.calendar import CalendarSpec, DaysOff
from xinxiao.model.workdays import Workdays

YEARS = range(2017, 2027)


def test_each_year_has_the_working_days_the_arrangements_leave() -> None:
    """Counted by hand and by the package chinese-calendar 1.11 too."""
    own = calendar().workdays
    assert [own.between(date(year, 1, 1), date(year, 12, 31)) for year in YEARS] == [
        *(249, 250, 250, 249, 250, 249, 249, 251, 248, 248)
    ]


def test_weekdays_off_are_the_holidays_by_law_and_those_that_weekends_are_worked_for() -> None:
    """A holiday on a weekend is made up for, so eleven, since 2025 thirteen, days of the week are off beside those that are
    exchanged; in 2020 two more, for Friday 31 January was added and Saturday 1 February no longer worked."""
    left = []
    for item in calendar().years:
        off = sum(day(on).weekday() < 5 for on in item.off)
        left.append((item.year, off - len(item.worked)))
    assert left[:-1] == [
        *((2017, 11), (2018, 11), (2019, 11), (2020, 13), (2021, 11), (2022, 11), (2023, 11), (2024, 11)),
        *((2025, 13), (2026, 13)),
    ]


def test_each_announced_year_names_its_notice_and_the_next_is_provisional() -> None:
    told = [(item.year, item.source, item.provisional) for item in calendar().years]
    assert told == [*((year, f"S_SC_DAYS_OFF_{year}", False) for year in YEARS), (2027, None, True)]


def test_spring_festival_of_2020_was_extended_and_the_saturday_before_not_worked() -> None:
    own = calendar().workdays
    assert [own.works(date(2020, 1, n)) for n in (17, 18, 19, 20, 23, 24, 31)] == [
        *(True, False, True, True, True, False, False)
    ]
    assert [own.works(date(2020, 2, n)) for n in (1, 2, 3)] == [False, False, True]


@pytest.mark.parametrize(
    ("year", "count", "first", "last"),
    [
        (2017, 11, "2017-01-01", "2017-10-04"),
        (2020, 10, "2020-01-01", "2020-10-03"),  # Mid-Autumn on 1 October
        (2024, 11, "2024-01-01", "2024-10-03"),
        (2025, 13, "2025-01-01", "2025-10-06"),
        (2026, 13, "2026-01-01", "2026-10-03"),
        (2027, 13, "2027-01-01", "2027-10-03"),
    ],
)
def test_holidays_by_law_stand_apart_from_the_days_that_bridge_them(
    year: int, count: int, first: str, last: str
) -> None:
    own = sorted(on for on in calendar().workdays.statutory if on.year == year)
    assert (len(own), own[0], own[-1]) == (count, day(first), day(last))


def test_the_day_before_spring_festival_is_a_holiday_by_law_since_2025() -> None:
    own = calendar().workdays.statutory
    assert [day(on) in own for on in ("2024-02-09", "2025-01-28", "2026-02-16", "2026-02-15")] == [
        *(False, True, True, False)
    ]


def test_a_break_takes_in_the_weekend_beside_it() -> None:
    own = calendar().workdays.breaks
    assert [day(on) in own for on in ("2019-06-07", "2019-06-08", "2019-06-09", "2019-06-10")] == [
        *(True, True, True, False)
    ]
    assert day("2026-06-14") not in own  # an ordinary Sunday
    assert day("2026-02-28") not in own  # a Saturday that is worked


def plain(**more: object) -> Workdays:
    return CalendarSpec(
        zone="Asia/Shanghai", time="10:00", announced="2026-01-01", years=(DaysOff(year=2026),), **more
    ).workdays


def test_days_are_found_before_and_after_and_counted_between() -> None:
    own = plain()
    assert own.after(day("2026-01-02"), 1) == day("2026-01-05")  # Friday, Monday
    assert own.before(day("2026-01-05"), 1) == day("2026-01-02")
    assert own.after(day("2026-01-03"), 5) == day("2026-01-09")
    assert own.before(day("2026-01-04"), 5) == day("2025-12-29")
    assert own.between(day("2026-01-02"), day("2026-01-05")) == 2
    assert own.between(day("2026-01-05"), day("2026-01-02")) == 0
    assert own.after(day("2100-12-30"), 2) is None
    assert own.before(day("1900-01-02"), 2) is None


def test_who_may_rely_on_a_day_is_known_from_when_on() -> None:
    own = plain(eve=3)
    assert own.unsettled(day("2026-01-01"), day("2026-12-28")) is None
    assert own.unsettled(day("2026-01-01"), day("2026-12-31")) == day("2026-12-29")
    assert own.unsettled(day("2025-06-01"), day("2026-06-01")) == day("2025-06-01")
    assert own.unsettled(day("2027-06-01"), day("2027-06-02")) == day("2027-06-01")
    assert own.unsettled(day("2026-06-02"), day("2026-06-01")) is None
    assert plain().unsettled(day("2026-01-01"), day("2026-12-31")) is None
    assert [own.is_settled(day(on)) for on in ("2025-12-31", "2026-01-01", "2026-12-28", "2026-12-29")] == [
        *(False, True, True, False)
    ]
