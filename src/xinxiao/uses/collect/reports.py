"""Reports: what is due, filling one in, what is found in it, and submitting it. Only the respondent does so; levels above see it
at once and have acts of their own (:mod:`.review`)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from xinxiao.collect.examine import Beside, examined
from xinxiao.errors import Conflict, DataFault, told
from xinxiao.model.collect.bundle import Bundle
from xinxiao.model.collect.content import Content, content_of
from xinxiao.model.collect.facts import Channel, ReportSubmitted
from xinxiao.model.collect.finding import ReportFinding
from xinxiao.model.collect.people import Grant
from xinxiao.model.collect.report import Draft, Issue, Report, ReportKey, Submission, Told
from xinxiao.model.collect.thread import Thread, threads
from xinxiao.model.event import Event
from xinxiao.model.period import PER_YEAR, end_of, frequency
from xinxiao.model.receipt import Receipt, receipt
from xinxiao.uses.call import Call
from xinxiao.uses.collect import forms, reach
from xinxiao.uses.collect.asked import Asked, asked
from xinxiao.uses.collect.beside import beside as beside_of
from xinxiao.uses.collect.review import (
    accept,
    answer,
    ask_extension,
    extend,
    query,
    release_finding,
    return_,
)

__all__ = [
    "accept",
    "answer",
    "ask_extension",
    "due",
    "examine",
    "extend",
    "is_submitted",
    "query",
    "release_finding",
    "report",
    "return_",
    "save_draft",
    "submit",
]
_ACCOUNT = re.compile("[ -~]{1,64}")
TRIES = 5
"""How often a submission is tried that others overtake."""


class Refused(DataFault):
    """A report that cannot be submitted as it is; ``report_findings`` are all findings, those that block it among them."""

    def __init__(self, key: ReportKey, found: Sequence[ReportFinding]) -> None:
        count = sum(finding.blocks for finding in found)
        super().__init__(
            f"{key.text}: {count} findings", told("report_findings", report=key.text, count=count)
        )
        self.report_findings = tuple(found)


@dataclass(frozen=True)
class Due:
    """A report that the units of whoever asks owe or sent, and the issue it belongs to."""

    report: Report
    issue: Issue
    bundle: Bundle


@dataclass(frozen=True)
class Comparison:
    """What an item held in the period before, and in the same period of the year before; None: blank, or not reported."""

    before: str | None
    year_ago: str | None


@dataclass(frozen=True)
class Opened:
    """A report with all that is shown of it. ``content``: what is filled in, else what was submitted last, else nothing;
    ``findings``: about that content; ``beside``: values of earlier periods by item."""

    key: ReportKey
    report: Report
    issue: Issue
    bundle: Bundle
    content: Content
    draft: Draft | None
    submission: Submission | None
    history: tuple[Told, ...]
    reminded: tuple[Event, ...]
    threads: tuple[Thread, ...]
    beside: Mapping[str, Comparison]
    findings: tuple[ReportFinding, ...]


def due(call: Call) -> tuple[Due, ...]:
    """What the units of whoever asks owe or sent, the last period first."""
    call.demand("fill")
    units = {grant.scope for grant in call.actor.grants if grant.kind == "unit" and grant.scope}
    issues = {(held.form, held.period): held for held in call.ports.reports.issues()} if units else {}
    found = []
    for held in call.ports.reports.of_units(units) if units else ():
        issue = issues[held.form, held.period]
        found.append(Due(held, issue, forms.bundle(call, issue)))
    return tuple(found)


def report(call: Call, key: ReportKey) -> Opened:
    """A report with all that is shown of it. That it was seen is recorded first.

    Raises :class:`NotAllowed` out of reach, :class:`NotFound` for a report that is not expected.
    """
    found = asked(call, key, "inspect")
    reach.read(call, "report", key.text)
    ports, draft = call.ports.reports, None
    if call.actor.reaches("fill", unit=key.unit):  # what is not submitted is nobody else's business
        draft = ports.draft(key)
    submission, history = ports.submission(key), ports.history(key)
    held = draft or submission
    content = content_of(held.content) if held else Content()
    year = PER_YEAR[frequency(key.period)]
    beside = beside_of(call, key, found.bundle, (1, year))
    return Opened(
        key=key,
        report=found.report,
        issue=found.issue,
        bundle=found.bundle,
        content=content,
        draft=draft,
        submission=submission,
        history=history,
        reminded=call.ports.reminders.about(key),
        threads=threads(history),
        beside=_compared(key, found.bundle, beside, year),
        findings=examined(found.bundle, content, beside, found.where.explanation) if held else (),
    )


def _compared(key: ReportKey, bundle: Bundle, beside: Beside, year: int) -> dict[str, Comparison]:
    before, ago = (beside.contents.get((key.form, count)) for count in (1, year))
    return {
        item.id: Comparison(
            before.cells.get(item.id) if before else None, ago.cells.get(item.id) if ago else None
        )
        for item in bundle.form.items
    }


def examine(call: Call, key: ReportKey, content: Content) -> tuple[ReportFinding, ...]:
    """Everything found in a content as a report would have it, without submitting it: for whoever fills it in, since rules show
    values of earlier periods. Raises as :func:`report`."""
    return _examined(call, asked(call, key, "fill"), content)


def _examined(call: Call, found: Asked, content: Content) -> tuple[ReportFinding, ...]:
    beside = beside_of(call, found.report.key, found.bundle)
    return examined(found.bundle, content, beside, found.where.explanation)


def save_draft(call: Call, key: ReportKey, content: Content, base: int, after: int | None = None) -> Draft:
    """Save what is filled in; ``base``: the revision it was made from, 0 for none; ``after``: the number of the submission that
    was the last when it was made, 0 for none, None where nobody says. Nothing is examined.

    Raises :class:`Conflict` when it was saved or submitted meanwhile, as in another tab: what is there stays, and whoever
    saves still has what they filled in. Submitting ends a draft and revisions begin anew, so a revision alone does not tell.
    """
    asked(call, key, "fill")
    made = content.canonical
    draft = Draft(base + 1, sha256(made).hexdigest(), call.at, call.actor.name, made)
    became = call.ports.reports.save_draft(key, draft, after)
    if became == "saved":
        return draft
    if became == "overtaken":
        number = call.ports.reports.find(key).number
        raise Conflict(
            f"{key.text} was submitted meanwhile", told("draft_overtaken", report=key.text, number=number)
        )
    held = call.ports.reports.draft(key)
    if held is not None and held.sha256 == draft.sha256:
        return held
    raise Conflict(
        f"{key.text} was saved meanwhile",
        told("draft_moved", report=key.text, revision=held.revision if held else 0),
    )


def submit(
    call: Call,
    key: ReportKey,
    content: Content,
    channel: Channel = "web",
    signers: Mapping[str, str] | None = None,
    after: int | None = None,
) -> Receipt:
    """Submit a report: its receipt. The same content twice is one submission, unless it was returned in between.

    ``signers``: the account of each role the form wants under it; those that whoever submits holds need not be named.
    ``after``: the number of the submission that whoever submits saw last, 0 for none, None where nobody says: what comes after
    it is written over by none who have not seen it, and to submit the same content after it again gives the receipt of the
    first time, whatever happened since.
    Raises :class:`Refused` with all findings when some block it, :class:`DataFault` for signers who may not sign,
    :class:`Conflict` before the form opens, for a unit that was out of the frame at the period's end and when another was
    submitted after ``after``, :class:`NotAllowed` for anybody but the respondent.
    """
    made, digest = content.canonical, content.sha256
    content = content_of(made)  # what is examined is what is kept, texts in normal form
    for attempt in range(TRIES):
        found = asked(call, key, "fill")
        known = _known(call, found.report, digest, after)
        if known is not None:
            return receipt(known)
        if call.at < found.issue.opens:
            raise Conflict(
                f"{key.text} opens {found.issue.opens}",
                told("report_not_open", report=key.text, opens=found.issue.opens),
            )
        fact = _submitted(call, found, content, (digest, channel, _signed(call, found, signers or {})))
        try:
            return receipt(call.ports.reports.submit(call.actor.line, call.at, fact, made))
        except Conflict:
            if attempt == TRIES - 1:
                raise
    raise AssertionError


def _known(call: Call, held: Report, digest: str, after: int | None) -> Event | None:
    """The event that this very content was submitted by: while it is the last and was not returned, or as the next after
    ``after``. Raises :class:`Conflict` when another is that."""
    number = held.number
    if after is not None and after != number:
        number = after + 1
    elif held.sha256 != digest or held.state == "returned":
        return None
    submission = call.ports.reports.submission(held.key, number)
    if submission is None or submission.sha256 != digest:
        raise Conflict(
            f"{held.key.text} was submitted meanwhile",
            told("submit_overtaken", report=held.key.text, number=held.number),
        )
    return call.ports.reports.event(submission.event)


def is_submitted(call: Call, key: ReportKey, content: Content, after: int) -> bool:
    """Whether this very content is the submission next after ``after``: whoever submits it again did so before."""
    asked(call, key, "fill")
    submission = call.ports.reports.submission(key, after + 1)
    return submission is not None and submission.sha256 == content.sha256


def _submitted(
    call: Call, found: Asked, content: Content, how: tuple[str, Channel, dict[str, str]]
) -> ReportSubmitted:
    held = found.report
    _demand_in_frame(call, held.key)
    findings = _examined(call, found, content)
    if any(finding.blocks for finding in findings):
        raise Refused(held.key, findings)
    digest, channel, signers = how
    return ReportSubmitted(
        form=held.form,
        period=held.period,
        unit=held.unit,
        number=held.number + 1,
        sha256=digest,
        version=found.issue.version,
        channel=channel,
        signers=signers,
        held=[finding.rule for finding in findings if finding.holds_back],
        late=call.at >= held.ends,
    )


def _demand_in_frame(call: Call, key: ReportKey) -> None:
    """No number without a unit in the frame: whoever turned out to be out of it at the period's end reports nothing for it."""
    day = end_of(key.period).isoformat()
    if call.ports.frame.left([key.unit], day):
        raise Conflict(
            f"{key.unit} is out of the frame on {day}",
            told("unit_left", report=key.text, unit=key.unit, day=day),
        )


def _signed(call: Call, found: Asked, named: Mapping[str, str]) -> dict[str, str]:
    """The account of each role that signs the form. Raises :class:`DataFault` for a role without one that holds it."""
    unit, made = found.report.unit, dict[str, str]()
    for role in found.bundle.form.signers:
        account = named.get(role, call.actor.name)
        if not _ACCOUNT.fullmatch(account):
            raise DataFault(f"{role} is not signed", told("report_signers", role=role, unit=unit))
        own = account == call.actor.name
        grants = call.actor.grants if own else call.ports.people.grants(account)
        if Grant(role, unit) not in grants:
            raise DataFault(f"{role} is not signed", told("report_signers", role=role, unit=unit))
        made[role] = account
    further = sorted(set(named) - set(made))
    if further:
        shown = ascii(further[0][:40])[1:-1]
        raise DataFault(f"{shown} does not sign", told("report_signers", role=shown, unit=unit))
    return made
