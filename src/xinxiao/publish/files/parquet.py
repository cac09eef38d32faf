"""Parquet: the dataflow's columns as they are represented, with the header as metadata, a row group at a time."""

from __future__ import annotations

import io
from collections.abc import Iterator

import msgspec
import pyarrow.parquet as pq

from xinxiao.model.extract import Extract


class _Pipe(io.RawIOBase):
    """A file that hands out what was written to it, and forgets it."""

    def __init__(self) -> None:
        self._held: list[bytes] = []
        self._at = 0

    def writable(self) -> bool:
        """It only takes."""
        return True

    def tell(self) -> int:
        """How many bytes it was given."""
        return self._at

    def write(self, data: object) -> int:
        """Take bytes in."""
        content = bytes(data)  # type: ignore[call-overload]
        self._held.append(content)
        self._at += len(content)
        return len(content)

    def taken(self) -> bytes:
        """What was written since the last time."""
        content = b"".join(self._held)
        self._held.clear()
        return content


def stream(extract: Extract) -> Iterator[bytes]:
    """The rows as a Parquet file in pieces."""
    told = {"xinxiao": msgspec.json.encode(extract.header).decode()}
    schema = extract.dataflow.schema.with_metadata(told)
    pipe = _Pipe()
    with pq.ParquetWriter(pipe, schema, compression="zstd") as writer:
        for batch in extract.batches():
            writer.write_batch(batch)
            yield pipe.taken()
    yield pipe.taken()
