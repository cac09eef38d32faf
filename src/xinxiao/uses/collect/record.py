"""The record of reports for whoever runs the installation: how each stands, what moved it, and whether a receipt holds.

Nothing here shows a reported value, a question or a name: events hold hashes of them.
"""

from __future__ import annotations

from collections.abc import Iterable

from xinxiao.model.collect.content import content_of
from xinxiao.model.collect.receipt import Receipt, Verdict, receipt_of, verify_receipt
from xinxiao.model.collect.report import Report, ReportKey, State
from xinxiao.model.event import Event, Mark
from xinxiao.uses.call import Call
from xinxiao.uses.collect import forms, reach
from xinxiao.uses.ledger import heads

WAY = 1_000_000
"""Events that are hashed on the way from a receipt to a published head."""


def standing(
    call: Call, form: str, period: str, state: State | None = None, after: str = "", most: int = 500
) -> tuple[Report, ...]:
    """How reports of a form and period stand, by unit, those after a unit. Raises :class:`NotFound` for what was not issued.

    That it was seen is recorded first.
    """
    call.demand("operate")
    issue = forms.issue_of(call, form, period)
    reach.read(call, "report list", f"{issue.form}/{issue.period}")
    states = None if state is None else (state,)
    return call.ports.reports.listed(issue.form, issue.period, None, states, after, most)


def events(call: Call, key: ReportKey) -> tuple[Report, tuple[Event, ...]]:
    """How a report stands, and the events that moved it. Raises :class:`NotFound`. That it was seen is recorded first."""
    call.demand("operate")
    found = call.ports.reports.find(key)
    reach.read(call, "report events", key.text)
    return found, tuple(told.event for told in call.ports.reports.history(key))


def proved(
    call: Call, given: bytes, content: bytes | None = None, known: Iterable[Mark] = ()
) -> tuple[Receipt, Verdict]:
    """A receipt that somebody kept, held against itself, a content they kept, and the published heads of this ledger.

    ``known``: heads that were kept elsewhere. The event of the receipt's number must be the receipt's, else the head fails.
    Raises :class:`DataFault` for what is no receipt or no content.
    """
    call.demand("read")
    found = receipt_of(given)
    held = content_of(content).canonical if content is not None else None
    chain = call.ports.ledger.events
    marks = (*known, *(head.event for head in heads(call)))
    own = chain.at(found.sequence)
    if own is not None and own != found.mark:
        verdict = verify_receipt(found, held)
        return found, Verdict(verdict.lines, verdict.content, "fails")
    ahead = min((mark.sequence for mark in marks if mark.sequence > found.sequence), default=0)
    way = ahead - found.sequence
    path = chain.events(found.sequence, way) if 0 < way <= WAY else ()
    return found, verify_receipt(found, held, path, marks)
