"""What is known of what is kept of people: how long, and which erasures were asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class KeptUntil:
    """A case that ended on a day is kept until a day, YYYY-MM-DD; empty: its workflow does not say."""

    case: str
    ended: str
    until: str


@dataclass(frozen=True)
class Erasure:
    """An erasure that was asked for by an event: of which part (empty: all), by whom, and whether it was decided."""

    event: int
    case: str
    part: str
    asked_by: str
    state: Literal["open", "done", "refused"]
