"""Rows that an event vouches for by their hash: what such an event says, and how rows are hashed."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.model.event import Fact


class VouchingFact(Fact, frozen=True, kw_only=True):
    """What an event says of the rows it vouches for: the number of the first, how many there are, and the SHA-256 of them.

    What is hashed are the rows in the order of their numbers, each as its fields in UTF-8 with a tab between two and a line feed at
    the end; no field holds either. Numbers of rows begin at 1 and leave none out.
    """

    first: int
    recorded: int
    sha256: str


def lines_of(batch: pa.RecordBatch | pa.Table) -> bytes:
    """The rows of some columns of text as they are hashed, see :class:`VouchingFact`."""
    if not batch.num_rows:
        return b""
    *before, last = (
        column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column for column in batch.columns
    )
    ended = pc.binary_join_element_wise(last, "", "\n")
    joined = pc.binary_join_element_wise(*before, ended, "\t").cast(pa.large_string())
    return bytes(
        joined.buffers()[2]
    )  # of an array made just now, without an offset: all texts one behind the other


def digest(batches: Iterable[pa.RecordBatch]) -> str:
    """The SHA-256 of rows, in the order they come."""
    held = sha256()
    for batch in batches:
        held.update(lines_of(batch))
    return held.hexdigest()
