"""Rows of a release as files, written as streams: memory does not grow with the rows.

CSV has the dataflow's SDMX columns and then ``RELEASE``; files of an invented programme also have ``SYNTHETIC``. JSON has a
header, Parquet key-value metadata, XLSX a second sheet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Literal, get_args

from xinxiao.errors import DataFault, told
from xinxiao.model.extract import Extract
from xinxiao.publish.files import csv, json, parquet, xlsx

Format = Literal["csv", "json", "parquet", "xlsx"]
FORMATS: tuple[Format, ...] = get_args(Format)
BINARY: frozenset[str] = frozenset({"parquet", "xlsx"})
"""Forms that are not text."""
MEDIA: Mapping[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""Media types."""
_STREAMS: Mapping[str, Callable[[Extract], Iterator[bytes]]] = {
    "csv": csv.stream,
    "json": json.stream,
    "parquet": parquet.stream,
    "xlsx": xlsx.stream,
}


def export(extract: Extract, form: str) -> Iterator[bytes]:
    """The rows as a file in pieces. Raises :class:`DataFault` for a form not known, or too many rows for a sheet."""
    if form not in _STREAMS:
        raise DataFault(f"format {form}", told("bad_format", value=form, known=", ".join(FORMATS)))
    return _STREAMS[form](extract)
