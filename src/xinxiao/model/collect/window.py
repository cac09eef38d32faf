"""The calendar of a form: from when it may be filled, until when, and until when each level accepts, as data.

Days are counted in the zone of the programme's calendar. A last day that is a day off moves to the next working day where
the form says so; of a year whose days off nobody announced only weekends are known, and the day is provisional.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from msgspec import Meta

from xinxiao.model.calendar import CalendarSpec
from xinxiao.model.period import end_of
from xinxiao.model.ranges import Clock, Code, Date, Few, Line, Period
from xinxiao.model.text import Noun, Text

Part = Annotated[str, Meta(pattern=r"^(0[1-9]|1[0-2]|Q[1-4]|S[12])(?!\n)$", max_length=2)]
"""A period within its year: a month, a quarter, a half-year."""
PARTS = {
    "A": (),
    "S": ("S1", "S2"),
    "Q": ("Q1", "Q2", "Q3", "Q4"),
    "M": tuple(f"{month:02d}" for month in range(1, 13)),
}
"""Parts of a year by frequency; a year has none."""
Shift = Literal["next", "none"]
"""Where a last day that is a day off goes: to the next working day, or nowhere."""


class DayOf(Noun, frozen=True, kw_only=True):
    """A day counted from the period: so many months after the month the period ends in, and which day of that month.

    ``ends``: at which hour of that day something is over; without it the whole day belongs to it.
    """

    months: Annotated[int, Meta(ge=0, le=24)] = 1
    day: Annotated[int, Meta(ge=1, le=31, description="the last day of a month that has fewer")]
    ends: Clock | None = None


class LevelDay(DayOf, frozen=True, kw_only=True):
    """Until when a level accepts."""

    level: Annotated[Code, Meta(description="a level of programme.yaml")]


class LevelDate(Noun, frozen=True, kw_only=True):
    """Until when a level accepts one period."""

    level: Annotated[Code, Meta(description="a level that accepts by the rule, too")]
    day: Annotated[Date, Meta(description="its last day")]


class PeriodDays(Noun, frozen=True, kw_only=True):
    """The days of one period that differ from the rule, as they were announced; none of them moves again."""

    period: Period
    open: Date | None = None
    due: Date | None = None
    accept: Few[LevelDate] = ()
    reason: Text


class CollectionCalendar(Noun, frozen=True, kw_only=True):
    """When a form is filled and accepted, for every period."""

    open: DayOf
    due: DayOf
    accept: Few[LevelDay] = ()
    shift: Shift = "next"
    waived: Annotated[Few[Part], Meta(description="parts of a year that nobody reports (免报)")] = ()
    periods: Few[PeriodDays] = ()
    note: Line = ""

    def is_waived(self, period: str) -> bool:
        """Whether nobody reports a period."""
        return period[5:] in self.waived


@dataclass(frozen=True)
class Window:
    """The moments of one period of a form, with zones: from ``opens`` on it may be filled, before ``due`` it is on time,
    before ``accept`` of a level that level accepts. ``provisional``: a year's days off were not announced yet."""

    opens: datetime
    due: datetime
    accept: dict[str, datetime]
    provisional: bool


def window(own: CollectionCalendar, period: str, calendar: CalendarSpec | None, zone: ZoneInfo) -> Window:
    """The moments of a period; ``calendar`` tells days off. Raises ``ValueError`` for what is no period.

    Days off may push the last day of one level onto or past that of the level after it: then that one moves on too, to the next
    working day on which its time is later. Days that were announced stay as they are.
    """
    last = end_of(period)
    special = next((item for item in own.periods if item.period == period), None)
    opens = _begin(_day(special.open) if special and special.open else _counted(last, own.open), zone)
    due, sure = _end(own, own.due, last, special.due if special else None, calendar, zone)
    told = {item.level: item.day for item in special.accept} if special else {}
    ends: dict[str, tuple[datetime, bool]] = {}
    after, planned = due, _planned(last, own.due, zone)
    for item in sorted(own.accept, key=lambda item: _planned(last, item, zone)):
        later = after if _planned(last, item, zone) > planned else None
        ends[item.level] = _end(own, item, last, told.get(item.level), calendar, zone, later)
        after, planned = ends[item.level][0], _planned(last, item, zone)
    ends = {item.level: ends[item.level] for item in own.accept}
    provisional = not (sure and all(known for _, known in ends.values()))
    return Window(opens, due, {level: moment for level, (moment, _) in ends.items()}, provisional)


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _counted(last: date, rule: DayOf) -> date:
    """The day a rule names, counted from the last day of a period."""
    at = last.year * 12 + last.month - 1 + rule.months
    after = date((at + 1) // 12, (at + 1) % 12 + 1, 1)
    length = (after - timedelta(days=1)).day
    return date(at // 12, at % 12 + 1, min(rule.day, length))


def _begin(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _end(
    own: CollectionCalendar,
    rule: DayOf,
    last: date,
    announced: str | None,
    calendar: CalendarSpec | None,
    zone: ZoneInfo,
    after: datetime | None = None,
) -> tuple[datetime, bool]:
    """The moment the day of a rule is over, and whether it is sure that this is the day; one announced stays as it is.

    ``after``: the moment it has to come after, where days move.
    """
    day = _counted(last, rule) if announced is None else _day(announced)
    sure = True
    while announced is None and own.shift == "next":
        working = _working(calendar, day)
        sure = sure and working in ("yes", "no")
        if working != "no" and (after is None or _over(rule, day, zone) > after):
            break
        day += timedelta(days=1)
    return _over(rule, day, zone), sure


def _over(rule: DayOf, day: date, zone: ZoneInfo) -> datetime:
    """The moment at which a day, or its hour of a rule, is over."""
    if rule.ends is None:
        return _begin(day + timedelta(days=1), zone)
    return datetime.combine(day, time.fromisoformat(rule.ends), zone)


def _planned(last: date, rule: DayOf, zone: ZoneInfo) -> datetime:
    """The moment of a rule before days off move it."""
    return _over(rule, _counted(last, rule), zone)


def _working(calendar: CalendarSpec | None, day: date) -> str:
    if calendar is None:
        return "no" if day.weekday() >= 5 else "unknown"
    return calendar.working(day.isoformat())


def end_text(moment: datetime) -> str:
    """The end of a day, or of an hour of it, as people write it: what ends at midnight ends at 24:00 of the day before."""
    if moment.time() == time():
        return f"{moment - timedelta(days=1):%Y-%m-%d} 24:00"
    return f"{moment:%Y-%m-%d %H:%M}"
