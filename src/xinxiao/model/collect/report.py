"""A report: a form, for a period, of one frame unit. What moved it are events; this folds them to how it stands.

``due → submitted → accepted``; ``held`` in between while a finding waits for the release of a superior level; ``returned`` goes
back to the respondent. A later submission opens what was accepted again: acceptance binds to one content. Queries are
threads beside the state. Events are folded in the order of their numbers: the time they say decides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, Literal

from xinxiao.errors import Conflict, NotFound, told
from xinxiao.model.collect import facts
from xinxiao.model.event import Event
from xinxiao.model.period import spelt

State = Literal["due", "held", "submitted", "returned", "accepted"]
STATES: tuple[State, ...] = ("due", "held", "submitted", "returned", "accepted")
OWED: frozenset[State] = frozenset({"due", "returned"})
"""What the respondent has to act on."""
Saved = Literal["saved", "moved", "overtaken"]
"""What became of a draft: kept; another revision is there already; another version was submitted since."""
Timely = Literal["", "yes", "no"]
"""Whether the first submission came before it was due; empty while there is none."""
Act = Literal["submit", "query", "answer", "return", "accept", "release", "ask", "extend"]
ACT_OF: Mapping[str, Act] = {
    facts.ReportSubmitted.kind: "submit",
    facts.ReportQueried.kind: "query",
    facts.ReportAnswered.kind: "answer",
    facts.ReportReturned.kind: "return",
    facts.ReportAccepted.kind: "accept",
    facts.ReportReleased.kind: "release",
    facts.ExtensionAsked.kind: "ask",
    facts.ExtensionDecided.kind: "extend",
}
"""The act that an event of each kind records."""
FOLLOWS: Mapping[State, tuple[Act, ...]] = {
    "due": ("submit", "ask", "extend"),
    "held": ("submit", "query", "answer", "return", "release"),
    "submitted": ("submit", "query", "answer", "return", "accept"),
    "returned": ("submit", "query", "answer", "ask", "extend"),
    "accepted": ("submit", "query", "answer", "return", "accept"),
}
"""Which act may follow in each state. What an act must fit beside (the last version, an open thread, a level above the one that
accepted) is asked by :func:`after`."""
NO_RANK = 99
"""The rank of a level where none accepted yet."""
DRAWN = ("unit", "area", "industry")
"""The columns of a population: who owes a report, and where the unit was and what it did when the form was issued."""
_UNIT = re.compile(r"[A-Z0-9-]{3,32}")
_FORM = re.compile(r"[A-Z0-9_]{1,64}")


@dataclass(frozen=True, order=True)
class ReportKey:
    """Which report: the id of a form, a period, the id of a frame unit."""

    form: str
    period: str
    unit: str

    @property
    def text(self) -> str:
        """The key as one text, which is also its part of an address."""
        return f"{self.form}/{self.period}/{self.unit}"


def key_of(text: str) -> ReportKey:
    """A key from its text. Raises :class:`NotFound` for what can be none."""
    form, _, rest = text.partition("/")
    period, _, unit = rest.partition("/")
    if not (_FORM.fullmatch(form) and spelt(period) and _UNIT.fullmatch(unit)):
        raise NotFound(f"no report {text[:120]!r}", told("no_report", report=ascii(text[:120])[1:-1]))
    return ReportKey(form, period, unit)


@dataclass(frozen=True)
class Report:
    """A report and how it stands. Moments are UTC, ISO 8601, empty for what has not happened.

    ``area``, ``industry``: of the unit when the form was issued; ``issue``: the event that did it; ``number``, ``sha256``,
    ``version``, ``submitted_at``: of the last submission; ``held``: rules that wait for a release; ``threads``: queries so far,
    ``open_threads`` those without an answer; ``accepted``: the highest level that accepted the content ``accepted_sha256``,
    ``rank`` where it stands; ``requests``: extensions asked for, ``requested``: until when the open one asks; ``event``: the last
    that moved it.
    """

    form: str
    period: str
    unit: str
    area: str
    industry: str
    issue: int
    due: str
    state: State = "due"
    number: int = 0
    sha256: str = ""
    version: str = ""
    submitted_at: str = ""
    timely: Timely = ""
    held: tuple[str, ...] = ()
    threads: int = 0
    open_threads: tuple[int, ...] = ()
    accepted: str = ""
    rank: int = NO_RANK
    accepted_sha256: str = ""
    extended: str = ""
    requests: int = 0
    requested: str = ""
    event: int = 0

    @property
    def key(self) -> ReportKey:
        """Which report it is."""
        return ReportKey(self.form, self.period, self.unit)

    @property
    def ends(self) -> str:
        """The moment from which it is late: when it is due, or what that was extended to."""
        return max(self.due, self.extended)

    @property
    def may(self) -> tuple[Act, ...]:
        """The acts that may follow now."""
        return tuple(act for act in FOLLOWS[self.state] if self._fits(act))

    def _fits(self, act: Act) -> bool:
        match act:
            case "answer":
                return bool(self.open_threads)
            case "ask":
                return not self.requested
            case "extend":
                return bool(self.requested)
            case "accept":
                return self.state != "accepted" or self.rank > 0
            case _:
                return True

    def demand(self, act: Act) -> None:
        """Raise :class:`Conflict`, with what may be done, for an act that is not in turn."""
        if act not in self.may:
            raise refused(self, act)


def refused(report: Report, act: Act) -> Conflict:
    """An act is out of turn: what the report's state is and what may be done."""
    return Conflict(
        f"{report.key.text} is {report.state}: {act}",
        told(
            "report_turn",
            report=report.key.text,
            state=report.state,
            act=act,
            allowed=", ".join(report.may) or "-",
        ),
    )


