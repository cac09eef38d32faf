"""The tables of a programme: figures, cells of input-output tables, sectors, employment."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.files.sheet import Sheet
from xinxiao.files.table import places, read_table, schema
from xinxiao.model.account import TableSpec
from xinxiao.model.codes import fault
from xinxiao.model.dataset import Dataset, taken_over, with_doubles
from xinxiao.model.finding import Finding
from xinxiao.model.key import of_table
from xinxiao.model.structure import DECIMALS, OBS_VALUE, Dataflow
from xinxiao.programme.shapes import (
    EMPLOYMENT,
    SECTORS,
    cases_sheet,
    cells_sheet,
    figures_sheet,
    reported_sheet,
)

REPORTED = "reported/*.csv"
COUNTED = "cases/*.csv"
TABLES = (
    "figures/*.csv",
    REPORTED,
    COUNTED,
    "io/national.csv*",
    "io/provincial.csv*",
    "io/sectors.csv",
    "io/employment.csv",
)


@dataclass(frozen=True)
class Tables:
    """What the CSV files below ``figures/``, ``reported/``, ``cases/`` and ``io/`` hold, totals of reports and numbers of cases only where a dataflow holds them; ``rows`` are the figures for checking: OBS_VALUE as a
    binary number, with the FILE and LINE of each."""

    figures: Dataset
    io: Dataset
    sectors: pa.Table
    employment: pa.Table
    rows: pa.Table
    findings: tuple[Finding, ...]
    reported: Dataset | None = None
    cases: Dataset | None = None


def is_table(path: str) -> bool:
    """Whether a file of a programme is one of its tables."""
    return any(fnmatchcase(path, pattern) for pattern in TABLES)


def is_cells(path: str) -> bool:
    """Whether a file of a programme holds cells of input-output tables."""
    return any(fnmatchcase(path, f"io/{name}.csv*") for name in ("national", "provincial"))


def read_tables(files: Mapping[str, bytes], flows: Mapping[str, Dataflow], spec: TableSpec | None) -> Tables:
    """Read all tables into the dataflows of the steps ``figures``, ``reported``, ``cases`` and ``cells``; rows with a fault are left out and become
    findings."""
    figures, cells = flows["figures"], flows["cells"]
    own = [path for path in files if fnmatchcase(path, "figures/*.csv")]
    rows, found = _stack(files, own, figures_sheet(figures))
    rows, doubles = _distinct(rows, figures)
    io = [p for name in ("national", "provincial") for p in files if fnmatchcase(p, f"io/{name}.csv*")]
    table, faults = _stack(files, io, cells_sheet(cells))
    table, more = _distinct(table, cells)
    sectors, third = _stack(files, [path for path in files if path == "io/sectors.csv"], SECTORS)
    people, fourth = _stack(files, [path for path in files if path == "io/employment.csv"], EMPLOYMENT)
    totals, fifth = _written(files, flows.get("reported"), REPORTED, reported_sheet)
    cases, sixth = _written(files, flows.get("cases"), COUNTED, cases_sheet)
    unit = pa.repeat(pa.scalar(spec.unit if spec is not None else "", pa.string()), table.num_rows)
    return Tables(
        figures=taken_over(figures, _of_flow(rows, figures)),
        io=taken_over(cells, _of_flow(table.append_column("UNIT_MEASURE", unit), cells)),
        sectors=sectors.drop_columns(["FILE", "LINE"]),
        employment=people.drop_columns(["FILE", "LINE"]),
        rows=with_doubles(rows),
        findings=(*found, *doubles, *faults, *more, *third, *fourth, *fifth, *sixth),
        reported=totals,
        cases=cases,
    )


def _written(
    files: Mapping[str, bytes], flow: Dataflow | None, pattern: str, sheet: Callable[[Dataflow], Sheet]
) -> tuple[Dataset | None, list[Finding]]:
    """What uses wrote, some of it withheld: totals of reports, numbers of cases; None where there are none, or no dataflow for them."""
    own = [path for path in files if fnmatchcase(path, pattern)]
    if flow is None or not own:
        return None, []
    table, found = _stack(files, own, sheet(flow))
    table, doubles = _distinct(table, flow)
    return taken_over(flow, _of_flow(table, flow)), [*found, *doubles]


def _of_flow(table: pa.Table, flow: Dataflow) -> pa.Table:
    """The columns a dataflow declares; how many places a number was written with becomes DECIMALS.

    An empty cell where a code may be left out is no code.
    """
    written = places(OBS_VALUE)
    if written in table.column_names:
        table = table.append_column(DECIMALS, table.column(written))
    for part in flow.components:
        if part.codelist is not None and not part.required and part.id in table.column_names:
            cells = table.column(part.id)
            filled = pc.if_else(pc.equal(cells, ""), pa.scalar(None, pa.string()), cells)
            table = table.set_column(table.column_names.index(part.id), part.id, filled)
    return table.select([name for name in flow.columns if name in table.column_names])


def _stack(files: Mapping[str, bytes], paths: Sequence[str], sheet: Sheet) -> tuple[pa.Table, list[Finding]]:
    tables: list[pa.Table] = []
    found: list[Finding] = []
    for path in paths:
        table, faults = read_table(path, files[path], sheet)
        name = pa.repeat(pa.scalar(path, pa.string()), table.num_rows)
        tables.append(table.append_column("FILE", name))
        found += faults
    if not tables:
        counts = [pa.field(places(name), pa.int32()) for name in sheet.decimals]
        ends = [pa.field("LINE", pa.int32()), pa.field("FILE", pa.string())]
        return pa.schema([*schema(sheet, sheet.all), *counts, *ends]).empty_table(), []
    return pa.concat_tables(tables, promote_options="default").combine_chunks(), found


def _distinct(table: pa.Table, flow: Dataflow) -> tuple[pa.Table, list[Finding]]:
    """Keep the first row of each key, and name the others."""
    names = of_table(table, flow.dimensions).combine_chunks()
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
