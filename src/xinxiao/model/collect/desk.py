"""What a statistician's desk shows: how far a collection is, and what was asked about reports."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from xinxiao.model.collect.report import ReportKey, Told
from xinxiao.model.collect.thread import Thread, threads

By = Literal["area", "industry"]
"""What a collection is broken down by."""
ThreadState = Literal["open", "overdue", "answered"]


class Standing(NamedTuple):
    """How the reports of one code stand. ``due``: nothing came yet; the other states are of the last submission; ``on_time`` and
    ``late`` are of the first one. ``due + held + submitted + returned + accepted`` is what is ``expected``."""

    code: str
    expected: int
    due: int
    held: int
    submitted: int
    returned: int
    accepted: int
    on_time: int
    late: int

    @property
    def received(self) -> int:
        """Reports of which something came."""
        return self.expected - self.due

    @property
    def completeness(self) -> float | None:
        """The share of expected reports that came, 0..1; None where none is expected."""
        return self.received / self.expected if self.expected else None

    @property
    def timeliness(self) -> float | None:
        """The share of expected reports that came on time, 0..1; None where none is expected."""
        return self.on_time / self.expected if self.expected else None


COLUMNS: tuple[str, ...] = Standing._fields[1:]
COUNTS = COLUMNS[1:]
"""What is counted; what is expected follows."""


def gathered(parts: Iterable[Standing], place: Callable[[str], str]) -> tuple[Standing, ...]:
    """Standings put together by the ``place`` of each code, in the order of these."""
    groups: dict[str, list[Standing]] = {}
    for part in parts:
        groups.setdefault(place(part.code), []).append(part)
    return tuple(total(groups[code], code) for code in sorted(groups))


def total(parts: Iterable[Standing], code: str = "") -> Standing:
    """All of them together."""
    counts = map(sum, zip(*(part[1:] for part in parts), strict=True))
    return Standing(code, *(tuple(counts) or (0,) * len(COLUMNS)))


@dataclass(frozen=True)
class Question:
    """A thread, and which report it is about."""

    key: ReportKey
    thread: Thread

    def state(self, now: datetime, days: int) -> ThreadState:
        """How it stands: without an answer for more than so many days it is overdue."""
        return state_of(self.thread, now, days)


def state_of(thread: Thread, now: datetime, days: int) -> ThreadState:
    """How a thread stands: without an answer for more than so many days it is overdue."""
    if thread.answer is not None:
        return "answered"
    late = now - datetime.fromisoformat(thread.question.event.at) > timedelta(days=days)
    return "overdue" if late else "open"


def questions(told: Iterable[Told]) -> tuple[Question, ...]:
    """The questions of several reports with their answers, by events in order; by the event that asked, the last first."""
    by_report: dict[ReportKey, list[Told]] = {}
    for one in told:
        fact = one.event.fact
        by_report.setdefault(ReportKey(fact["form"], fact["period"], fact["unit"]), []).append(one)
    found = [Question(key, thread) for key, own in by_report.items() for thread in threads(own)]
    return tuple(sorted(found, key=lambda one: -one.thread.question.event.sequence))
