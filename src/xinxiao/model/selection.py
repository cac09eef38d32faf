"""Selections: which data are asked for, and what of them, whichever dialect of SDMX REST the question came in.

REST 2.2 (doc/data.md) and REST 1.5 are both parsed to the nouns below; nothing behind them knows an address.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args

from xinxiao.model.version_query import VersionQuery

Context = Literal["datastructure", "dataflow", "provisionagreement"]
CONTEXTS: tuple[Context, ...] = get_args(Context)
Operator = Literal["eq", "ne", "lt", "le", "gt", "ge", "co", "nc", "sw", "ew"]
OPERATORS: tuple[Operator, ...] = get_args(Operator)
WORDS: frozenset[Operator] = frozenset({"co", "nc", "sw", "ew"})
"""Operators that look into a text."""
Mode = Literal["exact", "available"]
"""What there is of what a question gives, or of what could be added to it."""
Key = tuple[tuple[str, ...], ...]
"""The codes of each place of a key; none of a place: all."""
ALL_DIMENSIONS = "AllDimensions"
"""The dimension at the observations where each observation tells its whole key."""
SERIES_KEY = "series_key"
EVERY = "*"


@dataclass(frozen=True)
class Test:
    """One test of a component's value."""

    __test__ = False  # for pytest, which would take it for tests

    operator: Operator
    value: str


Condition = tuple[tuple[Test, ...], ...]
"""Any of these, of each all: ``A,B+C`` is A, or B and C. A value that is missing meets no test."""


@dataclass(frozen=True)
class Sort:
    """A component (or ``*``, or ``series_key``) to sort by, upwards or ``down``."""

    component: str
    down: bool = False


@dataclass(frozen=True)
class Target:
    """Whose data: of artefacts of these kinds, agencies, ids and versions; an empty one: any."""

    contexts: tuple[Context, ...] = ()
    agencies: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    versions: tuple[VersionQuery, ...] = ()
    providers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Selection:
    """Which observations: those with one of the ``keys`` (none: any) that meet every condition of ``where``.

    ``whole`` keys have all places of the series key. ``first`` and ``last``: so many of each series from either end;
    ``offset``, ``limit`` and ``sort`` are of what that leaves.
    """

    keys: tuple[Key, ...] = ()
    whole: bool = False
    where: Mapping[str, Condition] = field(default_factory=dict)
    first: int | None = None
    last: int | None = None
    offset: int = 0
    limit: int | None = None
    sort: tuple[Sort, ...] = ()


@dataclass(frozen=True)
class Shape:
    """What is given of the observations: the dimension ``at`` them (none: the time), attributes and measures by
    id or by the words of SDMX (``dsd``, ``all``, ``none``, ``dataset``, ``series``, ``obs``, ``msd``)."""

    at: str = ""
    attributes: tuple[str, ...] = ("dsd",)
    measures: tuple[str, ...] = ("all",)


@dataclass(frozen=True)
class Times:
    """Which state of the data: what was live ``as_of`` a moment (none: now), what changed ``since`` one, or all there ever
    was (``history``)."""

    as_of: datetime | None = None
    since: datetime | None = None
    history: bool = False


@dataclass(frozen=True)
class DataQuery:
    """A question for data: whose, which, in what shape, of which state."""

    target: Target = Target()
    selection: Selection = Selection()
    shape: Shape = Shape()
    times: Times = Times()


@dataclass(frozen=True)
class AvailabilityQuery:
    """A question for what there is: of which ``components`` (none: all), and whether what a data query would give
    (``exact``) or what could be added to it (``available``); ``references`` are kinds of artefacts to come along."""

    target: Target = Target()
    selection: Selection = Selection()
    components: tuple[str, ...] = ()
    mode: Mode = "exact"
    references: frozenset[str] = frozenset()
    since: datetime | None = None
