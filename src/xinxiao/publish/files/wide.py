"""The wide layout: a line for each series, a column for each period, as printed tables have it.

A series is what is the same in all dimensions but the period, and in the unit. Where a dataflow has bounds, a series has a
line for its values and one for each bound. The table is made in memory, so it has a limit; the long layout has none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.errors import TooLarge, told
from xinxiao.model.doubt import DOUBT
from xinxiao.model.extract import Extract
from xinxiao.model.structure import Component, Dataflow
from xinxiao.publish.files.grid import MEASURES, Block, Grid, grid
from xinxiao.publish.files.labels import Labels
from xinxiao.publish.files.long import ADDRESSES, NAME, RELEASE, SOURCE, SYNTHETIC, looked_up

MOST = 2_000_000
"""Observations of one table."""
UNIT = "UNIT_MEASURE"
VALUE = "VALUE"
"""The column that tells values from bounds."""


@dataclass(frozen=True)
class Head:
    """A column: its id, its name in the language of the file, whether it is a period's (``year`` of its values or doubts)."""

    id: str
    title: str
    year: bool = False


def series_of(flow: Dataflow) -> tuple[Component, ...]:
    """The columns that tell series apart: the dimensions but the period, and the unit."""
    return tuple(c for c in flow.components if (c.place == "dimension" and c.id != flow.time) or c.id == UNIT)


@dataclass(frozen=True)
class Wide:
    """Rows in the wide layout."""

    extract: Extract
    labels: Labels

    def check(self) -> None:
        """Raise :class:`TooLarge` for more rows than one table takes."""
        if self.extract.rows > MOST:
            raise TooLarge("a wide table", told("wide_full", rows=self.extract.rows, most=MOST))

    @cached_property
    def parts(self) -> tuple[Component, ...]:
        """The columns that tell series apart."""
        return series_of(self.extract.dataflow)

    @cached_property
    def grid(self) -> Grid:
        """The observations by line and period."""
        flow, source = self.extract.dataflow, self._source
        return grid(self.extract, [p.id for p in self.parts], flow.time, source.id if source else "")

    @property
    def periods(self) -> tuple[str, ...]:
        """The periods, earliest first; of one beginning the longer first."""
        return self.grid.periods

    @cached_property
    def has_bounds(self) -> bool:
        """Whether some line holds bounds."""
        return bool(self.grid.measures.any())

    @property
    def doubted(self) -> frozenset[int]:
        """The places of the periods of which some value has a doubt."""
        return self.grid.doubted

    @cached_property
    def doubts(self) -> pa.Array:
        """What doubts that occur are in words."""
        said = ("; ".join(self.labels.doubts(code) for code in one) for one in self.grid.doubts)
        return pa.array(list(said), pa.string())

    @cached_property
    def labelled(self) -> tuple[Head, ...]:
        """The columns before the periods: codes with names, the unit, what is measured."""
        heads: list[Head] = []
        for part in self.parts:
            title = self.labels.column(part)
            heads.append(Head(part.id, title))
            if self._names[part.id]:
                heads.append(Head(f"{part.id}{NAME}", self.labels.t("name_of", column=title)))
        return (*heads, *([Head(VALUE, self.labels.t("value"))] if self.has_bounds else []))

    @cached_property
    def said(self) -> tuple[Head, ...]:
        """The columns behind the periods: source, release, whether it is invented."""
        title = self.labels.t("source.source")
        heads = [Head(SOURCE, title), Head(f"{SOURCE}{NAME}", self.labels.t("name_of", column=title))]
        if self._source:
            heads += [Head(f"{SOURCE}_{name.upper()}", self.labels.t(f"source.{name}")) for name in ADDRESSES]
        heads.append(Head(RELEASE, self.labels.t("release")))
        synthetic = self.extract.release.programme.synthetic
        return (*heads, *([Head(SYNTHETIC, self.labels.t("synthetic"))] if synthetic else []))

    @cached_property
    def heads(self) -> tuple[Head, ...]:
        """All columns of a file without a second sheet: behind a period with doubts a column of them."""
        periods = [
            head
            for i, period in enumerate(self.periods)
            for head in (
                Head(period, period, True),
                *([Head(f"{period}_{DOUBT}", period, True)] if i in self.doubted else []),
            )
        ]
        return (*self.labelled, *periods, *self.said)

    def before(self, block: Block) -> list[pa.Array]:
        """The columns under :attr:`labelled` of some lines."""
        keys, columns = self.grid.keys.slice(block.first, block.lines), list[pa.Array]()
        for part in self.parts:
            codes, names = keys.column(part.id).cast(pa.string()).combine_chunks(), self._names[part.id]
            columns += [codes, looked_up(codes, names)] if names else [codes]
        if self.has_bounds:
            words = pa.array([self.labels.t(f"measure.{name}") for name in MEASURES])
            kinds = self.grid.measures[block.first : block.first + block.lines]
            columns.append(words.take(pa.array(kinds)))
        return columns

    def after(self, block: Block) -> list[pa.Array]:
        """The columns under :attr:`said` of some lines. Of several sources all columns say the same one in the same place."""
        extract, programme = self.extract, self.labels.programme

        def same(text: str) -> pa.Array:
            return pa.repeat(pa.scalar(text, pa.string()), block.lines)

        if self._source:
            lists = self.grid.sources.slice(block.first, block.lines)
            known = programme.sources.items()
            told = [{code: self.labels.source(one) for code, one in known}]
            told += [{code: getattr(one, name) for code, one in known} for name in ADDRESSES]
            source = [_listed(lists, None), *(_listed(lists, words) for words in told)]
        else:
            source = [same(extract.dataflow.agency), same(self.labels.say(programme.file.agency))]
        synthetic = [same("true")] if extract.release.programme.synthetic else []
        return [*source, same(extract.state), *synthetic]

    @cached_property
    def _source(self) -> Component | None:
        """The column that says where a figure was published, if there is one."""
        components = self.extract.dataflow.components
        return next((p for p in components if p.id == SOURCE and p.codelist), None)

    @cached_property
    def _names(self) -> Mapping[str, Mapping[str, str]]:
        return {part.id: self.labels.names(part) for part in self.parts}


def _listed(lists: pa.ListArray, words: Mapping[str, str | None] | None) -> pa.Array:
    """Lists of codes, or of what they stand for, each as one text; empty where none of a list stands for anything."""
    codes = lists.flatten()
    each = codes if words is None else pc.fill_null(looked_up(codes, words), "")
    lengths = pc.list_value_length(lists).to_numpy(zero_copy_only=False)
    ends = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    text = pc.binary_join(pa.ListArray.from_arrays(pa.array(ends), each), "; ")
    return pc.replace_substring_regex(text, r"^(; )+$", "")
