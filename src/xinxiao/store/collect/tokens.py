"""Access tokens in the ledger's database, each by the hash of its secret."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from xinxiao.errors import Conflict, told
from xinxiao.model.collect.access_token import AccessToken
from xinxiao.model.event import Fact
from xinxiao.store.ledger.chain import Chain
from xinxiao.store.ledger.database import Database
from xinxiao.store.ledger.schema import ACCOUNT, TOKEN

_t = TOKEN.c
_OWN = (_t.id, _t.account, _t.name, _t.reach, _t.made_at, _t.ends_at, _t.ended_at)


class _Full(Exception):
    """One more would be too many: the transaction is rolled back."""


class Tokens:
    """The tokens of one ledger."""

    def __init__(self, database: Database, chain: Chain) -> None:
        self._database = database
        self._chain = chain

    def find(self, digest: str) -> AccessToken | None:
        """The token of a hash, whether it holds or not."""
        if self._database.is_missing:
            return None
        with self._database.reading() as connection:
            found = connection.execute(sa.select(*_OWN).where(_t.hash == digest)).one_or_none()
        return _token(found) if found else None

    def of(self, account: str) -> tuple[AccessToken, ...]:
        """The tokens of an account, the last made first."""
        query = sa.select(*_OWN).where(_t.account == account).order_by(_t.made_at.desc(), _t.id)
        with self._database.reading() as connection:
            return tuple(_token(row) for row in connection.execute(query))

    def holding(self, now: str) -> tuple[AccessToken, ...]:
        """All tokens that hold."""
        query = sa.select(*_OWN).where(_t.ended_at == "", _t.ends_at > now).order_by(_t.id)
        with self._database.reading() as connection:
            return tuple(_token(row) for row in connection.execute(query))

    def add(self, token: AccessToken, digest: str, actor: str, facts: Sequence[Fact], most: int) -> bool:
        """Keep a token; False when as many as ``most`` of its account hold already. Raises :class:`Conflict` for an account that
        is not active."""
        row = {name: getattr(token, name) for name in token.__dataclass_fields__} | {"hash": digest}
        holds = (_t.account == token.account, _t.ended_at == "", _t.ends_at > token.made_at)
        state = sa.select(ACCOUNT.c.state).where(ACCOUNT.c.id == token.account)

        def also(connection: sa.Connection) -> None:
            found = connection.execute(state).scalar() or ""
            if found != "active":
                said = told("account_state", account=token.account, state=found)
                raise Conflict(f"{token.account} is {found}", said)
            count = sa.select(sa.func.count()).select_from(TOKEN).where(*holds)
            if connection.execute(count).scalar_one() >= most:
                raise _Full
            connection.execute(sa.insert(TOKEN).values(row))

        try:
            self._chain.append(actor, token.made_at, facts, also)
        except _Full:
            return False
        return True

    def end(self, tokens: Sequence[AccessToken], actor: str, at: str, facts: Sequence[Fact]) -> None:
        """End tokens, all or none. Raises :class:`Conflict` when one of them has ended."""
        named = [token.id for token in tokens]

        def also(connection: sa.Connection) -> None:
            held = sa.update(TOKEN).where(_t.id.in_(named), _t.ended_at == "")
            if connection.execute(held.values(ended_at=at)).rowcount != len(named):
                raise Conflict("a token ended", told("token_over"))

        self._chain.append(actor, at, facts, also)


def _token(row: Sequence[Any] | sa.Row[Any]) -> AccessToken:
    return AccessToken(*row)
