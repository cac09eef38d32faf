"""Codes of an axis: one spelling for a unit and for a period; periods in order of time, with their distances.

Periods are spelt as in SDMX (:mod:`xinxiao.model.period`); an axis has one frequency. What does not begin like a year (waves,
rounds, editions) is a code of its own, ordered as people count: 2 before 10.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

from xinxiao.errors import DataFault
from xinxiao.model.period import spelt

Wrong = Literal["blank", "number", "spelling", "mixed", "twice"]
SPELLINGS = "2020, 2020-S1, 2020-Q1, 2020-01, 2020-W01, 2020-01-31"


_LIKE_A_YEAR = re.compile(r"\d{4}($|\D)")
_COUNTED = re.compile(r"(\d+)")
_CODE_AS_NUMBER = re.compile(r"\d+\.0+")


def code_fault(code: object) -> Wrong | None:
    """What keeps a text from being a code: blanks at its ends, nothing at all, or the decimals of a number."""
    if not isinstance(code, str) or not code or code != code.strip():
        return "blank"
    return "number" if _CODE_AS_NUMBER.fullmatch(code) else None


def frequency_of(period: str) -> str | None:
    """The frequency (A, S, Q, M, W, D) a period is spelt in; '' for a code that is no time, None for a wrong spelling."""
    if (found := spelt(period)) is not None:
        return found.frequency
    return None if _LIKE_A_YEAR.match(period) else ""


def period_faults(periods: Sequence[str]) -> Iterator[tuple[str, Wrong, str]]:
    """(period, what is wrong, the one it does not fit) of each period that cannot stand on an axis with those before."""
    whole = all(isinstance(period, str) and period.isdecimal() for period in periods)
    first: dict[str, str] = {}
    counted: dict[tuple[object, ...], str] = {}
    for period in periods:
        wrong = code_fault(period)
        spelt = None if wrong == "blank" else frequency_of(period)
        if wrong is not None and (wrong == "blank" or spelt is not None):
            yield period, wrong, ""
        elif spelt is None:
            yield period, "spelling", ""
        elif first.setdefault("" if whole else spelt, period) and len(first) > 1:
            yield period, "mixed", next(iter(first.values()))
        elif (other := counted.setdefault(_count(period), period)) != period:
            yield period, "twice", other


def in_time(periods: Iterable[str]) -> tuple[str, ...]:
    """Sound periods in order of time: by their place where they are times, as people count otherwise."""
    return tuple(sorted(periods, key=_count))


def places_in_time(periods: Sequence[str]) -> npt.NDArray[np.float64]:
    """(T,) the place of each period on its line of time, in units of its frequency, so that a gap in time is a gap;
    whole numbers stand for themselves, and other codes count 0, 1, 2, ..."""
    found = [time for time in map(spelt, periods) if time is not None]
    if len(found) == len(periods) and len({time.frequency for time in found}) == 1:
        return np.array([time.place for time in found])
    if periods and all(period.isdecimal() for period in periods):
        return np.array([float(period) for period in periods])
    return np.arange(len(periods), dtype=np.float64)


def _count(period: str) -> tuple[object, ...]:
    """Texts and numbers by turns, so that 9 stands before 10."""
    parts = _COUNTED.split(period)
    return tuple(int(part) if i % 2 else part for i, part in enumerate(parts))


_TOLD = {
    "blank": "is empty, or has blanks at its ends",
    "number": "is a number with decimals; a code is a text",
    "spelling": f"is not spelt as a period: {SPELLINGS}",
    "mixed": "is of another kind than {other}; an index has periods of one frequency",
    "twice": "is {other} in another spelling",
}


def demand_codes(what: str, codes: Sequence[str]) -> None:
    """Raise DataFault for a code that is none, or stands twice."""
    for code in codes:
        wrong = code_fault(code)
        if wrong is not None and not (what == "period" and frequency_of(str(code)) is None):
            raise DataFault(f"{what} {code!r} {_TOLD[wrong]}", hint="give each its own code, as a text")
    if len(set(codes)) < len(codes):
        twice = next(code for i, code in enumerate(codes) if code in codes[:i])
        raise DataFault(f"{what} {twice!r} stands twice on its axis", hint="give each its own code")


def demand_in_time(periods: Sequence[str]) -> None:
    """Raise DataFault for periods of several spellings or frequencies, or out of the order of time."""
    for period, why, other in period_faults(periods):
        said = _TOLD[why].format(other=repr(other))
        raise DataFault(f"period {period!r} {said}", hint="spell every period alike")
    ordered = in_time(periods)
    if ordered != tuple(periods):
        raise DataFault(
            f"periods are not in order of time: {', '.join(periods)}", hint=f"order: {', '.join(ordered)}"
        )
