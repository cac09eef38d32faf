"""JSON: a header that says what the rows are, then the rows; numbers as numbers, exact ones with their digits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pyarrow as pa

from xinxiao.model.extract import Extract
from xinxiao.publish.files.cells import values

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
    columns = [values(batch, name) for name in names]
    for row in zip(*columns, strict=True):
        yield dict(zip(names, row, strict=True))
