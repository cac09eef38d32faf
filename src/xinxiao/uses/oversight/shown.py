"""Who saw what of which case, why and when: for the audit administrator. Of what was seen nothing is shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from xinxiao.model.event import moment
from xinxiao.model.oversight.personal_record import Looked, LookedQuery
from xinxiao.model.text import Text
from xinxiao.uses.oversight import case_page, personal
from xinxiao.uses.oversight.office import Office

PAGE = 50
MOST = 10_000
"""Events of one file."""


@dataclass(frozen=True)
class AskedShown:
    """Which events are asked for: by whom (the actor as events hold it), of which case, from which day until which (YYYY-MM-DD, where
    this installation is; both included); empty: any."""

    actor: str = ""
    case: str = ""
    since: str = ""
    until: str = ""
    before: int = 0


@dataclass(frozen=True)
class Seen:
    """That somebody saw or took away what is masked: the fields by name, and the reason (None: it was erased with the case)."""

    looked: Looked
    fields: tuple[tuple[str, Text], ...]
    reason: str | None


@dataclass(frozen=True)
class Page:
    """A page of them, the last first, and the event before which the next begins (0: there is no more)."""

    seen: tuple[Seen, ...]
    next: int


def shown(office: Office, asked: AskedShown, most: int = PAGE) -> Page:
    """A page of what was seen. That it was asked for is on the chain of readings first.

    Raises :class:`xinxiao.errors.NotAllowed` for who does not read the record of what was done.
    """
    office.demand("audit")
    said = " ".join((asked.actor or "-", asked.case or "-", asked.since or "-", asked.until or "-"))
    case_page.read(office, "shown" if most <= PAGE else "shown.csv", said)
    query = LookedQuery(
        asked.actor,
        asked.case,
        _day(office, asked.since, 0),
        _day(office, asked.until, 1),
        asked.before,
        most + 1,
    )
    found = office.ports.personal_desk.looked(query)
    rows = found[:most]
    return Page(tuple(_seen(office, rows)), rows[-1].event.sequence if len(found) > most else 0)


def _day(office: Office, day: str, later: int) -> str:
    """The moment a day begins, or so many days later, as events hold it; empty for no day."""
    if not day:
        return ""
    begins = datetime.combine(date.fromisoformat(day) + timedelta(later), time(), office.ports.zone)
    return moment(begins)


def _seen(office: Office, found: tuple[Looked, ...]) -> Iterator[Seen]:
    for one in found:
        workflow = office.ports.known.definition(one.definition, one.workflow)
        names = workflow.field if workflow is not None else {}
        fields = tuple(
            (name, names[name].name if name in names else Text(zh=name, en=name))
            for name in one.event.fact["fields"]
        )
        yield Seen(one, fields, personal.words_of(office, one.case, one.event.sequence))
