"""Trends of indicators over periods: change, relative change, compound annual growth; each where it is defined.

A rate from a base that is zero or negative says nothing, and one to a negative end has no root: there is none then, and the
reason stands beside it.
"""

from __future__ import annotations

from typing import Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from xinxiao.errors import DataFault, NotFound
from xinxiao.index.spec.panel import Panel
from xinxiao.index.spec.periods import frequency_of, places_in_time

Floats = NDArray[np.float64]
Why = Literal["", "fewer_than_two", "base_not_positive", "end_negative"]
PER_YEAR = {"A": 1.0, "S": 2.0, "Q": 4.0, "M": 12.0, "W": 365.2425 / 7, "D": 365.2425}
"""Periods of a year by frequency."""


class Trend(msgspec.Struct, frozen=True, eq=False):
    """From the first to the last observed value of each unit and indicator, (N, K): places ``first`` and ``last`` of their
    periods (-1: none), ``change`` = last - first, ``relative`` = change / first, ``growth`` = (last / first)^(1 / years) - 1, and
    ``why`` a rate is missing."""

    first: NDArray[np.int64]
    last: NDArray[np.int64]
    start: Floats
    end: Floats
    change: Floats
    relative: Floats
    growth: Floats
    why: NDArray[np.object_]


def trends(panel: Panel, first: str = "", last: str = "") -> Trend:
    """Trends between two periods (default: the first and the last), or between the observed values nearest to them inside.

    ``growth`` is per year where periods are times, and per period where they are codes of another kind. Relative change and
    growth want a base above 0, growth an end of at least 0. Raises DataFault for a panel without periods, NotFound for
    an unknown one, DataFault for a first that is not before the last.
    """
    if not panel.times:
        raise DataFault("a trend needs periods", hint="give data with a column of periods")
    low, high = _place(panel, first or panel.times[0]), _place(panel, last or panel.times[-1])
    if low >= high:
        raise DataFault(
            f"{panel.times[low]} is not before {panel.times[high]}", hint="name the earlier one first"
        )
    values = panel.values[low : high + 1]
    seen = ~np.isnan(values)
    start = np.where(seen.any(axis=0), seen.argmax(axis=0), -1)
    end = np.where(seen.any(axis=0), len(values) - 1 - seen[::-1].argmax(axis=0), -1)
    enough = end > start
    a, b = (
        np.where(enough, np.take_along_axis(values, np.maximum(at, 0)[None], axis=0)[0], np.nan)
        for at in (start, end)
    )
    positive = enough & (a > 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        relative = np.where(positive, (b - a) / np.where(positive, a, 1.0), np.nan)
        known = positive & (b >= 0.0)
        ratio = np.where(known, b / np.where(positive, a, 1.0), np.nan)
        growth = ratio ** (1.0 / _years(panel, low, start, end)) - 1.0
    why = np.where(
        enough, np.where(positive, np.where(known, "", "end_negative"), "base_not_positive"), "fewer_than_two"
    )
    at = [np.where(enough, place + low, -1) for place in (start, end)]
    return Trend(at[0], at[1], a, b, b - a, relative, growth, why.astype(object))


def _place(panel: Panel, time: str) -> int:
    if time not in panel.times:
        raise NotFound(f"no period {time!r}", hint=f"periods: {', '.join(panel.times)}")
    return panel.times.index(time)


def _years(panel: Panel, low: int, start: NDArray[np.int64], end: NDArray[np.int64]) -> Floats:
    """Years between two places of a panel, at least a hair, so that nothing is divided by zero where there is no trend."""
    places = places_in_time(panel.times)
    per_year = PER_YEAR.get(frequency_of(panel.times[0]) or "", 1.0)
    gap = places[np.maximum(end, 0) + low] - places[np.maximum(start, 0) + low]
    return np.asarray(np.where(gap > 0, gap, 1.0) / per_year)
