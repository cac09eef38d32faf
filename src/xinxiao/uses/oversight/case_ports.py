"""What uses of oversight need to read and move cases, and what they go by."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from xinxiao.model.calendar import CalendarSpec
from xinxiao.model.event import Event, Fact
from xinxiao.model.explanation import ExplanationSpec
from xinxiao.model.oversight.case import Case
from xinxiao.model.oversight.case_list import CaseCount, CaseQuery, CaseRow
from xinxiao.model.oversight.content import Row
from xinxiao.model.oversight.masking import MaskingSpec
from xinxiao.model.oversight.rule import Rule
from xinxiao.model.oversight.workflow import Workflow
from xinxiao.model.text import Text
from xinxiao.texts import Language


class Cases(Protocol):
    """Cases, folded from their events."""

    def find(self, case: str) -> Case:
        """A case as it stands. Raises NotFound."""

    def events(self, case: str) -> tuple[Event, ...]:
        """All events of a case, in order. Raises NotFound."""

    def append(
        self, actor: str, at: str, facts: Sequence[Fact], before: Case | None, rows: Sequence[Row] = ()
    ) -> tuple[Event, ...]:
        """Record what happened to a case, all or nothing, with what is sealed of it. Raises Conflict when it moved on meanwhile."""

    def append_all(
        self,
        at: str,
        said: Sequence[tuple[str, Fact]],
        before: Mapping[str, Case],
        rows: Sequence[Row] = (),
    ) -> tuple[Event, ...]:
        """Record what happened to several cases, and what goes with that, all or nothing, each fact in the name of its actor.
        ``before``: those that are not opened by it. Raises Conflict when something happened to one of them meanwhile."""

    def contents(self, case: str) -> tuple[Row, ...]:
        """What is sealed of a case, by act and part."""

    def of_document(self, number: str) -> tuple[str, str] | None:
        """The case a document belongs to and the hash of its bytes, by its number; None where there is none."""

    def document_of(self, sha256: str) -> str | None:
        """The number of the document with these bytes; None where there is none."""

    def give_numbers(self, prefix: str, year: int, count: int = 1) -> range:
        """So many numbers that were never given before, in a row."""

    def listed(self, query: CaseQuery) -> tuple[CaseRow, ...]:
        """Cases that fit a question, in its order, a page of them."""

    def counts(self, areas: Collection[str] | None = None) -> tuple[CaseCount, ...]:
        """How many cases stand where, in some areas or all."""

    def over(self, before: str, most: int = ...) -> tuple[str, ...]:
        """The cases that have a clock whose last day was before a day, in order of those days."""

    def counting(self, *, provisional: bool, after: str = "", most: int = ...) -> tuple[str, ...]:
        """Cases with a running clock, by their numbers, those after one: all, or those whose last day may still move."""


@dataclass(frozen=True)
class Definition:
    """A workflow with the bytes of its file and their hash, by which acts pin it."""

    workflow: Workflow
    digest: str
    content: bytes


class Known(Protocol):
    """What the programme says that cases go by."""

    @property
    def workflows(self) -> Mapping[str, Workflow]:
        """The workflows as they are today, by id."""

    @property
    def rules(self) -> Mapping[str, Rule]:
        """The rules of law by id."""

    @property
    def calendar(self) -> CalendarSpec:
        """Which days are worked."""

    def current(self, workflow: str) -> Definition | None:
        """A workflow as its file says it today; None where there is no such file, or one with a fault."""

    def pinned(self, digest: str, workflow: str) -> Workflow | None:
        """A workflow as a file of this hash said it; None where that file is not kept."""

    def definition(self, digest: str, workflow: str) -> Workflow | None:
        """The same for who only reads it: as it is today where that file is not kept; None for neither."""

    @property
    def masking(self) -> MaskingSpec | None:
        """How what is about people is masked; None: as a whole."""

    @property
    def reasons(self) -> ExplanationSpec:
        """What is no reason to see what is kept of a person."""

    @property
    def areas(self) -> frozenset[str]:
        """All areas."""

    def template(self, name: str, language: Language = "zh") -> str | None:
        """The words of a template of a document, Chinese as it is issued, or English; None where there are none."""

    def codes(self, codelist: str) -> Mapping[str, Text]:
        """The codes of a list with their names."""

    def area(self, code: str) -> Text | None:
        """The name of an area."""

    def above(self, area: str) -> tuple[str, ...]:
        """An area and those it lies in, from itself upwards."""

    def within(self, area: str) -> frozenset[str]:
        """An area and all that lie in it."""
