"""Query sealed Parquet on DuckDB (default) or Spark: one ibis expression, the only place that knows ibis.

ibis costs more than half a second to import, so it is imported by the first query.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, Protocol, cast

import pyarrow as pa

from xinxiao.errors import Unavailable

EngineName = Literal["duckdb", "spark"]


class Engine(Protocol):
    """What a query engine does."""

    def query(
        self,
        path: Path,
        where: Mapping[str, Sequence[str]],
        order: Sequence[str],
        limit: int | None = None,
        offset: int = 0,
    ) -> pa.Table:
        """The rows of the Parquet file whose columns have one of the given codes, ordered, at most ``limit``."""

    def count(self, path: Path, where: Mapping[str, Sequence[str]]) -> int:
        """How many rows ``query`` would give without a limit."""


def open_engine(name: EngineName) -> Engine:
    """The engine of this name. Raises :class:`Unavailable` when it is not installed."""
    return _Ibis(name)


class _Ibis:
    def __init__(self, name: EngineName) -> None:
        self._name = name
        self._connection: Any = None
        self._tables: dict[Path, Any] = {}
        # one connection, one query at a time: ibis connections are not made for several threads
        self._lock = threading.Lock()

    def query(
        self,
        path: Path,
        where: Mapping[str, Sequence[str]],
        order: Sequence[str],
        limit: int | None = None,
        offset: int = 0,
    ) -> pa.Table:
        with self._lock:
            table = self._filtered(path, where)
            if order:
                table = table.order_by([table[name].asc(nulls_first=True) for name in order])
            if limit is not None:
                table = table.limit(limit + offset)
            # ibis writes an offset for Spark as a window and then trips over its column: cut here instead
            return cast(pa.Table, table.to_pyarrow()).slice(offset)

    def count(self, path: Path, where: Mapping[str, Sequence[str]]) -> int:
        with self._lock:
            return int(self._filtered(path, where).count().execute())

    def _filtered(self, path: Path, where: Mapping[str, Sequence[str]]) -> Any:
        if self._connection is None:
            self._connection = _connect(self._name)
        if path not in self._tables:  # each reading makes a view, and sealed files never change
            self._tables[path] = self._connection.read_parquet(str(path))
        table = self._tables[path]
        for name, codes in where.items():
            table = table.filter(table[name].isin(list(codes)))
        return table


def _connect(name: EngineName) -> Any:
    try:
        import ibis

        if name == "duckdb":
            # one thread: queries here take milliseconds, and row order never depends on scheduling
            return ibis.duckdb.connect(threads=1)
        from pyspark.sql import SparkSession

        session = (
            SparkSession.builder.appName("xinxiao")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.session.timeZone", "UTC")
            .getOrCreate()
        )
        return ibis.pyspark.connect(session)
    except ImportError as error:
        raise Unavailable(f"engine {name}: {error}", told="engine_missing", engine=name) from error
