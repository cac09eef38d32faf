"""What the desk of cases asks of the tables that are made from events."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol

from xinxiao.model.oversight.case_list import CaseQuery, CaseRow
from xinxiao.model.oversight.desk import Count, Means, Published


class CaseDesk(Protocol):
    """Questions about many cases. Each is one statement, and none counts what it does not show."""

    def listed(self, query: CaseQuery) -> tuple[CaseRow, ...]:
        """Cases that fit a question, in its order, a page of them."""

    def meant(self, query: CaseQuery, means: Means) -> tuple[CaseRow, ...]:
        """Cases that words may mean, each once."""

    def rules(self, cases: Collection[str]) -> Mapping[tuple[str, str], tuple[str, str]]:
        """The rule and the day of its version that clocks of some cases follow, by case and clock."""

    def counts(self, areas: Collection[str] | None) -> tuple[Count, ...]:
        """How many cases stand in each state of each workflow, from sums that are kept."""

    def visits(
        self, account: str, areas: Collection[str] | None, *, visited: bool, most: int
    ) -> tuple[tuple[str, CaseRow], ...]:
        """Open cases in some areas for which somebody goes out, with the day (empty: none was said), the earliest first."""

    def published(self, day: str, which: Means | None, before: int, most: int) -> tuple[Published, ...]:
        """What is public on a day, what began last first; from before an event (0: from the last)."""

    def publications(self, case: str, day: str) -> tuple[Published, ...]:
        """What is public of one case on a day."""
