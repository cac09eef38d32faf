"""Extracts: some rows of one dataflow of one release, as every download, preview and export is made from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pyarrow as pa

from xinxiao.model.release import Release
from xinxiao.model.structure import Dataflow


@dataclass(frozen=True)
class Filter:
    """Which rows: those whose columns have one of the ``codes`` given, and whose columns are not after ``upto``.

    ``order`` are the columns the rows are sorted by.
    """

    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    upto: Mapping[str, str] = field(default_factory=dict)
    order: tuple[str, ...] = ()


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
