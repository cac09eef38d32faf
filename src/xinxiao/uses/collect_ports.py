"""What uses that collect need from outside: the people, and where frame units are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from xinxiao.model.collect.people import Account, Grant, Session
from xinxiao.model.event import Fact


class People(Protocol):
    """Accounts, what they are granted, and who is signed in."""

    def signed_in(self, digest: str, now: str) -> tuple[Session, Account, tuple[Grant, ...]] | None:
        """The session of a hash, whose it is and what they are granted; None for one that is over or never was."""

    def seen(self, session: str, now: str, ends_at: str) -> None:
        """Note that somebody was just here, and until when the session holds."""

    def begin(self, session: Session, digest: str, actor: str, facts: Sequence[Fact]) -> None:
        """Note a session that begins."""

    def end(self, sessions: Iterable[str], actor: str, at: str, facts: Sequence[Fact]) -> None:
        """End sessions by their ids."""

    def sessions(self, account: str, now: str) -> tuple[Session, ...]:
        """The sessions of an account that hold, the last one seen first."""

    def account(self, account: str) -> Account | None:
        """An account by its id."""

    def grants(self, account: str) -> tuple[Grant, ...]:
        """What an account is granted."""

    def add(
        self,
        accounts: Sequence[Account],
        grants: Sequence[tuple[str, Grant]],
        actor: str,
        at: str,
        facts: Sequence[Fact],
    ) -> None:
        """Make accounts and give grants, all or none. Raises Conflict."""


class Places(Protocol):
    """Where frame units are, and which area lies in which."""

    def area_of(self, unit: str, day: str) -> str:
        """The area of a unit that is in the frame on a day; empty for one that is not."""

    def above(self, area: str) -> tuple[str, ...]:
        """An area and those it lies in, from itself upwards; empty for one that nobody knows."""


class Nowhere:
    """Places while there is no frame: no unit is in it, and every area lies in itself alone."""

    def area_of(self, unit: str, day: str) -> str:
        """No area."""
        return ""

    def above(self, area: str) -> tuple[str, ...]:
        """The area alone."""
        return (area,) if area else ()
