"""Working days to count by: which day is the n-th after another, how many lie between two, and who may rely on that.

Every day of the years a file can name is looked at once; a question is then a search in a sorted sequence, O(log n).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from xinxiao.model.ranges import FIRST_YEAR, LAST_YEAR

SATURDAY = 5
ONE = timedelta(days=1)
FIRST, LAST = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)


@dataclass(frozen=True)
class Workdays:
    """Days off, weekend days that are worked, holidays by law, and the years whose arrangement was announced.

    Of the last ``eve`` days of a year nobody is sure until the next year was announced: its arrangement may begin in December.
    """

    off: frozenset[date]
    worked: frozenset[date]
    statutory: frozenset[date]
    settled: frozenset[int]
    eve: int = 0

    def works(self, day: date) -> bool:
        """Whether a day is worked, as far as is known: not on days off, nor on weekends that are not worked in their place."""
        return day not in self.off and (day.weekday() < SATURDAY or day in self.worked)

    def is_settled(self, day: date) -> bool:
        """Whether what is said of a day was announced and nothing may change it."""
        return self.unsettled(day, day) is None

    def unsettled(self, first: date, last: date) -> date | None:
        """The first of the days from ``first`` to ``last``, both counted, that is not settled; None if all are, or there are none."""
        place = bisect_left(self.open, first.toordinal(), key=_end)
        if last < first or place == len(self.open) or last.toordinal() < self.open[place][0]:
            return None
        return max(first, date.fromordinal(self.open[place][0]))

    @cached_property
    def breaks(self) -> frozenset[date]:
        """Days off and the weekend days beside them: days that are not worked, one after the other, of which one is a day off."""
        found: set[date] = set()
        for day in self.off:
            for way in (-ONE, ONE):
                on = day
                while not self.works(on):
                    found.add(on)
                    on += way
        return frozenset(found)

    @cached_property
    def ordinals(self) -> tuple[int, ...]:
        """All working days from the first to the last day a file can name, as proleptic ordinals (``date.toordinal``)."""
        days = range(FIRST.toordinal(), LAST.toordinal() + 1)
        return tuple(day for day in days if self.works(date.fromordinal(day)))

    def after(self, day: date, number: int) -> date | None:
        """The ``number``-th working day after a day, the day itself not counted; None beyond the last year."""
        return self._nth(bisect_right(self.ordinals, day.toordinal()) + number - 1)

    def before(self, day: date, number: int) -> date | None:
        """The ``number``-th working day before a day, the day itself not counted; None before the first year."""
        return self._nth(bisect_left(self.ordinals, day.toordinal()) - number)

    def between(self, first: date, last: date) -> int:
        """How many of the days from ``first`` to ``last``, both counted, are worked; 0 if there are none."""
        found = bisect_right(self.ordinals, last.toordinal()) - bisect_left(self.ordinals, first.toordinal())
        return max(found, 0)

    def _nth(self, place: int) -> date | None:
        return date.fromordinal(self.ordinals[place]) if 0 <= place < len(self.ordinals) else None

    @cached_property
    def open(self) -> tuple[tuple[int, int], ...]:
        """Spans of days nobody may rely on, in order, as ordinals of their first and last days."""
        return tuple(_joined(self._unsettled()))

    def _unsettled(self) -> Iterator[tuple[int, int]]:
        for year in range(FIRST_YEAR, LAST_YEAR + 1):
            last = date(year, 12, 31).toordinal()
            if year not in self.settled:
                yield date(year, 1, 1).toordinal(), last
            elif self.eve and year + 1 not in self.settled:
                yield last - self.eve + 1, last


def _joined(spans: Iterator[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    held: tuple[int, int] | None = None
    for begin, end in spans:
        if held is not None and begin == held[1] + 1:
            held = held[0], end
            continue
        if held is not None:
            yield held
        held = begin, end
    if held is not None:
        yield held


def _end(span: tuple[int, int]) -> int:
    return span[1]
