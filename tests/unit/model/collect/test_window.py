"""Until when a form may be filled and accepted, on days that were or were not announced."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
import pytest

from xinxiao.model.calendar import CalendarSpec, DaysOff
from xinxiao.model.collect.window import CollectionCalendar, window

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFF_2026 = (
    *("2026-01-01", "2026-01-02", "2026-01-03"),
    *(f"2026-02-{day}" for day in range(15, 24)),
    *("2026-04-04", "2026-04-05", "2026-04-06"),
    *(f"2026-05-0{day}" for day in range(1, 6)),
    *("2026-06-19", "2026-06-20", "2026-06-21"),
    *("2026-09-25", "2026-09-26", "2026-09-27"),
    *(f"2026-10-0{day}" for day in range(1, 8)),
)
"""Days off of 2026 as the State Council announced them on 4 November 2025."""
WORKED_2026 = ("2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10")
CALENDAR = CalendarSpec(
    zone="Asia/Shanghai",
    time="10:00",
    announced="2025-11-04",
    years=(
        DaysOff(year=2026, off=OFF_2026, worked=WORKED_2026),
        DaysOff(year=2027, provisional=True, off=("2027-01-01",)),
    ),
)


def own(**fields: object) -> CollectionCalendar:
    plain = {"open": {"day": 1}, "due": {"day": 15}, "accept": [{"level": "county", "day": 17}]}
    return msgspec.convert({**plain, **fields}, CollectionCalendar)


def moments(calendar: CollectionCalendar, period: str) -> list[str]:
    """When a period opens, is due and is accepted, as the clock in Shanghai shows it."""
    found = window(calendar, period, CALENDAR, SHANGHAI)
    return [f"{moment:%Y-%m-%d %H:%M}" for moment in (found.opens, found.due, *found.accept.values())]


def test_a_working_day_belongs_to_the_period_whole() -> None:
    assert moments(own(), "2026-06") == ["2026-07-01 00:00", "2026-07-16 00:00", "2026-07-18 00:00"]
    assert window(own(), "2026-06", CALENDAR, SHANGHAI).due == datetime(2026, 7, 16, tzinfo=SHANGHAI)


def test_days_in_the_spring_festival_move_to_the_day_after_it() -> None:
    # 15 to 23 February 2026 are off: the 15th becomes Tuesday the 24th, whole; the 17th has to come after it: the 25th
    assert moments(own(), "2026-01") == ["2026-02-01 00:00", "2026-02-25 00:00", "2026-02-26 00:00"]


def test_a_level_never_ends_before_the_one_below_it_though_days_off_push_them_together() -> None:
    levels = [
        {"level": "province", "day": 20},
        {"level": "county", "day": 17},
        {"level": "prefecture", "day": 18, "ends": "12:00"},
    ]
    # 17 May 2026 is a Sunday: the county ends with Monday the 18th, so noon of that day is too early for the prefecture
    assert moments(own(accept=levels), "2026-04")[1:] == [
        "2026-05-16 00:00",
        "2026-05-21 00:00",
        "2026-05-19 00:00",
        "2026-05-19 12:00",
    ]
    # 15 to 23 February are off: the 24th, the 25th, noon of the 26th, the end of the 26th
    assert moments(own(accept=levels), "2026-01")[1:] == [
        "2026-02-25 00:00",
        "2026-02-27 00:00",
        "2026-02-26 00:00",
        "2026-02-26 12:00",
    ]
    same = own(shift="none", accept=[{"level": "county", "day": 15}])
    assert moments(same, "2026-04")[1:] == ["2026-05-16 00:00", "2026-05-16 00:00"], "as its rules say"


@pytest.mark.parametrize(
    ("day", "period", "due"),
    [
        (14, "2026-01", "2026-02-15 00:00"),  # Saturday, worked in exchange
        (28, "2026-01", "2026-03-01 00:00"),  # Saturday, worked in exchange
        (8, "2026-07", "2026-08-11 00:00"),  # a Saturday of no exchange: Monday the 10th
        (4, "2026-09", "2026-10-09 00:00"),  # within the National Day: Thursday the 8th
    ],
)
def test_weekends_that_are_worked_stay_and_others_move(day: int, period: str, due: str) -> None:
    assert moments(own(due={"day": day}), period)[1] == due


def test_a_calendar_that_does_not_shift_keeps_days_off() -> None:
    assert moments(own(shift="none"), "2026-01")[1:] == ["2026-02-16 00:00", "2026-02-18 00:00"]


@pytest.mark.parametrize(
    ("months", "period", "day"),
    [
        (1, "2026-01", "2026-03-01"),  # the 31st of February is the 28th, which is worked
        (1, "2026-03", "2026-05-01"),
        (2, "2026-02", "2026-05-01"),
        (1, "2027-12", "2028-02-01"),
        (13, "2027-01", "2028-03-01"),  # 2028-02-29
        (0, "2026-Q2", "2026-07-01"),
        (3, "2026", "2027-04-01"),
    ],
)
def test_the_31st_is_the_last_day_of_a_shorter_month(months: int, period: str, day: str) -> None:
    found = moments(own(due={"months": months, "day": 31}, shift="none"), period)
    assert found[1] == f"{day} 00:00"


def test_a_day_may_end_at_an_hour_also_after_it_moved() -> None:
    assert moments(own(due={"day": 9, "ends": "12:00"}), "2026-06")[1] == "2026-07-09 12:00"
    assert moments(own(due={"day": 15, "ends": "12:00"}), "2026-01")[1] == "2026-02-24 12:00"


def test_announced_days_stand_as_they_are() -> None:
    periods = [
        {
            "period": "2026-01",
            "open": "2026-01-25",
            "due": "2026-02-20",  # off, and meant
            "accept": [{"level": "county", "day": "2026-02-22"}],
            "reason": {"zh": "春节", "en": "Spring Festival"},
        }
    ]
    special = own(periods=periods)
    assert moments(special, "2026-01") == ["2026-01-25 00:00", "2026-02-21 00:00", "2026-02-23 00:00"]
    assert moments(special, "2026-02") == ["2026-03-01 00:00", "2026-03-17 00:00", "2026-03-18 00:00"]


def test_a_day_announced_for_one_level_leaves_the_others_to_the_rule() -> None:
    reason = {"zh": "延期", "en": "later"}
    later = [{"period": "2026-06", "accept": [{"level": "county", "day": "2026-07-20"}], "reason": reason}]
    two = [{"level": "county", "day": 17}, {"level": "province", "day": 21, "ends": "12:00"}]
    assert moments(own(accept=two, periods=later), "2026-06")[1:] == [
        "2026-07-16 00:00",
        "2026-07-21 00:00",
        "2026-07-21 12:00",
    ]


@pytest.mark.parametrize(
    ("period", "provisional"),
    [("2026-06", False), ("2026-11", False), ("2026-12", True), ("2027-06", True), ("2028-06", True)],
)
def test_days_of_a_year_without_an_announcement_are_provisional(period: str, provisional: bool) -> None:
    assert window(own(), period, CALENDAR, SHANGHAI).provisional is provisional


def test_weekends_alone_are_known_where_there_is_no_calendar() -> None:
    found = window(own(), "2026-07", None, SHANGHAI)  # Saturday, 15 August
    assert found.due == datetime(2026, 8, 18, tzinfo=SHANGHAI)
    assert found.provisional


def test_days_that_do_not_shift_are_sure_in_any_year() -> None:
    assert window(own(shift="none"), "2031-06", CALENDAR, SHANGHAI).provisional is False


def test_waived_parts_are_those_of_every_year() -> None:
    monthly, quarterly = own(waived=["01"]), own(waived=["Q1"])
    assert [monthly.is_waived(period) for period in ("2026-01", "2027-01", "2026-02")] == [True, True, False]
    assert [quarterly.is_waived(period) for period in ("2026-Q1", "2026-Q2")] == [True, False]


@pytest.mark.parametrize("period", ["2026-13", "2026-Q5", "June", ""])
def test_what_is_no_period_has_no_window(period: str) -> None:
    with pytest.raises(ValueError):
        window(own(), period, CALENDAR, SHANGHAI)
