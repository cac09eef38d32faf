"""Time periods in SDMX form: 2018, 2018-S1, 2018-Q3, 2018-08; on an index's axis also 2018-W05 and 2018-08-31 (ISO 8601)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from xinxiao.errors import DataFault, told
from xinxiao.model.ranges import DATE, FIRST_YEAR, LAST_YEAR, PERIOD, SPELT

PER_YEAR = {"A": 1, "S": 2, "Q": 4, "M": 12}
"""How many periods of a frequency a year has: annual, half-yearly, quarterly, monthly (SDMX)."""
FREQUENCIES = tuple(PER_YEAR)
"""The frequencies of figures."""
FIRST = {"A": "", "S": "-S1", "Q": "-Q1", "M": "-01"}
"""How the first period of a year is spelt after the year."""
_FORM = re.compile(PERIOD)
_DAY = re.compile(DATE)
_SPELT = re.compile(
    "(?P<A>[0-9]{4})(?:-(?:" + "|".join(f"(?P<{name}>{form})" for name, form in SPELT.items()) + "))?"
)


@dataclass(frozen=True)
class Spelt:
    """What a period's spelling says: ``part`` counts half-years, quarters, months or weeks of the year from 1 (of a day it is
    the month); ``day`` is that of the month, 0 for what is no day."""

    frequency: str
    year: int
    part: int = 1
    day: int = 0

    @property
    def place(self) -> float:
        """Where it lies on its frequency's line of time, in units of the frequency."""
        if self.frequency == "D":
            return float(date(self.year, self.part, self.day).toordinal())
        if self.frequency == "W":
            return date.fromisocalendar(self.year, self.part, 1).toordinal() / 7.0
        return self.year * PER_YEAR[self.frequency] + self.part - 1.0

    @property
    def middle(self) -> float:
        """Decimal years at its middle, a whole year being at its number; a day is where its month is. Not for weeks."""
        count = PER_YEAR.get(self.frequency, 12)
        return self.year - 0.5 + (self.part - 0.5) / count


def spelt(period: str) -> Spelt | None:
    """What a period says; None for another spelling, and for a week or day that is in no calendar."""
    match = _SPELT.fullmatch(period)
    if match is None:
        return None
    name, year = str(match.lastgroup), int(match["A"])
    if name == "A":
        return Spelt(name, year)
    if name == "D":
        return Spelt(name, year, int(period[5:7]), int(period[8:])) if is_date(period) else None
    part = int(match[name].lstrip("SQW"))
    return Spelt(name, year, part) if name != "W" or _is_week(year, part) else None


def _is_week(year: int, week: int) -> bool:
    """Whether a year has this week: only some have a 53rd (ISO 8601)."""
    try:
        date.fromisocalendar(year, week, 1)
    except ValueError:
        return False
    return True


def _figures(period: str) -> Spelt:
    found = spelt(period) if _FORM.match(period) else None
    if found is None:
        raise ValueError(f"not a period: {period}")
    return found


def end_of(period: str) -> date:
    """The last day of the ``period`` of a figure. Raises ``ValueError`` for another form."""
    found = _figures(period)
    month = found.part * 12 // PER_YEAR[found.frequency]
    following = date(found.year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)


