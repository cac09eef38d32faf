"""What may be wrong with a figure or a series, and what was expected there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Suspect:
    """One figure, or one series from a year on: places on the axes of its panel, and what was expected there.

    ``kind`` is CELL, LEVEL (from the year on; area -1: of all), SWAPPED (with the area ``other``), DIGITS, or SHIFTED (the
    whole series, ``off`` years late); of the others ``off`` is in logs. ``sure`` is 1, or less where there is doubt only.
    """

    kind: str
    area: int
    year: int
    off: float
    expected: float
    other: int = -1
    sure: float = 1.0
