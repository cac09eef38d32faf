"""What is known of what is kept of people: how long, and which erasures were asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from xinxiao.model.event import Event


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


# ---- as desks list them


@dataclass(frozen=True)
class LookedQuery:
    """Which events are asked for, by which somebody saw or took away what is masked; what is empty is not asked. ``since`` and
    ``until``: UTC, ISO 8601, the second not included; ``before``: the event that the page before ended with."""

    actor: str = ""
    case: str = ""
    since: str = ""
    until: str = ""
    before: int = 0
    most: int = 50


@dataclass(frozen=True)
class Looked:
    """Such an event with the case it is about: the workflow and the file it goes by, and whether it is invented."""

    event: Event
    case: str
    workflow: str
    definition: str
    synthetic: bool


@dataclass(frozen=True)
class Waiting:
    """An erasure that waits for a decision, or a hold that lasts: the event by which it began, who did that and when; ``part`` is empty
    for all of a case, and for a hold."""

    event: int
    case: str
    part: str
    actor: str
    at: str
    synthetic: bool


@dataclass(frozen=True)
class DueErasure:
    """A case that is kept until a day (YYYY-MM-DD), after which its keys are destroyed, unless it is ``held``."""

    case: str
    ended: str
    until: str
    held: bool
    synthetic: bool


@dataclass(frozen=True)
class Gone:
    """A part of a case (empty: all) whose key was destroyed, by the event that says so."""

    event: Event
    case: str
    part: str
    synthetic: bool
