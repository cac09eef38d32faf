"""Queries over sealed Parquet, on DuckDB (default) or Spark: filtered rows in batches, counts, distinct codes, series.

See ``docs/adr/003-engines-behind-one-module.md``; what is asked is written as SQL in ``store/sql.py``.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

from xinxiao.model.extract import Filter
from xinxiao.settings import EngineName
from xinxiao.store.sql import DUCKDB, SPARK, Statement

BATCH = 65_536
"""Rows of one batch at the most."""
WAITING = "128KB"
"""How much a query holds of rows that nobody took yet."""


Unlike = tuple[Path, Sequence[str]]
"""Another sealed file, and columns: only rows for which it has none alike in these."""


class Engine(Protocol):
    """What a query engine does with one sealed file, whose rows stand in key order."""

    def batches(
        self,
        path: Path,
        which: Filter,
        limit: int | None = None,
        offset: int = 0,
        unlike: Unlike | None = None,
        size: int = BATCH,
    ) -> Iterator[pa.RecordBatch]:
        """The rows that fit, in their order, at most ``limit`` of them after ``offset``, ``size`` at once. ``unlike``: only
        rows for which another file has none alike in these columns."""

    def count(self, path: Path, which: Filter, unlike: Unlike | None = None) -> int:
        """How many rows fit."""

    def distinct(self, path: Path, which: Filter, column: str) -> list[str]:
        """The different values of a column among the rows that fit, sorted; missing ones left out."""

    def values(self, path: Path, which: Filter, columns: Sequence[str]) -> dict[str, list[str]]:
        """The same of several columns, read once."""

    def series(self, path: Path, which: Filter, columns: Sequence[str], time: str) -> pa.Table:
        """The series among the rows that fit: these columns, and behind them how many observations each has, its first and
        its last ``time`` (in the order of the texts; none without one)."""


def open_engine(name: EngineName) -> Engine:
    """The engine of this name, opened with its first query. Raises :class:`SettingFault` when it is not installed."""
    return DuckDB() if name == "duckdb" else Spark()


class DuckDB:
    """DuckDB in this process. Each query has a cursor of its own, so that threads do not wait for each other."""

    def __init__(self) -> None:
        self._connection: Any = None
        self._lock = threading.Lock()

    def batches(
        self,
        path: Path,
        which: Filter,
        limit: int | None = None,
        offset: int = 0,
        unlike: Unlike | None = None,
        size: int = BATCH,
    ) -> Iterator[pa.RecordBatch]:
        """See :class:`Engine`."""
        said = Statement(DUCKDB)
        sql = self._rows(said, path, which, unlike) + said.ordered(which)
        if limit is not None:
            sql += f" LIMIT {said.place(limit)}"
        if offset:
            sql += f" OFFSET {said.place(offset)}"
        with self._cursor() as cursor:
            yield from cursor.execute(sql, said.values).to_arrow_reader(size)

    def count(self, path: Path, which: Filter, unlike: Unlike | None = None) -> int:
        """See :class:`Engine`."""
        said = Statement(DUCKDB)
        rows = self._rows(said, path, which, unlike)
        with self._cursor() as cursor:
            return int(cursor.execute(f"SELECT count(*) FROM ({rows})", said.values).fetchone()[0])

    def distinct(self, path: Path, which: Filter, column: str) -> list[str]:
        """See :class:`Engine`."""
        said = Statement(DUCKDB)
        source = f"read_parquet({said.place(str(path))})"
        sql = f"SELECT DISTINCT {DUCKDB.name(column)} FROM {source}{said.where(which)} ORDER BY 1"
        with self._cursor() as cursor:
            rows = cursor.execute(sql, said.values).fetchall()
        return [str(value) for (value,) in rows if value is not None]

    def values(self, path: Path, which: Filter, columns: Sequence[str]) -> dict[str, list[str]]:
        """See :class:`Engine`."""
        if not columns:
            return {}
        said = Statement(DUCKDB)
        each = ", ".join(f"list_sort(list(DISTINCT {DUCKDB.name(c)}))" for c in columns)
        sql = f"SELECT {each} FROM read_parquet({said.place(str(path))}){said.where(which)}"
        with self._cursor() as cursor:
            found = cursor.execute(sql, said.values).fetchone()
        return {
            c: [str(v) for v in held or () if v is not None] for c, held in zip(columns, found, strict=True)
        }

    def _rows(self, said: Statement, path: Path, which: Filter, unlike: Unlike | None) -> str:
        source = f"read_parquet({said.place(str(path))}) AS held"
        other = said.unlike(unlike[1], f"read_parquet({said.place(str(unlike[0]))})") if unlike else ""
        return said.rows(source, which, other)

    def series(self, path: Path, which: Filter, columns: Sequence[str], time: str) -> pa.Table:
        """See :class:`Engine`."""
        said = Statement(DUCKDB)
        sql = said.series(f"read_parquet({said.place(str(path))})", which, columns, time)
        with self._cursor() as cursor:
            return cursor.execute(sql, said.values).to_arrow_table()

    def _cursor(self) -> Any:
        with self._lock:
            if self._connection is None:
                import duckdb

                # one thread: queries here take milliseconds, and the order of rows never depends on scheduling
                self._connection = duckdb.connect(config={"threads": 1})
            cursor = self._connection.cursor()
        # what waits for a reader who takes nothing stays small, and reading is no slower for it
        cursor.execute(f"SET streaming_buffer_size = '{WAITING}'")
        return cursor


class Spark:
    """A Spark session, one query at a time."""

    def __init__(self) -> None:
        self._session: Any = None
        self._lock = threading.Lock()

    def batches(
        self,
        path: Path,
        which: Filter,
        limit: int | None = None,
        offset: int = 0,
        unlike: Unlike | None = None,
        size: int = BATCH,
    ) -> Iterator[pa.RecordBatch]:
        """See :class:`Engine`. Spark promises no order of rows, so they are sorted by the columns of the key."""
        said = Statement(SPARK)
        sql = self._rows(said, path, which, unlike) + said.ordered(which, always=True)
        with self._lock:
            frame = self._asked(sql, said)
            if offset:
                frame = frame.offset(offset)
            if limit is not None:
                frame = frame.limit(limit)
            table = frame.toArrow()
        yield from table.to_batches(max_chunksize=size)

    def count(self, path: Path, which: Filter, unlike: Unlike | None = None) -> int:
        """See :class:`Engine`."""
        said = Statement(SPARK)
        rows = self._rows(said, path, which, unlike)
        with self._lock:
            return int(self._asked(f"SELECT count(*) FROM ({rows})", said).collect()[0][0])

    def distinct(self, path: Path, which: Filter, column: str) -> list[str]:
        """See :class:`Engine`."""
        said = Statement(SPARK)
        sql = f"SELECT DISTINCT {SPARK.name(column)} FROM {_file(path)}{said.where(which)}"
        with self._lock:
            rows = self._asked(sql, said).collect()
        return sorted(str(row[0]) for row in rows if row[0] is not None)

    def values(self, path: Path, which: Filter, columns: Sequence[str]) -> dict[str, list[str]]:
        """See :class:`Engine`."""
        if not columns:
            return {}
        said = Statement(SPARK)
        each = ", ".join(f"sort_array(collect_set({SPARK.name(c)}))" for c in columns)
        with self._lock:
            (found,) = self._asked(f"SELECT {each} FROM {_file(path)}{said.where(which)}", said).collect()
        return {c: [str(v) for v in held] for c, held in zip(columns, found, strict=True)}

    def _rows(self, said: Statement, path: Path, which: Filter, unlike: Unlike | None) -> str:
        other = said.unlike(unlike[1], _file(unlike[0])) if unlike else ""
        return said.rows(f"{_file(path)} AS held", which, other)

    def series(self, path: Path, which: Filter, columns: Sequence[str], time: str) -> pa.Table:
        """See :class:`Engine`."""
        said = Statement(SPARK)
        sql = said.series(_file(path), which, columns, time)
        with self._lock:
            return self._asked(sql, said).toArrow()

    def _asked(self, sql: str, said: Statement) -> Any:
        if self._session is None:
            self._session = _session()
        return self._session.sql(sql, args=said.values)


def _file(path: Path) -> str:
    return f"parquet.{SPARK.name(str(path))}"


def _session() -> Any:
    from pyspark.sql import SparkSession

    return (
        SparkSession.builder.appName("xinxiao")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .getOrCreate()
    )
