"""Accounts, grants and sessions in the ledger's database. What changes them is appended as events in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, cast

import sqlalchemy as sa

from xinxiao.model.collect.people import Account, Grant, Role, Session
from xinxiao.model.event import Fact
from xinxiao.store.ledger.chain import Chain
from xinxiao.store.ledger.database import Database
from xinxiao.store.ledger.schema import ACCOUNT, GRANT, SESSION

_a, _g, _s = ACCOUNT.c, GRANT.c, SESSION.c
_SESSION = (_s.id, _s.account, _s.step, _s.begun_at, _s.seen_at, _s.ends_at)
_ACCOUNT = (_a.id, _a.login, _a.name, _a.email, _a.state, _a.locked_until, _a.code_secret)


class People:
    """The people of one ledger. Times are UTC, ISO 8601, all of one form, so that they sort as texts."""

    def __init__(self, database: Database, chain: Chain) -> None:
        self._database = database
        self._chain = chain

    def signed_in(self, digest: str, now: str) -> tuple[Session, Account, tuple[Grant, ...]] | None:
        """The session of this hash, whose it is and what they are granted; None for one that is over or was never."""
        if self._database.is_missing:
            return None
        query = (
            sa.select(*_SESSION, *(column.label(f"account_{column.name}") for column in _ACCOUNT))
            .join(ACCOUNT, _a.id == _s.account)
            .where(_s.hash == digest, _s.ends_at > now, _a.state == "active")
        )
        with self._database.reading() as connection:
            found = connection.execute(query).one_or_none()
            if found is None:
                return None
            values = tuple(found)
            session, account = Session(*values[: len(_SESSION)]), _account(values[len(_SESSION) :])
            return session, account, _grants(connection, account.id)

    def seen(self, session: str, now: str, ends_at: str) -> None:
        """Note that somebody was just here, and until when the session holds from now."""
        with self._database.writing() as connection:
            own = sa.update(SESSION).where(_s.id == session)
            connection.execute(own.values(seen_at=now, ends_at=ends_at))

    def begin(self, session: Session, digest: str, actor: str, facts: Sequence[Fact]) -> None:
        """Note a session that begins, and forget those that ran out."""
        row = {name: getattr(session, name) for name in session.__dataclass_fields__} | {"hash": digest}

        def also(connection: sa.Connection) -> None:
            connection.execute(sa.delete(SESSION).where(_s.ends_at <= session.begun_at))
            connection.execute(sa.insert(SESSION).values(row))

        self._chain.append(actor, session.begun_at, facts, also)

    def end(self, sessions: Iterable[str], actor: str, at: str, facts: Sequence[Fact]) -> None:
        """End sessions by their ids."""
        named = list(sessions)

        def also(connection: sa.Connection) -> None:
            connection.execute(sa.delete(SESSION).where(_s.id.in_(named)))

        self._chain.append(actor, at, facts, also)

    def sessions(self, account: str, now: str) -> tuple[Session, ...]:
        """The sessions of an account that hold, the last one seen first."""
        query = sa.select(*_SESSION).where(_s.account == account, _s.ends_at > now)
        with self._database.reading() as connection:
            return tuple(Session(*row) for row in connection.execute(query.order_by(_s.seen_at.desc())))

    def account(self, account: str) -> Account | None:
        """An account by its id."""
        return self._account(_a.id == account)

    def grants(self, account: str) -> tuple[Grant, ...]:
        """What an account is granted."""
        with self._database.reading() as connection:
            return _grants(connection, account)

    def add(
        self,
        accounts: Sequence[Account],
        grants: Sequence[tuple[str, Grant]],
        actor: str,
        at: str,
        facts: Sequence[Fact],
    ) -> None:
        """Make accounts and give grants (account and grant of each), all or none.

        Raises :class:`Conflict` for a login or a grant that is there already.
        """
        rows = [_row(account, at) for account in accounts]
        given = [{"account": who, "role": g.role, "scope": g.scope, "since": at} for who, g in grants]

        def also(connection: sa.Connection) -> None:
            if rows:
                connection.execute(sa.insert(ACCOUNT), rows)
            if given:
                connection.execute(sa.insert(GRANT), given)

        self._chain.append(actor, at, facts, also)

    def _account(self, *where: sa.ColumnElement[bool]) -> Account | None:
        with self._database.reading() as connection:
            found = connection.execute(sa.select(*_ACCOUNT).where(*where)).one_or_none()
        return None if found is None else _account(tuple(found))


def _account(values: Sequence[Any]) -> Account:
    id_, login, name, email, state, locked, secret = values
    return Account(id_, login or "", name, email, state, locked, bool(secret))


def _grants(connection: sa.Connection, account: str) -> tuple[Grant, ...]:
    query = sa.select(_g.role, _g.scope).where(_g.account == account).order_by(_g.role, _g.scope)
    return tuple(Grant(cast(Role, role), scope) for role, scope in connection.execute(query))


def _row(account: Account, at: str) -> dict[str, Any]:
    own = {"id": account.id, "login": account.login or None, "name": account.name, "email": account.email}
    empty = dict.fromkeys(("password", "code_secret", "issuer", "subject", "locked_until"), "")
    return own | empty | {"state": account.state, "made_at": at, "code_used": 0, "failures": 0}
