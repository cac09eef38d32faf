"""What all uses need from outside, whichever half of the house they are of: files by their hash, a chain of events, messages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from xinxiao.model.event import Event, Fact, Mark


class Blobs(Protocol):
    """Immutable bytes by their SHA-256. What is read from them is what its name says, or refused."""

    def put(self, content: bytes) -> str:
        """Keep bytes and return their hash."""

    def has(self, digest: str) -> bool:
        """Whether there is a blob of this hash."""

    def path(self, digest: str) -> Path:
        """Where it stands, or would stand."""

    def size(self, digest: str) -> int | None:
        """How many bytes it has, if it is there."""

    def take(self, digest: str, source: Path) -> None:
        """Copy a file here that is to have this hash. Raises NotFound or Tampered."""

    def digests(self) -> Iterator[str]:
        """All hashes there are."""

    def drop(self, digest: str) -> None:
        """Remove one."""

    def get(self, digest: str) -> bytes:
        """The bytes. Raises NotFound or Tampered."""

    def verified(self, digest: str) -> Path:
        """A file that holds the bytes. Raises NotFound or Tampered."""

    def sweep(self, before: datetime) -> int:
        """Remove what killed writers left half-written before a moment; how many files."""


class Chain(Protocol):
    """Events that only grow, each holding the hash of the one before it."""

    def append(self, actor: str, at: str, facts: Sequence[Fact]) -> tuple[Event, ...]:
        """Append events, all or none; they are on disk when this returns."""

    def mark(self) -> Mark:
        """Where the chain stands."""

    def at(self, sequence: int) -> Mark | None:
        """The mark of one event."""

    def before(self, moment: str) -> Mark:
        """The last event before a moment."""

    def events(self, after: int = 0, most: int | None = None, kind: str = "") -> Iterator[Event]:
        """The events after a number, of one kind or all."""


class Post(Protocol):
    """Sends messages."""

    @property
    def is_open(self) -> bool:
        """Whether there is anybody to send to, and a way."""

    @property
    def can_send(self) -> bool:
        """Whether there is a way to send, whoever to."""

    def send(self, key: str, subject: str, text: str, to: Sequence[str] = ()) -> None:
        """Send one message to some addresses, or else to those who are told of this installation."""
