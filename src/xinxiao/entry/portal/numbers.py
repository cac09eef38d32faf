"""Numbers as readers of either language write them: decimals, units, scale words, money, chances."""

from __future__ import annotations

import re

from xinxiao.model.codelist import Unit
from xinxiao.texts import Language

ABSENT = "–"
MINUS = "\u2212"
SCALES: dict[Language, tuple[tuple[float, str], ...]] = {
    "zh": ((1e12, "wanyi"), (1e8, "yi"), (1e4, "wan")),
    "en": ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")),
}
"""Scale words of money, largest first."""
COUNTS = ((1e9, "billion"), (1e6, "million"), (1.0, ""))
SPELLED = (("10,000 ", 1e4), ("100 million ", 1e8))
"""How English names of units spell the Chinese numbers 万 and 亿."""
NAMELESS = {"-", "1"}
"""Names of units that are not said."""
CHANCES = ("P_", "PROBABILITY")
"""Beginnings of measures that are probabilities, as the index and the targets name them."""


def plain(value: float | None, decimals: int | None = None, most: int | None = None) -> str:
    """A number with ``decimals``, or with as many as it has and at most ``most``."""
    if value is None:
        return ABSENT
    shown = decimals if decimals is not None else places(value, natural(value) if most is None else most)
    words = f"{value:,.{shown}f}"
    if not re.search(r"[1-9]", words):
        words = words.lstrip("-")
    return words.replace("-", MINUS)


def places(value: float, most: int) -> int:
    """Decimals to write: as many as the value has, and at most ``most``: 6.8 stays 6.8, 1.4987 becomes 1.50."""
    return next((k for k in range(most) if abs(round(value, k) - value) <= abs(value) * 1e-12), most)


def natural(value: float) -> int:
    """Decimals that suit a number of this size when no unit says how many."""
    size = abs(float(value))
    return 0 if size >= 1000 or size == int(size) else 1 if size >= 10 else 2


def percent(share: float | None, decimals: int = 0) -> str:
    """A share given as 0..1."""
    return ABSENT if share is None else f"{share * 100:.{decimals}f}%"


def chance(share: float | None) -> str:
    """A probability in whole percent, never a false 0 or 100."""
    if share is None:
        return ABSENT
    if share < 0.005:
        return "<1%"
    return ">99%" if share > 0.995 else f"{share * 100:.0f}%"


def is_chance(measure: str | None) -> bool:
    """Whether a measure is a probability."""
    return (measure or "").startswith(CHANCES)


def sign_of(unit: Unit) -> str:
    """The unit itself where Chinese writes it as a sign, like %, and not as a word; else nothing."""
    return "" if any(letter.isalnum() for letter in unit.name.zh) else unit.name.zh


def spelled(unit: Unit) -> tuple[float, str]:
    """A unit's English name without its Chinese scale: 10,000 items are (1e4, items); (1, name) for any other."""
    return next(
        ((factor, unit.name.en[len(word) :]) for word, factor in SPELLED if unit.name.en.startswith(word)),
        (1.0, unit.name.en),
    )
