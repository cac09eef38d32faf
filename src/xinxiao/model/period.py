"""Time periods in SDMX form: 2018, 2018-S1, 2018-Q3, 2018-08."""

from __future__ import annotations

import re
from datetime import date, timedelta

from xinxiao.model.ranges import DATE, PERIOD

FREQUENCIES = ("A", "S", "Q", "M")
"""Annual, half-yearly, quarterly, monthly (SDMX)."""
_FORM = re.compile(PERIOD)
_DAY = re.compile(DATE)


def end_of(period: str) -> date:
    """The last day of ``period``. Raises ``ValueError`` for another form."""
    match = _FORM.match(period)
    if not match:
        raise ValueError(f"not a period: {period}")
    year, part = int(match[1]), match[3]
    if part is None:
        month = 12
    elif part[0] == "S":
        month = int(part[1]) * 6
    elif part[0] == "Q":
        month = int(part[1]) * 3
    else:
        month = int(part)
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)


def frequency(period: str) -> str:
    """The SDMX frequency a period's form implies: A, S, Q or M."""
    match = _FORM.match(period)
    if not match:
        raise ValueError(f"not a period: {period}")
    part = match[3]
    return "A" if part is None else part[0] if part[0] in "SQ" else "M"


def is_date(text: str) -> bool:
    """Whether ``text`` is a day of the calendar, YYYY-MM-DD, of the years that programmes speak of."""
    try:
        return bool(_DAY.match(text)) and date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
