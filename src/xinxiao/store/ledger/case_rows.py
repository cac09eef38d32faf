"""Rows of cases: what events about cases write beside themselves, in the same transaction.

Who acts has folded the case they saw and hands it on; here it is seen that nothing happened to it since. The case after the event is
folded from that, and its rows are what it folds to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from xinxiao.errors import Conflict, told
from xinxiao.model.event import Event
from xinxiao.model.oversight.case import Case, ClockRun, happened
from xinxiao.model.oversight.case_facts import CASE_FACTS, CaseActed, CaseFact
from xinxiao.model.oversight.content import Row, content_hash
from xinxiao.model.oversight.lists import EntryKey, Rest
from xinxiao.oversight.fold import after, fold, rests_on
from xinxiao.store.ledger.case_tables import (
    CASE_CLOCK,
    CASE_CONTENT,
    CASE_DOCUMENT,
    CASE_ROW,
    CASE_STEP,
    PLACE,
)
from xinxiao.store.ledger.chain import Together
from xinxiao.store.ledger.desk_tables import CASE_VISIT
from xinxiao.store.ledger.list_rows import rest
from xinxiao.store.ledger.schema import CHAIN

_r, _k = CASE_ROW.c, CASE_CLOCK.c
ROW = tuple(CASE_ROW.columns.keys())
CLOCK = tuple(CASE_CLOCK.columns.keys())
COUNTS = ("cases", "in_review", "synthetic")
_MOVED = tuple(name for name in ROW if name != "case_id")
_NUMBERS = sa.select(_r.case_id, _r.number).where(_r.case_id.in_(sa.bindparam("cases", expanding=True)))
_EVENTS = (
    sa.select(*CHAIN["oversight"].columns)
    .join(CASE_STEP, CASE_STEP.c.event == CHAIN["oversight"].c.sequence)
    .where(CASE_STEP.c.case_id == sa.bindparam("the_case"))
    .order_by(CASE_STEP.c.number)
)
_UPDATE = (
    sa.update(CASE_ROW)
    .where(_r.case_id == sa.bindparam("the_case"))
    .values({name: sa.bindparam(name) for name in _MOVED})
)
_RUN = (
    sa.update(CASE_CLOCK)
    .where(*(_k[name] == sa.bindparam(f"the_{name}") for name in ("case_id", "clock", "run")))
    .values({name: sa.bindparam(name) for name in CLOCK if name not in ("case_id", "clock", "run")})
)
_SUMS = ", ".join(f"{name} = case_tally.{name} + excluded.{name}" for name in COUNTS)
_MORE = sa.text(
    f"INSERT INTO case_tally ({', '.join((*PLACE, *COUNTS))}) "
    f"VALUES ({', '.join(f':{name}' for name in (*PLACE, *COUNTS))}) "
    f"ON CONFLICT ({', '.join(PLACE)}) DO UPDATE SET {_SUMS}"
)
"""Adds to the counts of a place; both databases know it in the same words."""


@dataclass(frozen=True)
class Beside:
    """What belongs to events about cases and stands in none: the case as it was before (None: it is opened), and what is sealed."""

    before: Case | None
    rows: tuple[Row, ...] = ()

    def was(self, _case: str) -> Case | None:
        """The case as it was before."""
        return self.before

    def sealed(self, fact: CaseFact) -> list[Row]:
        """What is sealed of an act."""
        return [row for row in self.rows if row.act == fact.number]


@dataclass(frozen=True)
class Several:
    """The same of events about several cases: those that are not opened by them as they were, and what is sealed of any."""

    before: Mapping[str, Case]
    rows: tuple[Row, ...] = ()

    def was(self, case: str) -> Case | None:
        """A case as it was before; None: it is opened."""
        return self.before.get(case)

    def sealed(self, fact: CaseFact) -> list[Row]:
        """What is sealed of an act."""
        return self._by_act.get((fact.case, fact.number), [])

    @cached_property
    def _by_act(self) -> dict[tuple[str, int], list[Row]]:
        found: dict[tuple[str, int], list[Row]] = {}
        for row in self.rows:
            found.setdefault((row.case, row.act), []).append(row)
        return found


def row_of(case: Case) -> dict[str, Any]:
    """A case as its row."""
    first = case.next
    return {
        "case_id": case.id,
        "workflow": case.workflow,
        "definition": case.definition,
        "state": case.state,
        "area": case.area,
        "subject": case.subject,
        "handler": case.handler,
        "opened": case.opened,
        "ended": case.ended,
        "number": case.number,
        "due": first.due if first is not None else "",
        "clock": first.clock if first is not None else "",
        "provisional": int(first is not None and first.provisional),
        "in_review": int(case.in_review),
        "synthetic": int(case.synthetic),
    }


def clock_row(case: str, run: ClockRun) -> dict[str, Any]:
    """A run of a clock as its row."""
    names = ("clock", "run", "due", "state", "rule", "version")
    own = {name: getattr(run, name) for name in names}
    return {"case_id": case, **own, "provisional": int(run.provisional)}


def visit_rows(case: Case | None) -> list[dict[str, Any]]:
    """Who goes to see whom a case is about, as rows; none of one that ended."""
    if case is None or case.ends:
        return []
    own = {"case_id": case.id, "day": case.visit_on, "visited": int(case.visited)}
    return [own | {"account": one} for one in case.visitors]


def content_row(row: Row, event: int) -> dict[str, Any]:
    """Something sealed as its row."""
    own = {"case_id": row.case, "act": row.act, "part": row.part, "fields": " ".join(row.fields)}
    return {**own, "sealed": row.sealed, "event": event}


def sealed_of(found: Sequence[Any]) -> Row:
    """Something sealed from its row."""
    case, act, part, fields, sealed = found[:5]
    return Row(case, act, part, tuple(fields.split()), bytes(sealed))


def before(connection: sa.Connection, case: str) -> Case | None:
    """A case as its events in the ledger fold, in a transaction that writes; None for one that has none."""
    found = [happened(Event(*row)) for row in connection.execute(_EVENTS, {"the_case": case})]
    return fold(found) if found else None


@dataclass
class _Written:
    """What several events write."""

    connection: sa.Connection
    numbers: Mapping[str, int]
    before: dict[str, Case | None] = field(default_factory=dict)
    now: dict[str, Case] = field(default_factory=dict)
    steps: list[dict[str, Any]] = field(default_factory=list)
    contents: list[dict[str, Any]] = field(default_factory=list)
    documents: list[dict[str, Any]] = field(default_factory=list)
    rests: list[tuple[int, Rest]] = field(default_factory=list)

    def add(self, event: Event, beside: Any) -> None:
        """What one event writes. Raises :class:`Conflict` for one about a case to which something happened meanwhile. Who hands on no
        case as it was before writes about one it did not look at: then it is looked at here."""
        one = happened(event)
        fact = one.fact
        given = beside if isinstance(beside, Beside | Several) else None
        if fact.case not in self.now:
            held = given.was(fact.case) if given is not None else before(self.connection, fact.case)
            if (held.number if held is not None else 0) != self.numbers.get(fact.case, 0):
                raise Conflict(f"{fact.case} moved on", told("case_overtaken", case=fact.case))
            self.before[fact.case] = held
        elif self.now[fact.case].number + 1 != fact.number:
            raise Conflict(f"{fact.case} moved on", told("case_overtaken", case=fact.case))
        was = self.now.get(fact.case, self.before[fact.case])
        self.now[fact.case] = after(was, one)
        self.steps.append({"event": event.sequence, "case_id": fact.case, "number": fact.number})
        self._seal(event, fact, given.sealed(fact) if given is not None else [])
        if isinstance(fact, CaseActed):
            self._beside(event, fact, was)

    def _seal(self, event: Event, fact: CaseFact, own: list[Row]) -> None:
        if getattr(fact, "content", "") != content_hash(own):
            raise Conflict(
                f"{fact.case} {fact.number}: content", told("case_torn", case=fact.case, number=fact.number)
            )
        self.contents += [content_row(row, event.sequence) for row in own]

    def _beside(self, event: Event, fact: CaseActed, was: Case | None) -> None:
        for made in fact.documents:
            row = {"document": made.number, "case_id": fact.case, "kind": made.document}
            self.documents.append({**row, "sha256": made.sha256, "event": event.sequence})
        known = was.entries if was is not None else ()
        for entry in dict.fromkeys(rests_on(fact)):
            if entry not in known:
                own = Rest(EntryKey(entry.list, entry.code), entry.version, fact.on, "case", fact.case)
                self.rests.append((event.sequence, own))

    @property
    def clocks(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Rows of runs that are new, and of those that changed."""
        new, changed = list[dict[str, Any]](), list[dict[str, Any]]()
        for case in self.now.values():
            before = self.before[case.id]
            held = {(run.clock, run.run): run for run in (before.clocks if before is not None else ())}
            for run in case.clocks:
                own = held.get((run.clock, run.run))
                if own is None:
                    new.append(clock_row(case.id, run))
                elif own != run:
                    row = clock_row(case.id, run)
                    changed.append(
                        {f"the_{name}": row.pop(name) for name in ("case_id", "clock", "run")} | row
                    )
        return new, changed


