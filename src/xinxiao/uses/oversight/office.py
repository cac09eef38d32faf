"""An office: one call of a use of oversight, with the stores of oversight at hand and no others."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from xinxiao.errors import NotAllowed, told
from xinxiao.model.actor import Actor, Right
from xinxiao.model.collect.people import PersonRight
from xinxiao.model.event import moment
from xinxiao.uses.oversight.ports import OversightPorts


@dataclass(frozen=True)
class Office:
    """Who asks for what in oversight, and when."""

    ports: OversightPorts
    actor: Actor
    now: datetime

    @property
    def at(self) -> str:
        """The time as events hold it: UTC, ISO 8601, to the millisecond."""
        return moment(self.now)

    @property
    def today(self) -> date:
        """The day it is where this installation is."""
        return self.now.astimezone(self.ports.zone).date()

    def demand(self, right: Right) -> None:
        """Raise :class:`NotAllowed` unless the actor may do this, at least somewhere."""
        self._demand(right, self.actor.may(right))

    def demand_any(self, *rights: Right) -> None:
        """Raise :class:`NotAllowed` unless the actor may do one of these, at least somewhere."""
        self._demand(rights[0], any(self.actor.may(right) for right in rights))

    def demand_over(self, right: PersonRight, areas: Collection[str]) -> None:
        """Raise :class:`NotAllowed` unless the actor may do this over an area: ``areas`` are its code and those of all above it."""
        self._demand(right, self.actor.reaches(right, areas=areas))

    def _demand(self, right: Right, is_allowed: bool) -> None:
        if not is_allowed:
            raise NotAllowed(f"{self.actor.kind} may not {right}", told("not_allowed", right=right))
