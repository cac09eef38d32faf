"""When a clock runs out: published vectors, versions of a rule, holidays, leap days, suspensions, years without an arrangement."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.clocks import day, version
from tests.nouns import calendar
from xinxiao.errors import WrongRequest
from xinxiao.model.oversight.clock import ClockVersion
from xinxiao.model.text import Text
from xinxiao.oversight.due import due

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
        ("2026-07-22", "rolls_over_rest", "2026-09-20", None),  # a Sunday that is worked
    ],
)
def test_sixty_days_end_as_the_rule_treats_a_last_day_on_which_nobody_works(
    start: str, last_day: str, last: str, rolled_from: str | None
) -> None:
    found = due(version(60, "day", last_day=last_day), day(start), calendar())
    assert (found.day, found.rolled_from) == (day(last), rolled_from and day(rolled_from))
    assert not found.provisional


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
