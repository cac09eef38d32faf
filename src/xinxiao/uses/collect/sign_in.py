"""Signing in: a name and a password, then a one-time code where the account has one or its roles want one.

Who is refused learns nothing of why, and it takes as long for names that nobody has. Five failures lock an account for a quarter of an
hour, the next five for twice that, and so on, at most a day; any process that answers keeps to it. Beside that a process makes
names and addresses wait that failed too often, alike for names there are and are not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from xinxiao.errors import NotSignedIn, TooMany, told
from xinxiao.model.actor import SYSTEM
from xinxiao.model.collect.people import TWO_STEPS, Credentials, Session, SessionStep, login_of
from xinxiao.model.collect.people_facts import AccountLocked, RefusedFor, SessionRefused
from xinxiao.model.event import Event, moment
from xinxiao.uses.call import Call
from xinxiao.uses.collect import codes, locks, sessions

FAILURES = 5
"""Failures after which an account is locked."""
LOCK = timedelta(minutes=15)
"""For how long at first."""
LONGEST = timedelta(days=1)
"""And at most."""


@dataclass(frozen=True)
class CameIn:
    """Somebody who came in: what their browser is to hold, what is still to do, and how often others (or they) failed before."""

    secret: str
    step: SessionStep
    failures: int


def sign_in(call: Call, name: str, password: str, address: str) -> CameIn:
    """Begin a session of the account with this name and password. ``address``: where the request came from.

    Raises :class:`NotSignedIn` (of a refusal nothing is said), :class:`TooMany` after too many.
    """
    gate, login, now = call.ports.gate, login_of(name), call.now.timestamp()
    _demand_patience(call, login, address)
    held = call.ports.people.credentials(login)
    fits = gate.fits(password, held.password if held else "")
    why = _hindrance(call, held)
    if held is None or not fits or why:
        gate.names.note(login, now)
        gate.addresses.note(address, now)
        raise _refused(call, held, why or ("password" if held else "unknown"))
    gate.names.forget(login)
    step = step_of(held)
    still = {"password": held.password, "code_secret": held.code_secret}
    return CameIn(sessions.begin(call, held.account, step, still), step, held.failures)


def second_step(call: Call, session: Session, code: str, address: str) -> CameIn:
    """Go on with a session that awaits a one-time code, or a recovery code in its place: a new secret, for the old one was held by
    who had the password alone. Raises as :func:`sign_in`."""
    held = call.ports.people.credentials_of(session.account)
    login, now = f"code:{session.account}", call.now.timestamp()
    _demand_patience(call, login, address)
    why = _hindrance(call, held)
    if held is None or why or not codes.fits(call, held, code):
        call.ports.gate.names.note(login, now)
        call.ports.gate.addresses.note(address, now)
        raise _refused(call, held, why or "code")
    call.ports.gate.names.forget(login)
    still = {"password": held.password, "code_secret": held.code_secret}
    secret = sessions.begin(call, held.account, still=still, instead=session.id)
    return CameIn(secret, "whole", held.failures)


def step_of(held: Credentials) -> SessionStep:
    """What is still to do after the password."""
    if held.code_secret:
        return "code"
    return "setup" if held.roles & TWO_STEPS else "whole"


def _hindrance(call: Call, held: Credentials | None) -> RefusedFor | None:
    if held is None:
        return None
    if held.state != "active":
        return "state"
    return "locked" if held.locked_until > call.at else None


def _demand_patience(call: Call, login: str, address: str) -> None:
    gate, now = call.ports.gate, call.now.timestamp()
    wait = ceil(max(gate.names.wait(login, now), gate.addresses.wait(address, now)))
    if wait:
        raise TooMany("sign-in", told("sign_in_wait", minutes=ceil(wait / 60)), seconds=wait)


def _refused(call: Call, held: Credentials | None, why: RefusedFor) -> NotSignedIn:
    """Note a failure; lock the account when it was one too many, and have its holder told."""
    refused = SessionRefused(account=held.account if held else "", why=why)
    counted = held if why in ("password", "code") else None
    while not (events := _noted(call, refused, counted)):  # others who fail at this moment count first
        counted = call.ports.people.credentials_of(counted.account) if counted else None
    if events[-1].kind == AccountLocked.kind:
        locks.tell(call, events[-1])
    return NotSignedIn("sign-in", told("sign_in_refused"))


def _noted(call: Call, refused: SessionRefused, counted: Credentials | None) -> tuple[Event, ...]:
    """The events of a failure, counted for an account; none when it has failed again since it was looked at."""
    account, before = (counted.account, counted.failures) if counted else ("", 0)
    until = _lock(call, before + 1) if counted else ""
    facts = (refused, AccountLocked(account=account, until=until)) if until else (refused,)
    return call.ports.people.failed(account, before, SYSTEM.line, call.at, facts, until)


def _lock(call: Call, failures: int) -> str:
    """Until when an account is locked after so many failures; empty for not at all."""
    if failures % FAILURES:
        return ""
    return moment(call.now + min(LOCK * 2 ** min(failures // FAILURES - 1, 10), LONGEST))
