"""Cells of numbers: short words with a true minus for readers, the raw number in full for those who check."""

from __future__ import annotations

import math

from xinxiao.publish.documents.document import Cell

GAP = Cell("–")
"""A cell without a value."""


def number(value: float, decimals: int) -> Cell:
    """A number with so many decimals; a gap when there is none."""
    value = float(value)
    return GAP if math.isnan(value) else Cell(plain(value, decimals), value)


def measure(value: float) -> Cell:
    """A number of any size with about four digits."""
    value = float(value)
    if math.isnan(value):
        return GAP
    shown = f"{value:,.0f}" if abs(value) >= 10_000 else f"{value:,.4g}"
    return Cell(signed(shown), value)


def share(value: float) -> Cell:
    """A share (0..1) in per cent with one decimal; the whole is 100%."""
    value = float(value)
    return GAP if math.isnan(value) else Cell(f"{value:.0%}" if value == 1 else f"{value:.1%}", value)


def chance(value: float) -> Cell:
    """A probability in whole per cent, never a false 0 or 100."""
    value = float(value)
    if math.isnan(value):
        return GAP
    words = "<1%" if value < 0.005 else ">99%" if value > 0.995 else f"{value:.0%}"
    return Cell(words, value)


def significance(value: float) -> Cell:
    """A p-value with three decimals, never a false 0."""
    value = float(value)
    return Cell("<0.001", value) if value < 0.0005 else number(value, 3)


def count(value: int) -> Cell:
    """A whole number."""
    return Cell(str(value), value)


def plain(value: float, decimals: int) -> str:
    """The words of a number: thousands apart, no minus before zero."""
    words = f"{value:,.{decimals}f}"
    return signed(words if words.strip("-0.,") else words.lstrip("-"))


def percent(value: float) -> str:
    """The words of a share: one decimal where it has one."""
    return f"{value:.0%}" if value == round(value, 2) else f"{value:.1%}"


def signed(words: str) -> str:
    """The words with a minus of the width of a plus."""
    return words.replace("-", "\u2212")
