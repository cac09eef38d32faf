"""Periods: where on a time axis they lie, and the text that says them."""

from __future__ import annotations

from xinxiao.model.period import Spelt, spelt


def year_of(period: str) -> float:
    """A period as decimal years, at its middle (2018 = 2018.0, 2018-S1 = 2017.75, ...)."""
    return _read(period).middle


def text_of(period: str) -> tuple[str, dict[str, object]]:
    """The text that says a period, under ``web.period``, and what fills it."""
    found = _read(period)
    year = {"year": period[:4]}
    if found.frequency == "A":
        return "year", {**year}
    if found.frequency in "SQ":
        return f"{found.frequency}{found.part}", {**year}
    if found.frequency == "D":
        return "day", {**year, "month": found.part, "day": found.day}
    return "month", {**year, "month": found.part}


def _read(period: str) -> Spelt:
    found = spelt(period)
    if found is None or found.frequency == "W":  # no programme speaks of weeks
        raise ValueError(f"not a period: {period}")
    return found
