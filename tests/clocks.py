"""Versions of clocks in one line, and a second, slow way to count days."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from xinxiao.model.calendar import CalendarSpec
from xinxiao.model.oversight.clock import ClockVersion, Length

ONE = timedelta(days=1)


def version(number: int, unit: Any, **more: Any) -> ClockVersion:
    """A version of a clock that runs so long, by nobody's rule."""
    more = {"rule": "RULE", "valid_from": "2000-01-01", **more}
    return ClockVersion(length=Length(number=number, unit=unit), **more)


def day(text: str) -> date:
    """A day, written YYYY-MM-DD."""
    return date.fromisoformat(text)


def works(calendar: CalendarSpec, on: date) -> bool:
    """Whether a day is worked, from the file's rows alone."""
    own = {item.year: item for item in calendar.years}.get(on.year)
    text = on.isoformat()
    if own is not None and text in own.off:
        return False
    return on.weekday() < 5 or (own is not None and text in own.worked)


def slow(
    version: ClockVersion, start: date, calendar: CalendarSpec, stops: Iterable[tuple[date, date]] = ()
) -> date:
    """The last day of a clock, one day after the other: no index, no sums."""
    still = {first + ONE * n for first, end in stops for n in range((end - first).days)}
    number, unit = version.length.number, version.length.unit
    on, left = (start - ONE if version.first_day == "included" else start), number
    if unit in ("month", "year"):
        on = _month(start, number * (12 if unit == "year" else 1), version.first_day)
        first = start if version.first_day == "included" else start + ONE
        left = len([d for d in still if first <= d <= on])
        unit = "day"
    while left:
        on += ONE
        left -= on not in still and (unit == "day" or works(calendar, on))
    rolls = {
        "kept": lambda d: False,
        "rolls_over_statutory": lambda d: any(d.isoformat() in item.statutory for item in calendar.years),
        "rolls_over_break": lambda d: _in_break(calendar, d),
        "rolls_over_rest": lambda d: not works(calendar, d),
    }
    if rolls[version.last_day](on):
        while not works(calendar, on) or on in still:
            on += ONE
    return on


def _month(start: date, months: int, first_day: str) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    longest = monthrange(year, month + 1)[1]
    if start.day > longest:
        return date(year, month + 1, longest)
    return date(year, month + 1, start.day) - (ONE if first_day == "included" else ONE * 0)


def _in_break(calendar: CalendarSpec, on: date) -> bool:
    off = {text for item in calendar.years for text in item.off}
    begin = end = on
    while not works(calendar, begin):
        begin -= ONE
    while not works(calendar, end):
        end += ONE
    return any((begin + ONE * n).isoformat() in off for n in range(1, (end - begin).days))
