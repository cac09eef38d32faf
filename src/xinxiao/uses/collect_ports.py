"""What uses that collect need from outside: the people, and where frame units are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol

from xinxiao.model.collect.access_token import AccessToken
from xinxiao.model.collect.people import Account, AccountState, Credentials, Grant, Session
from xinxiao.model.event import Event, Fact


class People(Protocol):
    """Accounts, what they are granted, and who is signed in."""

    def signed_in(self, digest: str, now: str) -> tuple[Session, Account, tuple[Grant, ...]] | None:
        """The session of a hash, whose it is and what they are granted; None for one that is over or never was."""

    def seen(self, session: str, now: str, ends_at: str) -> None:
        """Note that somebody was just here, and until when the session holds."""

    def begin(
        self,
        session: Session,
        digest: str,
        actor: str,
        facts: Sequence[Fact],
        still: Mapping[str, str] = ...,
        instead: str = "",
    ) -> bool:
        """Note a session that begins, in place of another where one is named; False when the account may not, or has not the
        values ``still``, any more."""

    def end(self, sessions: Iterable[str], actor: str, at: str, facts: Sequence[Fact]) -> None:
        """End sessions by their ids."""

    def every_session(self) -> tuple[Session, ...]:
        """All sessions there are, those that ran out among them."""

    def sessions(self, account: str, now: str) -> tuple[Session, ...]:
        """The sessions of an account that hold, the last one seen first."""

    def account(self, account: str) -> Account | None:
        """An account by its id."""

    def grants(self, account: str) -> tuple[Grant, ...]:
        """What an account is granted."""

    def holders(self, scope: str) -> tuple[tuple[Account, Grant], ...]:
        """The active accounts that hold something over a scope, each with the grant."""

    def add(
        self,
        accounts: Sequence[Account],
        grants: Sequence[tuple[str, Grant]],
        actor: str,
        at: str,
        facts: Sequence[Fact],
        invitations: Sequence[tuple[str, str, str]] = (),
    ) -> None:
        """Make accounts, give grants and invite, all or none. Raises Conflict."""

    def named(self, login: str) -> Account | None:
        """An account by what its holder signs in with."""

    def by_login(self, logins: Sequence[str]) -> dict[str, tuple[Account, tuple[Grant, ...]]]:
        """Accounts by their logins, with what they are granted."""

    def listed(self, search: str, after: str, most: int) -> tuple[tuple[Account, tuple[Grant, ...]], ...]:
        """Accounts whose login, name or scope begins so, after a login, with what they are granted."""

    def credentials(self, login: str) -> Credentials | None:
        """What the account of a login is signed in with."""

    def credentials_of(self, account: str) -> Credentials | None:
        """The same by the account's id."""

    def of_subject(self, issuer: str, subject: str) -> Credentials | None:
        """The same by what an identity provider knows its holder as."""

    def failed(
        self, account: str, before: int, actor: str, at: str, facts: Sequence[Fact], until: str = ""
    ) -> tuple[Event, ...]:
        """Count a failure of an account (empty: of none) that had so many ``before``, lock it ``until`` a time if any is given, and
        append events; none when it has another number of failures."""

    def use_code(self, account: str, step: int) -> bool:
        """Use up the code of a step of time; False when it, or a later one, was used before."""

    def use_recovery(self, account: str, digest: str) -> bool:
        """Use up a recovery code; False when there is none of this hash."""

    def invited(self, digest: str, now: str) -> Account | None:
        """The account that an invitation of this hash is for, while it is good."""

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

    def secure(
        self,
        account: str,
        values: Mapping[str, str | int],
        actor: str,
        at: str,
        facts: Sequence[Fact],
        recovery: Sequence[str] | None = None,
        invitation: tuple[str, str] | None = None,
        still: Mapping[str, str] = ...,
    ) -> None:
        """Change what an account is signed in with; ``recovery`` and ``invitation`` take the place of what was there. Raises Conflict
        when it was ended, or has not the values ``still`` any more."""

    def revoke(self, account: str, grant: Grant, actor: str, at: str, facts: Sequence[Fact]) -> bool:
        """Take a grant back; False when it is not held."""

    def close(
        self,
        account: str,
        state: AccountState,
        actor: str,
        at: str,
        facts: Sequence[Fact],
        grants: Collection[Grant],
    ) -> None:
        """End an account, with all that opens it; ``erased`` blanks what it holds of a person. Raises Conflict when it has other
        grants than these, or was ended."""


class Provider(Protocol):
    """An identity provider, or none."""

    @property
    def name(self) -> str:
        """What people know it as; empty for none."""

    def address(self, back: str, state: str, nonce: str, verifier: str) -> str:
        """Where somebody is sent to sign in there."""

    def said(self, back: str, code: str, nonce: str, verifier: str) -> tuple[str, str]:
        """Issuer and subject of who came back. Raises NotSignedIn, Unavailable."""


class Seal(Protocol):
    """Seals texts that must not stand in the ledger as they are."""

    def close(self, text: str, purpose: str) -> str:
        """A text sealed for a purpose."""

    def open(self, sealed: str, purpose: str) -> str:
        """The text. Raises Tampered."""


class Tokens(Protocol):
    """Access tokens of accounts."""

    def find(self, digest: str) -> AccessToken | None:
        """The token of a hash, whether it holds or not."""

    def of(self, account: str) -> tuple[AccessToken, ...]:
        """The tokens of an account, the last made first."""

    def add(self, token: AccessToken, digest: str, actor: str, facts: Sequence[Fact], most: int) -> bool:
        """Keep a token of an active account; False when as many as ``most`` of it hold already."""

    def holding(self, now: str) -> tuple[AccessToken, ...]:
        """All tokens that hold."""

    def end(self, tokens: Sequence[AccessToken], actor: str, at: str, facts: Sequence[Fact]) -> None:
        """End tokens. Raises Conflict when one of them has ended."""


class Places(Protocol):
    """Where frame units are, and which area lies in which."""

    def area_of(self, unit: str, day: str) -> str:
        """The area of a unit that is in the frame on a day; empty for one that is not."""

    def areas_of(self, units: Sequence[str], day: str) -> Mapping[str, str]:
        """The same of many units: those in the frame with their areas."""

    def above(self, area: str) -> tuple[str, ...]:
        """An area and those it lies in, from itself upwards; empty for one that nobody knows."""


class Nowhere:
    """Places while there is no frame: no unit is in it, and every area lies in itself alone."""

    def area_of(self, unit: str, day: str) -> str:
        """No area."""
        return ""

    def areas_of(self, units: Sequence[str], day: str) -> Mapping[str, str]:
        """None."""
        return {}

    def above(self, area: str) -> tuple[str, ...]:
        """The area alone."""
        return (area,) if area else ()
