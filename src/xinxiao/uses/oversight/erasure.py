"""Erasing: destroying the keys of what is kept of people. The fact comes first and the chain holds it; then the key is destroyed, and
whoever was killed in between is made up for by the next who looks, on any copy of the key store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from xinxiao.errors import Conflict, DataFault, NotFound, told
from xinxiao.model.event import START, Mark
from xinxiao.model.oversight.case import Case
from xinxiao.model.oversight.clock import Length
from xinxiao.model.oversight.personal_facts import (
    CaseKept,
    CaseKeyDestroyed,
    ErasureAsked,
    ErasureRefused,
)
from xinxiao.model.oversight.personal_record import Erasure, KeptUntil
from xinxiao.model.oversight.rule import Basis
from xinxiao.model.oversight.workflow import Retention
from xinxiao.model.release import sha256
from xinxiao.model.workdays import Workdays
from xinxiao.oversight.counting import Way
from xinxiao.uses.oversight.office import Office
from xinxiao.uses.oversight.personal_file import (
    WHOLE,
    CaseFile,
    PersonalRules,
    demand_basis,
    demand_handler,
    demand_reason,
    demand_supervisor,
)

TOGETHER = 200
"""Cases of which one transaction says something."""


def ask(
    office: Office,
    file: CaseFile,
    rules: PersonalRules,
    part: str,
    basis: Sequence[Basis],
    reason: str,
) -> int:
    """Ask that a part of a case be erased (empty: all of it); the number of the event, by which a supervisor decides.

    Raises :class:`NotAllowed`; :class:`DataFault` for no such part, no basis, no reason; :class:`Conflict` for what is erased or asked.
    """
    demand_handler(office, file)
    if part != WHOLE and part not in file.parts:
        shown = ascii(part[:64])[1:-1]
        raise DataFault(
            f"no part {shown}", told("erase_part", part=shown, known=", ".join(sorted(file.parts)))
        )
    case = file.case.id
    if {WHOLE, part} & office.ports.personal.erased(case):
        raise Conflict(f"{case} {part} is erased", told("content_erased", case=case))
    if any(one.state == "open" and one.part == part for one in office.ports.personal.erasures(case)):
        raise Conflict(f"{case} {part} is asked for", told("erase_asked", case=case))
    named, said = demand_basis(rules, basis), demand_reason(file, rules, reason)
    sealed = office.ports.content.sealed_words(case, said)
    fact = ErasureAsked(case=case, part=part, basis=named, reason=sha256(sealed))
    return office.ports.personal.say(office.actor.line, office.at, [fact], sealed)[0].sequence


def refuse(office: Office, file: CaseFile, rules: PersonalRules, asked: int, reason: str) -> int:
    """Refuse an erasure that was asked for; the number of the event. Raises as :func:`approve`, and for no reason."""
    _demand_open(office, file, asked)
    sealed = office.ports.content.sealed_words(file.case.id, demand_reason(file, rules, reason))
    fact = ErasureRefused(case=file.case.id, asked=asked, reason=sha256(sealed))
    return office.ports.personal.say(office.actor.line, office.at, [fact], sealed)[0].sequence


def approve(office: Office, file: CaseFile, asked: int) -> int:
    """Approve an erasure and do it: the number of the event. From then on nothing of the part can be read by anybody.

    Raises :class:`NotFound` for none that is open, :class:`NotAllowed` for who is no supervisor or asked for it themselves,
    :class:`Conflict` for a case that is held.
    """
    wanted = _demand_open(office, file, asked)
    (event,) = office.ports.personal.say(
        office.actor.line, office.at, [_asked(office, wanted, _basis_of(office, asked))]
    )
    carry_out(office)
    return event.sequence


def _demand_open(office: Office, file: CaseFile, asked: int) -> Erasure:
    every = office.ports.personal.erasures(file.case.id)
    found = next((one for one in every if one.event == asked and one.state == "open"), None)
    demand_supervisor(office, file, found.asked_by if found is not None else "")
    if found is None:
        raise NotFound(f"no erasure {asked}", told("case_nothing_open", case=file.case.id))
    return found


def _basis_of(office: Office, asked: int) -> list[Basis]:
    event = next(iter(office.ports.chain.events(asked - 1, 1)))
    return [Basis(**one) for one in event.fact["basis"]]


def _asked(office: Office, wanted: Erasure, basis: list[Basis]) -> CaseKeyDestroyed:
    return CaseKeyDestroyed(
        case=wanted.case,
        part=wanted.part,
        why="asked",
        basis=basis,
        asked=wanted.event,
        approver=office.actor.line,
        due="",
        noticed="",
    )


# ---- carrying out what the chain says


def destroyed(office: Office, after: Mark = START) -> Iterator[tuple[str, Sequence[str] | None]]:
    """What the chain says is destroyed after a mark: cases, each with a part, or None for all of it."""
    for event in office.ports.chain.events(after.sequence, kind=CaseKeyDestroyed.kind):
        part = event.fact["part"]
        yield event.fact["case"], None if part == WHOLE else [part]


def carry_out(office: Office) -> int:
    """Destroy every key that the chain says is destroyed and the key store does not yet know of; how many were there.

    Where the store speaks of an event that is not in the chain, since one of them was restored, all is carried out anew.
    """
    chain, keys = office.ports.chain, office.ports.keys
    done, now = keys.replayed, chain.mark()
    after = done if chain.at(done.sequence) == done else START
    wanted = list(destroyed(office, after))
    if not wanted and (after == now or keys.held().keys == 0):
        return 0
    return keys.destroy_all(wanted, now)


# ---- retention


def retain(office: Office) -> str:
    """Say of cases that ended how long they are kept, and destroy the keys of those whose time is over, in the order in which it ended,
    however long ago: what a day's duty did, in a word. Those that are held stay."""
    office.demand("operate")
    said = _say_all(office)
    gone = sum(1 for _ in _end_all(office))
    carry_out(office)
    return f"{said} kept, {gone} destroyed"


