"""Lists: a version is proposed, reviewed, approved and issued, an entry is ended; what is begun demands an entry that holds.

Whoever proposes, reviews and approves are different people. A file has no effect by itself, and an issued version never changes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import date

from xinxiao.errors import Conflict, DataFault, NotAllowed, NotFound, told
from xinxiao.model.collect.people import Role
from xinxiao.model.event import Fact
from xinxiao.model.oversight.lists import (
    LONGEST_APPROVAL,
    LONGEST_REASON,
    EntryKey,
    Governs,
    ListVersion,
    LiveEntry,
    digest,
)
from xinxiao.model.oversight.lists_facts import (
    EntryEnded,
    EntryEndProposed,
    EntryEndRefused,
    ListApproved,
    ListIssued,
    ListProposed,
    ListReturned,
    ListReviewed,
)
from xinxiao.model.ranges import DATE, FIRST_YEAR, LAST_YEAR
from xinxiao.oversight.lists import OPEN, Proposed, Register, State, Version
from xinxiao.uses.oversight.list_files import Known
from xinxiao.uses.oversight.office import Office

OFFICERS: tuple[Role, ...] = ("case_officer", "supervisor")
"""Who proposes and reviews."""
SUPERVISORS: tuple[Role, ...] = ("supervisor",)
"""Who approves, issues and ends."""


def live(office: Office, key: EntryKey, day: date, act: Governs | None = None, type: str = "") -> LiveEntry:
    """The entry, if it holds on a day. Whoever creates an inspection, a measure or an incentive asks this first, and writes down
    what rests on it (:class:`xinxiao.model.oversight.lists.Rest`) in one transaction with it.

    Raises :class:`Conflict` for an entry that does not hold, and for one of a list of another type than asked for, or that is no
    ground for ``act``.
    """
    on = day.isoformat()
    held = office.ports.lists.live(key, on)
    if held is None:
        said = told("entry_not_live", entry=str(key), day=on, list=key.list)
        raise Conflict(f"{key} does not hold on {on}", said)
    version = issued(office, key.list, held.version)
    content = office.ports.lists.content(version)
    if (act is not None and act not in content.type.governs) or (type and type != content.type.id):
        said = told("list_governs", list=key.list, act=act or type)
        raise Conflict(f"{key.list} is no ground for {act or type}", said)
    return LiveEntry(
        key, held.version, on, content.entries[key.entry], content.type, version.sha256, content.spec.example
    )


def registers(office: Office) -> tuple[Register, ...]:
    """All lists there are, by id."""
    return tuple(own for _, own in sorted(office.ports.lists.registers().items()))


def register(office: Office, name: str) -> Register:
    """One list. Raises :class:`NotFound`."""
    own, seen = office.ports.lists.register(name)
    if not seen:
        raise NotFound(f"no list {name}", told("no_list", list=ascii(name[:64])[1:-1]))
    return own


def issued(office: Office, name: str, number: int) -> Version:
    """An issued version of a list. Raises :class:`NotFound`."""
    found = next((own for own in register(office, name).issued if own.number == number), None)
    if found is None:
        raise NotFound(f"{name} {number}", told("no_list_version", list=name, number=number))
    return found


def propose(office: Office, known: Known, version: ListVersion) -> Version:
    """Propose a version that was found sound (:func:`xinxiao.uses.oversight.list_files.demand_sound`).

    Raises :class:`Conflict` while another is on its way, or for a number that is not the next.
    """
    spec, content = version.spec, version.content
    _demand(office, known, spec.area, OFFICERS)
    own, seen = office.ports.lists.register(spec.id)
    if own.open is not None:
        said = told("list_open", list=spec.id, number=own.open.number, state=own.open.state)
        raise Conflict(f"{spec.id} is on its way", said)
    number, attempt = own.next
    if spec.version != number:
        raise Conflict(f"{spec.id} {spec.version}", told("list_moved", list=spec.id))
    fact = ListProposed(
        list=spec.id,
        number=number,
        attempt=attempt,
        type=spec.type,
        area=spec.area,
        issuer=spec.issuer,
        entries=len(spec.entries),
        starts=spec.valid_from,
        ends=spec.valid_to,
        sha256=digest(content),
    )
    return _append(office, spec.id, fact, seen, content)


def give_back(office: Office, known: Known, name: str, content: str, reason: str) -> Version:
    """Give the version on its way back, for a reason; ``content``: the hash of what was read. Raises :class:`Conflict`."""
    own, seen = _on_its_way(office, known, name, OPEN, content, OFFICERS)
    text = _reason(reason).encode()
    fact = ListReturned(list=name, number=own.number, attempt=own.attempt, sha256=digest(text))
    return _append(office, name, fact, seen, text)


def review(office: Office, known: Known, name: str, content: str) -> Version:
    """Find the proposed version right. Raises :class:`Conflict` for who proposed it, and for another content than was read."""
    own, seen = _on_its_way(office, known, name, ("proposed",), content, OFFICERS)
    _demand_other(office, own)
    fact = ListReviewed(list=name, number=own.number, attempt=own.attempt, content=content)
    return _append(office, name, fact, seen)


def approve(office: Office, known: Known, name: str, content: str, approval: str) -> Version:
    """Approve the reviewed version by the number of a document. Raises as :func:`review`, and :class:`DataFault` without one."""
    own, seen = _on_its_way(office, known, name, ("reviewed",), content, SUPERVISORS)
    _demand_other(office, own)
    fact = ListApproved(
        list=name, number=own.number, attempt=own.attempt, content=content, approval=_approval(approval)
    )
    return _append(office, name, fact, seen)


def issue(office: Office, known: Known, name: str, content: str = "") -> Version:
    """Issue the approved version: it holds from the day it asks for, or from today where that has passed.

    Raises :class:`Conflict` for one that is not approved.
    """
    own, seen = _on_its_way(office, known, name, ("approved",), content, SUPERVISORS)
    starts = max(own.starts, office.today.isoformat())
    if own.ends and own.ends < starts:
        said = told("list_end", entry=name, day=own.ends)
        raise Conflict(f"{name} {own.number} is over", said)
    fact = ListIssued(list=name, number=own.number, attempt=own.attempt, content=own.sha256, starts=starts)
    return _append(office, name, fact, seen)


def propose_end(office: Office, known: Known, key: EntryKey, day: date, reason: str) -> int:
    """Propose that an entry end on a day, which may have passed, for a reason; the number of the event, by which another decides.

    Raises :class:`Conflict` for a day on which it does not hold, and for an entry whose end is proposed already.
    """
    own = register(office, key.list)
    seen = office.ports.lists.register(key.list)[1]
    held = office.ports.lists.live(key, day.isoformat())
    _demand(office, known, own.versions[-1].area, OFFICERS)
    if held is None:
        raise Conflict(f"{key} on {day}", told("list_end", entry=str(key), day=day.isoformat()))
    if any(one.entry == key.entry for one in own.proposed):
        raise Conflict(f"{key}: proposed", told("list_end_proposed", entry=str(key)))
    text = _reason(reason).encode()
    fact = EntryEndProposed(
        list=key.list, entry=key.entry, version=held.version, day=day.isoformat(), sha256=digest(text)
    )
    texts = {fact.sha256: text}
    (event,) = office.ports.lists.append(office.actor.line, office.at, [fact], seen, texts)
    return event.sequence


def end(office: Office, known: Known, name: str, proposed: int, approval: str) -> Proposed:
    """End an entry as another person proposed, by the number of a document. Both days are kept: the one it ends on and today.

    Raises :class:`NotAllowed` for who proposed it and who is no supervisor, :class:`Conflict` for one that was decided, or that does not
    hold on the day any more.
    """
    wanted, seen = _proposed_end(office, known, name, proposed, SUPERVISORS)
    if office.actor.line == wanted.actor or not office.actor.grants:
        raise NotAllowed(f"{office.actor.line} proposed it", told("list_end_person", entry=wanted.entry))
    held = office.ports.lists.live(EntryKey(name, wanted.entry), wanted.day)
    if held is None:
        said = told("list_end", entry=f"{name}/{wanted.entry}", day=wanted.day)
        raise Conflict(f"{name}/{wanted.entry} on {wanted.day}", said)
    text = office.ports.lists.reason(wanted.event).encode()
    fact = EntryEnded(
        list=name,
        entry=wanted.entry,
        version=held.version,
        day=wanted.day,
        approval=_approval(approval),
        sha256=digest(text),
        proposed=wanted.event,
    )
    office.ports.lists.append(office.actor.line, office.at, [fact], seen, {fact.sha256: text})
    return wanted


def refuse_end(office: Office, known: Known, name: str, proposed: int, reason: str) -> None:
    """Refuse, or take back, that an entry end, for a reason. Raises :class:`Conflict` for one that was decided."""
    wanted, seen = _proposed_end(office, known, name, proposed, OFFICERS)
    text = _reason(reason).encode()
    fact = EntryEndRefused(list=name, entry=wanted.entry, proposed=wanted.event, sha256=digest(text))
    office.ports.lists.append(office.actor.line, office.at, [fact], seen, {fact.sha256: text})


def _proposed_end(
    office: Office, known: Known, name: str, proposed: int, roles: Sequence[Role]
) -> tuple[Proposed, int]:
    register(office, name)
    own, seen = office.ports.lists.register(name)
    _demand(office, known, own.versions[-1].area, roles)
    found = next((one for one in own.proposed if one.event == proposed), None)
    if found is None:
        raise Conflict(f"{name}: nothing proposed", told("list_end_decided", list=name))
    return found, seen


def day_of(text: str) -> date:
    """The day of a text. Raises :class:`DataFault` for none."""
    if re.fullmatch(DATE, text):
        with suppress(ValueError):  # the 30th of February
            return date.fromisoformat(text)
    value = ascii(text[:20])[1:-1]
    raise DataFault(f"no day {value}", told("bad_date", value=value, first=FIRST_YEAR, last=LAST_YEAR))


def may(office: Office, known: Known, area: str, roles: Sequence[Role]) -> bool:
    """Whether the actor has one of these roles over an area; who runs the installation may what its command line offers."""
    if office.actor.kind == "operator":
        return office.actor.may("oversee")
    above = known.above(area)
    return any(grant.role in roles and grant.scope in above for grant in office.actor.grants)


def demand_proposer(office: Office, known: Known, area: str) -> None:
    """Raise :class:`NotAllowed` unless who asks may propose lists for an area."""
    _demand(office, known, area, OFFICERS)


def _demand(office: Office, known: Known, area: str, roles: Sequence[Role]) -> None:
    if office.actor.kind != "operator":
        office.demand("handle")
    if not may(office, known, area, roles):
        raise NotAllowed(f"{office.actor.line} over {area}", told("list_area", area=area))


def _demand_other(office: Office, own: Version) -> None:
    if office.actor.line in own.people or not office.actor.grants:
        said = told("list_person", number=own.number)
        raise NotAllowed(f"{office.actor.line} acted on {own.list} {own.number}", said)


def _on_its_way(
    office: Office, known: Known, name: str, states: Sequence[State], content: str, roles: Sequence[Role]
) -> tuple[Version, int]:
    register(office, name)
    own, seen = office.ports.lists.register(name)
    if own.open is None:
        raise Conflict(f"{name}: nothing is on its way", told("list_not_open", list=name))
    _demand(office, known, own.open.area, roles)
    if own.open.state not in states:
        said = told("list_state", list=name, number=own.open.number, state=own.open.state)
        raise Conflict(f"{name} is {own.open.state}", said)
    if content and content != own.open.sha256:
        raise Conflict(f"{name} is another", told("list_moved", list=name))
    return own.open, seen


def _append(office: Office, name: str, fact: Fact, seen: int, text: bytes = b"") -> Version:
    texts = {digest(text): text} if text else {}
    office.ports.lists.append(office.actor.line, office.at, [fact], seen, texts)
    return office.ports.lists.register(name)[0].versions[-1]


def _reason(text: str) -> str:
    kept = text.strip()
    if not kept or len(kept) > LONGEST_REASON:
        raise DataFault("reason", told("field_missing", field="reason"))
    return kept


def _approval(text: str) -> str:
    kept = text.strip()
    if not kept or len(kept) > LONGEST_APPROVAL:
        raise DataFault("approval", told("field_missing", field="approval"))
    return kept
