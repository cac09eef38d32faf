"""When clocks run out, for many cases at once: the same days as ``due`` gives one by one, without steps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

import numpy as np
import numpy.typing as npt

from xinxiao.model.calendar import CalendarSpec
from xinxiao.model.oversight.clock import ClockVersion, FirstDay
from xinxiao.model.workdays import FIRST, LAST, Workdays
from xinxiao.oversight.counting import MONTHS, beyond

Days = npt.NDArray[np.datetime64]
Mask = npt.NDArray[np.bool_]
EPOCH = date(1970, 1, 1).toordinal()
EVERY = (LAST - FIRST).days
"""With more starts than there are days, each day is counted from once."""


@dataclass(frozen=True)
class DueDays:
    """Last days (datetime64[D]) and whether each may still move, in the order of the starts."""

    days: Days
    provisional: Mask


def due_days(
    starts: Days, version: ClockVersion, calendar: CalendarSpec, *, beforehand: bool = False
) -> DueDays:
    """The last days of clocks without suspension or extension that start on some days (datetime64[D], any shape).

    Raises ``WrongRequest`` as ``due`` does, and for a day that is none (NaT).
    """
    starts = starts.astype("datetime64[D]")
    _within(starts, starts)
    if starts.size <= EVERY:
        return _each(starts, version, calendar, beforehand)
    first, last = starts.min(), starts.max()
    _each(
        np.asarray([first, last]), version, calendar, beforehand
    )  # what leaves the years does so from an end
    every = _each(np.arange(first, last + 1), version, calendar, beforehand)
    place = (starts - first).astype(np.intp)
    return DueDays(every.days[place], every.provisional[place])


def _each(starts: Days, version: ClockVersion, calendar: CalendarSpec, beforehand: bool) -> DueDays:
    days = calendar.workdays
    worked = _array(days.ordinals)
    first = (
        starts if version.first_day == "included" else starts + np.timedelta64(-1 if beforehand else 1, "D")
    )
    last = _last(version, worked, starts, first, beforehand)
    _within(last, starts)
    open_ = np.zeros(starts.shape, dtype=bool)
    if version.fixed.unit == "working_day":
        open_ |= _open(days, np.minimum(first, last), np.maximum(first, last))
    if version.last_day == "kept":
        return DueDays(last, open_)
    moves = _moves(version, days, worked, last)
    found = _at(worked, np.searchsorted(worked, last, "left" if beforehand else "right") - beforehand, last)
    day = np.where(moves, found, last)
    return DueDays(day, open_ | _open(days, np.minimum(last, day), np.maximum(last, day)))


def _last(version: ClockVersion, worked: Days, starts: Days, first: Days, back: bool) -> Days:
    number, unit = version.fixed.number, version.fixed.unit
    if unit == "working_day":
        place = np.searchsorted(worked, first, "right" if back else "left")
        return _at(worked, place - number if back else place + number - 1, starts)
    if unit == "day":
        return first + np.timedelta64(1 - number if back else number - 1, "D")
    months = number * MONTHS if unit == "year" else number
    return _months(starts, -months if back else months, version.first_day)


def _months(starts: Days, number: int, first_day: FirstDay) -> Days:
    months = starts.astype("datetime64[M]")
    into = starts - months.astype("datetime64[D]")
    begin = (months + number).astype("datetime64[D]")
    longest = (months + number + 1).astype("datetime64[D]") - begin - np.timedelta64(1, "D")
    same = begin + np.minimum(into, longest)
    if first_day == "excluded":
        return cast(Days, same)
    one = np.timedelta64(1, "D")
    return cast(Days, same + one if number < 0 else np.where(into > longest, same, same - one))


def _moves(version: ClockVersion, days: Workdays, worked: Days, last: Days) -> Mask:
    if version.last_day == "rolls_over_rest":
        return ~np.isin(last, worked)
    listed = days.statutory if version.last_day == "rolls_over_statutory" else days.breaks
    return np.isin(last, _array(tuple(sorted(day.toordinal() for day in listed))))


def _open(days: Workdays, first: Days, last: Days) -> Mask:
    found = np.zeros(first.shape, dtype=bool)
    for span in days.open:
        begin, end = _array(span)
        found |= (first <= end) & (begin <= last)
    return found


def _at(worked: Days, place: npt.NDArray[np.intp], starts: Days) -> Days:
    inside = (place >= 0) & (place < len(worked))
    if not inside.all():
        raise beyond(_day(starts[~inside]))
    return worked[place]


def _within(days: Days, starts: Days) -> None:
    inside = (days >= np.datetime64(FIRST)) & (days <= np.datetime64(LAST))
    if not inside.all():
        raise beyond(_day(starts[~inside]))


def _day(days: Days) -> date | Literal["NaT"]:
    found = days.ravel()[0]
    return "NaT" if np.isnat(found) else cast(date, found.astype(object))


def _array(ordinals: tuple[int, ...]) -> Days:
    return cast(Days, (np.asarray(ordinals, dtype=np.int64) - EPOCH).astype("datetime64[D]"))
