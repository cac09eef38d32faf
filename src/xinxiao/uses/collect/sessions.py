"""Sessions: who is signed in, since when and for how long. What the browser holds is random; the ledger holds its hash."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from types import MappingProxyType

from xinxiao.errors import NotFound, NotSignedIn, told
from xinxiao.model.actor import Actor
from xinxiao.model.collect.people import Account, Session, SessionStep
from xinxiao.model.collect.people_facts import EndedBy, SessionBegun, SessionEnded
from xinxiao.model.event import moment
from xinxiao.uses.call import Call

SECRET = 32
"""Random bytes of a session: 256 bits."""
PIECE = 500
"""How many are ended in one transaction."""
ASKEW = timedelta(minutes=5)
"""How far a clock may be set back while sessions go on; one begun or seen later than this was by a clock that was wrong, and would
hold for longer than it may."""
NOTED = timedelta(seconds=60)
"""How long somebody goes on before it is noted again that they are there."""


@dataclass(frozen=True)
class SignedIn:
    """Somebody who is signed in: the session, the account, and the actor they act as."""

    session: Session
    account: Account
    actor: Actor


def signed_in(call: Call, secret: str) -> SignedIn | None:
    """Who holds the session that a browser names; None when it is over or never was. Notes that they were here."""
    people, idle = call.ports.people, timedelta(minutes=call.ports.signing.idle)
    found = people.signed_in(digest_of(secret), call.at)
    if found is None:
        return None
    session, account, grants = found
    if datetime.fromisoformat(max(session.begun_at, session.seen_at)) > call.now + ASKEW:
        return None
    if call.now - datetime.fromisoformat(session.seen_at) >= NOTED:
        ends = min(call.now + idle, _latest(call, session))
        people.seen(session.id, call.at, moment(ends))
    actor = Actor.signed_in(account.id, grants if session.step == "whole" else ())
    return SignedIn(session, account, actor)


def begin(
    call: Call,
    account: str,
    step: SessionStep = "whole",
    still: Mapping[str, str] = MappingProxyType({}),
    instead: str = "",
) -> str:
    """Begin a session of an account: the secret that its browser is to hold. ``still``: what opened it, as it was looked at;
    ``instead``: the session it takes the place of.

    Raises :class:`NotSignedIn` when the account was ended or locked or something else opens it by now, or the other session is
    over: who came in with what is void does not stay.
    """
    secret = secrets.token_urlsafe(SECRET)
    session = Session(secrets.token_hex(8), account, step, call.at, call.at, "")
    ends = min(call.now + timedelta(minutes=call.ports.signing.idle), _latest(call, session))
    facts = [SessionBegun(account=account, session=session.id)] if step == "whole" else []
    actor = Actor.signed_in(account)
    session = replace(session, ends_at=moment(ends))
    if not call.ports.people.begin(session, digest_of(secret), actor.line, facts, still, instead):
        raise NotSignedIn("sign-in", told("sign_in_refused"))
    return secret


def sign_out(call: Call, session: Session) -> None:
    """End the session somebody acts in."""
    _end(call, [session], "signed out")


def own(call: Call) -> tuple[Session, ...]:
    """The sessions of who asks, the last one seen first."""
    call.demand("attend")
    return call.ports.people.sessions(call.actor.name, call.at)


def end(call: Call, account: str, session: str = "") -> int:
    """End a session of an account, or all; how many. One's own, or with the right to let people in anyone's.

    Raises :class:`NotFound` for a session there is not.
    """
    call.demand("attend" if account == call.actor.name else "admit")
    held = [s for s in call.ports.people.sessions(account, call.at) if session in ("", s.id)]
    if session and not held:
        raise NotFound(f"session {session}", told("no_session", session=ascii(session[:40])[1:-1]))
    _end(call, held, "ended")
    return len(held)


def end_others(call: Call, keep: str) -> None:
    """End the sessions of who asks, but the one they act in."""
    call.demand("attend")
    _end(
        call,
        [held for held in call.ports.people.sessions(call.actor.name, call.at) if held.id != keep],
        "ended",
    )


def whole(call: Call, session: Session) -> str:
    """Go on with a session whose last step was done, under a new secret."""
    return begin(call, session.account, instead=session.id)


def end_all(call: Call, account: str, why: EndedBy, but: str = "") -> None:
    """End every session of an account but one."""
    _end(call, [held for held in call.ports.people.sessions(account, call.at) if held.id != but], why)


def end_every(call: Call, why: EndedBy) -> int:
    """End the sessions of all accounts; how many there were."""
    call.demand("operate")
    held = call.ports.people.every_session()
    for begin in range(0, len(held), PIECE):
        _end(call, list(held[begin : begin + PIECE]), why)
    return len(held)


def _end(call: Call, sessions: list[Session], why: EndedBy) -> None:
    if not sessions:
        return
    facts = [SessionEnded(account=s.account, session=s.id, why=why) for s in sessions if s.step == "whole"]
    call.ports.people.end([s.id for s in sessions], call.actor.line, call.at, facts)


def digest_of(secret: str) -> str:
    """What the ledger holds of a secret that nobody could guess: its SHA-256."""
    return sha256(secret.encode()).hexdigest()


def _latest(call: Call, session: Session) -> datetime:
    return datetime.fromisoformat(session.begun_at) + timedelta(hours=call.ports.signing.longest)
