"""XLSX: a sheet of rows, numbers as numbers, and a sheet that says what they are; written to disk and handed out from it."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from xinxiao.errors import DataFault
from xinxiao.model.extract import Extract

SHEET_ROWS = 1_048_576
"""The most rows a sheet can hold, its heading among them."""
CHUNK = 1 << 16


def stream(extract: Extract) -> Iterator[bytes]:
    """The rows as a workbook in pieces. Raises :class:`DataFault` when a sheet cannot hold them."""
    if extract.rows >= SHEET_ROWS:
        raise DataFault("too many rows", told="sheet_full", rows=extract.rows, most=SHEET_ROWS - 1)
    return _pieces(extract)


def _pieces(extract: Extract) -> Iterator[bytes]:
    with tempfile.TemporaryDirectory(prefix="xinxiao-") as folder:
        place = Path(folder) / "rows.xlsx"
        _write(extract, place, folder)
        with place.open("rb") as file:
            while piece := file.read(CHUNK):
                yield piece


def _write(extract: Extract, place: Path, folder: str) -> None:
    import xlsxwriter

    options = {
        "constant_memory": True,
        "tmpdir": folder,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    book = xlsxwriter.Workbook(str(place), options)
    # the day of the release, not of the download: the same rows are the same bytes
    book.set_properties({"created": datetime.fromisoformat(extract.release.release_date)})
    bold = book.add_format({"bold": True})
    data = book.add_worksheet(extract.dataflow.id[:31])
    data.freeze_panes(1, 0)
    data.write_row(0, 0, extract.dataflow.columns, bold)
    line = 1
    for batch in extract.batches():
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            data.write_row(line, 0, [_cell(value) for value in row])
            line += 1
    about = book.add_worksheet("METADATA")
    about.set_column(0, 1, 28)
    for at, (name, value) in enumerate(extract.header.items()):
        about.write(at, 0, name, bold)
        about.write(at, 1, value if isinstance(value, str | int) else json.dumps(value, ensure_ascii=False))
    book.close()


def _cell(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value
