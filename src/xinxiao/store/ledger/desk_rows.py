"""What is public of cases: rows that acts write beside those of their cases, in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from xinxiao.model.event import Event, Mark
from xinxiao.model.oversight.case_facts import CaseActed
from xinxiao.store.ledger import case_rows
from xinxiao.store.ledger.case_tables import CASE_ROW
from xinxiao.store.ledger.chain import Together
from xinxiao.store.ledger.desk_tables import CASE_PUBLIC
from xinxiao.store.ledger.schema import CHAIN

_p, _r, _e = CASE_PUBLIC.c, CASE_ROW.c, CHAIN["oversight"].c
COLUMNS = tuple(CASE_PUBLIC.columns.keys())
_KEY = ("case_id", "publication")
_THIS = sa.and_(*(_p[name] == sa.bindparam(f"the_{name}") for name in _KEY))
_AGAIN = (
    sa.update(CASE_PUBLIC)
    .where(_THIS)
    .values({name: sa.bindparam(name) for name in COLUMNS if name not in _KEY})
)
_END = sa.update(CASE_PUBLIC).where(_THIS).values(ended=sa.bindparam("day"))
_ABOUT = sa.select(_r.case_id, _r.subject, _r.synthetic).where(
    _r.case_id.in_(sa.bindparam("cases", expanding=True))
)
MOST = 500
"""Cases whose rows are held against the events at once."""


def publish(connection: sa.Connection, events: Iterable[Event]) -> None:
    """Write what became public, and what no longer is, by acts, in their order."""
    acts = [event for event in events if event.kind == CaseActed.kind and event.fact.get("publications")]
    if not acts:
        return
    about = _about(connection, [event.fact["case"] for event in acts])
    for event in acts:
        for row in _rows(event, about):
            key = {f"the_{name}": row[name] for name in _KEY}
            if row["ended"]:
                connection.execute(_END, {**key, "day": row["ended"]})
            elif not connection.execute(_AGAIN, {**key, **_rest(row)}).rowcount:
                connection.execute(sa.insert(CASE_PUBLIC), row)


def _about(connection: sa.Connection, cases: Sequence[str]) -> dict[str, tuple[str, int]]:
    rows = connection.execute(_ABOUT, {"cases": sorted(set(cases))})
    return {case: (subject, synthetic) for case, subject, synthetic in rows}


def _rows(event: Event, about: Mapping[str, tuple[str, int]]) -> Iterator[dict[str, Any]]:
    fact = event.fact
    subject, synthetic = about[fact["case"]]
    for move in fact["publications"]:
        began = move["move"] == "begun"
        yield {
            "case_id": fact["case"],
            "publication": move["publication"],
            "event": event.sequence,
            "workflow": fact["workflow"],
            "subject": subject,
            "since": fact["on"],
            "until": move.get("until", ""),
            "ended": "" if began else fact["on"],
            "synthetic": synthetic,
        }


def _rest(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in COLUMNS if name not in _KEY}


def first_misfit(connection: sa.Connection, after: Mark) -> int | None:
    """The number of the first act after a mark that made something public, of a case whose rows do not say what its acts say; None
    where all do."""
    query = sa.select(*CHAIN["oversight"].columns).where(
        _e.kind == CaseActed.kind, _e.payload.contains('"publications"')
    )
    said: dict[tuple[str, str], dict[str, Any]] = {}
    first: dict[str, int] = {}
    events = [Event(*row) for row in connection.execute(query.order_by(_e.sequence))]
    about: dict[str, tuple[str, int]] = {}
    cases = sorted({event.fact["case"] for event in events})
    for at in range(0, len(cases), MOST):
        about |= _about(connection, cases[at : at + MOST])
    for event in events:
        case = event.fact["case"]
        if event.sequence > after.sequence:
            first.setdefault(case, event.sequence)
        for row in _rows(event, {case: about.get(case, ("", 0))}):
            key = (case, row["publication"])
            if row["ended"]:
                if key in said:
                    said[key] = said[key] | {"ended": row["ended"]}
            else:
                said[key] = row
    held = {
        (row.case_id, row.publication): dict(row._mapping)
        for row in connection.execute(sa.select(CASE_PUBLIC))
    }
    wrong = {key[0] for key in said.keys() | held.keys() if said.get(key) != held.get(key)}
    numbers = [first[case] for case in wrong if case in first]
    return min(numbers, default=after.sequence + 1) if wrong else None


def _both(connection: sa.Connection, events: Sequence[tuple[Event, Any]]) -> None:
    case_rows.move(connection, events)
    publish(connection, (event for event, _ in events))


TOGETHER: dict[str, Together] = dict.fromkeys(case_rows.TOGETHER, _both)
"""What is written together with events about cases: the rows of the cases, and what is public of them."""