def move(connection: sa.Connection, events: Sequence[tuple[Event, Any]]) -> None:
    """Write what events about cases fold to, in their order, and keep what is sealed.

    Raises :class:`Conflict` for an event about a case to which something happened since it was looked at.
    """
    cases = sorted({event.fact["case"] for event, _ in events})
    numbers = {str(row[0]): int(row[1]) for row in connection.execute(_NUMBERS, {"cases": cases})}
    written = _Written(connection, numbers)
    for event, beside in events:
        written.add(event, beside)
    opened = [row_of(case) for case in written.now.values() if written.before[case.id] is None]
    moved = [row_of(case) for case in written.now.values() if written.before[case.id] is not None]
    new, changed = written.clocks
    for statement, values in (
        (sa.insert(CASE_STEP), written.steps),
        (sa.insert(CASE_ROW), opened),
        (_UPDATE, [{"the_case": row.pop("case_id")} | row for row in moved]),
        (sa.insert(CASE_CLOCK), new),
        (_RUN, changed),
        (sa.insert(CASE_CONTENT), written.contents),
        (sa.insert(CASE_DOCUMENT), written.documents),
    ):
        if values:
            connection.execute(statement, values)
    _visits(connection, written)
    rest(connection, written.rests)
    _tally(connection, written)


