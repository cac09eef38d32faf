"""What levels above do with a report (query, return, accept, release, extend), and what the respondent does beside submitting it.

No act here writes a value: what was reported stays as the respondent submitted it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from xinxiao.errors import Conflict, DataFault, NotAllowed, told
from xinxiao.model.collect.facts import (
    ExtensionAsked,
    ExtensionDecided,
    ReportAccepted,
    ReportAnswered,
    ReportFact,
    ReportQueried,
    ReportReleased,
    ReportReturned,
)
from xinxiao.model.collect.report import Act, Report, ReportKey, refused
from xinxiao.model.collect.window import end_text
from xinxiao.model.event import moment
from xinxiao.uses.call import Call
from xinxiao.uses.collect.asked import Asked, asked, level_of, worded


def query(call: Call, key: ReportKey, words: str, items: Collection[str] = ()) -> Report:
    """Ask the respondent about the last submission, or about some items of it.

    Raises :class:`DataFault` for no words and for items the form has not, :class:`Conflict` while nothing was submitted.
    """
    found, (level, _) = _reviewed(call, key, "query")
    unknown = sorted({*items} - {*found.bundle.form.by_id})
    if unknown:
        shown = ascii(unknown[0][:80])[1:-1]
        raise DataFault(f"no item {shown}", told("no_item", item=shown, form=key.form))
    kept, digest = worded(words)
    held = found.report
    fact = ReportQueried(
        **key.__dict__,
        number=held.number,
        thread=held.threads + 1,
        items=sorted({*items}),
        level=level,
        sha256=digest,
    )
    return _said(call, key, fact, kept)


def answer(call: Call, key: ReportKey, thread: int, words: str) -> Report:
    """Answer a query. Raises :class:`Conflict` for one that is not open, :class:`NotAllowed` for all but the respondent."""
    found = asked(call, key, "fill")
    found.report.demand("answer")
    if thread not in found.report.open_threads:
        raise refused(found.report, "answer")
    kept, digest = worded(words)
    return _said(call, key, ReportAnswered(**key.__dict__, thread=thread, sha256=digest), kept)


def return_(call: Call, key: ReportKey, reason: str) -> Report:
    """Give the last submission back to the respondent, for a reason. Raises :class:`Conflict` when a higher level accepted it."""
    found, (level, rank) = _reviewed(call, key, "return")
    held = found.report
    if rank > held.rank:
        raise refused(held, "return")
    kept, digest = worded(reason)
    fact = ReportReturned(**key.__dict__, number=held.number, level=level, rank=rank, sha256=digest)
    return _said(call, key, fact, kept)


def accept(call: Call, key: ReportKey, sha256: str) -> Report:
    """Accept the content of this hash, which must be the last that was submitted: nobody accepts what they have not seen.

    Raises :class:`Conflict` when another came meanwhile, or a level as high or higher accepted it.
    """
    found, (level, rank) = _reviewed(call, key, "accept")
    held = found.report
    if held.sha256 != sha256:
        raise Conflict(
            f"{key.text} was submitted anew", told("report_newer", report=key.text, number=held.number)
        )
    if rank >= held.rank:
        raise refused(held, "accept")
    fact = ReportAccepted(**key.__dict__, number=held.number, content=sha256, level=level, rank=rank)
    return _said(call, key, fact)


def release_finding(call: Call, key: ReportKey, rule: str, reason: str) -> Report:
    """Let a submission pass though a rule does not hold; of a level above that of the unit's own area.

    Raises :class:`NotAllowed` for a level that is not superior, :class:`Conflict` for a rule that nothing waits for.
    """
    found, (level, rank) = _reviewed(call, key, "release")
    if rank and rank >= _own_rank(found):
        raise NotAllowed(f"{level} is not superior", told("level_low", report=key.text, level=level))
    held = found.report
    if rule not in held.held:
        raise refused(held, "release")
    kept, digest = worded(reason)
    fact = ReportReleased(**key.__dict__, number=held.number, rule=rule, level=level, sha256=digest)
    return _said(call, key, fact, kept)


def _own_rank(found: Asked) -> int:
    place = found.where.by_id.get(found.report.area)
    return found.where.rank(place.level) if place else len(found.where.levels)


def ask_extension(call: Call, key: ReportKey, until: datetime, reason: str) -> Report:
    """Ask for more time, until a moment. Raises :class:`Conflict` while another request is open, :class:`DataFault` for a
    moment that is past or gives no more time."""
    found = asked(call, key, "fill")
    found.report.demand("ask")
    _demand_later(call, found.report, until)
    kept, digest = worded(reason)
    request = found.report.requests + 1
    fact = ExtensionAsked(**key.__dict__, request=request, until=moment(until), sha256=digest)
    return _said(call, key, fact, kept)


def extend(call: Call, key: ReportKey, until: datetime | None, reason: str) -> Report:
    """Decide an open request: more time until a moment, which need not be the one asked for, or none (``until`` None).

    Raises :class:`Conflict` while none is open, :class:`DataFault` as :func:`ask_extension`.
    """
    found, (level, _) = _reviewed(call, key, "extend")
    if until is not None:
        _demand_later(call, found.report, until)
    kept, digest = worded(reason)
    fact = ExtensionDecided(
        **key.__dict__,
        request=found.report.requests,
        until=moment(until) if until else "",
        level=level,
        sha256=digest,
    )
    return _said(call, key, fact, kept)


def _demand_later(call: Call, held: Report, until: datetime) -> None:
    if until <= call.now or moment(until) <= held.ends:
        zone = call.ports.zone
        wanted, ends = (end_text(at.astimezone(zone)) for at in (until, datetime.fromisoformat(held.ends)))
        raise DataFault(f"{moment(until)} gives no time", told("extension_past", until=wanted, ends=ends))


def _reviewed(call: Call, key: ReportKey, act: Act) -> tuple[Asked, tuple[str, int]]:
    """A report for a level that may do an act with it now; the level and its rank."""
    found = asked(call, key, "review")
    level = level_of(call, found)
    found.report.demand(act)
    return found, level


def _said(call: Call, key: ReportKey, fact: ReportFact, words: str = "") -> Report:
    call.ports.reports.say(call.actor.line, call.at, fact, words)
    return call.ports.reports.find(key)
