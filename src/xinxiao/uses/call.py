"""A call of a use: who asks, when, and the stores at hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol
from zoneinfo import ZoneInfo

import pyarrow as pa

from xinxiao.errors import NotAllowed, told
from xinxiao.model.actor import Actor, Right, Role
from xinxiao.model.backup import Backup, Copied, Engine, LedgerCopy
from xinxiao.model.cache import Cache
from xinxiao.model.collect.frame import By, FrameFact, FrameUnit, History, Selection
from xinxiao.model.dataset import Dataset
from xinxiao.model.event import START, ChainName, Event, Fact, Mark, Misfit, moment
from xinxiao.model.extract import Filter
from xinxiao.model.job import Done, Job, JobState, Planned
from xinxiao.model.life import Lived
from xinxiao.model.release import Code, Entry, Release
from xinxiao.model.series_table import SeriesTable
from xinxiao.model.structure import Dataflow
from xinxiao.release.lookup import Lookup
from xinxiao.settings import Signing
from xinxiao.uses.collect_ports import Nowhere, People, Places, Provider, Seal, Tokens
from xinxiao.uses.desk_ports import Desk
from xinxiao.uses.gate import Gate
from xinxiao.uses.head import Head
from xinxiao.uses.oversight.ports import OversightPorts
from xinxiao.uses.report_ports import Reminders, Reports
from xinxiao.uses.snapshot_ports import NothingSubmitted, Submitted
from xinxiao.uses.store_ports import Blobs, Chain, Post

if TYPE_CHECKING:
    from xinxiao.index.analysis.audit import Audit
    from xinxiao.model.collect.bundle import Bundle, Circumstances
    from xinxiao.model.collect.report import Issue
    from xinxiao.model.content import Held
    from xinxiao.publish.sdmx.structure.artefact import Artefact
    from xinxiao.publish.sdmx.structure.holdings import Holdings
    from xinxiao.uses.opened import Opened

Progress = Callable[[str, int, int], None]
"""Hears the name of each step, how many are done, and how many there are."""


def silent(step: str, done: int, total: int) -> None:
    """Report nothing."""


class Tables(Protocol):
    """Queries over one sealed file of rows in key order."""

    def batches(
        self,
        path: Path,
        which: Filter,
        limit: int | None = None,
        offset: int = 0,
        unlike: tuple[Path, Sequence[str]] | None = None,
        size: int = ...,
    ) -> Iterator[pa.RecordBatch]:
        """The rows that fit, so many at once; of them those unlike any of another file in some columns."""

    def count(self, path: Path, which: Filter, unlike: tuple[Path, Sequence[str]] | None = None) -> int:
        """How many fit."""

    def distinct(self, path: Path, which: Filter, column: str) -> list[str]:
        """The codes of a column among them."""

    def values(self, path: Path, which: Filter, columns: Sequence[str]) -> dict[str, list[str]]:
        """The codes of several columns among them."""

    def series(self, path: Path, which: Filter, columns: Sequence[str], time: str) -> pa.Table:
        """The series among them: these columns, observations, first and last time."""


class ReleaseLog(Protocol):
    """Which releases were sealed, when, in which order, and how each stands."""

    def append(self, release: Release, actor: str, at: str, further: Sequence[Fact] = ()) -> Entry:
        """Record a release, and what more happened to it at once."""

    def entries(self) -> tuple[Entry, ...]:
        """All releases in the order they were sealed."""

    def lives(self) -> tuple[Lived, ...]:
        """The same, and how each stands."""


class JobTable(Protocol):
    """Work that is due."""

    def plan(self, jobs: Sequence[Planned]) -> None:
        """Note jobs; those that are known stay as they are."""

    def lease(self, worker: str, now: str, until: Callable[[str], str]) -> Job | None:
        """Take the first job that is due."""

    def complete(self, job: Job, actor: str, at: str, done: Done) -> tuple[Event, ...]:
        """Append what a job did, plan what follows, and end it: all or nothing."""

    def put_off(self, job: Job, due: str, outcome: str) -> None:
        """Have it tried again later."""

    def fail(self, job: Job, at: str, outcome: str) -> None:
        """Give it up."""

    def retry(self, kind: str, key: str, due: str) -> None:
        """Have one that was given up tried again."""

    def shown(self, state: JobState | None = None, most: int = 100) -> tuple[Job, ...]:
        """Jobs, those due first and then the last ended."""

    def open(self, kind: str) -> bool:
        """Whether one of a kind waits or runs."""

    def last_key(self, kind: str) -> str:
        """The last key of a kind that was planned."""

    def counts(self) -> dict[tuple[str, JobState], int]:
        """How many there are by kind and state."""

    def forget(self, before: str) -> int:
        """Drop those that ended well before a moment; how many."""


class Ledger(Protocol):
    """What was done: three chains, the releases made from events, and the jobs."""

    @property
    def events(self) -> Chain:
        """What was done."""

    @property
    def readings(self) -> Chain:
        """Who read what is not public."""

    @property
    def oversight(self) -> Chain:
        """What was done in oversight."""

    @property
    def releases(self) -> ReleaseLog:
        """The releases made from events."""

    @property
    def jobs(self) -> JobTable:
        """Work that is due."""

    def chain(self, name: ChainName) -> Chain:
        """One of the three chains."""

    def sees(self, name: ChainName) -> bool:
        """Whether what the events of a chain say may be seen here, or their hashes alone."""

    def verify(self, name: ChainName, after: Mark = START) -> tuple[Mark, Misfit | None]:
        """Hash every event after a mark: the last that fits, and the first that does not."""

    def verified(self, name: ChainName) -> Mark:
        """How far a chain was verified last."""

    def note_verified(self, name: ChainName, mark: Mark, at: str) -> None:
        """Remember how far."""

    def migrate(self, grants: Mapping[Role, str]) -> str:
        """Bring the schema to the newest and grant roles what they need."""

    @property
    def kind(self) -> Engine:
        """What kind of database it is in."""

    @property
    def may_append(self) -> bool:
        """Whether events can be appended."""

    def copy(self, place: Path) -> LedgerCopy:
        """Copy everything into a file, as it stands at one moment."""

    def demand_readable(self, revision: str) -> None:
        """Raise Unavailable for a copy of a newer version."""

    def demand_empty(self, schema: str) -> None:
        """Raise Conflict unless a copy can be put here."""

    def put(self, place: Path, schema: str) -> None:
        """Make this ledger from a copy, whole or not at all."""

    def remove(self) -> None:
        """Take away again what was just put here."""

    def compact(self) -> None:
        """Give back space that is not needed."""

    def close(self) -> None:
        """Let go of the store."""


class Frame(Protocol):
    """The units that are asked: their versions, what became of them, and what selects them."""

    def last(self, what: Literal["unit", "link"] = "unit") -> int:
        """The number of the last version, or succession, that was recorded."""

    def record(self, actor: str, at: str, fact: FrameFact, table: pa.Table) -> Event:
        """Append an event and the rows it vouches for. Raises Conflict when others were recorded meanwhile."""

    def at(self, unit: str, day: str) -> FrameUnit | None:
        """The version of a unit at a day."""

    def left(self, units: Sequence[str], day: str) -> frozenset[str]:
        """Those of some units that are out of the frame at a day."""

    def of_code(self, code: str, day: str) -> FrameUnit | None:
        """The unit that has a code at a day."""

    def selected(self, which: Selection, day: str) -> Iterator[pa.RecordBatch]:
        """The versions at a day of the units of a selection, by unit."""

    def held(self, day: str) -> Iterator[pa.RecordBatch]:
        """All units: the version at a day, or the first after it."""

    def counts(self, day: str, by: Sequence[By], which: Selection = ...) -> Iterator[tuple[str, ...]]:
        """How many units of a selection there are, by some of their codes."""

    def found(self, words: str, day: str, most: int) -> tuple[FrameUnit, ...]:
        """Units by the beginning of a code, or a part of a name."""

    def history(self, unit: str) -> History:
        """Everything recorded of a unit."""

    def successors(self) -> tuple[tuple[str, str], ...]:
        """All pairs of a predecessor and its successor."""


class Archive(Protocol):
    """A folder of backups that share their files."""

    @property
    def folder(self) -> Path:
        """Where it is."""

    @property
    def blobs(self) -> Blobs:
        """The files of all backups."""

    @property
    def names(self) -> tuple[str, ...]:
        """The backups that were begun, in order."""

    def exclusive(self) -> AbstractContextManager[None]:
        """Be the one who writes here. Raises Conflict."""

    def begin(self, at: str) -> str:
        """Begin a backup; its name."""

    def ledger(self, name: str, engine: Engine) -> Path:
        """Where its copy of a ledger stands."""

    def measured(self, place: Path) -> Copied:
        """The hash and size of a file."""

    def seal(self, name: str, backup: Backup) -> str:
        """Write its manifest, which completes it; the manifest's hash."""

    def finished(self, name: str) -> bool:
        """Whether it has a manifest."""

    def read(self, name: str) -> Backup:
        """What it is made of. Raises Tampered."""

    def check(self, name: str, backup: Backup) -> None:
        """Hash its copy of the ledger and see that its files are there. Raises NotFound or Tampered."""

    def drop(self, name: str) -> None:
        """Remove it."""


