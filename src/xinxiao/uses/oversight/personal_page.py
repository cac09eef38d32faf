"""What is kept of people, for the desk: in one case, with all that was asked, held, handed out and erased; and in all that who asks
reaches, what waits for a decision, what is held, whose time is over soon, and what was erased."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from xinxiao.errors import NotAllowed
from xinxiao.model.event import Event
from xinxiao.model.oversight.content import OWN, PERSON
from xinxiao.model.oversight.personal_facts import (
    CaseHandedOut,
    CaseHeld,
    CaseHoldEnded,
    CaseKept,
    CaseKeyDestroyed,
    ErasureAsked,
    ErasureRefused,
    PersonalFact,
    personal_fact,
)
from xinxiao.model.oversight.personal_record import DueErasure, Gone, Waiting
from xinxiao.oversight.erased import Outcome, outcome
from xinxiao.uses.oversight import case_page, desk, going_by, letters, personal
from xinxiao.uses.oversight.office import Office
from xinxiao.uses.oversight.personal_file import (
    WHOLE,
    CaseFile,
    demand_handler,
    demand_supervisor,
    file_of,
    is_supervisor,
    opened,
)

AHEAD = 90
"""Days within which cases whose time is over soon are listed."""
PAGE = 50
_Fact = TypeVar("_Fact", bound=PersonalFact)


@dataclass(frozen=True)
class Part:
    """A part of a case: the ids of its fields of which something is sealed, and of these those that were erased or whose key is lost."""

    part: str
    fields: tuple[str, ...]
    erased: tuple[str, ...]
    lost: tuple[str, ...]


@dataclass(frozen=True)
class Said:
    """Something that was said of what a case holds of people: the event, the fact, and its reason (None: none, or erased)."""

    event: Event
    fact: PersonalFact
    reason: str | None


@dataclass(frozen=True)
class AskedErasure:
    """An erasure that was asked for, with what was decided (None: nothing yet); ``barred``: why who asks may not decide on it."""

    asked: Said
    decided: Said | None
    barred: NotAllowed | None
    would: Outcome


@dataclass(frozen=True)
class Hold:
    """A hold, with its end (None: it lasts)."""

    put: Said
    ended: Said | None


@dataclass(frozen=True)
class PersonalPage:
    """What one case holds of people, and what happened to it."""

    file: CaseFile
    parts: tuple[Part, ...]
    asked: tuple[AskedErasure, ...]
    holds: tuple[Hold, ...]
    handed: tuple[Said, ...]
    gone: tuple[tuple[Said, Outcome], ...]
    kept: CaseKept | None
    supervises: bool

    @property
    def is_erased(self) -> bool:
        """Whether all of it was erased."""
        return any(
            said.fact.part == WHOLE for said, _ in self.gone if isinstance(said.fact, CaseKeyDestroyed)
        )

    def open_parts(self) -> tuple[str, ...]:
        """What an erasure may be asked for: parts that are there and not erased, and all of it (empty)."""
        if self.is_erased:
            return ()
        gone = {said.fact.part for said, _ in self.gone if isinstance(said.fact, CaseKeyDestroyed)}
        gone |= {one.asked.fact.part for one in self.asked if one.decided is None}  # type: ignore[attr-defined]
        return tuple(part for part in (PERSON, WHOLE) if part not in gone and (part or WHOLE not in gone))


@dataclass(frozen=True)
class PersonalBoard:
    """What there is to look after where who asks handles cases; each list a page long, and ``more`` names those that go on."""

    waiting: tuple[Waiting, ...]
    held: tuple[Waiting, ...]
    due: tuple[DueErasure, ...]
    gone: tuple[Gone, ...]
    more: frozenset[str]


def file(office: Office, case: str) -> CaseFile:
    """The file of a case within reach. Raises :class:`xinxiao.errors.NotFound`, :class:`NotAllowed` for who is recused from it."""
    found = file_of(office, going_by.found(office, case))
    demand_handler(office, found)
    return found


def page(office: Office, case: str) -> PersonalPage:
    """What one case holds of people, without a value of it. That it was looked at is recorded first. Raises as :func:`file`."""
    own = file(office, case)
    case_page.read(office, "personal", own.case.id)
    events = office.ports.personal_desk.said(own.case.id)
    said = tuple(
        Said(event, personal_fact(event), personal.reason_of(office, own, event.sequence)) for event in events
    )
    kinds = [event.kind for event in events]

    def result(part: str, before: int = 0) -> Outcome:
        known = [
            kind for event, kind in zip(events, kinds, strict=True) if not before or event.sequence <= before
        ]
        return outcome(part, own.case, own.rows, _document_part(own), known)

    return PersonalPage(
        file=own,
        parts=tuple(_parts(office, own)),
        asked=tuple(
            AskedErasure(one, _decision(said, one), _barred(office, own, one), result(fact.part))
            for one, fact in _those(said, ErasureAsked)
        ),
        holds=tuple(Hold(one, _end(said, one)) for one, _ in _those(said, CaseHeld)),
        handed=tuple(one for one, _ in _those(said, CaseHandedOut)),
        gone=tuple(
            (one, result(fact.part, one.event.sequence)) for one, fact in _those(said, CaseKeyDestroyed)
        ),
        kept=next((fact for _, fact in reversed(_those(said, CaseKept))), None),
        supervises=is_supervisor(office, own),
    )


def _those(said: Sequence[Said], kind: type[_Fact]) -> list[tuple[Said, _Fact]]:
    return [(one, one.fact) for one in said if isinstance(one.fact, kind)]


def _parts(office: Office, own: CaseFile) -> list[Part]:
    found = opened(office, own)
    names = {
        part: {name for row in own.rows if row.part == part for name in row.fields} for part in (OWN, PERSON)
    }
    erased = {(row.part, name) for row in own.rows for name in row.fields if name in found[row.act].erased}
    lost = {(row.part, name) for row in own.rows for name in row.fields if name in found[row.act].lost}
    return [
        Part(
            part,
            tuple(sorted(fields)),
            tuple(sorted(name for name in fields if (part, name) in erased)),
            tuple(sorted(name for name in fields if (part, name) in lost)),
        )
        for part, fields in names.items()
        if fields
    ]


def _document_part(own: CaseFile) -> Callable[[str], str]:
    specs = {one.id: one for one in own.workflow.documents}
    return lambda kind: letters.part_of(own.workflow, specs.get(kind))


def _decision(said: Sequence[Said], asked: Said) -> Said | None:
    number = asked.event.sequence
    return next(
        (
            one
            for one in said
            if isinstance(one.fact, ErasureRefused | CaseKeyDestroyed) and one.fact.asked == number
        ),
        None,
    )


def _end(said: Sequence[Said], put: Said) -> Said | None:
    number = put.event.sequence
    return next((one for one, fact in _those(said, CaseHoldEnded) if fact.hold == number), None)


def _barred(office: Office, own: CaseFile, asked: Said) -> NotAllowed | None:
    try:
        demand_supervisor(office, own, asked.event.actor)
    except NotAllowed as error:
        return error
    return None


# ---- all cases within reach


def board(office: Office, **before: Any) -> PersonalBoard:
    """What there is to look after. ``before``: where the page before ended, by list: an event, or of ``due`` a day and a number.

    Raises :class:`NotAllowed` for who handles no cases.
    """
    areas = None
    if not office.actor.may("oversee"):
        office.demand("handle")
        areas = desk.reached(office)
    own, most = office.ports.personal_desk, PAGE + 1
    until = (office.today + timedelta(AHEAD)).isoformat()
    found: dict[str, tuple[Any, ...]] = {
        "waiting": own.waiting(areas, before.get("waiting", 0), most),
        "held": own.held(areas, before.get("held", 0), most),
        "due": own.due(areas, until, before.get("due", ("", "")), most),
        "gone": own.gone(areas, before.get("gone", 0), most),
    }
    more = frozenset(name for name, rows in found.items() if len(rows) > PAGE)
    return PersonalBoard(**{name: rows[:PAGE] for name, rows in found.items()}, more=more)
