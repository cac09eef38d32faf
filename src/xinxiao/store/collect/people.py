"""Accounts, grants and sessions in the ledger's database. What changes them is appended as events in the same transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, cast

import sqlalchemy as sa

from xinxiao.errors import Conflict, told
from xinxiao.model.collect.people import (
    OPEN,
    Account,
    AccountState,
    Credentials,
    Grant,
    Role,
    Session,
    demand_compatible,
)
from xinxiao.model.event import Event, Fact
from xinxiao.store.ledger.chain import Also, Chain
from xinxiao.store.ledger.database import Database
from xinxiao.store.ledger.schema import ACCOUNT, GRANT, INVITATION, RECOVERY, SESSION

_a, _g, _s, _i = ACCOUNT.c, GRANT.c, SESSION.c, INVITATION.c
_SESSION = (_s.id, _s.account, _s.step, _s.begun_at, _s.seen_at, _s.ends_at)
_ACCOUNT = (_a.id, _a.login, _a.name, _a.email, _a.state, _a.locked_until, _a.code_secret)


PIECE = 5_000
"""Logins that are looked up at once."""


class _UsedUp(Exception):
    """What was to be used is gone: the transaction is rolled back."""


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

    def begin(
        self,
        session: Session,
        digest: str,
        actor: str,
        facts: Sequence[Fact],
        still: Mapping[str, str] = MappingProxyType({}),
        instead: str = "",
    ) -> bool:
        """Note a session that begins, ``instead`` of another where one is named; forget those that ran out, and failures once it is
        whole. False, and nothing of it, when the account is not active, locked or no longer has the values ``still``, or
        the other session is over."""
        row = {name: getattr(session, name) for name in session.__dataclass_fields__} | {"hash": digest}
        opens = (_a.id == session.account, _a.state == "active", _a.locked_until <= session.begun_at)
        same = (_a[name] == value for name, value in still.items())
        clean = {"failures": 0, "locked_until": ""} if session.step == "whole" else {"state": "active"}

        def also(connection: sa.Connection) -> None:
            if connection.execute(sa.update(ACCOUNT).where(*opens, *same).values(clean)).rowcount != 1:
                raise _UsedUp
            if instead and connection.execute(sa.delete(SESSION).where(_s.id == instead)).rowcount != 1:
                raise _UsedUp
            connection.execute(sa.delete(SESSION).where(_s.ends_at <= session.begun_at))
            connection.execute(sa.insert(SESSION).values(row))

        return self._done(actor, session.begun_at, facts, also)

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

    def every_session(self) -> tuple[Session, ...]:
        """All sessions there are, those that ran out among them."""
        with self._database.reading() as connection:
            return tuple(Session(*row) for row in connection.execute(sa.select(*_SESSION).order_by(_s.id)))

    def account(self, account: str) -> Account | None:
        """An account by its id."""
        return self._account(_a.id == account)

    def grants(self, account: str) -> tuple[Grant, ...]:
        """What an account is granted."""
        with self._database.reading() as connection:
            return _grants(connection, account)

    def holders(self, scope: str) -> tuple[tuple[Account, Grant], ...]:
        """The active accounts that hold something over a scope, each with the grant."""
        query = (
            sa.select(*_ACCOUNT, _g.role)
            .join(GRANT, _g.account == _a.id)
            .where(_g.scope == scope, _a.state == "active")
            .order_by(_g.role, _a.id)
        )
        with self._database.reading() as connection:
            rows = [tuple(row) for row in connection.execute(query)]
        return tuple((_account(row[:-1]), Grant(cast(Role, row[-1]), scope)) for row in rows)

    def add(
        self,
        accounts: Sequence[Account],
        grants: Sequence[tuple[str, Grant]],
        actor: str,
        at: str,
        facts: Sequence[Fact],
        invitations: Sequence[tuple[str, str, str]] = (),
    ) -> None:
        """Make accounts, give grants (account and grant of each) and invite (account, hash and until of each), all or none.

        Raises :class:`Conflict` for a login or a grant that is there already, for an account that was ended, and for a role that
        excludes another the account has.
        """
        rows = [_row(account, at) for account in accounts]
        given = [{"account": who, "role": g.role, "scope": g.scope, "since": at} for who, g in grants]
        codes = [dict(zip(("account", "hash", "until"), one, strict=True)) for one in invitations]

        made = {account.id for account in accounts}
        more = [(who, one) for who, one in grants if who not in made]

        def also(connection: sa.Connection) -> None:
            _demand_grantable(connection, more)
            for table, values in ((ACCOUNT, rows), (GRANT, given), (INVITATION, codes)):
                if values:
                    connection.execute(sa.insert(table), values)

        self._chain.append(actor, at, facts, also)

    def named(self, login: str) -> Account | None:
        """An account by what its holder signs in with."""
        return self._account(_a.login == login)

    def by_login(self, logins: Sequence[str]) -> dict[str, tuple[Account, tuple[Grant, ...]]]:
        """Accounts by their logins, with what they are granted."""
        found: dict[str, tuple[Account, tuple[Grant, ...]]] = {}
        for begin in range(0, len(logins), PIECE):
            query = sa.select(*_ACCOUNT).where(_a.login.in_(logins[begin : begin + PIECE]))
            found |= {account.login: (account, grants) for account, grants in self._with_grants(query)}
        return found

    def listed(self, search: str, after: str, most: int) -> tuple[tuple[Account, tuple[Grant, ...]], ...]:
        """Accounts whose login, name or scope begins so, in the order of their logins after one, with what they are granted."""
        query = sa.select(*_ACCOUNT).where(_a.login > after).order_by(_a.login).limit(most)
        if search:
            scoped = sa.select(_g.account).where(_g.scope.startswith(search, autoescape=True))
            named = [column.startswith(search, autoescape=True) for column in (_a.login, _a.name)]
            query = query.where(sa.or_(*named, _a.id.in_(scoped)))
        return self._with_grants(query)

    def credentials(self, login: str) -> Credentials | None:
        """What the account of a login is signed in with."""
        return self._credentials(_a.login == login)

    def credentials_of(self, account: str) -> Credentials | None:
        """The same by the account's id."""
        return self._credentials(_a.id == account)

    def of_subject(self, issuer: str, subject: str) -> Credentials | None:
        """The same by what an identity provider knows its holder as."""
        return self._credentials(_a.issuer == issuer, _a.subject == subject) if issuer and subject else None

    def failed(
        self, account: str, before: int, actor: str, at: str, facts: Sequence[Fact], until: str = ""
    ) -> tuple[Event, ...]:
        """Count a failure of an account (empty: of none) that had so many ``before``, lock it ``until`` a time, if any is given, and append
        the events that say so, in one transaction; none, and nothing of it, when the account has another number of failures."""
        values: dict[str, Any] = {"failures": before + 1} | ({"locked_until": until} if until else {})
        same = sa.update(ACCOUNT).where(_a.id == account, _a.failures == before)

        def also(connection: sa.Connection) -> None:
            if account and connection.execute(same.values(values)).rowcount != 1:
                raise _UsedUp

        try:
            return self._chain.append(actor, at, facts, also)
        except _UsedUp:
            return ()

    def use_code(self, account: str, step: int) -> bool:
        """Use up the code of a step of time; False when it, or a later one, was used before."""
        with self._database.writing() as connection:
            own = sa.and_(_a.id == account, _a.code_used < step)
            return connection.execute(sa.update(ACCOUNT).where(own).values(code_used=step)).rowcount == 1

    def use_recovery(self, account: str, digest: str) -> bool:
        """Use up a recovery code; False when there is none of this hash."""
        with self._database.writing() as connection:
            own = sa.and_(RECOVERY.c.account == account, RECOVERY.c.hash == digest)
            return connection.execute(sa.delete(RECOVERY).where(own)).rowcount == 1

    def invited(self, digest: str, now: str) -> Account | None:
        """The account that an invitation of this hash is for, while it is good."""
        good = sa.select(_i.account).where(_i.hash == digest, _i.until > now).scalar_subquery()
        return self._account(_a.id == good, _a.state == "invited")

    def activate(
        self,
        account: str,
        digest: str,
        values: Mapping[str, str],
        actor: str,
        at: str,
        facts: Sequence[Fact],
    ) -> bool:
        """Use up an invitation and make its account active with these values; False when it was used meanwhile."""

        def also(connection: sa.Connection) -> None:
            own = sa.and_(_i.account == account, _i.hash == digest)
            if connection.execute(sa.delete(INVITATION).where(own)).rowcount != 1:
                raise _UsedUp
            row = {**values, "state": "active", "failures": 0, "locked_until": ""}
            connection.execute(sa.update(ACCOUNT).where(_a.id == account).values(row))

        return self._done(actor, at, facts, also)

    def secure(
        self,
        account: str,
        values: Mapping[str, str | int],
        actor: str,
        at: str,
        facts: Sequence[Fact],
        recovery: Sequence[str] | None = None,
        invitation: tuple[str, str] | None = None,
        still: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Change what an account is signed in with; ``recovery`` (hashes) and ``invitation`` (hash, until) take the place of what was
        there. Raises :class:`Conflict` when the account was ended, or no longer has the values ``still``."""
        open_ = (_a.id == account, _a.state.in_(OPEN), *(_a[name] == value for name, value in still.items()))

        def also(connection: sa.Connection) -> None:
            if connection.execute(sa.update(ACCOUNT).where(*open_).values(dict(values))).rowcount != 1:
                raise _moved(account)
            if recovery is not None:
                connection.execute(sa.delete(RECOVERY).where(RECOVERY.c.account == account))
                if recovery:
                    rows = [{"account": account, "hash": digest} for digest in recovery]
                    connection.execute(sa.insert(RECOVERY), rows)
            if invitation is not None:
                connection.execute(sa.delete(INVITATION).where(_i.account == account))
                row = {"account": account, "hash": invitation[0], "until": invitation[1]}
                connection.execute(sa.insert(INVITATION).values(row))

        self._chain.append(actor, at, facts, also)

    def revoke(self, account: str, grant: Grant, actor: str, at: str, facts: Sequence[Fact]) -> bool:
        """Take a grant back; False when it is not held."""

        def also(connection: sa.Connection) -> None:
            own = sa.and_(_g.account == account, _g.role == grant.role, _g.scope == grant.scope)
            if connection.execute(sa.delete(GRANT).where(own)).rowcount != 1:
                raise _UsedUp

        return self._done(actor, at, facts, also)

    def close(
        self,
        account: str,
        state: AccountState,
        actor: str,
        at: str,
        facts: Sequence[Fact],
        grants: Collection[Grant],
    ) -> None:
        """End an account, with all that opens it; ``erased`` blanks what it holds of a person. ``grants``: those that ``facts`` end.

        Raises :class:`Conflict` when it was ended meanwhile, or has other grants by now.
        """
        before = OPEN if state == "ended" else (*OPEN, "ended")
        values: dict[str, str | None] = {"state": state, "password": "", "code_secret": ""}
        if state == "erased":
            values |= {"login": None} | dict.fromkeys(("name", "email", "issuer", "subject"), "")

        def also(connection: sa.Connection) -> None:
            if {*_grants(connection, account)} != {*grants}:
                raise _moved(account)
            for table in (SESSION, GRANT, INVITATION, RECOVERY):
                connection.execute(sa.delete(table).where(table.c.account == account))
            own = sa.update(ACCOUNT).where(_a.id == account, _a.state.in_(before))
            if connection.execute(own.values(values)).rowcount != 1:
                raise _moved(account)

        self._chain.append(actor, at, facts, also)

    def _done(self, actor: str, at: str, facts: Sequence[Fact], also: Also) -> bool:
        """Append events with what is done beside; False, and nothing of it, when that is not possible any more."""
        try:
            self._chain.append(actor, at, facts, also)
        except _UsedUp:
            return False
        return True

    def _credentials(self, *where: sa.ColumnElement[bool]) -> Credentials | None:
        if self._database.is_missing:
            return None
        columns = (_a.id, _a.state, _a.password, _a.code_secret, _a.code_used, _a.failures, _a.locked_until)
        with self._database.reading() as connection:
            found = connection.execute(sa.select(*columns).where(*where)).one_or_none()
            if found is None:
                return None
            roles = frozenset(grant.role for grant in _grants(connection, found.id))
        return Credentials(*found, roles)

    def _with_grants(self, query: sa.Select[Any]) -> tuple[tuple[Account, tuple[Grant, ...]], ...]:
        if self._database.is_missing:
            return ()
        with self._database.reading() as connection:
            accounts = [_account(tuple(row)) for row in connection.execute(query)]
            held: dict[str, list[Grant]] = {account.id: [] for account in accounts}
            own = sa.select(_g.account, _g.role, _g.scope).where(_g.account.in_(held))
            for account, role, scope in connection.execute(own.order_by(_g.role, _g.scope)):
                held[account].append(Grant(role, scope))
        return tuple((account, tuple(held[account.id])) for account in accounts)

    def _account(self, *where: sa.ColumnElement[bool]) -> Account | None:
        if self._database.is_missing:
            return None
        with self._database.reading() as connection:
            found = connection.execute(sa.select(*_ACCOUNT).where(*where)).one_or_none()
        return None if found is None else _account(tuple(found))


def _demand_grantable(connection: sa.Connection, grants: Sequence[tuple[str, Grant]]) -> None:
    """Raise :class:`Conflict` for a grant to an account that was ended, or beside one that excludes it."""
    who = sorted({account for account, _ in grants})
    states, roles = dict[str, str](), dict[str, list[Role]]()
    for begin in range(0, len(who), PIECE):
        some = who[begin : begin + PIECE]
        states |= {
            row.id: row.state for row in connection.execute(sa.select(_a.id, _a.state).where(_a.id.in_(some)))
        }
        for account, role in connection.execute(sa.select(_g.account, _g.role).where(_g.account.in_(some))):
            roles.setdefault(account, []).append(role)
    for account, given in grants:
        state = states.get(account, "")
        if state not in OPEN:
            raise Conflict(f"{account} is {state}", told("account_state", account=account, state=state))
        demand_compatible(roles.setdefault(account, []), given.role)
        roles[account].append(given.role)


def _moved(account: str) -> Conflict:
    return Conflict(f"{account} changed", told("account_moved", account=account))


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
