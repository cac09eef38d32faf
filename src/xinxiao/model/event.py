"""Events: what happened, who did it and when. Each holds the hash of the one before it, so none can change unseen.

The hash of an event is the SHA-256 of six lines of UTF-8 joined by line feeds: the hash before it, its number, its time,
its actor, its kind, and its payload as JSON on one line. Anyone can compute it with ``sha256sum``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, ClassVar, Literal

import msgspec

from xinxiao.errors import DataFault, told
from xinxiao.model.text import Noun, Text

ChainName = Literal["event", "reading", "oversight"]
"""The chain of what was done, which is evidence; of who read what is not public; and of what was done in oversight, which is kept
apart from statistics."""
CHAINS: tuple[ChainName, ...] = ("event", "reading", "oversight")
GENESIS = "0" * 64
"""What the first event of a chain holds in place of a hash before it."""
LONGEST = 1_000_000
"""Bytes of a payload."""
ACTOR = 200
"""Characters of an actor."""
Row = tuple[int, str, str, str, str, str, str]
"""``sequence, prev_hash, hash, actor, at, kind, payload``."""
Said = tuple[str, str]
"""``kind, payload``."""
Link = tuple[int, bytes, bytes, bytes | None]
"""``sequence, prev_hash, hash`` and the content that is hashed, in UTF-8 as they are stored; None for what is no text."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class Fact(Noun, frozen=True, kw_only=True):
    """What an event says, one class for each kind of event: its fields are the payload."""

    kind: ClassVar[str]

    @property
    def payload(self) -> str:
        """The fields as JSON: keys sorted, no blanks, one line. Raises :class:`DataFault` for what cannot be kept so."""
        try:
            text = json.dumps(
                msgspec.to_builtins(self),
                ensure_ascii=False,
                sort_keys=True,
                separators=(",", ":"),
                allow_nan=False,
            )
            size = len(text.encode())
        except ValueError as error:  # a number that is none, or half of a character
            raise DataFault(f"{self.kind}: {error}", told("event_form", kind=self.kind)) from error
        if size > LONGEST:
            raise DataFault(
                f"{self.kind}: {size} bytes", told("event_long", kind=self.kind, size=size, most=LONGEST)
            )
        return text


class ReleaseSealed(Fact, frozen=True, kw_only=True):
    """A release was sealed, as a draft. Those of before releases had states say none: they were public at once."""

    kind: ClassVar[str] = "release.sealed"
    id: str
    sha256: str
    programme: str
    cycle: str
    as_of: str
    state: Literal["draft"] | msgspec.UnsetType = msgspec.UNSET


class ReleaseChecked(Fact, frozen=True, kw_only=True):
    """A draft was checked, and how many checks held. ``hashed``: a run carried it on by itself; its programme had no errors and
    every byte was hashed on its way into the lake, but nothing was computed a second time. ``recomputed``: it was computed
    anew and every byte compared. (Events of earlier versions say ``sealing`` for ``hashed``.)"""

    kind: ClassVar[str] = "release.checked"
    id: str
    how: Literal["hashed", "recomputed"]
    checks: int


class ReleaseHeld(Fact, frozen=True, kw_only=True):
    """A release that was on its way became a draft again, for a reason."""

    kind: ClassVar[str] = "release.held"
    id: str
    reason: str


class ReleaseEmbargoed(Fact, frozen=True, kw_only=True):
    """A release is to go live at a time (UTC, ISO 8601), and not before."""

    kind: ClassVar[str] = "release.embargoed"
    id: str
    until: str


class ReleasePublished(Fact, frozen=True, kw_only=True):
    """A release went live. ``due``: when its embargo ended, empty without one; ``noticed``: when that was seen to."""

    kind: ClassVar[str] = "release.published"
    id: str
    due: str
    noticed: str


class ReleaseCorrected(Fact, frozen=True, kw_only=True):
    """A release is corrected by another: what readers are told."""

    kind: ClassVar[str] = "release.corrected"
    id: str
    by: str
    notice: Text


class ReleaseWithdrawn(Fact, frozen=True, kw_only=True):
    """A release was withdrawn: what readers are told, and why, for the record."""

    kind: ClassVar[str] = "release.withdrawn"
    id: str
    notice: Text
    reason: str


