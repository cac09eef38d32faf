"""A call of a use: who asks, when, and the stores at hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pyarrow as pa

from xinxiao.errors import NotAllowed, told
from xinxiao.model.actor import Actor, Right
from xinxiao.model.cache import Cache
from xinxiao.model.dataset import Dataset
from xinxiao.model.extract import Filter
from xinxiao.model.release import Code, Entry, Release
from xinxiao.release.lookup import Lookup
from xinxiao.uses.head import Head

if TYPE_CHECKING:
    from xinxiao.index.analysis.audit import Audit
    from xinxiao.uses.opened import Opened

Progress = Callable[[str, int, int], None]
"""Hears the name of each step, how many are done, and how many there are."""


def silent(step: str, done: int, total: int) -> None:
    """Report nothing."""


class Blobs(Protocol):
    """Immutable bytes by their SHA-256. What is read from them is what its name says, or refused."""

    def put(self, content: bytes) -> str:
        """Keep bytes and return their hash."""

    def has(self, digest: str) -> bool:
        """Whether there is a blob of this hash."""

    def get(self, digest: str) -> bytes:
        """The bytes. Raises NotFound or Tampered."""

    def verified(self, digest: str) -> Path:
        """A file that holds the bytes. Raises NotFound or Tampered."""


class Tables(Protocol):
    """Queries over one sealed file of rows in key order."""

    def batches(
        self, path: Path, which: Filter, limit: int | None = None, offset: int = 0
    ) -> Iterator[pa.RecordBatch]:
        """The rows that fit."""

    def count(self, path: Path, which: Filter) -> int:
        """How many fit."""

    def distinct(self, path: Path, which: Filter, column: str) -> list[str]:
        """The codes of a column among them."""


class ReleaseLog(Protocol):
    """Which releases were sealed, when, in which order."""

    def append(self, release: Release, sealed_at: str) -> Entry:
        """Record a release."""

    def entries(self) -> tuple[Entry, ...]:
        """All releases in the order they were sealed."""

    def close(self) -> None:
        """Let go of the store."""


@dataclass(frozen=True)
class Kept:
    """What stays in memory between calls: bounded, and safe for threads."""

    releases: Cache[str, Release] = field(default_factory=lambda: Cache(64))
    programmes: Cache[str, Opened] = field(default_factory=lambda: Cache(4))
    datasets: Cache[str, Dataset] = field(default_factory=lambda: Cache(24))
    lookups: Cache[str, Lookup] = field(default_factory=lambda: Cache(4))
    audits: Cache[str, Audit] = field(default_factory=lambda: Cache(4))
    vintages: Cache[tuple[str, str], Release] = field(default_factory=lambda: Cache(64))
    public: Cache[str, frozenset[str]] = field(default_factory=lambda: Cache(256))


@dataclass(frozen=True)
class Ports:
    """The stores and what else a use needs from outside; ``bootstrap`` wires them.

    ``head`` tells which releases there are without asking the log each time.
    """

    home: Path
    blobs: Blobs
    tables: Tables
    releases: ReleaseLog
    head: Head
    exclusive: Callable[[], AbstractContextManager[None]]
    code: Callable[[], Code]
    programme_folder: Callable[[Path | None], Path]
    kept: Kept = field(default_factory=Kept)


@dataclass(frozen=True)
class Call:
    """One call: the stores, who asks, and when."""

    ports: Ports
    actor: Actor
    now: datetime

    def demand(self, right: Right) -> None:
        """Raise :class:`NotAllowed` unless the actor may do this."""
        if not self.actor.may(right):
            raise NotAllowed(f"{self.actor.kind} may not {right}", told("not_allowed", right=right))


def clock() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)
