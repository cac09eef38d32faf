"""Reminders in the ledger's database: who owes a report, whom an event reminded, and where they are written to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa

from xinxiao.model.collect.facts import ReportsReminded
from xinxiao.model.collect.report import OWED, Owed, ReportKey
from xinxiao.model.event import Event
from xinxiao.store.ledger.chain import Chain
from xinxiao.store.ledger.database import Database
from xinxiao.store.ledger.schema import ACCOUNT, CHAIN, GRANT, REMINDER, REPORT

_e, _m, _r, _a, _g = CHAIN["event"].c, REMINDER.c, REPORT.c, ACCOUNT.c, GRANT.c
TOGETHER = 500
"""Scopes that are asked for at once."""


class Reminders:
    """The reminders of one ledger."""

    def __init__(self, database: Database, chain: Chain) -> None:
        self._database = database
        self._chain = chain

    def owed(self, since: str, until: str) -> tuple[Owed, ...]:
        """The reports that respondents have to act on and that end between two moments (the second excluded)."""
        longer = _r.extended > _r.due
        ends = sa.case((longer, _r.extended), else_=_r.due)
        query = sa.select(_r.form, _r.period, _r.unit, _r.area, ends).where(
            _r.state.in_(sorted(OWED)), _r.due < until, ends >= since, ends < until
        )
        rows = self._rows(query.order_by(_r.form, _r.period, _r.unit))
        return tuple(Owed(*tuple(row)) for row in rows)

    def record(self, actor: str, at: str, fact: ReportsReminded, units: Sequence[str]) -> Event:
        """Record that some units were reminded."""

        def also(connection: sa.Connection) -> None:
            number = connection.execute(sa.select(sa.func.max(_e.sequence))).scalar_one()
            connection.execute(sa.insert(REMINDER), [{"event": number, "unit": unit} for unit in units])

        return self._chain.append(actor, at, [fact], also)[0]

    def of_day(self, day: str) -> tuple[Event, ...]:
        """The events that reminded on a day."""
        events = self._chain.events(kind=ReportsReminded.kind)
        return tuple(event for event in events if event.fact["day"] == day)

    def units(self, event: int, after: str, most: int) -> tuple[str, ...]:
        """Units that an event reminded, those after one."""
        query = sa.select(_m.unit).where(_m.event == event, _m.unit > after)
        return tuple(unit for (unit,) in map(tuple, self._rows(query.order_by(_m.unit).limit(most))))

    def about(self, key: ReportKey) -> tuple[Event, ...]:
        """The events that reminded the unit of a report of it."""
        query = sa.select(CHAIN["event"]).join(REMINDER, _m.event == _e.sequence).where(_m.unit == key.unit)
        events = (Event(*tuple(found)) for found in self._rows(query.order_by(_e.sequence)))
        return tuple(e for e in events if (e.fact["form"], e.fact["period"]) == (key.form, key.period))

    def addresses(self, scopes: Collection[str], roles: Collection[str]) -> dict[str, tuple[str, ...]]:
        """The e-mail addresses of those who hold some roles for some scopes, by scope."""
        found: dict[str, list[str]] = {}
        wanted = sorted(scopes)
        for start in range(0, len(wanted), TOGETHER):
            query = sa.select(_g.scope, _a.email).join(ACCOUNT, _a.id == _g.account)
            query = query.where(
                _g.scope.in_(wanted[start : start + TOGETHER]),
                _g.role.in_(sorted(roles)),
                _a.state.in_(("active", "invited")),
                _a.email != "",
            )
            for scope, email in map(tuple, self._rows(query.distinct().order_by(_g.scope, _a.email))):
                found.setdefault(scope, []).append(email)
        return {scope: tuple(emails) for scope, emails in found.items()}

    def _rows(self, query: sa.Select[Any]) -> list[sa.Row[Any]]:
        if self._database.is_missing:
            return []
        with self._database.reading() as connection:
            return list(connection.execute(query))
