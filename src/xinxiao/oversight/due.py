"""When a clock of law runs out: the day, whether it may still change, and each step by which it was counted.

Plain arithmetic of days: what started, stopped or extended a clock is given, and nothing here knows a case. How days are counted and
where that stands: ``docs/explanation/clocks.md``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from xinxiao.errors import WrongRequest, told
from xinxiao.model.calendar import CalendarSpec
from xinxiao.model.oversight.clock import ClockSpec, ClockVersion, Length, LengthUnit
from xinxiao.oversight.counting import Stop, Way, merged, pauses, rolled

What = Literal["starts", "paused", "counted", "rolled", "unsettled", "recomputed"]


@dataclass(frozen=True)
class DueStep:
    """One step of a count.

    ``starts``: from ``on``. ``paused``: days from ``on`` to ``until``, both included, do not count; ``number`` of them would have.
    ``counted``: ``number`` of ``unit`` end on ``on``. ``rolled``: from ``on`` to ``until``. ``unsettled``: the arrangement of days off
    is not known from ``on`` on. ``recomputed``: ``on`` became ``until``.
    """

    what: What
    on: date
    until: date | None = None
    number: int = 0
    unit: LengthUnit | None = None


@dataclass(frozen=True)
class Due:
    """The last day of a clock, and what it was counted from.

    ``provisional``: days it was counted over are not announced yet, so it may move. ``rolled_from`` is the last day before it went on
    over a holiday, None where it did not.
    """

    day: date
    provisional: bool
    rolled_from: date | None
    version: ClockVersion
    start: date
    suspended: tuple[Stop, ...]
    extensions: tuple[Length, ...]
    beforehand: bool
    steps: tuple[DueStep, ...]


def version_on(clock: ClockSpec, day: date) -> ClockVersion | None:
    """The version in force on a day, the youngest of several; None where no rule gives a time on that day."""
    text = day.isoformat()
    if clock.until is not None and clock.until < text:
        return None
    held = [v for v in clock.versions if v.valid_from <= text and (v.valid_to is None or text <= v.valid_to)]
    return max(held, key=lambda version: version.valid_from, default=None)


def due(
    version: ClockVersion,
    start: date,
    calendar: CalendarSpec,
    suspended: Sequence[Stop] = (),
    extensions: Sequence[Length] = (),
    *,
    beforehand: bool = False,
) -> Due:
    """The last day of a clock that starts on a day.

    ``suspended`` holds the days on which its time stopped and went on again, in any order; ask of a clock that stands still with
    the day of asking as the second, for when it would end if it went on then. ``extensions`` are added to the length before the
    last day rolls. With ``beforehand`` it is counted back from ``start``: the last day on which something may be done that must
    be done at least so long before; suspensions are of no meaning there.

    Raises ``WrongRequest`` for a suspension that ends before it begins or of a clock that is counted back, and for days outside
    the years a calendar can name.
    """
    if beforehand and suspended:
        raise WrongRequest("what is counted back cannot be suspended", told("clock_back"))
    days, stops = calendar.workdays, pauses(version, suspended)
    steps, last, open_ = [DueStep("starts", start)], start, list[date | None]()
    for part, length in enumerate(merged((version.fixed, *extensions))):
        first_day = "excluded" if part else version.first_day
        count = Way(days, first_day, stops, beforehand).count(length, last)
        last = count.last
        steps += [DueStep("paused", pause.first, pause.last, pause.days) for pause in count.pauses]
        steps.append(DueStep("counted", last, None, length.number, length.unit))
        if length.unit == "working_day":
            open_.append(days.unsettled(min(count.first, last), max(count.first, last)))
    day = rolled(days, version, last, stops, back=beforehand)
    if version.last_day != "kept":
        open_.append(days.unsettled(min(last, day), max(last, day)))
    unsure = min(filter(None, open_), default=None)
    steps += [DueStep("rolled", last, day)] if day != last else []
    steps += [DueStep("unsettled", unsure)] if unsure is not None else []
    return Due(
        day=day,
        provisional=unsure is not None,
        rolled_from=last if day != last else None,
        version=version,
        start=start,
        suspended=tuple(suspended),
        extensions=tuple(extensions),
        beforehand=beforehand,
        steps=tuple(steps),
    )


def recomputed(held: Due, calendar: CalendarSpec, version: ClockVersion | None = None) -> Due:
    """The same clock by a calendar that has changed, or by another version of its rule, with a step that says what it was.

    Equal to the one held when nothing changed. Raises as ``due`` does.
    """
    now = due(
        held.version if version is None else version,
        held.start,
        calendar,
        held.suspended,
        held.extensions,
        beforehand=held.beforehand,
    )
    told = tuple(step for step in held.steps if step.what == "recomputed")
    if (now.day, now.provisional) != (held.day, held.provisional):
        told = (*told, DueStep("recomputed", held.day, now.day))
    return replace(now, steps=now.steps + told)
