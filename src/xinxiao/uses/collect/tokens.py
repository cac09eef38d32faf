"""Access tokens: made and ended by who they speak for, and shown by a firm's own system. The secret is told once; the ledger holds
its hash, which needs no salt: it is random."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import timedelta

from xinxiao.errors import Conflict, DataFault, NotFound, TooMany, told
from xinxiao.model.actor import Actor
from xinxiao.model.collect.access_token import AccessToken, Reach, TokenEnded, TokenMade
from xinxiao.model.collect.people import RESPONDENT
from xinxiao.model.event import moment
from xinxiao.uses.call import Call
from xinxiao.uses.collect.sessions import PIECE, digest_of

BEGINNING = "xinxiao_"
"""What every token begins with, so that scanners for secrets know one."""
LONGEST_DAYS = 366
MOST = 20
"""Tokens of one account that hold at once."""
NAME = 60
"""Characters of a token's name."""


@dataclass(frozen=True)
class Shown:
    """Who a token speaks for: it, and the actor with the account's grants as a respondent."""

    token: AccessToken
    actor: Actor


def make(call: Call, name: str, reach: Reach, days: int) -> tuple[AccessToken, str]:
    """Make a token of one's own: it, and its secret, which is told this once.

    Raises :class:`DataFault` for a name or a time that cannot be, :class:`TooMany` for more than ``MOST``.
    """
    call.demand("fill")
    kept = name.strip()
    if not kept or len(kept) > NAME or not 1 <= days <= LONGEST_DAYS:
        raise DataFault("token", told("token_form", most=NAME, days=LONGEST_DAYS))
    secret = BEGINNING + secrets.token_urlsafe(32)
    ends = moment(call.now + timedelta(days=days))
    token = AccessToken(secrets.token_hex(8), call.actor.name, kept, reach, call.at, ends)
    fact = TokenMade(account=token.account, token=token.id, reach=reach, until=ends)
    if not call.ports.tokens.add(token, digest_of(secret), call.actor.line, [fact], MOST):
        raise TooMany("tokens", told("token_many", most=MOST), seconds=60)
    return token, secret


def own(call: Call) -> tuple[AccessToken, ...]:
    """One's own tokens, the last made first, those that are over among them."""
    call.demand("fill")
    return call.ports.tokens.of(call.actor.name)


def end(call: Call, token: str) -> AccessToken:
    """End a token of one's own. Raises :class:`NotFound` for one there is not, or that is another's."""
    found = _own(call, token)
    if found.ended_at:
        return found
    fact = TokenEnded(account=found.account, token=found.id)
    try:
        call.ports.tokens.end([found], call.actor.line, call.at, [fact])
    except Conflict:  # somebody ended it meanwhile
        return _own(call, token)
    return replace(found, ended_at=call.at)


def _own(call: Call, token: str) -> AccessToken:
    found = next((one for one in own(call) if one.id == token), None)
    if found is None:
        raise NotFound(f"token {token}", told("no_token", token=ascii(token[:40])[1:-1]))
    return found


def end_every(call: Call) -> int:
    """End the tokens of all accounts; how many held."""
    call.demand("operate")
    held = call.ports.tokens.holding(call.at)
    for begin in range(0, len(held), PIECE):
        piece = held[begin : begin + PIECE]
        facts = [TokenEnded(account=token.account, token=token.id) for token in piece]
        call.ports.tokens.end(piece, call.actor.line, call.at, facts)
    return len(held)


def shown(call: Call, secret: str) -> Shown | None:
    """Who a secret speaks for; None for one that is over, was never given, or whose account has ended."""
    token = call.ports.tokens.find(digest_of(secret)) if secret.startswith(BEGINNING) else None
    if token is None or not token.holds(call.at):
        return None
    account = call.ports.people.account(token.account)
    if account is None or account.state != "active":
        return None
    grants = tuple(grant for grant in call.ports.people.grants(token.account) if grant.role in RESPONDENT)
    return Shown(token, Actor.signed_in(token.account, grants))
