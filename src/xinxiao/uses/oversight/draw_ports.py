"""What uses of draws need from outside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from xinxiao.model.event import Event, Fact
from xinxiao.model.oversight.draw_facts import DrawStanding


class Draws(Protocol):
    """Draws with everything that happened to them."""

    def last(self, series: str) -> tuple[str, str] | None:
        """The newest draw of a series and its commitment."""

    def listed(self, year: int | None = None) -> tuple[DrawStanding, ...]:
        """All draws, or those of a year."""

    def find(self, number: str) -> DrawStanding:
        """One draw. Raises NotFound."""

    def append(self, actor: str, at: str, facts: Sequence[Fact]) -> tuple[Event, ...]:
        """Append events of draws, all or none. Raises Conflict."""
