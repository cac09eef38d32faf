"""The frame: statistical units in versions, what became of them, and the events that vouch for both.

A version says how a unit is from a day on. The version at a day is the last recorded of those with the latest ``valid_from``
that is not after it, so that what is learnt late takes its place, and nothing recorded before is lost.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from decimal import Decimal
from typing import ClassVar, Literal

import pyarrow as pa

from xinxiao.model.collect.succession import SuccessionKind
from xinxiao.model.event import Fact
from xinxiao.model.vouched import VouchingFact

State = Literal["in", "out"]
"""Whether a unit is in the frame: whether it is asked anything."""
By = Literal["area", "industry", "size", "group"]
"""What units are counted by: the columns of codes."""


@dataclass(frozen=True)
class FrameUnit:
    """How a unit is from a day on. ``unit``: its id, which never changes: the code under which it entered, or the id of a
    sample. ``code``: its unified social credit code, empty where it has none; ``area``, ``industry``, ``size``, ``group``:
    codes of the lists that the programme names; ``reason``: the programme's code for why it is so from this day on."""

    unit: str
    valid_from: str
    code: str
    name: str
    area: str
    industry: str
    size: str
    group: str
    state: State
    reason: str


COLUMNS = tuple(field.name for field in fields(FrameUnit))
"""In the order in which rows are recorded and hashed."""
SCHEMA = pa.schema([pa.field(name, pa.string()) for name in COLUMNS])


@dataclass(frozen=True)
class Succession:
    """That one unit became another on a day. ``share``: which part of the predecessor the successor is, as decimal text;
    ``why``: why the shares of a split are not one together, else empty."""

    kind: SuccessionKind
    predecessor: str
    successor: str
    date: str
    share: str
    why: str


LINK_COLUMNS = tuple(field.name for field in fields(Succession))
LINK_SCHEMA = pa.schema([pa.field(name, pa.string()) for name in LINK_COLUMNS])


@dataclass(frozen=True)
class Recorded:
    """A version, with when (UTC, ISO 8601) and by whom it was recorded, and the number of the event that says so."""

    version: FrameUnit
    event: int
    at: str
    actor: str


@dataclass(frozen=True)
class History:
    """All that is known of a unit: its versions by ``valid_from``, what it came from, and what became of it."""

    versions: tuple[Recorded, ...]
    predecessors: tuple[Succession, ...]
    successors: tuple[Succession, ...]


@dataclass(frozen=True)
class Selection:
    """Some units of the frame. An empty part selects nothing away; ``industries`` that end in ``*`` are beginnings of codes."""

    areas: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    state: State | Literal["any"] = "in"


EVERY = Selection()
"""All units in the frame."""


class FrameFact(VouchingFact, frozen=True, kw_only=True):
    """What all events of the frame say; the fields that are hashed are ``COLUMNS`` or ``LINK_COLUMNS``."""


class FrameImported(FrameFact, frozen=True, kw_only=True):
    """A file was taken in: which (the SHA-256 of its bytes), from which day on it holds, and what became of its rows.
    Versions it made are recorded by unit, in the order of the texts of their ids."""

    kind: ClassVar[str] = "frame.imported"
    programme: str
    file: str
    day: str
    read: int
    unchanged: int
    repeated: int
    refused: int


class FrameChanged(FrameFact, frozen=True, kw_only=True):
    """One unit got a version."""

    kind: ClassVar[str] = "frame.changed"
    unit: str
    day: str
    state: State
    reason: str


class FrameLinked(FrameFact, frozen=True, kw_only=True):
    """Units became others."""

    kind: ClassVar[str] = "frame.linked"
    succession: SuccessionKind
    day: str
    predecessors: list[str]
    successors: list[str]


class FrameRead(Fact, frozen=True, kw_only=True):
    """Somebody looked at units of the frame: how, at which one if at one, and at how many."""

    kind: ClassVar[str] = "frame.read"
    how: Literal["unit", "list", "search"]
    unit: str
    count: int


_SHARE = re.compile(r"[01](\.[0-9]{1,18})?")
VERSIONS = (FrameImported.kind, FrameChanged.kind)
"""The kinds of events that vouch for versions of units."""


def table_of(versions: Sequence[FrameUnit]) -> pa.Table:
    """Versions as a table of text, (N, 10)."""
    columns = zip(*map(astuple, versions), strict=True) if versions else ([] for _ in COLUMNS)
    return pa.table([pa.array(column, pa.string()) for column in columns], schema=SCHEMA)


def link_table(links: Sequence[Succession]) -> pa.Table:
    """Successions as a table of text, (N, 6)."""
    columns = zip(*map(astuple, links), strict=True) if links else ([] for _ in LINK_COLUMNS)
    return pa.table([pa.array(column, pa.string()) for column in columns], schema=LINK_SCHEMA)


def share_of(text: str) -> Decimal | None:
    """A share: a decimal number above 0 and not above 1, of at most 18 places; None for anything else."""
    share = Decimal(text) if _SHARE.fullmatch(text) else Decimal(0)
    return share if 0 < share <= 1 else None
