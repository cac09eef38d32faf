"""Rows of draws: what their events write beside themselves in the same transaction, and whether they say what the events say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from xinxiao.errors import Conflict, told
from xinxiao.model.event import Event, Mark
from xinxiao.model.oversight.draw_facts import KINDS, STEPS, DrawCommitted, DrawDrawn, DrawVoided
from xinxiao.store.ledger.chain import Projection
from xinxiao.store.ledger.draw_tables import DRAW, DRAW_STEP, DRAWS
from xinxiao.store.ledger.schema import CHAIN

_chain, _d, _s = CHAIN["oversight"], DRAW.c, DRAW_STEP.c


def parts(number: str) -> tuple[str, int, int]:
    """Series, year and number of the number of a draw."""
    series, year, own = number.rsplit("-", 2)
    return series, int(year), int(own)


def last(connection: sa.Connection, series: str) -> tuple[str, str] | None:
    """The newest draw of a series and its commitment."""
    query = sa.select(_d.draw, _d.commitment).where(_d.series == series)
    found = connection.execute(query.order_by(_d.year.desc(), _d.number.desc()).limit(1)).one_or_none()
    return None if found is None else (found[0], found[1])


def follows(number: str, before: str) -> bool:
    """Whether a number is the next after another of its series: one more, or the first of a later year."""
    _, year, own = parts(number)
    if not before:
        return own == 1
    _, last_year, last_own = parts(before)
    return (year == last_year and own == last_own + 1) or (year > last_year and own == 1)


def committed(connection: sa.Connection, event: Event) -> None:
    """Write a draw that was committed to. Raises :class:`Conflict` for a number that is not next in its series, or whose terms
    name another draw before it."""
    number = str(event.fact["number"])
    before = last(connection, parts(number)[0])
    if not follows(number, before[0] if before else "") or event.fact["before"] != (
        before[1] if before else ""
    ):
        raise Conflict(f"{number} is not next", told("draw_moved", number=number))
    connection.execute(sa.insert(DRAW).values(_draw_row(event)))


def stepped(connection: sa.Connection, event: Event) -> None:
    """Write what happened to a draw. Raises :class:`Conflict` for one that is not committed to, and for what happened before."""
    number = str(event.fact["number"])
    known = connection.execute(sa.select(_d.event).where(_d.draw == number)).scalar()
    steps = set(connection.execute(sa.select(_s.step).where(_s.draw == number)).scalars())
    void = DrawVoided.kind in steps and event.kind != DrawVoided.kind
    early = event.kind not in (DrawDrawn.kind, DrawVoided.kind) and DrawDrawn.kind not in steps
    if known is None or event.kind in steps or void or early:
        raise Conflict(f"{number}: {event.kind}", told("draw_done", number=number))
    connection.execute(sa.insert(DRAW_STEP).values(_step_row(event)))


def _draw_row(event: Event) -> dict[str, Any]:
    number = str(event.fact["number"])
    series, year, own = parts(number)
    said = {"event": event.sequence, "draw": number, "commitment": event.fact["commitment"]}
    return {**said, "series": series, "year": year, "number": own}


def _step_row(event: Event) -> dict[str, Any]:
    return {"event": event.sequence, "draw": event.fact["number"], "step": event.kind}


def first_misfit(connection: sa.Connection, mark: Mark) -> int | None:
    """The number of the first event after a mark that a row does not fit, or of the event a row names without right."""
    return min([*_wrong(connection, mark), *_surplus(connection)], default=None)


def _wrong(connection: sa.Connection, mark: Mark) -> Iterator[int]:
    c = _chain.c
    query = sa.select(_chain).where(c.kind.in_(KINDS), c.sequence > mark.sequence).order_by(c.sequence)
    for row in connection.execute(query).all():
        event = Event(*row)
        is_first = event.kind == DrawCommitted.kind
        table, wanted = (DRAW, _draw_row(event)) if is_first else (DRAW_STEP, _step_row(event))
        there = connection.execute(sa.select(table).where(table.c.event == event.sequence)).mappings()
        if [dict(one) for one in there] != [wanted]:
            yield event.sequence


def _surplus(connection: sa.Connection) -> Iterator[int]:
    kinds = {DRAW.name: (DrawCommitted.kind,), DRAW_STEP.name: tuple(fact.kind for fact in STEPS)}
    for table in DRAWS:
        joined = sa.select(sa.func.min(table.c.event)).select_from(
            table.outerjoin(_chain, _chain.c.sequence == table.c.event)
        )
        alien = sa.or_(_chain.c.sequence.is_(None), _chain.c.kind.not_in(kinds[table.name]))
        found = connection.execute(joined.where(alien)).scalar()
        if found is not None:
            yield int(found)


PROJECTIONS: dict[str, Projection] = {
    DrawCommitted.kind: committed,
    **{fact.kind: stepped for fact in STEPS},
}
"""What is written with each kind of event of draws."""
