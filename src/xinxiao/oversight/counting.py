"""The arithmetic of lengths of time: so many working days, days, months or years from a day, over days that do not count.

Months end on the day of the same number, or on the last of a month that has none (Civil Code of China, article 202); where the first
day counts, on the day before that (as BGB §188 II and III put it for the same case).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from xinxiao.errors import WrongRequest, told
from xinxiao.model.oversight.clock import ClockVersion, FirstDay, Length
from xinxiao.model.workdays import FIRST, LAST, ONE, Workdays

MONTHS = 12
Stop = tuple[date, date]
"""The day on which the time of a clock stopped, and the day on which it went on."""


@dataclass(frozen=True)
class Pause:
    """Days that do not count, both ends included, and how many of them would have."""

    first: date
    last: date
    days: int = 0


@dataclass(frozen=True)
class Count:
    """Where a length of time ends: the first day that counts, the last, and the pauses it went over."""

    first: date
    last: date
    pauses: tuple[Pause, ...] = ()


@dataclass(frozen=True)
class Way:
    """How a length is counted: by which days, whether the first counts, over which pauses, forward or back."""

    days: Workdays
    first_day: FirstDay
    pauses: Sequence[Pause] = ()
    back: bool = False

    def count(self, length: Length, start: date) -> Count:
        """Where a length ends that starts on a day. Raises ``WrongRequest`` beyond the years a calendar can name."""
        if not FIRST <= start <= LAST:
            raise beyond(start)
        first = start if self.first_day == "included" else _moved(start, -1 if self.back else 1)
        if self.back:
            return Count(first, self._end(length, start, first))
        last, number, found = self._end(length, start, first), length.number, list[Pause]()
        for pause in self.pauses:
            begin = max(pause.first, first)
            if pause.last < first or begin > last:
                continue
            working = length.unit == "working_day"
            lost = self.days.between(begin, pause.last) if working else (pause.last - begin).days + 1
            number += lost if working else 0
            last = self._working(first, number) if working else _moved(last, lost)
            found.append(Pause(begin, pause.last, lost))
        return Count(first, last, tuple(found))

    def _end(self, length: Length, start: date, first: date) -> date:
        number = length.number
        match length.unit:
            case "working_day":
                return self._working(first, number)
            case "day":
                return _moved(first, 1 - number if self.back else number - 1)
            case "month":
                return self._months(start, number)
            case "year":
                return self._months(start, number * MONTHS)

    def _working(self, first: date, number: int) -> date:
        last = self.days.before(first + ONE, number) if self.back else self.days.after(first - ONE, number)
        if last is None:
            raise beyond(first)
        return last

    def _months(self, start: date, number: int) -> date:
        months = start.year * MONTHS + start.month - 1 + (-number if self.back else number)
        year, month = divmod(months, MONTHS)
        if not FIRST.year <= year <= LAST.year:
            raise beyond(start)
        longest = monthrange(year, month + 1)[1]
        same = date(year, month + 1, min(start.day, longest))
        if self.first_day == "excluded":
            return same
        if self.back:
            return same + ONE
        return same if start.day > longest else _moved(same, -1)


def pauses(version: ClockVersion, stops: Iterable[Stop]) -> tuple[Pause, ...]:
    """Stops as days that do not count, in order, each day once. Raises ``WrongRequest`` for one that goes on before it stopped."""
    skip = ONE if version.suspension_day == "counted" else timedelta()
    back = ONE if version.resumption_day == "counted" else timedelta()
    found: list[Pause] = []
    for stopped, resumed in sorted(stops):
        if resumed < stopped:
            raise WrongRequest(
                f"a clock that stopped on {stopped} cannot go on from {resumed}",
                told("clock_pause", stopped=stopped.isoformat(), resumed=resumed.isoformat()),
            )
        first, last = stopped + skip, resumed - back
        if found and first <= found[-1].last + ONE:
            found[-1] = Pause(found[-1].first, max(found[-1].last, last))
        elif first <= last:
            found.append(Pause(first, last))
    return tuple(found)


def merged(lengths: Iterable[Length]) -> Iterator[Length]:
    """Lengths one after another, those of one unit as one: a month and a month are two months, not a month from a month's end."""
    held: Length | None = None
    for length in lengths:
        if held is None or held.unit != length.unit:
            if held is not None:
                yield held
            held = length
        else:
            held = Length(number=held.number + length.number, unit=held.unit)
    if held is not None:
        yield held


def rolled(
    days: Workdays, version: ClockVersion, last: date, stops: Iterable[Pause] = (), *, back: bool = False
) -> date:
    """What becomes of a last day on which nobody works: the next working day that is not paused; of what is counted back, the one before.

    Raises ``WrongRequest`` beyond the years a calendar can name.
    """
    moves = {
        "kept": False,
        "rolls_over_statutory": last in days.statutory,
        "rolls_over_break": last in days.breaks,
        "rolls_over_rest": not days.works(last),
    }
    if not moves[version.last_day]:
        return last
    day = days.before(last, 1) if back else days.after(last, 1)
    for pause in stops:
        if day is not None and last < pause.first <= day:
            day = days.after(max(pause.last, last), 1)
    if day is None:
        raise beyond(last)
    return day


def beyond(day: date | str) -> WrongRequest:
    """That a count leaves the years a calendar can name."""
    years = f"{FIRST.year}–{LAST.year}"
    return WrongRequest(
        f"what is counted from {day} lies outside {years}",
        told("clock_beyond", day=str(day), years=years),
    )


def _moved(day: date, number: int) -> date:
    ordinal = day.toordinal() + number
    if not FIRST.toordinal() <= ordinal <= LAST.toordinal():
        raise beyond(day)
    return date.fromordinal(ordinal)
