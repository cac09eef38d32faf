"""What counting cases asks of the chain of oversight: sets, each by one statement, as of one event."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import pyarrow as pa


class CaseCounts(Protocol):
    """Numbers of cases as the events up to one of them say. Tables have a column ``area`` (as the case has it), ``unit`` (the code of
    the subject; the case itself where it is about none), what tells the counted things apart, and ``n``: how many there are."""

    def first(self, workflow: str, until: int) -> str:
        """The day of the first case of a workflow (YYYY-MM-DD); empty for none."""

    def is_synthetic(self, workflows: Sequence[str], until: int) -> bool:
        """Whether any case of some workflows is invented."""

    def states(self, workflow: str, days: Sequence[str], until: int) -> pa.Table:
        """Cases by how they stood at the end of some days: ``states`` has a letter for each day, N for not opened yet, O for open,
        C for ended."""

    def runs(self, workflow: str, days: tuple[str, str], after: int, until: int) -> pa.Table:
        """Runs of clocks that ended between two days: by ``clock``, ``end`` (met, met_late or ran_out), the day they ``started`` and
        the day they ended, ``ended``. ``after``: an event before all that happened on those days."""

    def publications(
        self, workflow: str, days: tuple[str, str], fields: Sequence[str], after: int, until: int
    ) -> pa.Table:
        """What became public between two days: by ``publication``, and what each of some fields held then, in columns of their names
        (empty: nothing)."""