class HeadTaken(Fact, frozen=True, kw_only=True):
    """Where the chains stood when a day ended; this is what is published of them each day. Heads of before there was a chain of
    oversight say nothing of it."""

    kind: ClassVar[str] = "ledger.head"
    day: str
    sequence: int
    hash: str
    reading_sequence: int
    reading_hash: str
    oversight_sequence: int | msgspec.UnsetType = msgspec.UNSET
    oversight_hash: str | msgspec.UnsetType = msgspec.UNSET


class ReleaseVerified(Fact, frozen=True, kw_only=True):
    """A release was hashed and computed anew: how many checks, the first that failed, and whether by the same code."""

    kind: ClassVar[str] = "release.verified"
    id: str
    checks: int
    faults: list[str]
    same_code: bool


class LedgerRead(Fact, frozen=True, kw_only=True):
    """Somebody read events themselves: how, and which."""

    kind: ClassVar[str] = "ledger.read"
    how: str
    first: int
    last: int


@dataclass(frozen=True)
class Event:
    """One event of a chain. ``at``: UTC, ISO 8601; ``payload``: the fact as JSON."""

    sequence: int
    prev_hash: str
    hash: str
    actor: str
    at: str
    kind: str
    payload: str

    @property
    def fact(self) -> dict[str, Any]:
        """The payload, parsed."""
        return dict(json.loads(self.payload))

    @property
    def row(self) -> Row:
        """The event as a row of its table."""
        return (self.sequence, self.prev_hash, self.hash, self.actor, self.at, self.kind, self.payload)


@dataclass(frozen=True)
class Mark:
    """A place in a chain: the number of an event and its hash. ``START`` is before the first."""

    sequence: int
    hash: str


START = Mark(0, GENESIS)


def content(prev_hash: str, sequence: int, at: str, actor: str, kind: str, payload: str) -> bytes:
    """What is hashed of an event."""
    return f"{prev_hash}\n{sequence}\n{at}\n{actor}\n{kind}\n{payload}".encode()


def digest(prev_hash: str, sequence: int, at: str, actor: str, kind: str, payload: str) -> str:
    """The hash of an event, as 64 hexadecimal digits."""
    return sha256(content(prev_hash, sequence, at, actor, kind, payload)).hexdigest()


def appended(after: Mark, actor: str, at: str, facts: Iterable[Said]) -> tuple[Event, ...]:
    """The events that say ``facts`` (kind and payload of each), next in a chain that stands at ``after``."""
    made: list[Event] = []
    for kind, payload in facts:
        sequence = after.sequence + 1
        made_hash = digest(after.hash, sequence, at, actor, kind, payload)
        made.append(Event(sequence, after.hash, made_hash, actor, at, kind, payload))
        after = Mark(sequence, made_hash)
    return tuple(made)


def moment(time: datetime) -> str:
    """A time as events and jobs hold it: UTC, ISO 8601, to the millisecond, so that such texts sort as times."""
    return time.astimezone(UTC).isoformat(timespec="milliseconds")


def actor_line(text: str) -> str:
    """An actor as events hold it. Raises :class:`DataFault` for one that is empty, too long or has control characters."""
    if not text or len(text) > ACTOR or _CONTROL.search(text):
        raise DataFault(f"actor {text[:ACTOR]!r}", told("event_actor", most=ACTOR))
    return text


Why = Literal["number", "link", "hash", "missing", "projection"]
"""Why an event does not fit: its number does not follow, it names another hash before it, its own hash is not that of
its content, it is gone though it is known from elsewhere, or a table made from the events says something else."""


@dataclass(frozen=True)
class Misfit:
    """The first event of a chain that does not fit."""

    chain: ChainName
    sequence: int
    why: Why


def follow(
    chain: ChainName, links: Iterable[Link], after: Mark = START, *, contents: bool = True
) -> tuple[Mark, Misfit | None]:
    """Walk a chain on from ``after``: the last event that fits, and the first that does not.

    ``contents``: whether what is hashed is seen; who may not see it follows the links alone.
    """
    count, last, misfit = after.sequence, after.hash.encode(), None
    for sequence, prev_hash, held, content in links:
        if sequence != count + 1:
            misfit = Misfit(chain, count + 1, "number")
        elif prev_hash != last:
            misfit = Misfit(chain, sequence, "link")
        elif contents and (content is None or sha256(content).hexdigest().encode() != held):
            misfit = Misfit(chain, sequence, "hash")
        if misfit is not None:
            break
        count, last = sequence, held
    return Mark(count, last.decode()), misfit