def _visits(connection: sa.Connection, written: _Written) -> None:
    """Write who goes where, of the cases of which that changed."""
    gone, new = list[str](), list[dict[str, Any]]()
    for case in written.now.values():
        before, rows = visit_rows(written.before[case.id]), visit_rows(case)
        if before != rows:
            gone += [case.id] if before else []
            new += rows
    if gone:
        connection.execute(sa.delete(CASE_VISIT).where(CASE_VISIT.c.case_id.in_(gone)))
    if new:
        connection.execute(sa.insert(CASE_VISIT), new)


def counts_of(case: Case) -> Counter[str]:
    """What a case counts among."""
    return Counter(cases=1, in_review=int(case.in_review), synthetic=int(case.synthetic))


def place_of(case: Case) -> tuple[str, str, str]:
    """Where a case is counted."""
    return case.area, case.workflow, case.state


def _tally(connection: sa.Connection, written: _Written) -> None:
    changes: dict[tuple[str, str, str], Counter[str]] = {}
    for case in written.now.values():
        before = written.before[case.id]
        if before is not None:
            changes.setdefault(place_of(before), Counter()).subtract(counts_of(before))
        changes.setdefault(place_of(case), Counter()).update(counts_of(case))
    rows = [
        dict(zip(PLACE, place, strict=True)) | {name: counts[name] for name in COUNTS}
        for place, counts in sorted(changes.items())
        if any(counts.values())
    ]
    if rows:
        connection.execute(_MORE, rows)


TOGETHER: dict[str, Together] = dict.fromkeys(CASE_FACTS, move)
"""What is written together with events about cases."""
