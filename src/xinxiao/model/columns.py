"""Columns of a table as lists of Python values, quickly: one text object for each distinct text, not for each row."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa


def values_of(column: pa.ChunkedArray) -> list[Any]:
    """The values of a column, None where there is none."""
    if pa.types.is_string(column.type):
        words, codes = coded(column)
        return list(np.array(words, object)[codes])
    if not pa.types.is_floating(column.type):
        return list(column.to_pylist())
    values: list[Any] = column.to_numpy().tolist()
    for place in np.flatnonzero(column.is_null().to_numpy()).tolist():
        values[place] = None
    return values


def coded(column: pa.ChunkedArray) -> tuple[list[str | None], np.ndarray[Any, np.dtype[np.int32]]]:
    """The different texts of a column and then None, and for each row which of them it holds."""
    found = column.combine_chunks().dictionary_encode()
    found = found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found
    words: list[str | None] = [*found.dictionary.to_pylist(), None]
    codes = found.indices.to_numpy(zero_copy_only=False)
    if found.indices.null_count:  # an absent one is no number
        codes = np.nan_to_num(codes, nan=len(words) - 1)
    return words, codes.astype(np.int32)
