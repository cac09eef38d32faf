"""JSON: a header that says what the rows are, then the rows; numbers as numbers, exact ones with their digits."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import msgspec
import pyarrow as pa

from xinxiao.model.extract import Extract
from xinxiao.model.number import exact_texts
from xinxiao.model.structure import DECIMALS

_ENCODER = msgspec.json.Encoder(decimal_format="number")


def stream(extract: Extract) -> Iterator[bytes]:
    """The rows as one JSON document in pieces: ``{"header": {...}, "data": [...]}``."""
    header = msgspec.json.format(msgspec.json.encode(extract.header), indent=1)
    yield b'{"header": ' + header + b',\n"data": [\n'
    between = b""
    for batch in extract.batches():
        rows = b",\n".join(_ENCODER.encode(row) for row in _rows(batch))
        if rows:
            yield between + rows
            between = b",\n"
    yield b"\n]}\n"


def _rows(batch: pa.RecordBatch) -> Iterator[dict[str, Any]]:
    """The rows as mappings, exact numbers as decimals of the places they were published with."""
    names = batch.schema.names
    columns = [_values(batch, name) for name in names]
    for row in zip(*columns, strict=True):
        yield dict(zip(names, row, strict=True))


def _values(batch: pa.RecordBatch, name: str) -> list[Any]:
    column = batch.column(name)
    if not pa.types.is_decimal(column.type):
        return list(column.to_pylist())
    places = batch.column(DECIMALS) if DECIMALS in batch.schema.names else None
    return [None if text is None else Decimal(text) for text in exact_texts(column, places).to_pylist()]
