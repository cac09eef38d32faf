"""Doubt: what a reader must be told of an observation wherever its value stands. The one owner of the question.

A doubt is a code: ``STATUS_E`` (an observation status other than normal), ``GRADE_C`` (a grade below firm), ``BREAK`` (the first year after a declared break of its series), ``WIDE`` (an
interval wider than half its value), ``FINDING_X`` (a check's finding on its row, exempted or waiting for a look). A cycle
writes them into the attribute DOUBT of every observation, those of its inputs among them, so that pages, charts and
downloads say the same; :func:`of_row` reads them there and works out those that follow from the row itself.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from xinxiao.model.grade import FIRM, GRADES

DOUBT = "DOUBT"
WIDE, BREAK = "WIDE", "BREAK"
STATUS, GRADE, FINDING = "STATUS_", "GRADE_", "FINDING_"
NORMAL = "A"
"""The observation status that needs no words (SDMX: normal value)."""
MISSING: frozenset[str] = frozenset({"M", "L"})
"""The statuses of an observation without a value: it cannot exist, or was not collected (SDMX CL_OBS_STATUS). Where it has bounds
all the same, they are what is told."""
UNOBSERVED: frozenset[str] = frozenset({"E", "F", "I"}) | MISSING
"""Statuses of what nobody observed: estimated, forecast, imputed, missing (SDMX CL_OBS_STATUS)."""
WIDEST = 0.5
"""An interval at least this part of its value wide is told: then even the first digit may be another."""


def is_observed(status: str | None) -> bool:
    """Whether a value with this status was observed; one without a status was not said to be anything else.

    >>> is_observed("A"), is_observed("P"), is_observed("E")
    (True, True, False)
    """
    return (status or NORMAL) not in UNOBSERVED


def of_parts(status: str | None, grade: str | None) -> tuple[str, ...]:
    """The doubts that status and grade alone say."""
    found = [f"{STATUS}{status}"] if status and status != NORMAL else []
    found += [f"{GRADE}{grade}"] if grade in GRADES and grade not in FIRM else []
    return tuple(found)


def is_wide(value: float | None, lower: float | None, upper: float | None) -> bool:
    """Whether an interval is at least :data:`WIDEST` of its value wide; of its middle, where it has no value.

    >>> is_wide(100.0, 75.0, 125.0), is_wide(100.0, 76.0, 125.0), is_wide(0.0, -1.0, 1.0), is_wide(1.0, None, 9.0)
    (True, False, True, False)
    >>> is_wide(None, 60.0, 100.0), is_wide(None, 61.0, 100.0)
    (True, False)
    """
    if lower is None or upper is None or math.isnan(upper - lower):
        return False
    middle = (lower + upper) / 2 if value is None else value
    return upper - lower >= WIDEST * abs(middle) and upper > lower


def are_wide(
    values: npt.NDArray[np.float64], lowers: npt.NDArray[np.float64], uppers: npt.NDArray[np.float64]
) -> npt.NDArray[np.bool_]:
    """:func:`is_wide` of many intervals at once; nan where there is none.

    >>> are_wide(np.array([100.0, np.nan]), np.array([75.0, 61.0]), np.array([125.0, 100.0])).tolist()
    [True, False]
    """
    middles = np.where(np.isnan(values), (lowers + uppers) / 2, values)
    return (uppers - lowers >= WIDEST * np.abs(middles)) & (uppers > lowers)


def of_row(row: Mapping[str, Any]) -> tuple[str, ...]:
    """The doubts of an observation held as a mapping; none for one without a value or bounds, which has nothing to doubt."""
    value, lower, upper = row.get("OBS_VALUE"), row.get("LOWER"), row.get("UPPER")
    if value is None and lower is None and upper is None:
        return ()
    status = row.get("OBS_STATUS")
    own = None if value is None and status in MISSING else status
    return of_case(own, row.get("GRADE"), row.get(DOUBT), is_wide(value, lower, upper))


def of_case(status: str | None, grade: str | None, held: str | None, wide: bool) -> tuple[str, ...]:
    """The doubts of all observations that have this status, grade, DOUBT and width."""
    found = _of_case(status, grade, wide)
    return ordered((*found, *written(held))) if held else found


@lru_cache(1024)
def _of_case(status: str | None, grade: str | None, wide: bool) -> tuple[str, ...]:
    """What status, grade and width say: of few cases, asked for every observation."""
    return ordered((*of_parts(status, grade), *((WIDE,) if wide else ())))


def written(text: str | None) -> tuple[str, ...]:
    """The doubts that the attribute DOUBT holds."""
    return tuple(text.split()) if text else ()


def ordered(doubts: Iterable[str]) -> tuple[str, ...]:
    """Each doubt once: findings first, then width, status and grade, of several grades the worst."""
    return _ordered(frozenset(doubts))


@lru_cache(1024)
def _ordered(known: frozenset[str]) -> tuple[str, ...]:
    grades = sorted((d for d in known if d.startswith(GRADE)), key=lambda d: GRADES.index(d[len(GRADE) :]))
    return tuple(sorted(known - set(grades[:-1]), key=place))


def place(doubt: str) -> tuple[int, str]:
    """Where a doubt stands among others: findings, width, breaks, statuses, grades; of one kind by code."""
    return _PLACE[doubt.partition("_")[0]], doubt


_PLACE = {"FINDING": 0, "WIDE": 1, "BREAK": 2, "STATUS": 3, "GRADE": 4}
