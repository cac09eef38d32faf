"""Cases as they are listed: a row of each, what may be asked of them, and how many stand where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Order = Literal["due", "opened"]
"""By the clock that runs out first, those without one left out; or the youngest first."""
FLAGS = ("provisional", "in_review", "synthetic")
"""What is so of a case or not: its next day may still move; the entry it rests on lapsed; it is invented."""


@dataclass(frozen=True)
class CaseRow:
    """A case as it is listed. ``due`` and ``clock``: the clock that runs out first, empty where none runs; ``number``: how many
    events it has."""

    case_id: str
    workflow: str
    definition: str
    state: str
    area: str
    subject: str
    handler: str
    opened: str
    ended: str
    number: int
    due: str
    clock: str
    provisional: bool
    in_review: bool
    synthetic: bool


@dataclass(frozen=True)
class CaseQuery:
    """Which cases are asked for; what is empty is not asked. ``areas``: None for all. ``until``: whose next clock runs out on this
    day or before. ``after``: the order's value and the number of the last case of the page before."""

    areas: tuple[str, ...] | None = None
    workflow: str = ""
    state: str = ""
    subject: str = ""
    handler: str = ""
    open_only: bool = False
    in_review: bool = False
    until: str = ""
    order: Order = "opened"
    after: tuple[str, str] | None = None
    most: int = 50


@dataclass(frozen=True)
class CaseCount:
    """How many cases of a workflow stand in a state; how many of these are in review, and how many are synthetic."""

    workflow: str
    state: str
    cases: int
    in_review: int
    synthetic: int
