"""What desks ask of what happened to what is kept of people."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from xinxiao.model.event import Event
from xinxiao.model.oversight.personal_record import DueErasure, Gone, Looked, LookedQuery, Waiting

Areas = Collection[str] | None
"""Areas that are asked for; None for all."""


class PersonalDesk(Protocol):
    """Questions about many cases, each one statement and a page long."""

    def looked(self, query: LookedQuery) -> tuple[Looked, ...]:
        """Events by which somebody saw or took away what is masked, the last first."""

    def said(self, case: str) -> tuple[Event, ...]:
        """All that happened to what a case holds of people, in order."""

    def waiting(self, areas: Areas, before: int = ..., most: int = ...) -> tuple[Waiting, ...]:
        """Erasures that wait for a decision, asked last first, those before an event (0: from the last)."""

    def held(self, areas: Areas, before: int = ..., most: int = ...) -> tuple[Waiting, ...]:
        """Holds that last, put last first."""

    def due(
        self, areas: Areas, until: str, after: tuple[str, str] = ..., most: int = ...
    ) -> tuple[DueErasure, ...]:
        """Cases that are kept until a day or before, in order of those days, then of their numbers."""

    def gone(self, areas: Areas, before: int = ..., most: int = ...) -> tuple[Gone, ...]:
        """What was erased, last first."""
