"""What the desk needs from outside: sums and lists of reports, and what scrutiny found."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol

import pyarrow as pa

from xinxiao.model.collect.desk import By, Standing
from xinxiao.model.collect.frame import FrameUnit
from xinxiao.model.collect.report import Report, ReportKey, Told
from xinxiao.model.collect.scrutiny import Peers, Scrutinised, Suspicion, Test
from xinxiao.model.event import Event

Areas = Collection[str] | None
"""The areas asked about; None: all."""


class Desk(Protocol):
    """Questions about reports. Each is one statement, whatever the number of reports."""

    def standings(self, form: str, period: str, by: By, areas: Areas) -> tuple[Standing, ...]:
        """How reports stand by area or industry, in some areas."""

    def standings_of(self, issues: Sequence[tuple[str, str]], areas: Areas) -> tuple[Standing, ...]:
        """The same for whole forms; codes are ``FORM/PERIOD``."""

    def told(self, areas: Areas, form: str, period: str, *, pending: bool, most: int) -> tuple[Told, ...]:
        """Questions and answers, in order."""

    def waiting(self, areas: Areas, form: str, period: str, most: int) -> tuple[Report, ...]:
        """Reports whose units wait for more time."""

    def reminders(self, form: str, period: str, most: int) -> tuple[Event, ...]:
        """Reminders that were sent, the last first."""

    def cells(self, form: str, period: str, items: Sequence[str]) -> pa.Table:
        """The numbers of the last content of every report, as their texts: columns ``unit`` and the items."""

    def units(self, form: str, period: str, day: str) -> pa.Table:
        """The units that reported, as the frame has them on a day: its columns, one row for each unit."""

    def last_event(self, form: str, period: str) -> int:
        """The number of the last event that moved a report."""

    def note_scrutiny(
        self,
        done: Scrutinised,
        suspicions: Iterable[Suspicion],
        places: Mapping[str, tuple[str, str]],
        peers: Iterable[Peers],
    ) -> None:
        """Put what scrutiny found in the place of what it found before."""

    def scrutinised(self, form: str, period: str) -> Scrutinised | None:
        """When scrutiny was done last."""

    def suspicions(
        self,
        form: str,
        period: str,
        areas: Areas,
        *,
        unit: str = "",
        test: str = "",
        industry: str = "",
        most: int,
    ) -> tuple[Suspicion, ...]:
        """What was found, the weightiest first."""

    def tests(self, form: str, period: str, areas: Areas) -> dict[Test, int]:
        """How many suspicions each test has."""

    def peers(self, form: str, period: str, stratum: str) -> dict[str, Peers]:
        """Quartiles of a stratum, by item."""

    def found(self, units: Collection[str], day: str) -> dict[str, FrameUnit]:
        """Some units, as the frame has them on a day."""

    def acceptable(
        self, form: str, period: str, areas: Areas, rank: int, event: int, most: int
    ) -> tuple[tuple[ReportKey, int, str], ...]:
        """Reports that a level may accept and nothing speaks against: key, number and hash."""
