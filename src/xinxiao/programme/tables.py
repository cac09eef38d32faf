"""The tables of a programme: figures, cells of input-output tables, sectors, employment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.files.sheet import Sheet
from xinxiao.files.table import read_table, schema
from xinxiao.model.codes import fault
from xinxiao.model.dataflows import IC_FIGURES, IC_IO
from xinxiao.model.dataset import Dataflow, Dataset, dataset, keys
from xinxiao.model.finding import Finding
from xinxiao.programme.shapes import CELLS, EMPLOYMENT, FIGURES, SECTORS

CELL_UNIT = "10K_YUAN"
"""Unit of every input-output cell, fixed by the dataflow IC_IO."""


@dataclass(frozen=True)
class Tables:
    """What the CSV files below ``figures/`` and ``io/`` hold; ``rows`` and ``cells`` keep FILE and LINE."""

    figures: Dataset
    io: Dataset
    sectors: pa.Table
    employment: pa.Table
    rows: pa.Table
    findings: tuple[Finding, ...]


TABLES = ("figures/*.csv", "io/national.csv*", "io/provincial.csv*", "io/sectors.csv", "io/employment.csv")


def is_table(path: str) -> bool:
    """Whether a file of a programme is one of its tables."""
    return any(fnmatchcase(path, pattern) for pattern in TABLES)


def read_tables(files: Mapping[str, bytes]) -> Tables:
    """Read all tables; rows with a fault are left out and become findings."""
    figure_files = [path for path in files if fnmatchcase(path, "figures/*.csv")]
    cell_files = [path for path in files if fnmatchcase(path, "io/national.csv*")]
    cell_files += [path for path in files if fnmatchcase(path, "io/provincial.csv*")]
    rows, found = _stack(files, figure_files, FIGURES)
    rows, doubles = _distinct(rows, IC_FIGURES)
    cells, faults = _stack(files, cell_files, CELLS)
    cells, more = _distinct(cells, IC_IO)
    sectors, third = _stack(files, [path for path in files if path == "io/sectors.csv"], SECTORS)
    people, fourth = _stack(files, [path for path in files if path == "io/employment.csv"], EMPLOYMENT)
    unit = pa.array([CELL_UNIT] * cells.num_rows, pa.string())
    io_table = cells.drop_columns(["FILE", "LINE"]).append_column("UNIT_MEASURE", unit)
    return Tables(
        figures=dataset(IC_FIGURES, rows.drop_columns(["FILE", "LINE"])),
        io=Dataset(IC_IO, _sorted(io_table, IC_IO), dataset(IC_IO, dict.fromkeys(IC_IO.columns, ())).inputs),
        sectors=sectors.drop_columns(["FILE", "LINE"]),
        employment=people.drop_columns(["FILE", "LINE"]),
        rows=rows,
        findings=(*found, *doubles, *faults, *more, *third, *fourth),
    )


def _stack(files: Mapping[str, bytes], paths: Sequence[str], sheet: Sheet) -> tuple[pa.Table, list[Finding]]:
    tables: list[pa.Table] = []
    found: list[Finding] = []
    for path in paths:
        table, faults = read_table(path, files[path], sheet)
        name = pa.repeat(pa.scalar(path, pa.string()), table.num_rows)
        tables.append(table.append_column("FILE", name))
        found += faults
    if not tables:
        fields = [*schema(sheet, sheet.all), pa.field("LINE", pa.int32()), pa.field("FILE", pa.string())]
        return pa.schema(fields).empty_table(), []
    return pa.concat_tables(tables, promote_options="default").combine_chunks(), found


def _distinct(table: pa.Table, flow: Dataflow) -> tuple[pa.Table, list[Finding]]:
    """Keep the first row of each key, and name the others."""
    names = keys(table, flow.dimensions).combine_chunks()
    if pc.count_distinct(names).as_py() == table.num_rows:
        return table, []
    seen: dict[str, int] = {}
    keep = np.ones(table.num_rows, dtype=bool)
    lines, file_of = table.column("LINE").to_pylist(), table.column("FILE").to_pylist()
    found = []
    for row, key in enumerate(names.to_pylist()):
        if key in seen:
            keep[row] = False
            first = f"{file_of[seen[key]]}:{lines[seen[key]]}"
            found.append(fault(file_of[row], lines[row], "KEY_DUPLICATE", key=key, first=first))
        else:
            seen[key] = row
    return table.filter(pa.array(keep)), found


def _sorted(table: pa.Table, flow: Dataflow) -> pa.Table:
    table = table.sort_by([(name, "ascending") for name in flow.dimensions])
    return table.select(flow.columns).cast(flow.schema).combine_chunks()
