"""Draws as they are listed: which are asked for, how far numbers go in each year, and the inspections that followed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

DrawState = Literal["committed", "drawn", "assigned", "void", "voiding"]
"""The last that happened to a draw; ``voiding``: a number under which another is made void."""


@dataclass(frozen=True)
class DrawQuery:
    """Which draws are asked for, the last committed first; what is empty is not asked. ``before``: the event of the last draw of the
    page before; ``begins``: with what their numbers begin."""

    year: int = 0
    state: DrawState | None = None
    before: int = 0
    most: int = 50
    begins: str = ""


@dataclass(frozen=True)
class NumbersOfYear:
    """How many numbers of a series were used in a year, and the least and the greatest of them; all are there where the count is the
    greatest."""

    series: str
    year: int
    count: int
    first: int
    last: int

    @property
    def is_whole(self) -> bool:
        """Whether numbers begin with 1 and none is missing between."""
        return self.first == 1 and self.count == self.last

    def number(self, own: int) -> str:
        """A number as draws have it."""
        return f"{self.series}-{self.year}-{own:04}"


@dataclass(frozen=True)
class InspectionRow:
    """An inspection that followed from a draw. ``clock``: how the clock stands within which its result is to be public, empty before it
    began; ``due`` its last day; ``publications``: those that began, whether they are still there or not."""

    case: str
    subject: str
    state: str
    ended: str
    clock: str = ""
    due: str = ""
    publications: tuple[str, ...] = ()
