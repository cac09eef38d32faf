"""What pages of draws for anybody ask of the tables that are made from events."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from xinxiao.model.oversight.case import Case
from xinxiao.model.oversight.desk import Published
from xinxiao.model.oversight.draw_facts import DrawStanding
from xinxiao.model.oversight.draw_list import DrawQuery, InspectionRow, NumbersOfYear


class DrawPages(Protocol):
    """Questions about many draws, and about what followed from one. None asks once for each thing it finds."""

    def page(self, query: DrawQuery) -> tuple[DrawStanding, ...]:
        """Draws that fit a question, the last committed first, a page of them."""

    def found(self, numbers: Collection[str]) -> tuple[DrawStanding, ...]:
        """Some draws, in the order of their commitments; those that are not there left out."""

    def numbers(self) -> tuple[NumbersOfYear, ...]:
        """How far numbers go in each series and year, the latest year first."""

    def used(self, series: str, year: int) -> frozenset[int]:
        """The numbers of a series that were used in a year."""

    def inspections(
        self, workflow: str, field: str, number: str, subjects: Collection[str], clocks: Collection[str]
    ) -> tuple[InspectionRow, ...]:
        """The cases of a workflow about some subjects whose first act gave a field this number, with how these clocks of theirs stand
        and what became public of them, by their numbers."""

    def published(self, cases: Collection[str], day: str) -> tuple[Published, ...]:
        """What is public of some cases on a day, what began last first."""

    def cases(self, ids: Collection[str]) -> tuple[Case, ...]:
        """Some cases as they stand, by their numbers; those that are not there left out."""
