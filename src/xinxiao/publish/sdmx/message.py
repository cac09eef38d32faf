"""A message of data: which rows of which dataflows, told to whom in which words. Every form is written from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import pyarrow as pa

from xinxiao.model.selection import ALL_DIMENSIONS
from xinxiao.model.structure import PLACES, Component, Dataflow
from xinxiao.model.text import Text
from xinxiao.publish.sdmx.structure.header import Header
from xinxiao.texts import Language

__all__ = ["ALL_DIMENSIONS", "Action", "DataMessage", "DataSet", "Keys", "Labels"]
_AHEAD = ThreadPoolExecutor(2, "sdmx-ahead")
"""Reads the next batch of every answer: a thread for each answer would cost memory that a stalled reader then holds."""
Labels = Literal["id", "name", "both"]
"""Codes alone, names in columns of their own, or both in one (SDMX-CSV 2.0, optional parameters)."""
Keys = Literal["none", "series", "obs", "both"]
"""Which keys have a column of their own (SDMX-CSV 2.0, optional parameters)."""
Level = Literal["set", "series", "observation"]
"""Where an attribute is told."""
Action = Literal["Information", "Append", "Replace", "Delete"]


@dataclass(frozen=True)
class DataSet:
    """Rows of one dataflow of one release.

    ``columns`` are those told, in the dataflow's order; ``at`` is the dimension at the observations, or ALL_DIMENSIONS. ``read``
    gives the rows in batches of these columns, those of a series one after the other; ``values`` the different values
    of some columns among them, sorted. ``valid_from`` and ``valid_to`` (UTC, ISO 8601; empty: not said) are when it was live.
    """

    flow: Dataflow
    columns: tuple[str, ...]
    at: str
    release: str
    read: Callable[[], Iterator[pa.RecordBatch]]
    values: Callable[[Sequence[str]], Mapping[str, Sequence[str]]]
    action: Action = "Information"
    valid_from: str = ""
    valid_to: str = ""

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The rows; the next batch is read while the one before is written."""
        rows = self.read()
        following = _AHEAD.submit(next, rows, None)
        try:
            while (batch := following.result()) is not None:
                following = _AHEAD.submit(next, rows, None)
                if batch.num_rows:
                    yield batch
        finally:  # of a reader who leaves: what is being read cannot be let go before
            wait([following])

    @cached_property
    def parts(self) -> tuple[Component, ...]:
        """The columns told."""
        return tuple(self.flow.by_id[name] for name in self.columns)

    @cached_property
    def dimensions(self) -> tuple[Component, ...]:
        """The dimensions told, in the order of the key."""
        return tuple(c for c in self.parts if c.place == "dimension")

    @cached_property
    def measures(self) -> tuple[Component, ...]:
        """The measures told."""
        return tuple(c for c in self.parts if c.place == "measure")

    @cached_property
    def series(self) -> tuple[Component, ...]:
        """The dimensions told once for a series; none where every observation tells its key."""
        return () if self.at == ALL_DIMENSIONS else tuple(c for c in self.dimensions if c.id != self.at)

    @cached_property
    def observed(self) -> tuple[Component, ...]:
        """The dimensions told with each observation; none of a message of series alone."""
        return tuple(c for c in self.dimensions if c not in self.series)

    @property
    def has_observations(self) -> bool:
        """Whether observations are told, and not series alone."""
        return self.at == ALL_DIMENSIONS or self.at in self.columns

    def level(self, part: Component) -> Level:
        """Where an attribute is told: as high as what it depends on allows."""
        if part.attachment == ():
            return "set"
        held = {c.id for c in self.series}
        return "series" if part.attachment and held.issuperset(part.attachment) else "observation"

    def attributes(self, level: Level) -> tuple[Component, ...]:
        """The attributes told at a level."""
        return tuple(c for c in self.parts if c.place == "attribute" and self.level(c) == level)


@dataclass(frozen=True)
class DataMessage:
    """Data sets under one header. ``names`` gives the names of the codes of a code list by code."""

    header: Header
    sets: tuple[DataSet, ...]
    names: Callable[[str], Mapping[str, Text]]
    lang: Language = "zh"
    labels: Labels = "id"
    keys: Keys = "none"

    @cached_property
    def flows(self) -> tuple[Dataflow, ...]:
        """The dataflows of the sets, each once."""
        return tuple({one.flow.urn: one.flow for one in self.sets}.values())

    @cached_property
    def parts(self) -> tuple[Component, ...]:
        """The columns of all sets, each once: dimensions, then measures, then attributes."""
        found: dict[str, Component] = {}
        for one in self.sets:  # of two versions of a dataflow the newest stands first
            for part in one.parts:
                found.setdefault(part.id, part)
        return tuple(sorted(found.values(), key=lambda c: PLACES.index(c.place)))

    def say(self, text: Text | None) -> str:
        """A text in the reader's language; empty for none."""
        return "" if text is None else text.zh if self.lang == "zh" else text.en
