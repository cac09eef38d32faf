"""What the desk of cases shows beside the cases: how near days are, what words may mean, how many stand where, what is public."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

NOBODY = "-"
"""Asked for as handler: cases that nobody handles."""
Urgency = Literal["overdue", "today", "soon", "later"]
SOON = 7
"""Days within which what is due is due soon."""


def urgency(due: str, today: date) -> Urgency:
    """How near a day (YYYY-MM-DD) is."""
    left = (date.fromisoformat(due) - today).days
    return "overdue" if left < 0 else "today" if left == 0 else "soon" if left <= SOON else "later"


@dataclass(frozen=True)
class Means:
    """What words may mean: the beginning of a case's number or of a subject's code; subjects by their codes."""

    beginning: str = ""
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True)
class Count:
    """How many cases of a workflow stand in a state."""

    workflow: str
    state: str
    cases: int


@dataclass(frozen=True)
class Published:
    """Something that is public of a case. ``event``: the one by which it began; ``since`` and ``until`` are days, ``until`` is
    empty where an act ends it."""

    case: str
    publication: str
    event: int
    workflow: str
    subject: str
    since: str
    until: str
    synthetic: bool