def after(report: Report, event: Event) -> Report:
    """The report as an event leaves it. Raises :class:`Conflict` for an event that is out of turn."""
    said, act = event.fact, ACT_OF[event.kind]
    report.demand(act)
    if not _MEANT[act](report, said):
        raise refused(report, act)
    return replace(_MOVED[act](report, said, event.at), event=event.sequence)


def fold(issued: Report, events: Iterable[Event]) -> Report:
    """How a report stands after events, in the order of their numbers; ``issued``: as it was when the form was issued."""
    for event in events:
        issued = after(issued, event)
    return issued


def _is_last(report: Report, said: dict[str, Any]) -> bool:
    return bool(said["number"] == report.number)


_Said = dict[str, Any]
_MEANT: Mapping[Act, Callable[[Report, _Said], bool]] = {
    "submit": lambda r, s: s["number"] == r.number + 1,
    "query": lambda r, s: _is_last(r, s) and s["thread"] == r.threads + 1,
    "answer": lambda r, s: s["thread"] in r.open_threads,
    "return": lambda r, s: _is_last(r, s) and s["rank"] <= r.rank,
    "accept": lambda r, s: _is_last(r, s) and s["content"] == r.sha256 and s["rank"] < r.rank,
    "release": lambda r, s: _is_last(r, s) and s["rule"] in r.held,
    "ask": lambda r, s: s["request"] == r.requests + 1,
    "extend": lambda r, s: s["request"] == r.requests,
}
"""Whether what an act says fits the report: it is about the last version, an open thread, the open request; what one level
accepted, only one above accepts again, and none below gives back."""
_REOPENED: dict[str, Any] = {"accepted": "", "rank": NO_RANK, "accepted_sha256": ""}


def _submitted(report: Report, said: _Said, at: str) -> Report:
    return replace(
        report,
        state="held" if said["held"] else "submitted",
        number=said["number"],
        sha256=said["sha256"],
        version=said["version"],
        submitted_at=at,
        timely=report.timely or ("no" if said["late"] else "yes"),
        held=tuple(said["held"]),
        requested="",
        **_REOPENED,
    )


def _queried(report: Report, said: _Said, at: str) -> Report:
    return replace(report, threads=said["thread"], open_threads=(*report.open_threads, said["thread"]))


def _answered(report: Report, said: _Said, at: str) -> Report:
    return replace(report, open_threads=tuple(n for n in report.open_threads if n != said["thread"]))


def _returned(report: Report, said: _Said, at: str) -> Report:
    return replace(report, state="returned", held=(), **_REOPENED)


def _accepted(report: Report, said: _Said, at: str) -> Report:
    return replace(
        report,
        state="accepted",
        accepted=said["level"],
        rank=said["rank"],
        accepted_sha256=said["content"],
    )


def _released(report: Report, said: _Said, at: str) -> Report:
    held = tuple(rule for rule in report.held if rule != said["rule"])
    return replace(report, held=held, state="held" if held else "submitted")


def _asked(report: Report, said: _Said, at: str) -> Report:
    return replace(report, requests=said["request"], requested=said["until"])


def _extended(report: Report, said: _Said, at: str) -> Report:
    return replace(report, requested="", extended=said["until"] or report.extended)


_MOVED: Mapping[Act, Callable[[Report, _Said, str], Report]] = {
    "submit": _submitted,
    "query": _queried,
    "answer": _answered,
    "return": _returned,
    "accept": _accepted,
    "release": _released,
    "ask": _asked,
    "extend": _extended,
}


def units_hash(units: Iterable[str]) -> str:
    """The SHA-256 of a list of frame units, in the order of their bytes, each with a line feed after it: their ids, or their
    ids and more."""
    found = sha256()
    for unit in units:
        found.update(unit.encode() + b"\n")
    return found.hexdigest()


@dataclass(frozen=True)
class Issue:
    """A form as it was issued for a period, by an event; ``bundle`` and ``circumstances`` are hashes of blobs, ``units`` that of
    the list of units. Moments are UTC, ISO 8601."""

    event: int
    form: str
    period: str
    version: str
    bundle: str
    circumstances: str
    opens: str
    due: str
    reports: int
    units: str
    at: str


@dataclass(frozen=True)
class Submission:
    """A version of a report, as bytes: the canonical content whose hash the event ``event`` holds."""

    event: int
    number: int
    sha256: str
    content: bytes


@dataclass(frozen=True)
class Draft:
    """What is filled in and not submitted: ``revision`` counts how often it was saved; ``by``: the account that saved it last."""

    revision: int
    sha256: str
    saved_at: str
    by: str
    content: bytes


@dataclass(frozen=True)
class Told:
    """An event about a report, with the sentence it holds the hash of (empty where it holds none)."""

    event: Event
    text: str


@dataclass(frozen=True)
class Owed:
    """A report that is not in: which, in which area, and when it ends or ended (UTC, ISO 8601)."""

    form: str
    period: str
    unit: str
    area: str
    ends: str
