"""Extracts: some rows of one dataflow of one release, as every download, preview and export is made from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

import pyarrow as pa

from xinxiao.model.release import Release
from xinxiao.model.selection import Operator
from xinxiao.model.structure import Dataflow

OBSERVATIONS, BEGINS, ENDS = "#observations", "#begins", "#ends"
"""Columns of a table of series beside its own: how many observations, the first and the last period."""
Bound = tuple[Operator, str | Decimal]
"""One test of a column: numbers are compared as numbers, texts as texts."""


@dataclass(frozen=True)
class Ends:
    """So many rows from either end of each series: rows alike in the columns ``of`` it, in the order of ``along``."""

    of: tuple[str, ...]
    along: str
    first: int | None = None
    last: int | None = None


@dataclass(frozen=True)
class Filter:
    """Which rows of a sealed file, of them which columns, in which order. All conditions are met together.

    ``codes``: the column has one of these; ``upto``: it is not after this; ``keys``: of any of these, each column has one
    of its codes; ``tests``: any of these, of each all. A missing value meets no condition. ``ends`` are taken of the rows that
    meet them. ``order`` are the columns the rows are sorted by, those of ``down`` downwards; ``stands``: the file stands in
    this order. ``columns`` (none: all); ``distinct``: of rows alike in these just one.
    """

    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    upto: Mapping[str, str] = field(default_factory=dict)
    order: tuple[str, ...] = ()
    keys: tuple[Mapping[str, tuple[str, ...]], ...] = ()
    tests: Mapping[str, tuple[tuple[Bound, ...], ...]] = field(default_factory=dict)
    ends: Ends | None = None
    columns: tuple[str, ...] = ()
    distinct: bool = False
    down: frozenset[str] = frozenset()
    stands: bool = True

    @property
    def touched(self) -> frozenset[str]:
        """The columns that conditions are on."""
        return frozenset({*self.codes, *self.upto, *self.tests, *(name for key in self.keys for name in key)})


@dataclass(frozen=True)
class Extract:
    """Rows of one dataflow of one release, not read yet: ``read`` gives them in batches, each time anew.

    ``total`` counts all rows that fit, ``rows`` those within limit and offset; ``as_of`` is the day up to which
    figures were known. ``codes_of`` gives the different codes a column has among the rows.
    """

    dataflow: Dataflow
    release: Release
    as_of: str
    where: Mapping[str, tuple[str, ...]]
    total: int
    rows: int
    read: Callable[[], Iterator[pa.RecordBatch]]
    codes_of: Callable[[str], list[str]]

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The rows in batches that have just the dataflow's columns."""
        for batch in self.read():
            yield from pa.Table.from_batches([batch]).cast(self.dataflow.schema).to_batches()

    @property
    def table(self) -> pa.Table:
        """All rows at once, for those who need them whole."""
        return pa.Table.from_batches(list(self.batches()), schema=self.dataflow.schema)

    @property
    def state(self) -> str:
        """The release's id; with ``@DAY`` behind it where the rows are what was known on another day."""
        other = "" if self.as_of == self.release.as_of else f"@{self.as_of}"
        return f"{self.release.id}{other}"

    @cached_property
    def header(self) -> dict[str, Any]:
        """What the rows are: programme, release, vintage, structure, the sources and scopes they name, how many."""
        programme = self.release.programme
        return {
            "dataflow": self.dataflow.id,
            "structure": self.dataflow.urn,
            "programme": programme.id,
            "programme_version": programme.version,
            "title": {"zh": programme.name.zh, "en": programme.name.en},
            "synthetic": programme.synthetic,
            "release": self.release.id,
            "release_sha256": self.release.sha256,
            "release_date": self.release.release_date,
            "as_of": self.as_of,
            "where": {name: list(codes) for name, codes in self.where.items()},
            "dimensions": list(self.dataflow.dimensions),
            "scopes": self._named("SCOPE"),
            "sources": self._named("SOURCE"),
            "rows": self.rows,
            "total": self.total,
        }

    def _named(self, column: str) -> list[str]:
        return self.codes_of(column) if column in self.dataflow.columns else []
