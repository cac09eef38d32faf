"""The calendar: on which days people work, and on which day, at which hour of which place, something is released.

The day of a cycle's release is its ``release_date``; the calendar adds the hour, the days off, and what is to come. Clocks of law
count by the same days.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cached_property
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from msgspec import Meta

from xinxiao.model.period import is_date
from xinxiao.model.ranges import Clock, Date, Few, Id, Year, ZoneName
from xinxiao.model.text import Noun, Text
from xinxiao.model.workdays import SATURDAY, Workdays

Working = Literal["yes", "no", "provisional", "unknown"]
"""Whether a day is worked: by an arrangement, not, by one that is not announced yet, or nobody said."""


class DaysOff(Noun, frozen=True, kw_only=True):
    """The days off of one year, as they were announced, and the days of weekends that are worked in their place.

    ``statutory`` are those of them that are holidays by law, apart from weekends and days taken from elsewhere to bridge
    them: a rule may let a term go on over these alone.
    """

    year: Year
    source: Annotated[Id | None, Meta(description="the announcement, in a sources file")] = None
    amended_by: Annotated[
        Few[Id], Meta(description="announcements that changed days of the year later, in a sources file")
    ] = ()
    provisional: Annotated[
        bool, Meta(description="not announced yet: the days here are those the law fixes")
    ] = False
    off: Few[Date] = ()
    worked: Annotated[Few[Date], Meta(description="Saturdays and Sundays that are worked")] = ()
    statutory: Annotated[Few[Date], Meta(description="which of `off` are holidays by law")] = ()


class Ahead(Noun, frozen=True, kw_only=True):
    """A release to come, of a cycle that the programme does not declare yet."""

    id: Id
    name: Text
    date: Date
    dataflows: Annotated[Few[Id], Meta(description="ids of dataflows.yaml; empty: all")] = ()
    note: Text | None = None


class CalendarSpec(Noun, frozen=True, kw_only=True, dict=True):
    """`calendar.yaml`: the hour of releases, days off, and releases to come.

    The day of a declared cycle stands at the cycle, as its `release_date`.
    """

    zone: Annotated[ZoneName, Meta(description="the place whose clock counts, of the IANA database")]
    time: Annotated[Clock, Meta(description="hour and minute of releases there")]
    announced: Annotated[Date, Meta(description="day this calendar was last changed")]
    years: Few[DaysOff] = ()
    eve: Annotated[
        int,
        Meta(
            ge=0, le=31, description="last days of a year that the announcement of the next may still change"
        ),
    ] = 0
    ahead: Few[Ahead] = ()
    note: Text | None = None

    @cached_property
    def by_year(self) -> dict[int, DaysOff]:
        """Days off by year."""
        return {item.year: item for item in self.years}

    @cached_property
    def workdays(self) -> Workdays:
        """Its days, to count by: of a year nobody spoke of Mondays to Fridays, which nobody may rely on."""
        return Workdays(
            off=_dates(item.off for item in self.years),
            worked=_dates(item.worked for item in self.years),
            statutory=_dates(item.statutory for item in self.years),
            settled=frozenset(item.year for item in self.years if not item.provisional),
            eve=self.eve,
        )

    def due(self, day: str) -> datetime:
        """The moment of a release on a day (YYYY-MM-DD)."""
        return datetime.combine(date.fromisoformat(day), time.fromisoformat(self.time), ZoneInfo(self.zone))

    def working(self, day: str) -> Working:
        """Whether a day is worked. Of a year without an arrangement only weekends are known."""
        own, on = self.by_year.get(int(day[:4])), date.fromisoformat(day)
        if own is None:
            return "no" if on.weekday() >= SATURDAY else "unknown"
        if not self.workdays.works(on):
            return "no"
        return "yes" if self.workdays.is_settled(on) else "provisional"


def _dates(years: Iterable[Iterable[str]]) -> frozenset[date]:
    """The days of some years; what is no date a check tells."""
    return frozenset(date.fromisoformat(day) for days in years for day in days if is_date(day))


@dataclass(frozen=True)
class Slot:
    """A release in the calendar: the cycle it is of, when it is due, and whether that is a working day.

    ``dataflows`` is empty for all; ``declared`` says whether the programme has the cycle.
    """

    id: str
    name: Text
    day: str
    due: datetime
    working: Working
    declared: bool
    dataflows: tuple[str, ...] = ()
    note: Text | None = None

    @property
    def moment(self) -> str:
        """When it is due, in UTC as ISO 8601 to the millisecond."""
        return self.due.astimezone(UTC).isoformat(timespec="milliseconds")


def in_order(slots: Iterable[Slot]) -> tuple[Slot, ...]:
    """Slots by when they are due."""
    return tuple(sorted(slots, key=lambda slot: (slot.due, slot.id)))
