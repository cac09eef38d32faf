"""The report somebody asks for, when they may: with its issue, its form, and how far whoever asks reaches over it."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from xinxiao.errors import DataFault, NotAllowed, told
from xinxiao.model.actor import Actor
from xinxiao.model.collect.bundle import Bundle, Circumstances
from xinxiao.model.collect.people import RIGHTS, PersonRight
from xinxiao.model.collect.report import Issue, Report, ReportKey
from xinxiao.uses.call import Call
from xinxiao.uses.collect import forms

WORDS = 2_000
"""Characters of a question, an answer or a reason."""


@dataclass(frozen=True)
class Asked:
    """A report, the issue it belongs to, its form, and where it applies."""

    report: Report
    issue: Issue
    bundle: Bundle
    where: Circumstances

    @property
    def areas(self) -> tuple[str, ...]:
        """The area of its unit and those above, from the nearest on."""
        return self.where.above(self.report.area)


def asked(call: Call, key: ReportKey, right: PersonRight) -> Asked:
    """A report for whoever may do something with it.

    Raises :class:`NotAllowed` for who may not: of a report out of reach nobody learns whether there is one.
    :class:`NotFound` for one that is not expected.
    """
    call.demand(right)
    if not _may_ask(call.actor, right, key.unit):
        raise _out_of_reach()
    report = call.ports.reports.find(key)
    issue = forms.issue_of(call, key.form, key.period)
    found = Asked(report, issue, forms.bundle(call, issue), forms.where(call, issue))
    if not call.actor.reaches(right, unit=key.unit, areas=found.areas):
        raise _out_of_reach()
    return found


def _may_ask(actor: Actor, right: PersonRight, unit: str) -> bool:
    """Whether a grant could give the right over a unit, wherever it is."""
    fits = (grant for grant in actor.grants if right in RIGHTS[grant.role])
    return any(grant.kind == "area" or grant.scope == unit for grant in fits)


def _out_of_reach() -> NotAllowed:
    return NotAllowed("out of reach", told("out_of_reach"))


def level_of(call: Call, found: Asked) -> tuple[str, int]:
    """The level at which whoever asks reviews a report, the highest of theirs, and its rank: 0 is the whole."""
    where = found.where
    areas = [
        where.by_id[grant.scope]
        for grant in call.actor.grants
        if "review" in RIGHTS[grant.role] and grant.scope in found.areas and grant.scope in where.by_id
    ]
    if not areas:
        raise _out_of_reach()
    best = min(areas, key=lambda place: where.rank(place.level))
    return best.level, where.rank(best.level)


def worded(words: str) -> tuple[str, str]:
    """A question, an answer or a reason as it is kept, and its hash. Raises :class:`DataFault` for none, and for a long one."""
    kept = words.replace("\r\n", "\n").strip()
    if not kept or len(kept) > WORDS or any(ord(c) < 32 and c not in "\n\t" for c in kept):
        raise DataFault("words", told("report_words", most=WORDS))
    try:
        return kept, sha256(kept.encode()).hexdigest()
    except UnicodeEncodeError as error:
        raise DataFault("half of a character", told("content_text")) from error
