"""Accounts: made, given roles, taken roles, unlocked, ended, erased. Every act is an event that names ids alone."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Literal

from xinxiao.errors import Conflict, DataFault, NotFound, NotSignedIn, told
from xinxiao.model.collect.code import normal
from xinxiao.model.collect.people import (
    SCOPES,
    TWO_STEPS,
    Account,
    Grant,
    demand_compatible,
    login_of,
)
from xinxiao.model.collect.people_facts import (
    AccountEnded,
    AccountErased,
    AccountSecured,
    AccountUnlocked,
    GrantEnded,
    GrantGiven,
    SessionEnded,
)
from xinxiao.model.event import Fact
from xinxiao.uses.call import Call
from xinxiao.uses.collect import sessions

SHORTEST, LONGEST = 10, 200
"""Characters of a password."""
MOST = 1_000
"""Accounts that are listed at once."""


def new_id() -> str:
    """An id for an account: random, so that it tells nothing."""
    return secrets.token_hex(8)


def find(call: Call, name: str) -> Account:
    """An account by its id or by what its holder signs in with. Raises :class:`NotFound`."""
    call.demand("admit")
    found = call.ports.people.account(name) or call.ports.people.named(login_of(name))
    if found is None:
        raise NotFound("no such account", told("no_account", login=ascii(name[:80])[1:-1]))
    return found


def listed(
    call: Call, search: str = "", after: str = "", most: int = 100
) -> tuple[tuple[Account, tuple[Grant, ...]], ...]:
    """Accounts whose login, name or scope begins with ``search``, in the order of their logins after one, with what they are granted."""
    call.demand("admit")
    return call.ports.people.listed(search.strip(), after, min(most, MOST))


def demand_open(held: Account) -> None:
    """Raise :class:`Conflict` for an account that was ended or erased: it does not come back."""
    if held.state not in ("active", "invited"):
        raise Conflict(f"{held.id} is {held.state}", told("account_state", account=held.id, state=held.state))


def grant(call: Call, account: str, given: Grant) -> None:
    """Give a role. Who gets one that wants a one-time code signs in anew.

    Raises :class:`Conflict` for one that excludes another the person holds, or that is held already; :class:`DataFault` for a scope that
    does not fit the role or that nobody knows.
    """
    held, given = find(call, account), _tidy(call, given)
    demand_scope(call, given)
    grants = call.ports.people.grants(held.id)
    demand_open(held)
    demand_compatible([one.role for one in grants], given.role)
    if given in grants:
        raise Conflict(
            "held already", told("grant_there", account=held.id, role=given.role, scope=given.scope or "-")
        )
    fact = GrantGiven(account=held.id, role=given.role, scope=given.scope)
    call.ports.people.add([], [(held.id, given)], call.actor.line, call.at, [fact])
    if given.role in TWO_STEPS and not held.has_code:
        sessions.end_all(call, held.id, "secured")


def tidied(call: Call, units: Sequence[str]) -> dict[str, str]:
    """The ids of units that are in the frame today, by codes that were written otherwise (full width, small letters, blanks)."""
    day = call.now.astimezone(call.ports.zone).date().isoformat()
    held = call.ports.places.areas_of(units, day)
    odd = {unit: normal(unit) for unit in units if unit not in held and normal(unit) != unit}
    known = call.ports.places.areas_of([*odd.values()], day)
    return {unit: tidy for unit, tidy in odd.items() if tidy in known}


def _tidy(call: Call, given: Grant) -> Grant:
    if given.kind != "unit":
        return given
    return Grant(given.role, tidied(call, [given.scope]).get(given.scope, given.scope))


def demand_scope(call: Call, given: Grant) -> None:
    """Raise :class:`DataFault` for a scope that does not fit its role, or a unit that is not in the frame."""
    kind = SCOPES[given.role]
    if bool(given.scope) != (kind != "none"):
        raise DataFault("scope", told("scope_form", role=given.role, kind=kind))
    day = call.now.astimezone(call.ports.zone).date().isoformat()
    if kind == "unit" and not call.ports.places.area_of(given.scope, day):
        raise DataFault("not in the frame", told("not_in_frame", unit=ascii(given.scope[:40])[1:-1], day=day))
    if kind == "area" and not call.ports.places.above(given.scope):
        raise DataFault("no such area", told("no_area", area=ascii(given.scope[:40])[1:-1]))


def revoke(call: Call, account: str, given: Grant) -> None:
    """Take a role back. Raises :class:`NotFound` for one that is not held."""
    held, given = find(call, account), _tidy(call, given)
    fact = GrantEnded(account=held.id, role=given.role, scope=given.scope)
    if not call.ports.people.revoke(held.id, given, call.actor.line, call.at, [fact]):
        raise NotFound(
            "no such grant", told("no_grant", account=held.id, role=given.role, scope=given.scope or "-")
        )


def unlock(call: Call, account: str) -> None:
    """Take off the lock of failed sign-ins. Raises :class:`Conflict` for an account that was ended."""
    held = find(call, account)
    demand_open(held)
    values: dict[str, str | int] = {"failures": 0, "locked_until": ""}
    call.ports.people.secure(held.id, values, call.actor.line, call.at, [AccountUnlocked(account=held.id)])
    call.ports.gate.names.forget(held.login)


def end(call: Call, account: str) -> None:
    """End an account whose holder left: its sessions, grants and invitation with it. What was submitted stands.

    Raises :class:`Conflict` for one that was ended before.
    """
    held = find(call, account)
    demand_open(held)
    _close(call, held, "ended", AccountEnded(account=held.id))


def erase(call: Call, account: str) -> None:
    """Blank what an account holds of a person, and end it. Its id stays, and what was done in it."""
    held = find(call, account)
    if held.state != "erased":
        _close(call, held, "erased", AccountErased(account=held.id))


def _close(call: Call, held: Account, state: Literal["ended", "erased"], last: Fact) -> None:
    people = call.ports.people
    ended = [
        SessionEnded(account=held.id, session=session.id, why="account")
        for session in people.sessions(held.id, call.at)
    ]
    grants = people.grants(held.id)
    gone = [GrantEnded(account=held.id, role=g.role, scope=g.scope) for g in grants]
    people.close(held.id, state, call.actor.line, call.at, [*ended, *gone, last], grants)


def change_password(call: Call, old: str, new: str, keep: str = "") -> None:
    """Choose another password; every other session of the account ends, but the one named ``keep``.

    Raises :class:`NotSignedIn` when the old one is wrong, :class:`DataFault` for a new one that will not do, :class:`Conflict` when
    it was changed meanwhile.
    """
    call.demand("attend")
    people, account = call.ports.people, call.actor.name
    held, known = people.credentials_of(account), people.account(account)
    if held is None or known is None or not call.ports.gate.fits(old, held.password):
        raise NotSignedIn("password", told("password_wrong"))
    demand_password(new, known.login)
    facts = [AccountSecured(account=account, what="password")]
    values, still = {"password": call.ports.gate.hashed(new)}, {"password": held.password}
    people.secure(account, values, call.actor.line, call.at, facts, still=still)
    sessions.end_all(call, account, "secured", but=keep)


def demand_password(password: str, login: str) -> None:
    """Raise :class:`DataFault` for a password too short, too long, of one character, or that is the name of the account."""
    if not SHORTEST <= len(password) <= LONGEST or len(set(password)) < 3:
        raise DataFault("password", told("password_form", least=SHORTEST, most=LONGEST))
    said = login_of(password)
    if login and (said == login or said == login.partition("@")[0]):
        raise DataFault("password", told("password_name"))
