"""When a clock runs out: published vectors, versions of a rule, holidays, leap days, suspensions, years without an arrangement."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from tests.clocks import day, slow, version
from tests.nouns import calendar
from xinxiao.errors import WrongRequest
from xinxiao.model.calendar import CalendarSpec, DaysOff
from xinxiao.model.oversight.clock import ClockSpec, ClockVersion, Length
from xinxiao.model.text import Text
from xinxiao.oversight.due import due, recomputed, version_on

NAME = Text(zh="时限", en="A clock")


@pytest.mark.parametrize(
    ("start", "number", "last"),
    [
        ("2026-02-12", 7, "2026-02-28"),  # a Saturday that is worked
        ("2026-04-28", 7, "2026-05-11"),
        ("2026-09-17", 7, "2026-09-28"),
        ("2026-09-24", 20, "2026-10-29"),
        ("2025-12-31", 7, "2026-01-12"),
        ("2026-04-14", 45, "2026-06-18"),
        ("2026-04-14", 15, "2026-05-08"),
        ("2020-01-22", 1, "2020-01-23"),
        ("2020-01-23", 1, "2020-02-03"),  # Spring Festival as it was extended
        ("2020-01-17", 2, "2020-01-20"),  # the first of them a Sunday that is worked
    ],
)
def test_working_days_end_where_the_arrangement_says(start: str, number: int, last: str) -> None:
    found = due(version(number, "working_day"), day(start), calendar())
    assert (found.day.isoformat(), found.provisional, found.rolled_from) == (last, False, None)


@pytest.mark.parametrize(
    ("start", "last_day", "last", "rolled_from"),
    [
        ("2026-04-15", "kept", "2026-06-14", None),
        ("2026-04-15", "rolls_over_statutory", "2026-06-14", None),  # Sunday, no holiday by law
        ("2026-04-15", "rolls_over_break", "2026-06-14", None),
        ("2026-04-15", "rolls_over_rest", "2026-06-15", "2026-06-14"),
        ("2026-08-02", "kept", "2026-10-01", None),
        ("2026-08-02", "rolls_over_statutory", "2026-10-08", "2026-10-01"),
        ("2026-04-20", "rolls_over_statutory", "2026-06-22", "2026-06-19"),
        ("2026-08-06", "rolls_over_statutory", "2026-10-05", None),  # bridges, no holiday by law
        ("2026-08-06", "rolls_over_break", "2026-10-08", "2026-10-05"),
        ("2026-08-06", "rolls_over_rest", "2026-10-08", "2026-10-05"),
        ("2019-04-09", "rolls_over_statutory", "2019-06-08", None),  # the Saturday after Dragon Boat
        ("2019-04-09", "rolls_over_break", "2019-06-10", "2019-06-08"),
        ("2026-07-22", "rolls_over_rest", "2026-09-20", None),  # a Sunday that is worked
    ],
)
def test_sixty_days_end_as_the_rule_treats_a_last_day_on_which_nobody_works(
    start: str, last_day: str, last: str, rolled_from: str | None
) -> None:
    found = due(version(60, "day", last_day=last_day), day(start), calendar())
    assert (found.day, found.rolled_from) == (day(last), rolled_from and day(rolled_from))
    assert not found.provisional


def test_where_only_holidays_by_law_roll_a_later_start_may_end_earlier() -> None:
    held = version(60, "day", last_day="rolls_over_statutory")
    assert [due(held, day(on), calendar()).day for on in ("2026-08-02", "2026-08-05")] == [
        day("2026-10-08"),
        day("2026-10-04"),
    ]


def test_forty_five_working_days_are_61_to_72_days_and_never_60() -> None:
    """All 1564 days of acceptance from 2020-01-01 to 2026-04-14 that were worked, as the reference has them."""
    spec, held = calendar(), version(45, "working_day")
    starts = [
        on
        for n in range((date(2026, 4, 14) - date(2020, 1, 1)).days + 1)
        if spec.workdays.works(on := date(2020, 1, 1) + timedelta(days=n))
    ]
    spans = [(due(held, on, spec).day - on).days for on in starts]
    assert (len(spans), min(spans), max(spans), round(sum(spans) / len(spans))) == (1564, 61, 72, 66)


def test_a_version_that_sets_no_length_is_not_counted() -> None:
    with pytest.raises(WrongRequest, match="R sets no length") as found:
        due(ClockVersion(rule="R", valid_from="2024-01-01"), day("2026-03-02"), calendar())
    assert found.value.told is not None
    assert found.value.told.name == "clock_unset"


def mediation() -> ClockSpec:
    """A time that three rules gave one after the other: 45 working days, 60 days by a higher rule, 60 days by a newer one."""
    return ClockSpec(
        id="MEDIATION",
        name=NAME,
        starts=("ACCEPT",),
        versions=(
            version(45, "working_day", rule="OLD", valid_from="2020-01-01", valid_to="2024-06-30"),
            version(60, "day", rule="HIGHER", valid_from="2024-07-01", valid_to="2026-04-14"),
            version(60, "day", rule="NEW", valid_from="2026-04-15", last_day="rolls_over_statutory"),
        ),
    )


@pytest.mark.parametrize(
    ("start", "rule", "last"),
    [
        ("2020-01-01", "OLD", "2020-03-11"),
        ("2024-06-30", "OLD", "2024-08-30"),
        ("2024-07-01", "HIGHER", "2024-08-30"),
        ("2026-04-14", "HIGHER", "2026-06-13"),
        ("2026-04-15", "NEW", "2026-06-14"),
        ("2026-08-02", "NEW", "2026-10-08"),
    ],
)
def test_the_rule_of_the_day_of_the_starting_act_counts(start: str, rule: str, last: str) -> None:
    held = version_on(mediation(), day(start))
    assert held is not None
    assert (held.rule, due(held, day(start), calendar()).day) == (rule, day(last))


def test_before_any_rule_and_after_the_last_no_time_runs() -> None:
    ended = ClockSpec(
        id="TELL",
        name=NAME,
        starts=("DECIDE",),
        versions=(version(5, "working_day", valid_from="2020-01-01", valid_to="2026-04-14"),),
    )
    assert version_on(ended, day("2019-12-31")) is None
    assert version_on(ended, day("2026-04-14")) is not None
    assert version_on(ended, day("2026-04-15")) is None


def test_of_versions_that_overlap_the_youngest_counts() -> None:
    both = ClockSpec(
        id="BOTH",
        name=NAME,
        starts=("ACCEPT",),
        versions=(
            version(60, "day", rule="NEW", valid_from="2024-07-01"),
            version(45, "working_day", rule="OLD", valid_from="2020-01-01"),
        ),
    )
    held = version_on(both, day("2025-01-01"))
    assert held is not None
    assert held.rule == "NEW"


@pytest.mark.parametrize(
    ("start", "number", "unit", "first_day", "last"),
    [
        ("2024-01-31", 1, "month", "excluded", "2024-02-29"),
        ("2025-01-31", 1, "month", "excluded", "2025-02-28"),
        ("2024-02-29", 12, "month", "excluded", "2025-02-28"),
        ("2024-02-29", 1, "year", "excluded", "2025-02-28"),
        ("2024-02-29", 4, "year", "excluded", "2028-02-29"),
        ("2096-02-29", 4, "year", "excluded", "2100-02-28"),  # 2100 has no leap day
        ("1996-02-29", 4, "year", "excluded", "2000-02-29"),  # 2000 had one
        ("2025-10-31", 4, "month", "excluded", "2026-02-28"),
        ("2025-12-25", 3, "month", "excluded", "2026-03-25"),
        ("2026-03-01", 1, "month", "included", "2026-03-31"),
        ("2026-01-31", 1, "month", "included", "2026-02-28"),
        ("2026-01-28", 1, "month", "included", "2026-02-27"),
        ("2026-01-01", 1, "year", "included", "2026-12-31"),
        ("2024-02-28", 2, "day", "excluded", "2024-03-01"),
        ("1900-02-28", 1, "day", "excluded", "1900-03-01"),
        ("2026-01-05", 1, "day", "included", "2026-01-05"),
        ("2026-01-05", 1, "working_day", "included", "2026-01-05"),
        ("2026-01-10", 1, "working_day", "included", "2026-01-12"),
        ("2026-01-09", 5, "working_day", "included", "2026-01-15"),
    ],
)
def test_days_months_and_years_end_where_the_calendar_has_a_day(
    start: str, number: int, unit: str, first_day: str, last: str
) -> None:
    assert due(version(number, unit, first_day=first_day), day(start), calendar()).day == day(last)


@pytest.mark.parametrize(
    ("number", "unit", "start", "stops", "last"),
    [
        # Ten working days from Monday 2026-03-02 end on Monday 16; stopped on 4, on again on 9: Wednesday to Friday are lost.
        (10, "working_day", "2026-03-02", [("2026-03-04", "2026-03-09")], "2026-03-19"),
        (10, "working_day", "2026-03-02", [("2026-03-07", "2026-03-09")], "2026-03-16"),  # a weekend
        (10, "day", "2026-03-02", [("2026-03-04", "2026-03-09")], "2026-03-17"),
        (10, "day", "2026-03-02", [("2026-03-12", "2026-03-20")], "2026-03-20"),  # stopped on the last day
        (10, "day", "2026-03-02", [("2026-03-13", "2026-03-20")], "2026-03-12"),  # after it
        (10, "day", "2026-03-02", [("2026-02-20", "2026-03-04")], "2026-03-13"),  # 03-03 is lost
        (10, "day", "2026-03-02", [("2026-03-05", "2026-03-05")], "2026-03-12"),  # on again the same day
        (10, "day", "2026-03-02", [("2026-03-05", "2026-03-07"), ("2026-03-06", "2026-03-09")], "2026-03-16"),
        (10, "day", "2026-03-02", [("2026-03-07", "2026-03-09"), ("2026-03-05", "2026-03-07")], "2026-03-16"),
        # Still for the whole of a break: no working day is lost.
        (5, "working_day", "2026-09-28", [("2026-10-01", "2026-10-08")], "2026-10-10"),
        (1, "month", "2026-01-31", [("2026-02-10", "2026-02-12")], "2026-03-02"),
    ],
)
def test_days_on_which_a_clock_stands_still_do_not_count(
    number: int, unit: str, start: str, stops: list[tuple[str, str]], last: str
) -> None:
    held = [(day(stopped), day(resumed)) for stopped, resumed in stops]
    assert due(version(number, unit), day(start), calendar(), held).day == day(last)


@pytest.mark.parametrize(
    ("suspension_day", "resumption_day", "last"),
    [
        ("not_counted", "counted", "2026-03-17"),
        ("counted", "counted", "2026-03-16"),
        ("not_counted", "not_counted", "2026-03-18"),
        ("counted", "not_counted", "2026-03-17"),
    ],
)
def test_a_rule_may_count_the_day_of_stopping_and_that_of_going_on(
    suspension_day: str, resumption_day: str, last: str
) -> None:
    held = version(10, "day", suspension_day=suspension_day, resumption_day=resumption_day)
    stops = [(day("2026-03-04"), day("2026-03-09"))]
    assert due(held, day("2026-03-02"), calendar(), stops).day == day(last)


def test_a_clock_that_stops_between_its_last_day_and_the_day_that_rolled_to_ends_when_it_goes_on() -> None:
    """60 days from 2026-08-02 end on 1 October and roll to the 8th; stopped on the 5th until the 20th, a Tuesday."""
    held = version(60, "day", last_day="rolls_over_statutory")
    stopped = due(held, day("2026-08-02"), calendar(), [(day("2026-10-05"), day("2026-10-20"))])
    assert (stopped.day, stopped.rolled_from) == (day("2026-10-20"), day("2026-10-01"))
    later = due(held, day("2026-08-02"), calendar(), [(day("2026-10-09"), day("2026-10-20"))])
    assert later.day == day("2026-10-08")


def test_an_extension_is_added_before_the_last_day_rolls() -> None:
    more = (Length(number=15, unit="working_day"),)
    assert due(version(15, "working_day"), day("2026-04-14"), calendar(), (), more).day == day("2026-05-28")
    held = version(60, "day", last_day="rolls_over_statutory")
    longer = due(held, day("2026-08-02"), calendar(), (), (Length(number=3, unit="day"),))
    assert (longer.day, longer.rolled_from) == (day("2026-10-04"), None)
    months = due(version(1, "month"), day("2026-01-31"), calendar(), (), (Length(number=1, unit="month"),))
    assert months.day == day("2026-03-31")
    mixed = due(version(90, "day"), day("2026-01-05"), calendar(), (), (Length(number=1, unit="month"),))
    assert mixed.day == day("2026-05-05")


@pytest.mark.parametrize(
    ("number", "unit", "event", "first_day", "last_day", "last"),
    [
        (7, "working_day", "2026-11-20", "excluded", "kept", "2026-11-11"),
        (7, "working_day", "2026-11-20", "included", "kept", "2026-11-12"),
        (7, "working_day", "2026-10-15", "excluded", "kept", "2026-09-30"),
        (7, "day", "2026-10-15", "excluded", "kept", "2026-10-08"),
        (10, "day", "2026-10-15", "excluded", "rolls_over_rest", "2026-09-30"),
        (1, "month", "2026-03-31", "excluded", "kept", "2026-02-28"),
        (1, "month", "2026-03-31", "included", "kept", "2026-03-01"),
        (1, "year", "2024-02-29", "excluded", "kept", "2023-02-28"),
    ],
)
def test_what_must_be_done_before_a_day_is_counted_back_from_it(
    number: int, unit: str, event: str, first_day: str, last_day: str, last: str
) -> None:
    held = version(number, unit, first_day=first_day, last_day=last_day)
    assert due(held, day(event), calendar(), beforehand=True).day == day(last)


def test_a_last_day_in_a_year_that_is_not_announced_is_provisional_and_says_from_when() -> None:
    found = due(version(15, "working_day"), day("2026-12-20"), calendar())
    assert (found.day, found.provisional) == (day("2027-01-11"), True)
    assert [(step.what, step.on) for step in found.steps] == [
        ("starts", day("2026-12-20")),
        ("counted", day("2027-01-11")),
        ("unsettled", day("2026-12-29")),
    ]


@pytest.mark.parametrize(
    ("start", "number", "unit", "last_day", "provisional"),
    [
        ("2026-12-20", 6, "working_day", "kept", False),  # 2026-12-28
        ("2026-12-20", 7, "working_day", "kept", True),  # 2026-12-29: the break of the New Year may begin
        ("2026-12-20", 30, "day", "kept", False),
        ("2026-12-20", 30, "day", "rolls_over_rest", True),
        ("2016-12-30", 1, "working_day", "kept", True),  # over 2016-12-31
        ("2016-12-31", 1, "working_day", "kept", False),
        ("2030-06-01", 1, "month", "rolls_over_statutory", True),
    ],
)
def test_only_days_that_the_arrangement_could_move_are_provisional(
    start: str, number: int, unit: str, last_day: str, provisional: bool
) -> None:
    assert due(version(number, unit, last_day=last_day), day(start), calendar()).provisional is provisional


def announced() -> CalendarSpec:
    """The calendar once 2027 was announced, with a break of the New Year that begins in 2026, as one might be."""
    years = {item.year: item for item in calendar().years}
    off = (*years[2026].off, "2026-12-31")
    worked = (*years[2026].worked, "2026-12-26")
    own = (
        replace(years[2026], off=off, worked=worked),
        DaysOff(year=2027, source="S", off=("2027-01-01",), statutory=("2027-01-01",)),
    )
    return replace(calendar(), years=own)


def test_what_was_provisional_is_computed_anew_when_the_notice_comes_and_says_what_it_was() -> None:
    before = due(version(7, "working_day"), day("2026-12-25"), calendar())
    assert (before.day, before.provisional) == (day("2027-01-06"), True)
    after = recomputed(before, announced())
    # 26 (worked), 28, 29, 30 December, 4, 5, 6 January
    assert (after.day, after.provisional) == (day("2027-01-06"), False)
    later = recomputed(due(version(5, "working_day"), day("2026-12-25"), calendar()), announced())
    assert later.day == day("2027-01-04")
    step = later.steps[-1]
    assert (step.what, step.on, step.until) == ("recomputed", day("2027-01-04"), day("2027-01-04"))
    third = recomputed(due(version(4, "working_day"), day("2026-12-25"), calendar()), announced())
    assert (third.steps[-1].on, third.steps[-1].until) == (day("2026-12-31"), day("2026-12-30"))
    assert recomputed(third, announced()) == third


def test_a_clock_that_changes_with_its_rule_is_computed_anew_from_its_start() -> None:
    old, _, new = mediation().versions
    before = due(old, day("2026-04-14"), calendar(), [(day("2026-04-20"), day("2026-04-22"))])
    after = recomputed(before, calendar(), new)
    assert (before.day, after.day, after.version) == (day("2026-06-23"), day("2026-06-15"), new)


@pytest.mark.parametrize("unit", ["working_day", "day", "month", "year"])
@pytest.mark.parametrize(("start", "beforehand"), [("2100-12-31", False), ("1900-01-01", True)])
def test_counting_out_of_the_years_a_calendar_can_name_is_told(
    unit: str, start: str, beforehand: bool
) -> None:
    with pytest.raises(WrongRequest, match="1900–2100"):
        due(version(1, unit), day(start), calendar(), beforehand=beforehand)


def test_the_first_and_the_last_day_can_be_counted_to() -> None:
    assert due(version(1, "working_day"), day("2100-12-30"), calendar()).day == day("2100-12-31")
    assert due(version(200, "year"), day("1900-12-31"), calendar()).day == day("2100-12-31")
    assert due(version(1, "day"), day("1900-01-02"), calendar(), beforehand=True).day == day("1900-01-01")
    with pytest.raises(WrongRequest, match="1900–2100"):
        due(version(1, "day"), date(1899, 12, 31), calendar())


def test_a_clock_cannot_go_on_before_it_stopped_nor_stop_when_counted_back() -> None:
    stops = [(day("2026-03-09"), day("2026-03-04"))]
    with pytest.raises(WrongRequest, match="stopped on 2026-03-09 cannot go on from 2026-03-04"):
        due(version(7, "day"), day("2026-03-02"), calendar(), stops)
    with pytest.raises(WrongRequest, match="counted back cannot be suspended"):
        due(version(7, "day"), day("2026-03-02"), calendar(), stops, beforehand=True)


def test_each_step_of_a_count_is_kept() -> None:
    held = version(60, "day", last_day="rolls_over_statutory")
    stops = [(day("2026-08-10"), day("2026-08-12"))]
    found = due(held, day("2026-07-31"), calendar(), stops)
    assert [(s.what, s.on, s.until, s.number, s.unit) for s in found.steps] == [
        ("starts", day("2026-07-31"), None, 0, None),
        ("paused", day("2026-08-10"), day("2026-08-11"), 2, None),
        ("counted", day("2026-10-01"), None, 60, "day"),
        ("rolled", day("2026-10-01"), day("2026-10-08"), 0, None),
    ]
    assert found.day == slow(held, day("2026-07-31"), calendar(), stops)


def test_a_last_day_that_rolls_into_days_that_are_not_announced_is_provisional() -> None:
    """Sunday 2025-12-28 is settled, Monday 29 may become a day off with the notice of 2026."""
    own = replace(calendar(), years=(DaysOff(year=2025, source="S"),))
    found = due(version(7, "day", last_day="rolls_over_rest"), day("2025-12-21"), own)
    assert (found.day, found.provisional) == (day("2025-12-29"), True)
    back = due(version(7, "day", last_day="rolls_over_rest"), day("2025-01-11"), own, beforehand=True)
    assert (back.day, back.provisional) == (day("2025-01-03"), False)
    before = due(version(7, "day", last_day="rolls_over_rest"), day("2025-01-12"), own, beforehand=True)
    assert (before.day, before.provisional) == (day("2025-01-03"), False)
    over = due(version(1, "day", last_day="rolls_over_rest"), day("2028-01-03"), calendar(), beforehand=True)
    assert (over.day, over.provisional) == (day("2027-12-31"), True)