@dataclass(frozen=True)
class Kept:
    """What stays in memory between calls: bounded, and safe for threads."""

    releases: Cache[str, Release] = field(default_factory=lambda: Cache(64))
    programmes: Cache[str, Opened] = field(default_factory=lambda: Cache(4))
    flows: Cache[str, dict[str, Dataflow]] = field(default_factory=lambda: Cache(256))
    datasets: Cache[str, Dataset] = field(default_factory=lambda: Cache(24))
    lookups: Cache[str, Lookup] = field(default_factory=lambda: Cache(4))
    audits: Cache[str, Audit] = field(default_factory=lambda: Cache(4))
    vintages: Cache[tuple[str, str], Release] = field(default_factory=lambda: Cache(64))
    public: Cache[str, frozenset[str]] = field(default_factory=lambda: Cache(256))
    contents: Cache[str, Held] = field(default_factory=lambda: Cache(256))
    structures: Cache[str, tuple[Artefact, ...]] = field(default_factory=lambda: Cache(16))
    holdings: Cache[tuple[str, ...], Holdings] = field(default_factory=lambda: Cache(4))
    series: Cache[str, SeriesTable] = field(default_factory=lambda: Cache(8))
    values: Cache[tuple[str, str], tuple[str, ...]] = field(default_factory=lambda: Cache(256))
    issues: Cache[tuple[str, str], Issue] = field(default_factory=lambda: Cache(1_024))
    bundles: Cache[str, Bundle] = field(default_factory=lambda: Cache(64))
    circumstances: Cache[str, Circumstances] = field(default_factory=lambda: Cache(16))


