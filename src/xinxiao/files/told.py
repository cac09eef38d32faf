"""What is told of the rows of a file, by column, so that a million findings are as quick as one."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.model.codes import CODES

SCHEMA = pa.schema(
    [("line", pa.int64()), ("column", pa.string()), ("value", pa.string()), ("code", pa.string())]
)
"""A finding: the line of its row, its column, what stands there, and the code of what is wrong."""


class Told:
    """Findings as they are found."""

    def __init__(self) -> None:
        self._parts: list[pa.Table] = []

    def add(self, code: str, column: str, which: Any, lines: Any, values: Any) -> None:
        """A finding for each row of which it holds (Boolean, N); ``lines`` and ``values`` are of all rows (N)."""
        if not pc.any(which).as_py():
            return
        own, texts = lines.filter(which), values.filter(which)
        count = len(own)
        parts = [
            own.cast(pa.int64()),
            pa.repeat(pa.scalar(column, pa.string()), count),
            pc.fill_null(texts, ""),
            pa.repeat(pa.scalar(code, pa.string()), count),
        ]
        self._parts.append(pa.table(parts, schema=SCHEMA))

    def each(self, rows: list[tuple[int, str, str, str]]) -> None:
        """Findings one by one: line, column, value, code."""
        if rows:
            columns = zip(*rows, strict=True)
            arrays = [pa.array(column, kind.type) for column, kind in zip(columns, SCHEMA, strict=True)]
            self._parts.append(pa.table(arrays, schema=SCHEMA))

    @property
    def seen(self) -> pa.Table:
        """All findings since the last time they were taken."""
        return pa.concat_tables([SCHEMA.empty_table(), *self._parts])

    def taken(self) -> pa.Table:
        """All findings since the last time, in the order of lines."""
        whole = self.seen.sort_by([("line", "ascending")])
        self._parts = []
        return whole


def refused(told: pa.Table) -> pa.Array:
    """The lines that an error is told of, each once."""
    errors = [code for code, level in CODES.items() if level == "error"]
    return pc.unique(told.filter(pc.is_in(told["code"], pa.array(errors)))["line"].combine_chunks())


def without(table: pa.Table, lines: pa.Array) -> pa.Table:
    """The rows of a table whose LINE is not among some."""
    if not len(lines):
        return table
    return table.filter(pc.invert(pc.is_in(table["LINE"].cast(pa.int64()), lines)))
