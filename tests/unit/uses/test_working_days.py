"""Working days as somebody tries them: what is counted, what lies on the way, what a year has."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.clocks import day
from tests.nouns import TUTORIAL, calendar, homeless
from xinxiao.errors import DataFault, ProgrammeFault, WrongRequest
from xinxiao.uses.working_days import Tried, calendar_in, counted, years


def test_days_off_and_made_up_for_on_the_way_are_told() -> None:
    found = counted(calendar(), Tried("2026-02-12", 7))
    assert found.due.day == day("2026-02-28")
    assert found.worked == (day("2026-02-14"), day("2026-02-28"))
    assert [on.isoformat()[5:] for on in found.off] == ["02-16", "02-17", "02-18", "02-19", "02-20", "02-23"]


def test_what_lies_between_is_told_of_days_counted_back_too() -> None:
    found = counted(calendar(), Tried("2026-10-15", 7, beforehand=True))
    assert (found.due.day, found.worked) == (day("2026-09-30"), (day("2026-10-10"),))
    assert len(found.off) == 5


def test_the_first_and_the_last_day_lie_on_the_way() -> None:
    found = counted(calendar(), Tried("2026-10-01", 1, "day"))
    assert (found.off, found.worked) == ((day("2026-10-01"), day("2026-10-02")), ())
    made_up = counted(calendar(), Tried("2026-02-14", 14, "day"))
    assert made_up.worked == (day("2026-02-14"), day("2026-02-28"))


def test_each_year_says_who_announced_and_who_changed_it() -> None:
    found = {one.year: one for one in years(calendar())}
    assert (found[2020].working, found[2020].off, found[2020].worked, found[2020].statutory) == (
        249,
        19,
        6,
        10,
    )
    assert (found[2020].source, found[2020].amended_by) == (
        "S_SC_DAYS_OFF_2020",
        ("S_SC_DAYS_OFF_2020_LONGER",),
    )
    assert (found[2027].source, found[2027].provisional, found[2026].provisional) == (None, True, False)


@pytest.mark.parametrize(
    ("tried", "error", "name"),
    [
        (Tried("2026-2-3", 1), DataFault, "bad_date"),
        (Tried("2026-02-03", 1, stopped="2026-02-05"), WrongRequest, "clock_half"),
        (Tried("2026-02-03", 1, resumed="2026-02-05"), WrongRequest, "clock_half"),
        (Tried("2026-02-03", 1, stopped="x", resumed="2026-02-05"), DataFault, "bad_date"),
        (Tried("2100-12-31", 1), WrongRequest, "clock_beyond"),
    ],
)
def test_what_cannot_be_counted_is_told(tried: Tried, error: type[DataFault], name: str) -> None:
    with pytest.raises(error) as found:
        counted(calendar(), tried)
    assert found.value.told is not None
    assert found.value.told.name == name


def test_a_programme_without_a_calendar_is_told(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(TUTORIAL, tmp_path / "p"))
    assert calendar_in(homeless(), folder).announced == "2025-01-02"
    (folder / "calendar.yaml").unlink()
    with pytest.raises(ProgrammeFault, match="has no calendar"):
        calendar_in(homeless(), folder)
