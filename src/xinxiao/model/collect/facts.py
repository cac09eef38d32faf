"""What happens to forms and reports, as events. They hold ids and hashes: no reported value, no name, no sentence."""

from __future__ import annotations

from typing import ClassVar, Literal

from xinxiao.model.event import Fact

Channel = Literal["web", "workbook", "api", "file"]
"""How a submission came in: filled on the page, an uploaded workbook, from a firm's own system, a file of many reports."""
Stage = Literal["before", "at", "after", "above"]
"""When somebody is reminded: before a report is due, on its last day, when it is overdue; and last the level above."""


class FormIssued(Fact, frozen=True, kw_only=True):
    """A form was issued for a period: by the hash of its bundle, to so many units. ``units`` is the hash of their
    sorted list, each with its area and industry and a tab between them (:func:`xinxiao.model.collect.report.units_hash`). Moments are UTC, ISO 8601."""

    kind: ClassVar[str] = "form.issued"
    form: str
    period: str
    version: str
    bundle: str
    circumstances: str
    opens: str
    due: str
    reports: int
    units: str


class ReportFact(Fact, frozen=True, kw_only=True):
    """What is said of one report."""

    form: str
    period: str
    unit: str


class ReportSubmitted(ReportFact, frozen=True, kw_only=True):
    """A version of a report came in: number 1, 2, 3 …, the hash of its content and the version of the form it answers.

    ``signers``: accounts by role; ``held``: rules whose findings wait for the release of a superior level; ``late``:
    whether it came after the moment it was due.
    """

    kind: ClassVar[str] = "report.submitted"
    number: int
    sha256: str
    version: str
    channel: Channel
    signers: dict[str, str]
    held: list[str]
    late: bool


class ReportQueried(ReportFact, frozen=True, kw_only=True):
    """A level asked about a submission: the number of the thread, the items it is about, the hash of the question."""

    kind: ClassVar[str] = "report.queried"
    number: int
    thread: int
    items: list[str]
    level: str
    sha256: str


class ReportAnswered(ReportFact, frozen=True, kw_only=True):
    """The respondent answered a query."""

    kind: ClassVar[str] = "report.answered"
    thread: int
    sha256: str


class ReportReturned(ReportFact, frozen=True, kw_only=True):
    """A level gave a submission back to the respondent, for a reason."""

    kind: ClassVar[str] = "report.returned"
    number: int
    level: str
    rank: int
    sha256: str


class ReportAccepted(ReportFact, frozen=True, kw_only=True):
    """A level accepted a submission of this content and no other. ``rank``: 0 is the whole, more is farther below."""

    kind: ClassVar[str] = "report.accepted"
    number: int
    content: str
    level: str
    rank: int


class ReportReleased(ReportFact, frozen=True, kw_only=True):
    """A superior level let a submission pass though a rule does not hold, for a reason."""

    kind: ClassVar[str] = "report.released"
    number: int
    rule: str
    level: str
    sha256: str


class ExtensionAsked(ReportFact, frozen=True, kw_only=True):
    """The respondent asked for more time, until a moment, for a reason."""

    kind: ClassVar[str] = "report.extension_asked"
    request: int
    until: str
    sha256: str


class ExtensionDecided(ReportFact, frozen=True, kw_only=True):
    """A level granted more time until a moment, or refused it (``until`` is empty), for a reason."""

    kind: ClassVar[str] = "report.extended"
    request: int
    until: str
    level: str
    sha256: str


class ReportsReminded(Fact, frozen=True, kw_only=True):
    """Those who owe reports of a form and period were reminded: on which day, at which stage, how many, and the hash of their
    sorted list."""

    kind: ClassVar[str] = "report.reminded"
    day: str
    form: str
    period: str
    stage: Stage
    reports: int
    units: str


ACTS: tuple[type[ReportFact], ...] = (
    ReportSubmitted,
    ReportQueried,
    ReportAnswered,
    ReportReturned,
    ReportAccepted,
    ReportReleased,
    ExtensionAsked,
    ExtensionDecided,
)
"""What moves one report."""
