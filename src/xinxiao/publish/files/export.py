"""Rows of a release as CSV, JSON, Parquet or XLSX, each saying which release it is from and what it is.

CSV has the dataflow's SDMX columns and then ``RELEASE``; files of an invented programme also have
``SYNTHETIC``. JSON has a header, Parquet key-value metadata, XLSX a second sheet.
"""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from xinxiao.errors import DataFault
from xinxiao.model.release import Release
from xinxiao.model.structure import Dataflow

Format = Literal["csv", "json", "parquet", "xlsx"]
SHEET_ROWS = 1_048_576
"""The most rows a sheet can hold, its heading among them."""


@dataclass(frozen=True)
class Extract:
    """Rows of one dataflow of one release: what every download and preview is made from.

    ``total`` counts the rows before any limit; ``as_of`` is the day up to which figures were known.
    """

    dataflow: Dataflow
    table: pa.Table
    release: Release
    as_of: str
    total: int
    where: Mapping[str, tuple[str, ...]]

    @property
    def state(self) -> str:
        """The release's id; with ``@DAY`` behind it where the rows are what was known on another day."""
        other = "" if self.as_of == self.release.as_of else f"@{self.as_of}"
        return f"{self.release.id}{other}"

    @property
    def header(self) -> dict[str, Any]:
        """What the rows are: programme, release, vintage, the sources and scopes they name, how many."""
        programme = self.release.programme
        return {
            "dataflow": self.dataflow.id,
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
            "scopes": _named(self.table, "SCOPE"),
            "sources": _named(self.table, "SOURCE"),
            "rows": self.table.num_rows,
            "total": self.total,
        }


def export(extract: Extract, form: Format) -> bytes:
    """The rows as bytes of a file. Raises :class:`DataFault` for a form not known, or too many rows for a sheet."""
    if form not in _WRITERS:
        raise DataFault(f"format {form}", told="bad_format", value=form, known=", ".join(_WRITERS))
    return _WRITERS[form](extract)


def _csv(extract: Extract) -> bytes:
    table = _plain(_marked(extract))
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\n")
    writer.writerow(table.column_names)
    writer.writerows(zip(*(column.to_pylist() for column in table.columns), strict=True))
    return sheet.getvalue().encode()


def _json(extract: Extract) -> bytes:
    rows = ",\n".join(json.dumps(row, ensure_ascii=False) for row in _finite(extract.table))
    header = json.dumps(extract.header, ensure_ascii=False, indent=1)
    return f'{{"header": {header},\n"data": [\n{rows}\n]}}\n'.encode()


def _parquet(extract: Extract) -> bytes:
    sink = io.BytesIO()
    told = {"xinxiao": json.dumps(extract.header, ensure_ascii=False)}
    pq.write_table(extract.table.replace_schema_metadata(told), sink, compression="zstd")
    return sink.getvalue()


def _xlsx(extract: Extract) -> bytes:
    if extract.table.num_rows >= SHEET_ROWS:
        raise DataFault("too many rows", told="sheet_full", rows=extract.table.num_rows, most=SHEET_ROWS - 1)
    import xlsxwriter

    sink = io.BytesIO()
    book = xlsxwriter.Workbook(
        sink, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    bold = book.add_format({"bold": True})
    data = book.add_worksheet(extract.dataflow.id)
    data.write_row(0, 0, extract.table.column_names, bold)
    for number, column in enumerate(extract.table.columns):
        data.write_column(1, number, column.to_pylist())
    data.freeze_panes(1, 0)
    about = book.add_worksheet("METADATA")
    for line, (name, value) in enumerate(extract.header.items()):
        about.write(line, 0, name, bold)
        about.write(line, 1, value if isinstance(value, str | int) else json.dumps(value, ensure_ascii=False))
    about.set_column(0, 1, 28)
    book.close()
    return sink.getvalue()


_WRITERS: Mapping[str, Callable[[Extract], bytes]] = {
    "csv": _csv,
    "json": _json,
    "parquet": _parquet,
    "xlsx": _xlsx,
}
FORMATS = tuple(_WRITERS)


def _marked(extract: Extract) -> pa.Table:
    rows = extract.table.num_rows
    table = extract.table.append_column("RELEASE", pa.array([extract.state] * rows, pa.string()))
    if not extract.release.programme.synthetic:
        return table
    return table.append_column("SYNTHETIC", pa.array(["true"] * rows, pa.string()))


def _plain(table: pa.Table) -> pa.Table:
    """Numbers as the shortest text that reads back the same, whole ones without a point."""
    arrays = [
        pa.array([_number(v) for v in column.to_pylist()], pa.string())
        if pa.types.is_floating(column.type)
        else column
        for column in table.columns
    ]
    return pa.Table.from_arrays(arrays, names=table.column_names)


def _number(value: float | None) -> str | None:
    if value is None:
        return None
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def _finite(table: pa.Table) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = table.to_pylist()
    return [
        {k: None if isinstance(v, float) and not math.isfinite(v) else v for k, v in row.items()}
        for row in rows
    ]


def _named(table: pa.Table, column: str) -> list[str]:
    if column not in table.column_names:
        return []
    return sorted(str(v) for v in pc.unique(table.column(column)).to_pylist() if v)
