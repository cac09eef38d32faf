"""The release calendar: a place with a clock, days of their year, and slots on working days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from xinxiao.files.convert import nearest
from xinxiao.model.calendar import CalendarSpec, DaysOff
from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding
from xinxiao.model.period import is_date
from xinxiao.model.workdays import SATURDAY
from xinxiao.programme.checks.known import Known
from xinxiao.programme.checks.rows import YEARS

FILE = "calendar.yaml"
Place = tuple[str, int]


def calendar(known: Known) -> Iterator[Finding]:
    """What is wrong with the calendar; a programme without one is not asked for it."""
    spec = known.programme.calendar
    if spec is None:
        return
    try:
        ZoneInfo(spec.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield fault(*known.line(FILE, "zone"), "CALENDAR_ZONE", value=spec.zone)
    if not is_date(spec.announced):
        yield fault(*known.line(FILE, "announced"), "DATE_INVALID", value=spec.announced, **YEARS)
    yield from _years(known, spec)
    yield from _ahead(known, spec)
    for i, cycle in enumerate(known.programme.file.cycles):
        place = known.line("programme.yaml", "cycles", i, "release_date")
        yield from _slot(spec, cycle.release_date, place)


def _years(known: Known, spec: CalendarSpec) -> Iterator[Finding]:
    seen: set[int] = set()
    for i, item in enumerate(spec.years):
        place = known.line(FILE, "years", i, "year")
        if item.year in seen:
            yield fault(*place, "ID_DUPLICATE", id=item.year, first=FILE)
        seen.add(item.year)
        yield from known.unknown(
            "SOURCE_UNKNOWN", "sources", item.source, known.line(FILE, "years", i, "source")
        )
        for name in item.amended_by:
            at = known.line(FILE, "years", i, "amended_by")
            yield from known.unknown("SOURCE_UNKNOWN", "sources", name, at)
        for word, days in (("off", item.off), ("worked", item.worked), ("statutory", item.statutory)):
            yield from _days(item.year, days, known.line(FILE, "years", i, word))
        yield from _kinds(
            item, known.line(FILE, "years", i, "worked"), known.line(FILE, "years", i, "statutory")
        )


def _days(year: int, days: Sequence[str], place: Place) -> Iterator[Finding]:
    """Days of another year, or listed twice."""
    for day, count in Counter(days).items():
        if not is_date(day) or int(day[:4]) != year:
            yield fault(*place, "CALENDAR_OUTSIDE", value=day, year=year)
        elif count > 1:
            yield fault(*place, "CALENDAR_REPEATED", value=day)


def _kinds(item: DaysOff, worked: Place, statutory: Place) -> Iterator[Finding]:
    """Days that are both off and worked, worked days of the week that were never off, holidays by law that are not off."""
    off = frozenset(item.off)
    for day in filter(is_date, item.worked):
        if day in off:
            yield fault(*worked, "CALENDAR_BOTH", value=day)
        elif date.fromisoformat(day).weekday() < SATURDAY:
            yield fault(*worked, "CALENDAR_WEEKDAY", value=day)
    for day in filter(is_date, item.statutory):
        if day not in off:
            yield fault(*statutory, "CALENDAR_STATUTORY", value=day)


def _ahead(known: Known, spec: CalendarSpec) -> Iterator[Finding]:
    declared = {cycle.id for cycle in known.programme.file.cycles}
    flows = [flow.id for flow in known.programme.structures.dataflows]
    for i, item in enumerate(spec.ahead):
        if item.id in declared:
            yield fault(*known.line(FILE, "ahead", i, "id"), "CALENDAR_TWICE", value=item.id)
        for name in item.dataflows:
            if name not in flows:
                place = known.line(FILE, "ahead", i, "dataflows")
                yield fault(*place, "CATEGORY_FLOW", value=name, hint=nearest(name, flows))
        place = known.line(FILE, "ahead", i, "date")
        if is_date(item.date):
            yield from _slot(spec, item.date, place)
        else:
            yield fault(*place, "DATE_INVALID", value=item.date, **YEARS)


def _slot(spec: CalendarSpec, day: str, place: Place) -> Iterator[Finding]:
    """A slot that is not a working day, or of which nobody knows yet."""
    codes = {"no": "CALENDAR_REST", "unknown": "CALENDAR_NO_YEAR", "provisional": "CALENDAR_PROVISIONAL"}
    code = codes.get(spec.working(day)) if is_date(day) else None
    if code is not None:
        yield fault(*place, code, value=day, year=day[:4])
