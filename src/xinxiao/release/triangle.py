"""Revision triangles: what was published of each period, vintage by vintage, and how large revisions were.

A series is what all dimensions but the period (and, of figures, the vintage) name. The revision of a period is its last
published value less its first, where it was published at least twice; a period that was published once, or whose value is
missing in a vintage, adds nothing. Averages follow the indicators A6 and A7 of the ESS guidelines for quality reports:
mean revision ``Σ(L − P) / n``, mean absolute revision ``Σ|L − P| / n`` and relative mean absolute revision
``Σ|L − P| / Σ|L|`` over the ``n`` periods of a series. Values in different units have no difference: a period whose unit
changed between its first and its last value adds nothing, and a series has averages for each unit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.model.dataset import Dataset
from xinxiao.model.key import of_table
from xinxiao.model.programme import Renaming
from xinxiao.model.structure import VINTAGE, Dataflow

TIME = "TIME_PERIOD"
UNIT = "UNIT_MEASURE"
PUBLISHED = pa.schema(
    [
        ("SERIES", pa.string()),
        (TIME, pa.string()),
        ("ORDER", pa.int64()),
        (VINTAGE, pa.string()),
        ("OBS_VALUE", pa.float64()),
        ("OBS_STATUS", pa.string()),
        (UNIT, pa.string()),
    ]
)
"""What was published: of which series and period, in which vintage (in order), which value, with which status, in which unit
(empty where the dataflow has none)."""
AVERAGES = pa.schema(
    [
        ("SERIES", pa.string()),
        (UNIT, pa.string()),
        ("PAIRS", pa.int64()),
        ("MEAN_REVISION", pa.float64()),
        ("MEAN_ABSOLUTE_REVISION", pa.float64()),
        ("RELATIVE_MEAN_ABSOLUTE_REVISION", pa.float64()),
    ]
)
"""How large the revisions of each series were; the last is empty where the last values add up to nothing."""


@dataclass(frozen=True)
class Cell:
    """One value of a triangle, its status and its unit, empty where none was given."""

    value: float
    status: str
    unit: str = ""


@dataclass(frozen=True)
class Triangle:
    """One series: ``rows`` are vintages in order, ``columns`` periods in order, ``cells`` by vintage and period."""

    series: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: dict[tuple[str, str], Cell]

    @property
    def table(self) -> list[dict[str, str | float | None]]:
        """A row for each vintage: its name, and the value of each period, None where none was published."""

        def value(vintage: str, period: str) -> float | None:
            cell = self.cells.get((vintage, period))
            return None if cell is None else cell.value

        return [{VINTAGE: row} | {period: value(row, period) for period in self.columns} for row in self.rows]

    def parts(self, most: int) -> tuple[Triangle, ...]:
        """The same in parts of at most ``most`` periods, each with the vintages that say something of them."""
        found = []
        for first in range(0, len(self.columns), most):
            columns = self.columns[first : first + most]
            held = {place: cell for place, cell in self.cells.items() if place[1] in columns}
            rows = tuple(row for row in self.rows if any((row, period) in held for period in columns))
            found.append(Triangle(self.series, rows, columns, held))
        return tuple(found)


def of_figures(figures: Dataset) -> pa.Table:
    """What was published of figures by their vintages, with the columns of ``PUBLISHED``."""
    ranks = pc.rank(figures.table.column(VINTAGE), "ascending", tiebreaker="dense")
    return _published(figures.dataflow, figures.table, ranks, figures.table.column(VINTAGE))


def of_releases(
    flow: Dataflow, held: Sequence[tuple[str, pa.Table]], renamed: Iterable[Renaming] = ()
) -> pa.Table:
    """What releases published of a dataflow without vintages; ``held`` are their names and rows, the earliest first.

    Codes that were ``renamed`` go on under the new one; where two meet in one key, the one named first does.
    """
    moves = [move for move in renamed if move.dimension in flow.subject]
    parts = [
        _published(flow, _moved(table, moves), _same(i, table.num_rows), _same(name, table.num_rows))
        for i, (name, table) in enumerate(held)
    ]
    return pa.concat_tables(parts) if parts else PUBLISHED.empty_table()


def averages(published: pa.Table) -> pa.Table:
    """How large the revisions of each series were, with the columns of ``AVERAGES``, by series; none without pairs."""
    ordered = published.sort_by([("SERIES", "ascending"), (TIME, "ascending"), ("ORDER", "ascending")])
    by = ordered.group_by(["SERIES", TIME], use_threads=False)
    ends = by.aggregate(
        [*((name, end) for name in ("OBS_VALUE", UNIT) for end in ("first", "last")), ("ORDER", "count")]
    )
    same = pc.equal(ends.column(f"{UNIT}_first"), ends.column(f"{UNIT}_last"))
    pairs = ends.filter(pc.and_(same, pc.greater_equal(ends.column("ORDER_count"), 2)))
    last = pairs.column("OBS_VALUE_last")
    revision = pc.subtract(last, pairs.column("OBS_VALUE_first"))
    made = pa.table(
        {
            "SERIES": pairs.column("SERIES"),
            UNIT: pairs.column(f"{UNIT}_last"),
            "R": revision,
            "ABSOLUTE": pc.abs(revision),
            "SIZE": pc.abs(last),
        }
    )
    found = made.group_by(["SERIES", UNIT], use_threads=False).aggregate(
        [("R", "count"), ("R", "mean"), ("ABSOLUTE", "mean"), ("ABSOLUTE", "sum"), ("SIZE", "sum")]
    )
    whole = found.column("SIZE_sum")
    size = pc.if_else(pc.greater(whole, 0.0), whole, pa.scalar(None, pa.float64()))
    columns = [
        found.column("SERIES"),
        found.column(UNIT),
        found.column("R_count"),
        found.column("R_mean"),
        found.column("ABSOLUTE_mean"),
        pc.divide(found.column("ABSOLUTE_sum"), size),
    ]
    return pa.table(columns, schema=AVERAGES).sort_by([("SERIES", "ascending"), (UNIT, "ascending")])


def triangle(published: pa.Table, series: str) -> Triangle:
    """One series of what was published; without rows where nothing was."""
    own = published.filter(pc.equal(published.column("SERIES"), series)).sort_by(
        [("ORDER", "ascending"), (TIME, "ascending")]
    )
    vintages, periods = own.column(VINTAGE).to_pylist(), own.column(TIME).to_pylist()
    told = (own.column(name).to_pylist() for name in ("OBS_VALUE", "OBS_STATUS", UNIT))
    cells = {
        (vintage, period): Cell(value, status or "", unit)
        for vintage, period, value, status, unit in zip(vintages, periods, *told, strict=True)
    }
    return Triangle(series, tuple(dict.fromkeys(vintages)), tuple(sorted(set(periods))), cells)


def _published(flow: Dataflow, table: pa.Table, order: pa.Array, vintage: pa.Array) -> pa.Table:
    dimensions = [name for name in flow.subject if name != TIME]

    def said(name: str) -> pa.ChunkedArray | pa.Array:
        held = name in table.column_names
        return table.column(name).cast(pa.string()) if held else pa.nulls(table.num_rows, pa.string())

    told = pa.table(
        [
            of_table(table, dimensions),
            table.column(TIME).cast(pa.string()),
            order.cast(pa.int64()),
            vintage.cast(pa.string()),
            table.column("OBS_VALUE").cast(pa.float64()),
            said("OBS_STATUS"),
            pc.fill_null(said(UNIT), ""),
        ],
        schema=PUBLISHED,
    ).filter(pc.is_valid(table.column("OBS_VALUE")))
    one = told.group_by(["SERIES", TIME, "ORDER"], use_threads=False)
    first = one.aggregate([(name, "first") for name in (VINTAGE, "OBS_VALUE", "OBS_STATUS", UNIT)])
    return first.rename_columns(PUBLISHED.names).cast(PUBLISHED)


def _moved(table: pa.Table, moves: Sequence[Renaming]) -> pa.Table:
    """Rows with old codes under their new one, those of the code that goes on before the others."""
    for move in moves:
        codes = table.column(move.dimension).cast(pa.string())
        place = pc.fill_null(pc.index_in(codes, pa.array(move.old)), -1)
        table = table.take(pc.sort_indices(place))
        codes = table.column(move.dimension).cast(pa.string())
        new = pc.if_else(pc.is_in(codes, pa.array(move.old)), move.new, codes)
        table = table.set_column(table.column_names.index(move.dimension), move.dimension, new)
    return table


def _same(value: int | str, count: int) -> pa.Array:
    return pa.repeat(pa.scalar(value), count)
