"""Columns of a batch as text, and pieces of text joined into bytes: whole columns at a time, no row by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.model.number import double_texts, exact_texts
from xinxiao.model.structure import DECIMALS

Flags = npt.NDArray[np.bool_]
EMPTY = pa.scalar("", pa.string())


def texts(batch: pa.RecordBatch, name: str) -> pa.Array:
    """A column as text, missing where there is no value; exact numbers with the places they were published with."""
    column = batch.column(name)
    if pa.types.is_decimal(column.type):
        return exact_texts(column, batch.column(DECIMALS) if DECIMALS in batch.schema.names else None)
    if pa.types.is_floating(column.type):
        return double_texts(column)
    return column if pa.types.is_string(column.type) else column.cast(pa.string())


def mapped(column: pa.Array, form: Callable[[str], str], missing: str | None = None) -> pa.Array:
    """Each text in another form, which is made once for texts that are alike; ``missing`` for those there are none of."""
    known = column.dictionary_encode()
    forms = pa.array([form(text) for text in known.dictionary.to_pylist()], pa.string())
    made = forms.take(known.indices)
    return made if missing is None or not made.null_count else pc.fill_null(made, missing)


def joined(*pieces: pa.Array | pa.Scalar) -> pa.Array:
    """Texts side by side; missing ones are empty."""
    return pc.binary_join_element_wise(*pieces, "", null_handling="replace", null_replacement="")


def alone(texts_: pa.Array) -> bytes:
    """All texts one after the other, without a copy of each."""
    if not len(texts_):
        return b""
    _, offsets, data = texts_.buffers()
    ends = np.frombuffer(offsets, dtype=np.int32)[texts_.offset : texts_.offset + len(texts_) + 1]
    return b"" if data is None else data[int(ends[0]) : int(ends[-1])].to_pybytes()


def spread(texts_: pa.Array, where: Flags) -> pa.Array:
    """Texts (as many as there are places in ``where``) at these places, and nothing at the others."""
    index = np.where(where, np.cumsum(where) - 1, len(texts_))
    return pa.concat_arrays([texts_, pa.array([""], pa.string())]).take(pa.array(index))


class Changes:
    """Where the values of some columns are others than in the row before, batch after batch."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = tuple(names)
        self._last: tuple[object, ...] | None = None

    def of(self, batch: pa.RecordBatch) -> Flags:
        """The rows of the next batch that begin something new; of no columns, the first row of all alone."""
        changed = np.zeros(batch.num_rows, dtype=np.bool_)
        if not batch.num_rows:
            return changed
        columns = [batch.column(name) for name in self._names]
        for column in columns:
            codes = column.dictionary_encode().indices.to_numpy(zero_copy_only=False)
            changed[1:] |= codes[1:] != codes[:-1]
        first = tuple(column[0].as_py() for column in columns)
        changed[0] = first != self._last
        self._last = tuple(column[-1].as_py() for column in columns)
        return changed
