"""Time in a demonstration: days of work counted from the day of filling, what happens in the order of its moments, and words in which days,
codes and digits stand for places."""

from __future__ import annotations

import heapq
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from xinxiao.model.workdays import Workdays

BEGINS = 9
"""The hour at which offices open."""
_PLACE = re.compile(r"\{([a-z -]+?)(?: ?([+-]?\d+))?\}")
Do = Callable[[datetime], None]


@dataclass(frozen=True)
class Days:
    """Working days around the day of filling."""

    workdays: Workdays
    today: date
    zone: ZoneInfo

    def day(self, number: int, since: date | None = None) -> date:
        """The day so many working days after one, before it below 0; with 0 the day itself."""
        from_ = since or self.today
        found = from_
        if number:
            way = self.workdays.after if number > 0 else self.workdays.before
            found = way(from_, abs(number)) or from_
        return found

    def moment(self, day: date, minute: int = 0) -> datetime:
        """A minute of a working day, from when offices open."""
        return datetime.combine(day, time(BEGINS), self.zone) + timedelta(minutes=minute)


@dataclass
class Timeline:
    """What happens, by when; what has not come yet is left out."""

    now: datetime
    _waiting: list[tuple[datetime, int, Do]] = field(default_factory=list)
    _count: int = 0

    def at(self, moment: datetime, do: Do) -> None:
        """Have something done at a moment, after whatever was planned for the same moment before."""
        self._count += 1
        if moment <= self.now:
            heapq.heappush(self._waiting, (moment, self._count, do))

    def run(self, each: Callable[[int, int], None]) -> None:
        """Do everything in order, also what is planned meanwhile. ``each``: told how many are done, and of how many."""
        done = 0
        while self._waiting:
            moment, _, do = heapq.heappop(self._waiting)
            do(moment)
            done += 1
            each(done, done + len(self._waiting))


@dataclass
class Places:
    """What stands for places in words: hashes and numbers that were made on the way, codes of subjects, days."""

    days: Days
    subjects: tuple[str, ...]
    chance: np.random.Generator
    known: dict[str, str] = field(default_factory=dict)

    def filled(self, words: str, on: date) -> str:
        """Words on a day. What is no place stays as it is."""

        def one(found: re.Match[str]) -> str:
            if found[0][1:-1] in self.known:
                return self.known[found[0][1:-1]]
            name, number = found[1], int(found[2] or 0)
            if name == "day":
                return self.days.day(number, on).isoformat() if number else on.isoformat()
            if name == "subject":
                return self.subjects[(number - 1) % len(self.subjects)]
            if name == "digits":
                return "".join(map(str, self.chance.integers(10, size=number)))
            if name in ("year", "next year"):
                return str(on.year + (name != "year"))
            return found[0]

        return _PLACE.sub(one, words)

    def values(self, given: Mapping[str, str], on: date) -> dict[str, str]:
        """Values on a day."""
        return {name: self.filled(words, on) for name, words in given.items()}
