"""What uses that collect reports need from outside: the reports themselves, and whom to remind."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

import pyarrow as pa

from xinxiao.model.collect.facts import (
    FormIssued,
    ReportAccepted,
    ReportFact,
    ReportsReminded,
    ReportSubmitted,
)
from xinxiao.model.collect.report import Draft, Issue, Owed, Report, ReportKey, Saved, Submission, Told
from xinxiao.model.event import Event


class Reports(Protocol):
    """Forms that were issued, and the reports on them."""

    def issue(self, fact: FormIssued, population: pa.Table, actor: str, at: str) -> Issue:
        """Record that a form was issued, and expect a report of each unit. Raises Conflict."""

    def issues(self, form: str = "", period: str = "") -> tuple[Issue, ...]:
        """What was issued, of a form and a period or of all."""

    def find(self, key: ReportKey) -> Report:
        """A report. Raises NotFound."""

    def of_units(self, units: Collection[str]) -> tuple[Report, ...]:
        """All reports of some units, the last period first."""

    def of_keys(self, keys: Collection[ReportKey]) -> tuple[Report, ...]:
        """Those of some reports that are expected."""

    def listed(
        self,
        form: str,
        period: str,
        areas: Collection[str] | None = None,
        states: Collection[str] | None = None,
        after: str = "",
        most: int = 500,
    ) -> tuple[Report, ...]:
        """Reports of a form and period in some areas and states, by unit, those after a unit."""

    def submit(self, actor: str, at: str, fact: ReportSubmitted, content: bytes) -> Event:
        """Record a submission and keep its content. Raises Conflict."""

    def say(self, actor: str, at: str, fact: ReportFact, words: str = "") -> Event:
        """Record an act on a report and keep its words. Raises Conflict."""

    def accept_unmoved(self, actor: str, at: str, facts: Sequence[ReportAccepted], since: int) -> None:
        """Record that reports of a form and period were accepted, all or none, if none moved after an event. Raises Conflict."""

    def submission(self, key: ReportKey, number: int = 0) -> Submission | None:
        """A version of a report, or its last."""

    def contents(self, keys: Collection[ReportKey]) -> dict[ReportKey, bytes]:
        """The last contents of some reports."""

    def every(self, keys: Collection[ReportKey]) -> tuple[tuple[ReportKey, Submission], ...]:
        """All versions of some reports, in the order they came."""

    def history(self, key: ReportKey) -> tuple[Told, ...]:
        """All events about a report, in order, with what was said in them."""

    def event(self, sequence: int) -> Event:
        """An event by its number."""

    def draft(self, key: ReportKey) -> Draft | None:
        """What is filled in and not submitted yet."""

    def save_draft(self, key: ReportKey, draft: Draft, after: int | None = None) -> Saved:
        """Keep a draft as the revision it names, if nobody was before and the submission ``after`` is the last."""


class Reminders(Protocol):
    """Who owes reports, whom that is told, and that it was."""

    def owed(self, since: str, until: str) -> tuple[Owed, ...]:
        """The reports that respondents have to act on and that end between two moments, by form, period and unit."""

    def record(self, actor: str, at: str, fact: ReportsReminded, units: Sequence[str]) -> Event:
        """Record that some units were reminded."""

    def of_day(self, day: str) -> tuple[Event, ...]:
        """The events that reminded on a day."""

    def units(self, event: int, after: str, most: int) -> tuple[str, ...]:
        """Units that an event reminded, those after one."""

    def about(self, key: ReportKey) -> tuple[Event, ...]:
        """The events that reminded the unit of a report of it."""

    def addresses(self, scopes: Collection[str], roles: Collection[str]) -> dict[str, tuple[str, ...]]:
        """The e-mail addresses of those who hold some roles for some scopes, by scope."""
