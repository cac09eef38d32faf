"""Rows of Arrow tables into closed tables of the ledger and out again, many at once.

SQLite takes them in order from one prepared statement, PostgreSQL by ``COPY``; both within the transaction of the event that
vouches for them.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import Any

import pyarrow as pa
import sqlalchemy as sa
from pyarrow import csv as arrow_csv

from xinxiao.store.ledger.database import Database

BATCH = 65_536
"""Rows of a batch at the most."""
CACHE = -131_072
"""KiB of pages SQLite keeps while it writes many rows into its indexes (below 0: KiB)."""
MANY = 10_000
_CACHE = "PRAGMA cache_size"


def insert(
    connection: sa.Connection, table: sa.Table, batches: Iterable[pa.RecordBatch], first: int, event: int
) -> int:
    """Put rows into a table whose first two columns are ``sequence``, from ``first`` on, and ``event``; how many there were."""
    numbered = _Numbered(batches, first, event)
    driver: Any = connection.connection.driver_connection
    with closing(driver.cursor()) as cursor:
        if connection.dialect.name == "sqlite":
            _each(cursor, table, numbered)
        else:
            _copied(connection, cursor, table, numbered)
    return numbered.next - first


class _Numbered:
    """Batches of rows, numbered on, with the event they are of; not too many rows at once."""

    def __init__(self, batches: Iterable[pa.RecordBatch], first: int, event: int) -> None:
        self._batches, self._event = batches, pa.scalar(event, pa.int64())
        self.next = first

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        for whole in self._batches:
            for begin in range(0, whole.num_rows, BATCH):
                batch = whole[begin : begin + BATCH]
                count = batch.num_rows
                numbers = pa.array(range(self.next, self.next + count), pa.int64())
                self.next += count
                names = ["sequence", "event", *batch.schema.names]
                yield pa.RecordBatch.from_arrays(
                    [numbers, pa.repeat(self._event, count), *batch.columns], names
                )


def _each(cursor: Any, table: sa.Table, batches: Iterable[pa.RecordBatch]) -> None:
    kept, marks = cursor.execute(_CACHE).fetchone()[0], ", ".join("?" * len(table.columns))
    for batch in batches:
        if batch.num_rows > MANY:
            cursor.execute(f"{_CACHE} = {CACHE}")
        cursor.executemany(
            f"INSERT INTO {table.name} VALUES ({marks})",
            zip(*(column.to_pylist() for column in batch.columns), strict=True),
        )
    cursor.execute(f"{_CACHE} = {kept}")


def _copied(
    connection: sa.Connection, cursor: Any, table: sa.Table, batches: Iterable[pa.RecordBatch]
) -> None:
    quote = connection.dialect.identifier_preparer.quote
    names = ", ".join(quote(name) for name in table.columns.keys())  # noqa: SIM118
    options = arrow_csv.WriteOptions(include_header=False, quoting_style="all_valid")
    with cursor.copy(f"COPY {table.name} ({names}) FROM STDIN (FORMAT CSV)") as copy:
        for batch in batches:
            held = io.BytesIO()
            arrow_csv.write_csv(batch, held, options)
            copy.write(held.getbuffer())


def batches(
    database: Database, query: sa.Select[Any] | sa.CompoundSelect[Any], schema: pa.Schema, size: int = BATCH
) -> Iterator[pa.RecordBatch]:
    """The rows of a query in its order, as batches; read in pieces, from a cursor of the server where there is one."""
    if database.is_missing:
        return
    with database.reading() as connection:
        yield from streamed(connection, query, schema, size)


def streamed(
    connection: sa.Connection,
    query: sa.Select[Any] | sa.CompoundSelect[Any],
    schema: pa.Schema,
    size: int = BATCH,
) -> Iterator[pa.RecordBatch]:
    """The same on a connection."""
    compiled = query.compile(connection, compile_kwargs={"render_postcompile": True})
    driver: Any = connection.connection.driver_connection
    values = compiled.params
    bound = [values[name] for name in compiled.positiontup or ()] if compiled.positional else values
    with closing(driver.cursor() if connection.dialect.name == "sqlite" else driver.cursor("rows")) as cursor:
        cursor.execute(str(compiled), bound)
        while found := cursor.fetchmany(size):
            columns = zip(*found, strict=True)
            arrays = [pa.array(column, kind.type) for column, kind in zip(columns, schema, strict=True)]
            yield pa.RecordBatch.from_arrays(arrays, schema=schema)
