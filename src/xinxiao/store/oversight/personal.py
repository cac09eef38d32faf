"""What happened to what is kept of people: recorded as events, found by rows made from them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from xinxiao.model.event import Event
from xinxiao.model.oversight.personal_facts import PersonalFact
from xinxiao.model.oversight.personal_record import Erasure, KeptUntil
from xinxiao.store.ledger.case_tables import CASE_ROW
from xinxiao.store.ledger.chain import Chain
from xinxiao.store.ledger.database import Database
from xinxiao.store.ledger.personal_tables import (
    CASE_ERASED,
    CASE_ERASURE,
    CASE_HOLD,
    CASE_RETENTION,
    CASE_WORDS,
)


class PersonalRecords:
    """The records of one ledger."""

    def __init__(self, database: Database, chain: Chain) -> None:
        self._database = database
        self._chain = chain

    def say(
        self, actor: str, at: str, facts: Sequence[PersonalFact], words: bytes | None = None
    ) -> tuple[Event, ...]:
        """Record what happened, all or nothing, with the sealed words whose hash the facts hold.

        Raises :class:`Conflict` for a hold or an erasure that somebody else ended or decided meanwhile, and for what is held.
        """
        return self._chain.append(actor, at, facts, beside=words)

    def words(self, event: int) -> bytes | None:
        """The sealed words of an event; None where it has none."""
        rows = self._rows(sa.select(CASE_WORDS.c.sealed).where(CASE_WORDS.c.event == event))
        return bytes(rows[0][0]) if rows else None

    def erased(self, case: str) -> frozenset[str]:
        """The parts of a case that were erased; the empty one is all of it."""
        return frozenset(
            row[0] for row in self._rows(sa.select(CASE_ERASED.c.part).where(CASE_ERASED.c.case_id == case))
        )

    def holds(self, case: str) -> tuple[int, ...]:
        """The holds on a case that last, by the numbers of their events."""
        query = sa.select(CASE_HOLD.c.event).where(CASE_HOLD.c.case_id == case)
        return tuple(row[0] for row in self._rows(query.order_by(CASE_HOLD.c.event)))

    def erasures(self, case: str = "") -> tuple[Erasure, ...]:
        """Erasures that were asked for in a case, whatever became of them; without a case those that are open, in order."""
        c = CASE_ERASURE.c
        query = sa.select(CASE_ERASURE).where(c.case_id == case if case else c.state == "open")
        return tuple(Erasure(*row) for row in self._rows(query.order_by(c.event)))

    def kept(self, case: str) -> KeptUntil | None:
        """How long a case is kept; None where nothing was said of it."""
        c = CASE_RETENTION.c
        rows = self._rows(sa.select(c.case_id, c.ended, c.until).where(c.case_id == case))
        return KeptUntil(*rows[0]) if rows else None

    def past(self, day: str, after: tuple[str, str] = ("", ""), most: int = 1_000) -> tuple[KeptUntil, ...]:
        """Cases that were to be kept until before a day and are held by nobody, in order of those days, then of their numbers; those
        after a day and number."""
        c = CASE_RETENTION.c
        held = sa.exists().where(CASE_HOLD.c.case_id == c.case_id)
        query = sa.select(c.case_id, c.ended, c.until).where(c.until != "", c.until < day, ~held)
        query = query.where(sa.tuple_(c.until, c.case_id) > sa.tuple_(*map(sa.literal, after)))
        return tuple(KeptUntil(*row) for row in self._rows(query.order_by(c.until, c.case_id).limit(most)))

    def unsaid(self, most: int = 1_000) -> tuple[str, ...]:
        """Cases that ended, or are open again, and of which it was not said how long they are kept, in order of their ends."""
        c, r = CASE_RETENTION.c, CASE_ROW.c
        query = sa.select(r.case_id).outerjoin(CASE_RETENTION, c.case_id == r.case_id).select_from(CASE_ROW)
        query = query.where(r.ended != sa.func.coalesce(c.ended, ""))
        return tuple(row[0] for row in self._rows(query.order_by(r.ended, r.case_id).limit(most)))

    def _rows(self, query: sa.Select[Any]) -> list[tuple[Any, ...]]:
        if self._database.is_missing:
            return []
        with self._database.asking() as connection:
            return [tuple(row) for row in connection.execute(query)]
