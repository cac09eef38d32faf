"""Queries over sealed Parquet, on DuckDB (default) or Spark: filtered rows in batches, counts, distinct codes.

See ``docs/adr/003-engines-behind-one-module.md``. Names of columns come from structures and are quoted; values are bound.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

from xinxiao.errors import SettingFault
from xinxiao.model.extract import Filter
from xinxiao.settings import EngineName

BATCH = 65_536
"""Rows of one batch at the most."""


class Engine(Protocol):
    """What a query engine does with one sealed file, whose rows stand in key order."""

    def batches(
        self, path: Path, which: Filter, limit: int | None = None, offset: int = 0
    ) -> Iterator[pa.RecordBatch]:
        """The rows that fit, in the order of the file, at most ``limit`` of them after ``offset``."""

    def count(self, path: Path, which: Filter) -> int:
        """How many rows fit."""

    def distinct(self, path: Path, which: Filter, column: str) -> list[str]:
        """The different values of a column among the rows that fit, sorted; missing ones left out."""


def open_engine(name: EngineName) -> Engine:
    """The engine of this name, opened with its first query. Raises :class:`SettingFault` when it is not installed."""
    return DuckDB() if name == "duckdb" else Spark()


class DuckDB:
    """DuckDB in this process. Each query has a cursor of its own, so that threads do not wait for each other."""

    def __init__(self) -> None:
        self._connection: Any = None
        self._lock = threading.Lock()

    def batches(
        self, path: Path, which: Filter, limit: int | None = None, offset: int = 0
    ) -> Iterator[pa.RecordBatch]:
        """See :class:`Engine`."""
        where, values = _where(which)
        sql = f"SELECT * FROM read_parquet($path){where}"
        if limit is not None:
            sql, values = f"{sql} LIMIT $most", values | {"most": limit}
        if offset:
            sql, values = f"{sql} OFFSET $after", values | {"after": offset}
        with self._cursor() as cursor:
            yield from cursor.execute(sql, {"path": str(path), **values}).to_arrow_reader(BATCH)

    def count(self, path: Path, which: Filter) -> int:
        """See :class:`Engine`."""
        where, values = _where(which)
        sql = f"SELECT count(*) FROM read_parquet($path){where}"
        with self._cursor() as cursor:
            return int(cursor.execute(sql, {"path": str(path), **values}).fetchone()[0])

    def distinct(self, path: Path, which: Filter, column: str) -> list[str]:
        """See :class:`Engine`."""
        where, values = _where(which)
        sql = f"SELECT DISTINCT {_quoted(column)} FROM read_parquet($path){where} ORDER BY 1"
        with self._cursor() as cursor:
            rows = cursor.execute(sql, {"path": str(path), **values}).fetchall()
        return [str(value) for (value,) in rows if value is not None]

    def _cursor(self) -> Any:
        with self._lock:
            if self._connection is None:
                try:
                    import duckdb
                except ImportError as error:
                    raise _missing("duckdb") from error
                # one thread: queries here take milliseconds, and the order of rows never depends on scheduling
                self._connection = duckdb.connect(config={"threads": 1})
            return self._connection.cursor()


class Spark:
    """A Spark session, one query at a time."""

    def __init__(self) -> None:
        self._session: Any = None
        self._lock = threading.Lock()

    def batches(
        self, path: Path, which: Filter, limit: int | None = None, offset: int = 0
    ) -> Iterator[pa.RecordBatch]:
        """See :class:`Engine`. Spark promises no order of rows, so they are sorted by the columns of the key."""
        with self._lock:
            frame = self._frame(path, which)
            frame = frame.orderBy([frame[name].asc_nulls_first() for name in which.order])
            if offset:
                frame = frame.offset(offset)
            if limit is not None:
                frame = frame.limit(limit)
            table = frame.toArrow()
        yield from table.to_batches(max_chunksize=BATCH)

    def count(self, path: Path, which: Filter) -> int:
        """See :class:`Engine`."""
        with self._lock:
            return int(self._frame(path, which).count())

    def distinct(self, path: Path, which: Filter, column: str) -> list[str]:
        """See :class:`Engine`."""
        with self._lock:
            rows = self._frame(path, which).select(column).distinct().collect()
        return sorted(str(row[0]) for row in rows if row[0] is not None)

    def _frame(self, path: Path, which: Filter) -> Any:
        if self._session is None:
            self._session = _session()
        frame = self._session.read.parquet(str(path))
        for name, codes in which.codes.items():
            frame = frame.filter(frame[name].isin(list(codes)))
        for name, most in which.upto.items():
            frame = frame.filter(frame[name] <= most)
        return frame


def _session() -> Any:
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise _missing("spark") from error
    return (
        SparkSession.builder.appName("xinxiao")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .getOrCreate()
    )


def _missing(name: EngineName) -> SettingFault:
    return SettingFault(f"engine {name} is not installed", told="engine_missing", engine=name)


def _where(which: Filter) -> tuple[str, dict[str, object]]:
    """The condition as SQL with places for its values, and the values."""
    parts: list[str] = []
    values: dict[str, object] = {}
    for i, (name, codes) in enumerate(which.codes.items()):
        parts.append(f"list_contains($codes{i}, {_quoted(name)})")
        values[f"codes{i}"] = list(codes)
    for i, (name, most) in enumerate(which.upto.items()):
        parts.append(f"{_quoted(name)} <= $upto{i}")
        values[f"upto{i}"] = most
    return (f" WHERE {' AND '.join(parts)}" if parts else ""), values


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
