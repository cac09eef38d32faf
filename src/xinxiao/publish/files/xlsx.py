"""XLSX: a sheet of rows, exact numbers with their places, and a sheet that says what they are."""

from __future__ import annotations

import json
from collections.abc import Iterator

from xinxiao.errors import DataFault, told
from xinxiao.files import workbook
from xinxiao.files.workbook import MOST_ROWS, Cell, Page
from xinxiao.model.extract import Extract
from xinxiao.publish.files.cells import values


def stream(extract: Extract) -> Iterator[bytes]:
    """The rows as a workbook in pieces. Raises :class:`DataFault` when a sheet cannot hold them."""
    if extract.rows >= MOST_ROWS:
        raise DataFault("too many rows", told("sheet_full", rows=extract.rows, most=MOST_ROWS - 1))
    about = [(name, _said(value)) for name, value in extract.header.items()]
    pages = [
        Page(extract.dataflow.id, extract.dataflow.columns, _rows(extract), fixed=0),
        Page("METADATA", ("NAME", "VALUE"), about, fixed=0),
    ]
    return workbook.stream(pages, extract.dataflow.id)


def _rows(extract: Extract) -> Iterator[tuple[Cell, ...]]:
    for batch in extract.batches():
        yield from zip(*(values(batch, name) for name in batch.schema.names), strict=True)


def _said(value: object) -> Cell:
    return value if isinstance(value, str | int) else json.dumps(value, ensure_ascii=False)
