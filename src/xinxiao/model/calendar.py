"""The release calendar: on which day, at which hour of which place, and whether that is a working day.

The day of a cycle's release is its ``release_date``; the calendar adds the hour, the days off, and what is to come.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cached_property
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from msgspec import Meta

from xinxiao.model.ranges import Clock, Date, Few, Id, Year, ZoneName
from xinxiao.model.text import Noun, Text

Working = Literal["yes", "no", "provisional", "unknown"]
"""Whether a day is worked: by an arrangement, not, by one that is not announced yet, or nobody said."""
SATURDAY = 5


class DaysOff(Noun, frozen=True, kw_only=True):
    """The days off of one year, as they were announced, and the days of weekends that are worked in their place."""

    year: Year
    source: Annotated[Id | None, Meta(description="the announcement, in sources.yaml")] = None
    provisional: Annotated[
        bool, Meta(description="not announced yet: the days here are those the law fixes")
    ] = False
    off: Few[Date] = ()
    worked: Few[Date] = ()


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
    ahead: Few[Ahead] = ()
    note: Text | None = None

    @cached_property
    def by_year(self) -> dict[int, DaysOff]:
        """Days off by year."""
        return {item.year: item for item in self.years}

    def due(self, day: str) -> datetime:
        """The moment of a release on a day (YYYY-MM-DD)."""
        return datetime.combine(date.fromisoformat(day), time.fromisoformat(self.time), ZoneInfo(self.zone))

    def working(self, day: str) -> Working:
        """Whether a day is worked. Of a year without an arrangement only weekends are known."""
        own = self.by_year.get(int(day[:4]))
        weekend = date.fromisoformat(day).weekday() >= SATURDAY
        if own is None:
            return "no" if weekend else "unknown"
        if day in own.off or (weekend and day not in own.worked):
            return "no"
        return "provisional" if own.provisional else "yes"


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
