"""Parquet: the dataflow's columns as they are represented, with the header as metadata, a row group at a time."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pyarrow.parquet as pq

from xinxiao.files.workbook import Pipe
from xinxiao.model.extract import Extract


def stream(extract: Extract) -> Iterator[bytes]:
    """The rows as a Parquet file in pieces."""
    told = {"xinxiao": msgspec.json.encode(extract.header).decode()}
    schema = extract.dataflow.schema.with_metadata(told)
    pipe = Pipe()
    with pq.ParquetWriter(pipe, schema, compression="zstd") as writer:
        for batch in extract.batches():
            writer.write_batch(batch)
            yield pipe.taken()
    yield pipe.taken()
