"""Rows of Arrow tables into closed tables of the ledger and out again, many at once.

SQLite takes them in order from one prepared statement, PostgreSQL by ``COPY``; both within the transaction of the event that
vouches for them.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
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


def insert(connection: sa.Connection, table: sa.Table, rows: pa.Table, first: int, event: int) -> None:
    """Put rows into a table whose first two columns are ``sequence``, from ``first`` on, and ``event``."""
    count = rows.num_rows
    numbers = pa.array(range(first, first + count), pa.int64())
    whole = pa.table(
        [numbers, pa.repeat(pa.scalar(event, pa.int64()), count), *rows.columns], table.columns.keys()
    )
    driver: Any = connection.connection.driver_connection
    with closing(driver.cursor()) as cursor:
        if connection.dialect.name == "sqlite":
            _each(cursor, table, whole)
        else:
            _copied(connection, cursor, table, whole)


def _each(cursor: Any, table: sa.Table, rows: pa.Table) -> None:
    kept = cursor.execute(_CACHE).fetchone()[0]
    if rows.num_rows > MANY:
        cursor.execute(f"{_CACHE} = {CACHE}")
    marks = ", ".join("?" * rows.num_columns)
    cursor.executemany(
        f"INSERT INTO {table.name} VALUES ({marks})",
        (
            row
            for batch in rows.to_batches(BATCH)
            for row in zip(*(column.to_pylist() for column in batch.columns), strict=True)
        ),
    )
    cursor.execute(f"{_CACHE} = {kept}")


def _copied(connection: sa.Connection, cursor: Any, table: sa.Table, rows: pa.Table) -> None:
    quote = connection.dialect.identifier_preparer.quote
    names = ", ".join(quote(name) for name in table.columns.keys())  # noqa: SIM118
    options = arrow_csv.WriteOptions(include_header=False, quoting_style="all_valid")
    with cursor.copy(f"COPY {table.name} ({names}) FROM STDIN (FORMAT CSV)") as copy:
        for batch in rows.to_batches(BATCH):
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
