"""An act that is sent twice, as when the answer to the first was lost on the way: it is done once, and the second is told so."""

from __future__ import annotations

from xinxiao.model.oversight.case import happened
from xinxiao.model.oversight.case_facts import CaseActed
from xinxiao.model.release import sha256
from xinxiao.oversight.given import REASON
from xinxiao.oversight.wanted import Wanted
from xinxiao.uses.oversight import going_by
from xinxiao.uses.oversight.cases import Files
from xinxiao.uses.oversight.office import Office


def done_before(office: Office, case: str, wanted: Wanted, files: Files = ()) -> int:
    """The number of the step by which the actor did this very act before, right after what they saw: the same fields, reasons, entry and
    bytes of files; 0 where there is none. Raises :class:`NotFound` for a case out of reach."""
    held = going_by.found(office, case)
    if held.number <= wanted.seen or wanted.seen < 1:
        return 0
    event = office.ports.cases.events(case)[wanted.seen]
    fact = happened(event).fact
    if not isinstance(fact, CaseActed) or event.actor != office.actor.line or fact.act != wanted.act:
        return 0
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
    return fact.number if same and [one.sha256 for one in fact.evidence] == hashes else 0
