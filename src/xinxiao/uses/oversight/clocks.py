"""Clocks at work: what ran out is noted, in order also after an outage; last days are counted anew when the calendar or a rule changed."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from msgspec.structs import replace as changed

from xinxiao.errors import Conflict
from xinxiao.model.actor import SYSTEM
from xinxiao.model.event import Event
from xinxiao.model.oversight.case import Case, Happened
from xinxiao.model.oversight.case_facts import CaseActed, CaseFact
from xinxiao.model.release import sha256
from xinxiao.oversight.fold import after
from xinxiao.oversight.overdue import INSTALLATION, overdue, recomputed
from xinxiao.oversight.wanted import Decision
from xinxiao.uses.oversight import going_by, letters
from xinxiao.uses.oversight.office import Office

PIECE = 500
"""Cases that are looked for at once."""


def noted(office: Office, case: Case) -> Case:
    """A case once its clocks that ran out are noted, each with what its workflow has the installation do. Last days that may have become
    others are counted anew before."""
    if not _is_over(office, case):
        return case
    case = _recounted(office, case)
    if not _is_over(office, case):
        return case
    goes_by = going_by.held(office, case)
    known = going_by.grounds(office, goes_by)
    own = Office(office.ports, SYSTEM, office.now)

    def whole(then: Case, decision: Decision) -> CaseActed:
        documents = letters.made(own, goes_by.workflow, then, decision.fact, decision)
        return changed(decision.fact, documents=documents)

    facts = overdue(goes_by.workflow, case, known, office.now, office.ports.zone, whole)
    return _appended(office, case, facts)


def _is_over(office: Office, case: Case) -> bool:
    run = case.next
    return run is not None and run.due < office.today.isoformat()


def _appended(office: Office, case: Case, facts: Iterable[CaseFact]) -> Case:
    """A case after facts by the installation. When somebody acted meanwhile, the case as it stands then."""
    found = tuple(facts)
    if not found:
        return case
    try:
        events = office.ports.cases.append(INSTALLATION.actor, office.at, found, case)
    except Conflict:
        return office.ports.cases.find(case.id)
    return _after(case, zip(events, found, strict=True))


def _after(case: Case, events: Iterable[tuple[Event, CaseFact]]) -> Case:
    for event, fact in events:
        case = after(case, Happened(event, fact))
    return case


def notice(office: Office) -> int:
    """Note every clock that ran out, those first whose last day was first; in how many cases. A call that was cut short is made up
    for by the next, and what one call noted no other notes again."""
    day, count, done = office.today.isoformat(), 0, set[str]()
    while True:
        cases = [case for case in office.ports.cases.over(day, PIECE) if case not in done]
        if not cases:
            return count
        for number in cases:
            done.add(number)
            before = office.ports.cases.find(number)
            count += _noticed(noted(office, before)) > _noticed(before)


def _noticed(case: Case) -> int:
    return sum(bool(run.noticed) for run in case.clocks)


def recount(office: Office) -> int:
    """Count the last days anew that may still move, and those of clocks that cross a change of their rule; of how many cases."""
    return sum(_recounted(office, case).number > case.number for case in _counting(office))


def _counting(office: Office) -> Iterable[Case]:
    """Cases with a clock whose last day may have become another one."""
    crossing = any(
        spec.crossing == "change" for one in office.ports.known.workflows.values() for spec in one.clocks
    )
    last = ""
    while True:
        cases = office.ports.cases.counting(provisional=not crossing, after=last, most=PIECE)
        if not cases:
            return
        yield from map(office.ports.cases.find, cases)
        last = cases[-1]


def _recounted(office: Office, case: Case) -> Case:
    goes_by = going_by.held(office, case)
    known = going_by.grounds(office, goes_by)
    calendar = sha256(msgspec.json.encode(known.calendar))
    facts = recomputed(goes_by.workflow, case, known, calendar, goes_by.digest)
    return _appended(office, case, facts)
