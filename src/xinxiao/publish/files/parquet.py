"""Parquet: columns as they are represented, with the header as metadata, a row group at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from xinxiao.files.workbook import Pipe
from xinxiao.model.extract import Extract
from xinxiao.publish.files import about
from xinxiao.publish.files.labels import Labels
from xinxiao.publish.files.long import Long


def stream(extract: Extract, labels: Labels) -> Iterator[bytes]:
    """The rows as a Parquet file in pieces: the dataflow's columns."""
    header = extract.header | {"source_addresses": about.addresses(labels, extract)}
    return _file(extract.dataflow.schema, header, extract.batches())


def long(rows: Long) -> Iterator[bytes]:
    """The rows in the long layout."""
    sources = about.sources(rows.labels, rows.extract)
    return _file(rows.schema, rows.extract.header | {"sources": sources}, rows.batches())


def _file(schema: pa.Schema, header: Mapping[str, Any], batches: Iterable[pa.RecordBatch]) -> Iterator[bytes]:
    told = {"xinxiao": msgspec.json.encode(header).decode()}
    pipe = Pipe()
    with pq.ParquetWriter(pipe, schema.with_metadata(told), compression="zstd") as writer:
        for batch in batches:
            writer.write_batch(batch)
            yield pipe.taken()
    yield pipe.taken()
