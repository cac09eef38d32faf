"""Working days of a programme's calendar: when a time is over that starts on a day, and how many days each year has.

Arithmetic for anybody, of no case: what a workflow declares stands in it, here somebody tries lengths.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from xinxiao.errors import NotFound, ProgrammeFault, WrongRequest, told
from xinxiao.model.calendar import CalendarSpec
from xinxiao.model.oversight.clock import ClockVersion, FirstDay, LastDay, Length, LengthUnit
from xinxiao.model.period import day_of
from xinxiao.model.release import Release
from xinxiao.model.workdays import SATURDAY
from xinxiao.oversight.counting import Stop
from xinxiao.oversight.due import Due, due
from xinxiao.programme.load import load
from xinxiao.uses import releases
from xinxiao.uses.call import Call

NOBODY = "NONE"
"""The rule of a length that somebody only tries."""


@dataclass(frozen=True)
class Tried:
    """A length of time as somebody asks for it. Days are YYYY-MM-DD; ``stopped`` and ``resumed`` are empty for no suspension."""

    start: str
    number: int
    unit: LengthUnit = "working_day"
    first_day: FirstDay = "excluded"
    last_day: LastDay = "kept"
    stopped: str = ""
    resumed: str = ""
    beforehand: bool = False


@dataclass(frozen=True)
class Counted:
    """When it is over, and what lies on the way: days of the week that are off, and weekend days that are worked."""

    due: Due
    off: tuple[date, ...]
    worked: tuple[date, ...]


@dataclass(frozen=True)
class YearDays:
    """A year of the calendar: how many days are worked, off or made up for, how many are holidays by law; who says so."""

    year: int
    working: int
    off: int
    worked: int
    statutory: int
    source: str | None
    amended_by: tuple[str, ...]
    provisional: bool


def calendar_of(call: Call, release: Release) -> CalendarSpec:
    """The calendar sealed in a release. Raises :class:`NotFound` for a programme without one."""
    spec = releases.programme(call, release).programme.calendar
    if spec is None:
        raise NotFound(
            f"{release.programme.id} has no calendar", told("no_calendar", programme=release.programme.id)
        )
    return spec


def calendar_in(call: Call, folder: Path | None = None) -> CalendarSpec:
    """The calendar of the programme in a folder. Raises :class:`ProgrammeFault` where it has none that can be read."""
    place = call.ports.programme_folder(folder)
    spec = load(place).parts.calendar
    if spec is None:
        raise ProgrammeFault(f"{place} has no calendar", told("no_calendar", programme=str(place)))
    return spec


def counted(calendar: CalendarSpec, tried: Tried) -> Counted:
    """When a time is over. Raises :class:`DataFault` for what is no day, ``WrongRequest`` as ``xinxiao.oversight.due.due`` does."""
    start = _day(tried.start)
    stops: tuple[Stop, ...] = ()
    if bool(tried.stopped) != bool(tried.resumed):
        raise WrongRequest("half a suspension", told("clock_half"))
    if tried.stopped:
        stops = ((_day(tried.stopped), _day(tried.resumed)),)
    version = ClockVersion(
        rule=NOBODY,
        valid_from=tried.start,
        length=Length(number=tried.number, unit=tried.unit),
        first_day=tried.first_day,
        last_day=tried.last_day,
    )
    found = due(version, start, calendar, stops, beforehand=tried.beforehand)
    first, last = sorted((start, found.day))
    days = calendar.workdays
    off = (day for day in days.off if first <= day <= last and day.weekday() < SATURDAY)
    worked = (day for day in days.worked if first <= day <= last)
    return Counted(found, tuple(sorted(off)), tuple(sorted(worked)))


def years(calendar: CalendarSpec) -> tuple[YearDays, ...]:
    """The years of the calendar, in order."""
    days = calendar.workdays
    return tuple(
        YearDays(
            year=item.year,
            working=days.between(date(item.year, 1, 1), date(item.year, 12, 31)),
            off=sum(day.weekday() < SATURDAY for day in days.off if day.year == item.year),
            worked=len(item.worked),
            statutory=len(item.statutory),
            source=item.source,
            amended_by=item.amended_by,
            provisional=item.provisional,
        )
        for item in sorted(calendar.years, key=lambda item: item.year)
    )


def _day(text: str) -> date:
    return date.fromisoformat(day_of(text))