@dataclass(frozen=True)
class Ports:
    """The stores and what else a use needs from outside; ``bootstrap`` wires them.

    ``head`` tells which releases there are without asking the ledger each time; ``zone`` is where days begin and end;
    ``code`` makes numbers, ``checking`` says what is wrong before they are made;
    ``building`` gives the stores of a home that is made beside an empty one and becomes it at the end; ``oversight`` is what
    uses of oversight need, and they have nothing else.
    """

    home: Path
    blobs: Blobs
    tables: Tables
    ledger: Ledger
    frame: Frame
    head: Head
    post: Post
    zone: ZoneInfo
    exclusive: Callable[[], AbstractContextManager[None]]
    code: Callable[[], Code]
    checking: Callable[[], Code]
    programme_folder: Callable[[Path | None], Path]
    archive: Callable[[Path], Archive]
    building: Callable[[], AbstractContextManager[Ports]]
    people: People
    seal: Seal
    tokens: Tokens
    reports: Reports
    reminders: Reminders
    desk: Desk
    provider: Provider
    oversight: OversightPorts
    places: Places = field(default_factory=Nowhere)
    signing: Signing = field(default_factory=Signing)
    gate: Gate = field(default_factory=Gate)
    submitted: Submitted = field(default_factory=NothingSubmitted)
    kept: Kept = field(default_factory=Kept)


@dataclass(frozen=True)
class Call:
    """One call: the stores, who asks, and when."""

    ports: Ports
    actor: Actor
    now: datetime

    @property
    def at(self) -> str:
        """The time as events hold it: UTC, ISO 8601, to the millisecond."""
        return moment(self.now)

    def demand(self, right: Right) -> None:
        """Raise :class:`NotAllowed` unless the actor may do this."""
        if not self.actor.may(right):
            raise NotAllowed(f"{self.actor.kind} may not {right}", told("not_allowed", right=right))


def clock() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)
