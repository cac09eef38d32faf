"""JSON: a header that says what the rows are, then the rows; numbers as numbers, exact ones with their digits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
import pyarrow as pa

from xinxiao.model.extract import Extract
from xinxiao.publish.files import about
from xinxiao.publish.files.cells import values
from xinxiao.publish.files.labels import Labels
from xinxiao.publish.files.long import Long

_ENCODER = msgspec.json.Encoder(decimal_format="number")


def stream(extract: Extract, labels: Labels) -> Iterator[bytes]:
    """The rows as one JSON document in pieces: ``{"header": {...}, "data": [...]}``."""
    header = extract.header | {"source_addresses": about.addresses(labels, extract)}
    return _document(header, extract.batches())


def long(rows: Long) -> Iterator[bytes]:
    """The same in the long layout; the header also says what columns are called and the sources in words."""
    columns = [{"id": column.id, "name": column.title} for column in rows.columns]
    sources = about.sources(rows.labels, rows.extract)
    return _document(rows.extract.header | {"columns": columns, "sources": sources}, rows.batches())


def _document(header: Mapping[str, Any], batches: Iterator[pa.RecordBatch]) -> Iterator[bytes]:
    yield b'{"header": ' + msgspec.json.format(msgspec.json.encode(header), indent=1) + b',\n"data": [\n'
    between = b""
    for batch in batches:
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
