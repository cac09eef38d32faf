"""The release calendar: hours of a place, and which days are worked."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from xinxiao.model.calendar import CalendarSpec, DaysOff

SPEC = CalendarSpec(
    zone="Asia/Shanghai",
    time="10:00",
    announced="2026-01-01",
    years=(
        DaysOff(
            year=2026, source="S", off=("2026-01-01", "2026-01-02", "2026-01-03"), worked=("2026-01-04",)
        ),
        DaysOff(year=2027, provisional=True, off=("2027-01-01",)),
    ),
)


@pytest.mark.parametrize(
    ("day", "working"),
    [
        ("2026-01-01", "no"),  # Thursday, off
        ("2026-01-03", "no"),  # Saturday, off
        ("2026-01-04", "yes"),  # Sunday, worked in place of Friday
        ("2026-01-05", "yes"),  # Monday
        ("2026-01-09", "yes"),  # Friday
        ("2026-01-10", "no"),  # Saturday
        ("2026-01-11", "no"),  # Sunday
        ("2027-01-01", "no"),
        ("2027-01-04", "provisional"),
        ("2027-01-09", "no"),
        ("2028-01-03", "unknown"),  # Monday of a year nobody spoke of
        ("2028-01-01", "no"),  # Saturday
    ],
)
def test_a_day_is_worked_by_the_arrangement_of_its_year(day: str, working: str) -> None:
    assert SPEC.working(day) == working


def test_a_release_is_due_at_the_hour_of_its_place() -> None:
    assert SPEC.due("2026-01-15").isoformat() == "2026-01-15T10:00:00+08:00"


def test_a_programme_has_a_slot_for_each_cycle_and_each_release_to_come() -> None:
    import msgspec

    from tests.nouns import WORD, programme
    from xinxiao.model.calendar import Ahead

    ahead = Ahead(id="C2023", name=WORD, date="2024-07-01", dataflows=("X",))
    own = msgspec.structs.replace(programme(), calendar=msgspec.structs.replace(SPEC, ahead=(ahead,)))
    assert [(s.id, s.moment, s.working, s.declared, s.dataflows) for s in own.slots(ZoneInfo("UTC"))] == [
        ("C2023", "2024-07-01T02:00:00.000+00:00", "unknown", False, ("X",)),
        ("C2024", "2025-07-01T02:00:00.000+00:00", "unknown", True, ()),
    ]


def test_without_a_calendar_a_release_is_due_as_its_day_begins_where_it_is_installed() -> None:
    from tests.nouns import programme

    (slot,) = programme().slots(ZoneInfo("Asia/Shanghai"))
    assert (slot.id, slot.moment, slot.declared) == ("C2024", "2025-06-30T16:00:00.000+00:00", True)
