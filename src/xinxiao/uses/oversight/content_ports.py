"""What uses of oversight need to keep the content of acts encrypted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from xinxiao.model.event import Event, Mark
from xinxiao.model.oversight.content import Opened, Place, Row
from xinxiao.model.oversight.key_state import KeysBackedUp, KeysHeld, KeysRestored
from xinxiao.model.oversight.personal_facts import PersonalFact
from xinxiao.model.oversight.personal_record import Erasure, KeptUntil


class Content(Protocol):
    """Seals what no event may hold, with a key of its own for each part of each case; opens it while the key is there and the chain does
    not say that the part is erased."""

    def sealed(
        self, case: str, act: int, values: Mapping[str, Any], parts: Mapping[str, str] = ...
    ) -> tuple[Row, ...]:
        """Values of an act by field (JSON), sealed: one row for each part, none of no values. ``parts``: in which part of the case a
        field is, where it is not the case's own. The fact of the act holds ``content_hash(rows)`` as ``content``.

        Raises DataFault, and Conflict for a part that was erased.
        """

    def sealed_all(
        self, acts: Sequence[tuple[str, int, Mapping[str, Any], Mapping[str, str]]]
    ) -> tuple[tuple[Row, ...], ...]:
        """The same of acts on several cases (case, number, values, parts): of each its rows."""

    def opened(self, case: str, rows: Iterable[Row]) -> dict[int, Opened]:
        """What can be read, by the number of the act. Raises Tampered for a row that is another's or was changed."""

    def sealed_file(self, place: Place, number: int, content: bytes) -> bytes:
        """A file of an act, sealed as bytes to keep as a blob. Raises as :meth:`sealed`."""

    def opened_file(self, place: Place, number: int, sealed: bytes) -> bytes:
        """The file. Raises NotFound when it was erased, Tampered when it is another's or was changed."""

    def sealed_words(self, case: str, words: str) -> bytes:
        """Words about a case that belong to no act, sealed with the key of the case's own part. Raises as :meth:`sealed`."""

    def opened_words(self, case: str, sealed: bytes) -> str | None:
        """The words; None when they were erased or their key is lost. Raises Tampered when they are another's."""

    def aside(self, case: str, account: str) -> str:
        """A key for what somebody's browser keeps of a case until it is sent: 32 bytes as hexadecimal digits, the same each time, made
        from the key of the case's own part. Empty once that was destroyed."""


Parts = Iterable[tuple[str, Sequence[str] | None]]
"""Cases, each with some of its parts, or None for all it has and ever will have."""


class KeyStore(Protocol):
    """The store of the keys that content is sealed with, apart from the ledger."""

    @property
    def replayed(self) -> Mark:
        """Up to which event of the chain of oversight destructions were carried out here."""

    def destroy_all(self, which: Parts, replayed: Mark | None = ...) -> int:
        """Destroy keys in one transaction, and note up to which event that carries out what the chain says; how many were there."""

    def held(self) -> KeysHeld:
        """What is there."""

    def rotate(self) -> int:
        """Wrap every key with the newest master key; how many were. Raises SettingFault where there is none to take over."""

    def forget(self) -> int:
        """Drop former master keys; how many. Raises Conflict while they are needed."""

    def back_up(self, folder: Path, now: datetime, days: int) -> KeysBackedUp:
        """Copy the store into a folder and remove copies older than so many days."""

    def restore(self, folder: Path, name: str | None, destroyed: Parts, replayed: Mark) -> KeysRestored:
        """Make the store from a copy, without keys that were destroyed since."""


class PersonalRecords(Protocol):
    """What happened to what is kept of people."""

    def say(
        self, actor: str, at: str, facts: Sequence[PersonalFact], words: bytes | None = None
    ) -> tuple[Event, ...]:
        """Record what happened, all or nothing, with the sealed words whose hash the facts hold. Raises Conflict."""

    def words(self, event: int) -> bytes | None:
        """The sealed words of an event; None where it has none."""

    def erased(self, case: str) -> frozenset[str]:
        """The parts of a case that were erased; the empty one is all of it."""

    def holds(self, case: str) -> tuple[int, ...]:
        """The holds on a case that last, by the numbers of their events."""

    def erasures(self, case: str = "") -> tuple[Erasure, ...]:
        """Erasures that were asked for in a case; without a case those that are open."""

    def kept(self, case: str) -> KeptUntil | None:
        """How long a case is kept; None where nothing was said of it."""

    def past(self, day: str, after: tuple[str, str] = ..., most: int = ...) -> tuple[KeptUntil, ...]:
        """Cases kept until before a day and held by nobody, in order of those days, those after a day and number."""

    def unsaid(self, most: int = ...) -> tuple[str, ...]:
        """Cases that ended, or are open again, and of which it was not said how long they are kept, in order of their ends."""
