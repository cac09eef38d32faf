"""What uses of draws need from outside."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

import pyarrow as pa

from xinxiao.model.event import Event, Fact
from xinxiao.model.oversight.draw_facts import DrawStanding
from xinxiao.model.oversight.lists import EntryKey


class Draws(Protocol):
    """Draws with everything that happened to them."""

    def last(self, series: str) -> tuple[str, str] | None:
        """The newest draw of a series and its commitment."""

    def listed(self, year: int | None = None) -> tuple[DrawStanding, ...]:
        """All draws, or those of a year."""

    def find(self, number: str) -> DrawStanding:
        """One draw. Raises NotFound."""

    def inspected(self, workflow: str, year: int, without: Collection[str]) -> pa.Table:
        """The cases of a workflow that were opened in a year and stand in none of some states: ``subject`` and ``case``."""

    def inspected_for(
        self, keys: Collection[EntryKey], workflow: str, year: int, without: Collection[str]
    ) -> pa.Table:
        """The same of those that rest on one of some entries of lists."""

    def append(self, actor: str, at: str, facts: Sequence[Fact]) -> tuple[Event, ...]:
        """Append events of draws, all or none. Raises Conflict."""
