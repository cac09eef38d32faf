"""What uses of lists need from outside: the lists of the ledger, and whoever holds acts that rest on their entries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from xinxiao.model.event import Event, Fact
from xinxiao.model.oversight.lists import EntryKey, ListVersion, Rest
from xinxiao.oversight.lists import Held, Lapse, Register, Version


class Lists(Protocol):
    """Lists with everything that happened to them."""

    def registers(self) -> dict[str, Register]:
        """All lists by id."""

    def register(self, name: str) -> tuple[Register, int]:
        """One list, and how many events it has."""

    def content(self, version: Version) -> ListVersion:
        """What a version says. Raises Tampered."""

    def sealed(self, version: Version) -> bytes:
        """The bytes of it. Raises Tampered."""

    def reason(self, event: int) -> str:
        """The reason that was given with an event."""

    def entries(self, name: str) -> tuple[Held, ...]:
        """The entries of all issued versions of a list."""

    def live(self, key: EntryKey, day: str) -> Held | None:
        """The entry as the version in force on a day has it, if it lives on that day."""

    def resting(self, key: EntryKey) -> tuple[Rest, ...]:
        """What ever came to rest on an entry, in order."""

    def append(
        self, actor: str, at: str, facts: Sequence[Fact], seen: int, texts: Mapping[str, bytes] | None = None
    ) -> tuple[Event, ...]:
        """Append events of one list, and of what rests on it, all or none. Raises Conflict when the list moved meanwhile."""


class Resting(Protocol):
    """Who holds acts of one kind that rest on entries: cases, or draws."""

    def to_review(self, rests: Sequence[Rest], lapse: Lapse, at: str) -> Sequence[Fact]:
        """Facts by ``system`` that put those of these acts to review that are still open; they are appended in one transaction with
        the one that says that the entry lapsed."""
