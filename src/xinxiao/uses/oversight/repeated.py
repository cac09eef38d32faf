"""An act that is sent twice, as when the answer to the first was lost on the way: it is done once, and the second is told so."""

from __future__ import annotations

from datetime import timedelta

from xinxiao.model.event import moment
from xinxiao.model.oversight.case import happened
from xinxiao.model.oversight.case_facts import CaseActed
from xinxiao.model.oversight.case_list import CaseQuery
from xinxiao.model.release import sha256
from xinxiao.oversight.given import REASON
from xinxiao.oversight.wanted import Wanted
from xinxiao.uses.oversight import going_by
from xinxiao.uses.oversight.cases import Files
from xinxiao.uses.oversight.office import Office

SOON = timedelta(minutes=10)
"""Within which the same opening is one that was sent twice; later it is meant."""
FEW = 20
"""The newest cases among which one that was just opened is looked for."""


def done_before(office: Office, case: str, wanted: Wanted, files: Files = ()) -> int:
    """The number of the step by which the actor did this very act before, right after what they saw: the same fields, reasons, entry and
    bytes of files; 0 where there is none. Raises :class:`NotFound` for a case out of reach."""
    held = going_by.found(office, case)
    if held.number <= wanted.seen or wanted.seen < 1:
        return 0
    return wanted.seen + 1 if _is_same(office, case, wanted.seen, wanted, files) else 0


def opened_before(office: Office, workflow: str, wanted: Wanted, files: Files = ()) -> str:
    """The case that the actor opened by this very act within ``SOON``: about the same, with the same fields, reasons, entry and bytes of
    files; empty where there is none. Raises :class:`NotAllowed` for an area out of reach."""
    going_by.demand_over(office, wanted.area)
    query = CaseQuery(
        areas=(wanted.area,), workflow=workflow, subject=wanted.subject, handler=wanted.handler, most=FEW
    )
    since = moment(office.now - SOON)
    for row in office.ports.cases.listed(query):
        is_new = office.ports.cases.events(row.case_id)[0].at >= since
        if is_new and _is_same(office, row.case_id, 0, wanted, files):
            return row.case_id
    return ""


def _is_same(office: Office, case: str, place: int, wanted: Wanted, files: Files) -> bool:
    """Whether the event of a case at a place, from 0, is of the act that the actor wants."""
    event = office.ports.cases.events(case)[place]
    fact = happened(event).fact
    if not isinstance(fact, CaseActed) or event.actor != office.actor.line or fact.act != wanted.act:
        return False
    rows = [row for row in office.ports.cases.contents(case) if row.act == fact.number]
    opened = office.ports.content.opened(case, rows).get(fact.number)
    said = {**fact.values, **({name: str(value) for name, value in opened.values.items()} if opened else {})}
    reason = wanted.reason.strip()
    given = {name: value for name, value in wanted.values.items() if value} | (
        {REASON: reason} if reason else {}
    )
    day = wanted.on or office.today.isoformat()
    hashes = [sha256(path.read_bytes()) for _, path in files]
    same = said == given and fact.on == day and fact.entry == wanted.entry
    return same and [one.sha256 for one in fact.evidence] == hashes
