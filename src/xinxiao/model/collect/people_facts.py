"""What happens to accounts, grants and sessions, as events. They hold ids: no names, no addresses, no secrets."""

from __future__ import annotations

from typing import ClassVar, Literal

from xinxiao.model.collect.people import Role
from xinxiao.model.event import Fact

EndedBy = Literal["signed out", "ended", "account", "secured", "restored"]
"""What ends a session: its holder, somebody who may, the end of the account, a change of what opens it, a ledger restored from a
backup, in which it may have ended since."""
RefusedFor = Literal["unknown", "password", "code", "locked", "state", "provider"]
"""Why somebody was not let in: no such name, password or code wrong, locked, not active, no account for who a provider names."""


class AccountInvited(Fact, frozen=True, kw_only=True):
    """An account was made, and its holder invited until a time."""

    kind: ClassVar[str] = "account.invited"
    account: str
    until: str


class AccountActivated(Fact, frozen=True, kw_only=True):
    """The holder came in: ``password`` chosen, or known to an identity ``provider``."""

    kind: ClassVar[str] = "account.activated"
    account: str
    by: Literal["password", "provider"]


class AccountLocked(Fact, frozen=True, kw_only=True):
    """After failed sign-ins, nobody signs in to an account until a time."""

    kind: ClassVar[str] = "account.locked"
    account: str
    until: str


class LockMailed(Fact, frozen=True, kw_only=True):
    """The holder was told by mail that their account is locked until a time."""

    kind: ClassVar[str] = "account.lock_mailed"
    account: str
    until: str


class AccountUnlocked(Fact, frozen=True, kw_only=True):
    """A lock was taken off."""

    kind: ClassVar[str] = "account.unlocked"
    account: str


class AccountSecured(Fact, frozen=True, kw_only=True):
    """What an account is signed in with was changed."""

    kind: ClassVar[str] = "account.secured"
    account: str
    what: Literal["password", "code", "recovery", "code removed"]


class AccountEnded(Fact, frozen=True, kw_only=True):
    """Somebody left: sessions and grants end with it, what was submitted stands."""

    kind: ClassVar[str] = "account.ended"
    account: str


class AccountErased(Fact, frozen=True, kw_only=True):
    """The personal data of an account were blanked."""

    kind: ClassVar[str] = "account.erased"
    account: str


class GrantGiven(Fact, frozen=True, kw_only=True):
    """A role for a scope was given to an account."""

    kind: ClassVar[str] = "grant.given"
    account: str
    role: Role
    scope: str


class GrantEnded(Fact, frozen=True, kw_only=True):
    """It was taken back."""

    kind: ClassVar[str] = "grant.ended"
    account: str
    role: Role
    scope: str


class SessionBegun(Fact, frozen=True, kw_only=True):
    """Somebody signed in."""

    kind: ClassVar[str] = "session.begun"
    account: str
    session: str


class SessionEnded(Fact, frozen=True, kw_only=True):
    """A session was ended: by its holder, by somebody who may, with the account, because what opens it changed, or by a
    restore."""

    kind: ClassVar[str] = "session.ended"
    account: str
    session: str
    why: EndedBy


class SessionRefused(Fact, frozen=True, kw_only=True):
    """Somebody failed to sign in; ``account`` is empty where there is none of the name given."""

    kind: ClassVar[str] = "session.refused"
    account: str
    why: RefusedFor


class UnitRead(Fact, frozen=True, kw_only=True):
    """Somebody saw data of a unit: what kind, and by which key. In the chain of readings."""

    kind: ClassVar[str] = "unit.read"
    what: str
    key: str
