"""Benchmarks: what the input-output tables say a scope's products were bought for, as final consumption."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from xinxiao.model.account import AccountProduct, AccountScope, AccountSpec, TableSpec
from xinxiao.model.io_table import IoTable, IoTables, Sector, concordances
from xinxiao.model.programme import Programme


@dataclass(frozen=True)
class Benchmark:
    """One product's final consumption in one table; ``value`` in the account's unit, ``cells`` the keys of its cells."""

    year: int
    value: float
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Library:
    """The tables at hand, the sector lists they follow, what their codes stand for, and how many of the account's unit
    one of theirs is."""

    spec: TableSpec
    factor: float
    tables: IoTables
    lists: Mapping[tuple[int, int], tuple[Sector, ...]]

    def of(self, area: str) -> tuple[IoTable, ...]:
        """Tables of one area, by year and, within it, the most detailed first."""
        return tuple(sorted(self.tables.of(area), key=lambda table: (table.year, -table.level)))


def library(programme: Programme, tables: IoTables, sectors: pa.Table) -> Library:
    """The tables with their sector lists. The programme says what the tables' codes mean."""
    assert programme.tables is not None
    assert programme.account is not None
    factor = programme.ratio(programme.tables.unit, programme.account.unit)
    lists = concordances(sectors, programme.tables.sectors) if sectors.num_rows else {}
    return Library(programme.tables, factor, tables, lists)


def benchmarks(
    spec: AccountSpec, scope: AccountScope, product: AccountProduct, area: str, library: Library
) -> tuple[Benchmark, ...]:
    """Benchmarks of one product in one area, by year.

    Of several tables of a year the most detailed that carries the final uses is taken. A scope kept in detailed
    sectors (``scope.detail``) is benchmarked only by tables whose list bears that mark. Values may be zero or
    below: the caller decides.
    """
    found: dict[int, Benchmark] = {}
    whole = library.spec.together
    for table in library.of(area):
        rows = _rows(scope, product, library.lists.get((table.level, table.year), ()))
        uses = [use for use in spec.final_uses if use in table.columns]
        if table.year in found or not rows or not uses or not spec.first <= table.year <= spec.last:
            continue
        cells = tuple(
            table.key(row, use, whole) for row in rows for use in uses if table.has(row, use, whole)
        )
        found[table.year] = Benchmark(table.year, table.total(rows, uses, whole) * library.factor, cells)
    return tuple(found[year] for year in sorted(found))


def _rows(scope: AccountScope, product: AccountProduct, sectors: tuple[Sector, ...]) -> tuple[str, ...]:
    mark = scope.detail
    if mark and not any(mark in sector.marks for sector in sectors):
        return ()
    return tuple(
        sector.code
        for sector in sectors
        if sector.harmonised in product.sectors or (mark and sector.marks.get(mark) in product.marks)
    )
