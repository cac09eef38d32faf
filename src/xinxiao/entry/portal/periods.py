"""Periods: where on a time axis they lie, and the text that says them."""

from __future__ import annotations


def year_of(period: str) -> float:
    """A period as decimal years, at its middle (2018 = 2018.0, 2018-S1 = 2017.75, ...)."""
    year, _, part = period.partition("-")
    base = float(year)
    if not part:
        return base
    if part[0] in "SQ":
        count = 4 if part[0] == "Q" else 2
        return base - 0.5 + (int(part[1]) - 0.5) / count
    return base - 0.5 + (int(part.split("-")[0]) - 0.5) / 12


def text_of(period: str) -> tuple[str, dict[str, object]]:
    """The text that says a period, under ``web.period``, and what fills it."""
    year, _, part = period.partition("-")
    if not part:
        return "year", {"year": year}
    if part[0] in "SQ":
        return part, {"year": year}
    month, _, day = part.partition("-")
    if day:
        return "day", {"year": year, "month": int(month), "day": int(day)}
    return "month", {"year": year, "month": int(month)}
