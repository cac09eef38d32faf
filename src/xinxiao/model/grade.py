"""Grades: how good a figure is, from A to D; what is made from figures is as good as the worst of them."""

from __future__ import annotations

from typing import Literal

Grade = Literal["A", "A-", "B", "C", "D"]
GRADES: tuple[Grade, ...] = ("A", "A-", "B", "C", "D")
"""From best to worst: official and cross-checked; official, second-hand; usable with a label; superseded; unverified."""
FIRM: frozenset[str] = frozenset({"A", "A-"})
"""Grades that need no label beside the figure."""