def start_of(period: str) -> date:
    """The first day of the ``period`` of a figure. Raises ``ValueError`` for another form."""
    found = _figures(period)
    return date(found.year, (found.part - 1) * 12 // PER_YEAR[found.frequency] + 1, 1)


def frequency(period: str) -> str:
    """The SDMX frequency that the form of a figure's period implies: A, S, Q or M. Raises ``ValueError`` for another."""
    return _figures(period).frequency


def earlier(period: str, count: int) -> str:
    """The period so many of its own frequency before. Raises ``ValueError`` for another form, and for years nobody speaks of."""
    found = _figures(period)
    per_year = PER_YEAR[found.frequency]
    year, part = divmod(found.year * per_year + found.part - 1 - count, per_year)
    made = {
        "A": f"{year}",
        "S": f"{year}-S{part + 1}",
        "Q": f"{year}-Q{part + 1}",
        "M": f"{year}-{part + 1:02d}",
    }
    _figures(made[found.frequency])
    return made[found.frequency]


def ending(period: str, frequency: str) -> str | None:
    """The period of a frequency that ends when another does: 2026-12 of 2026, 2026-09 of 2026-Q3, itself of its own frequency; None
    where none does, as no year ends with 2026-09. Raises ``ValueError`` for another form."""
    found = _figures(period)
    own, per_year = PER_YEAR[found.frequency], PER_YEAR[frequency]
    if found.part * per_year % own:
        return None
    return earlier(f"{found.year + 1}{FIRST[frequency]}", 1 + per_year - found.part * per_year // own)


def ending_with(period: str) -> tuple[str, ...]:
    """The periods that end when one does, of its own and of each finer frequency: 2025, 2025-S2, 2025-Q4, 2025-12."""
    own = PER_YEAR[frequency(period)]
    found = (ending(period, each) for each, count in PER_YEAR.items() if count >= own)
    return tuple(each for each in found if each is not None)


def is_date(text: str) -> bool:
    """Whether ``text`` is a day of the calendar, YYYY-MM-DD, of the years that programmes speak of."""
    try:
        return bool(_DAY.match(text)) and date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def day_of(text: str) -> str:
    """``text`` when it is a calendar date, YYYY-MM-DD, of the years that programmes speak of.

    Raises :class:`DataFault` for anything else.
    """
    if not is_date(text):
        value = ascii(text[:40])[1:-1]
        raise DataFault(
            f"not a date: {value}", told("bad_date", value=value, first=FIRST_YEAR, last=LAST_YEAR)
        )
    return text


_REPORTED = re.compile(r"(?P<year>[0-9]{4})-(?:A1|M(?P<month>0[1-9]|1[0-2]))")
_MOMENT = re.compile(r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})T.+")
_START_DAY = re.compile(r"--(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")


def in_short(period: str) -> str:
    """A period in the spelling that data have: 2018-A1 is 2018, 2018-M08 is 2018-08, and of a moment its day counts."""
    reported, moment = _REPORTED.fullmatch(period), _MOMENT.fullmatch(period)
    if reported:
        return f"{reported['year']}-{reported['month']}" if reported["month"] else reported["year"]
    return moment["day"] if moment else period


def days_of(period: str, start_day: str = "") -> tuple[date, date] | None:
    """The first and the last day of a period of any frequency; None for what is no period.

    ``start_day`` (``--07-01``): where years of half-years, quarters and the spellings ``A1`` and ``M01`` begin (SDMX: the
    reporting year start day); one that begins after 1 January begins in the calendar year before.
    """
    reporting = _REPORTED.fullmatch(period) is not None or "-S" in period or "-Q" in period
    found = spelt(in_short(period))
    if found is None:
        return None
    try:
        if found.frequency == "D":
            day = date(found.year, found.part, found.day)
            return day, day
        if found.frequency == "W":
            day = date.fromisocalendar(found.year, found.part, 1)
            return day, day + timedelta(days=6)
        length = 12 // PER_YEAR[found.frequency]
        first = _year_start(found.year, start_day if reporting else "")
        begins = _months_on(first, (found.part - 1) * length)
        return begins, _months_on(begins, length) - timedelta(days=1)
    except (ValueError, OverflowError):
        return None


def is_start_day(text: str) -> bool:
    """Whether a text is a day that a reporting year can start on: ``--MM-DD``, up to the 28th."""
    match = _START_DAY.fullmatch(text)
    return bool(match and 1 <= int(match["month"]) <= 12 and 1 <= int(match["day"]) <= 28)


def _year_start(year: int, start_day: str) -> date:
    match = _START_DAY.fullmatch(start_day)
    if match is None or (match["month"], match["day"]) == ("01", "01"):
        return date(year, 1, 1)
    return date(year - 1, int(match["month"]), int(match["day"]))


def _months_on(day: date, months: int) -> date:
    at = day.year * 12 + day.month - 1 + months
    return date(at // 12, at % 12 + 1, day.day)