def _say_all(office: Office) -> int:
    count, days = 0, office.ports.known.calendar.workdays
    while numbers := office.ports.personal.unsaid(TOGETHER):
        facts = [_kept(office, office.ports.cases.find(number), days) for number in numbers]
        office.ports.personal.say(office.actor.line, office.at, facts)
        count += len(facts)
    return count


def _kept(office: Office, case: Case, days: Workdays) -> CaseKept:
    return kept(case, _retention(office, case), days)


def _retention(office: Office, case: Case) -> Retention | None:
    """How long a case is kept by the file it was opened by, or else by that of today; None where neither says."""
    known = office.ports.known
    pinned = known.pinned(case.definition, case.workflow) or known.workflows.get(case.workflow)
    return pinned.retention if pinned is not None else None


def kept(case: Case, spec: Retention | None, days: Workdays) -> CaseKept:
    """Until when a case is kept: so long from the day it ended, that day not counted; a case that is open, or of whose workflow nothing
    is said, without end."""
    if not case.ended or spec is None:
        return CaseKept(case=case.id, ended=case.ended, until="")
    until = last_day(spec.length, date.fromisoformat(case.ended), days)
    return CaseKept(
        case=case.id,
        ended=case.ended,
        until=until.isoformat(),
        basis=list(spec.basis),
        confirmed=spec.confirmed,
    )


def last_day(length: Length, ended: date, days: Workdays) -> date:
    """The last day of a length of time from a day on, which is not counted."""
    return Way(days, "excluded").count(length, ended).last


def _end_all(office: Office) -> Iterator[KeptUntil]:
    """Say of the cases whose time is over that their keys are destroyed, one after the other; those that were done."""
    after, today = ("", ""), office.today.isoformat()
    while cases := office.ports.personal.past(today, after, TOGETHER):
        for one in cases:
            after = (one.until, one.case)
            if _end(office, office.ports.cases.find(one.case), one):
                yield one


def _end(office: Office, case: Case, one: KeptUntil) -> bool:
    if case.ended != one.ended:  # it was opened again meanwhile, which the next duty says
        return False
    spec = _retention(office, case)
    fact = CaseKeyDestroyed(
        case=one.case,
        part=WHOLE,
        why="retention",
        basis=list(spec.basis) if spec is not None else [],
        asked=0,
        approver="",
        due=(date.fromisoformat(one.until) + timedelta(days=1)).isoformat(),
        noticed=office.at,
    )
    try:
        office.ports.personal.say(office.actor.line, office.at, [fact])
    except Conflict:  # somebody holds it since
        return False
    return True
