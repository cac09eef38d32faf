"""A sheet too long for the memory: read from its place in portions, as the same pieces :mod:`xinxiao.files.table` gives."""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from dataclasses import replace
from hashlib import file_digest
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.errors import DataFault, told
from xinxiao.files.columnar import read_columns
from xinxiao.files.portions import lines_of, portions
from xinxiao.files.sheet import MOST_UNPACKED, Sheet
from xinxiao.files.table import Reading, read_pieces
from xinxiao.model.finding import Finding

LARGEST = 16 * 1024**3
"""Bytes of a file."""
WHOLE = 64 * 1024**2
"""Bytes of a CSV file that is read at once."""
ONCE = ("FILE_BOM", "FILE_ENCODING_READ")
"""What is said of the encoding of a file, once."""


def demand_file(place: Path) -> None:
    """Raise :class:`DataFault` for what is no file, or too large: packed ones by what they would fill of the memory."""
    if not place.is_file():
        raise DataFault(f"{place}: no file", told("file_kind", path=str(place)))
    size = place.stat().st_size
    most = MOST_UNPACKED if place.name.endswith(".gz") else LARGEST
    if size > most:
        raise DataFault(f"{place}: {size} bytes", told("file_large", path=str(place), size=size, most=most))


def digest_of(place: Path) -> str:
    """The SHA-256 of a file."""
    with place.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def read_streamed(place: Path, sheet: Sheet) -> tuple[Reading | None, list[Finding]]:
    """The rows of a CSV (also ``.gz``) or Parquet file in pieces; None with findings when it cannot be read."""
    if place.name.endswith(".parquet") and place.stat().st_size:
        with place.open("rb") as file:
            return read_columns(place.name, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ), sheet)
    if place.name.endswith(".gz") or place.stat().st_size <= WHOLE:
        return read_pieces(place.name, place.read_bytes(), sheet)
    pieces = portions(place, quoted=True)
    first = next(pieces)
    reading, found = read_pieces(place.name, first, sheet)
    if reading is None:
        return None, found
    return Reading(reading.header, _on(place.name, first, reading, pieces, sheet)), found


def _on(
    name: str, first: bytes, reading: Reading, pieces: Iterator[bytes], sheet: Sheet
) -> Iterator[tuple[pa.Table, list[Finding]]]:
    """The first portion, then each further one as a sheet below the line of the names."""
    yield from reading.pieces
    end = first.find(b"\n") + 1
    head, before = first[:end], lines_of(first)
    for piece in pieces:
        again, found = read_pieces(name, head + piece, sheet)
        said = [replace(one, line=one.line + before - 1) for one in found if one.code not in ONCE]
        if again is None:
            yield pa.table({"LINE": pa.array([], pa.int32())}), said
            return
        for table, told_of in again.pieces:
            place = table.schema.get_field_index("LINE")
            lines = pc.add(table["LINE"], pa.scalar(before - 1, pa.int32()))
            moved = [replace(one, line=one.line + before - 1) for one in told_of]
            yield table.set_column(place, "LINE", lines), [*said, *moved]
            said = []
        before += lines_of(piece)
