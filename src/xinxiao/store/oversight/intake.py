"""Rows of a file of subjects on their way into the register: gathered on the disk, compared as whole sets by DuckDB within a bound of
memory, and given back by code.

A row makes a new version when it says something else than what is held on the day; what the file has no column for stays as it is held.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from pyarrow import parquet

from xinxiao.files.told import SCHEMA as TOLD
from xinxiao.model.oversight.subject import COLUMNS, SCHEMA
from xinxiao.store.sql import DUCKDB

if TYPE_CHECKING:
    import duckdb

MEMORY = "500MB"
"""What DuckDB may take for its tables; what it reads and writes comes on top."""
DESCRIBED = ("name", "authority", "area", "industry", "risk", "state", "tags", "further")
"""What is said of a subject."""
ROW = pa.schema([*((name, pa.string()) for name in ("code", *DESCRIBED)), ("LINE", pa.int64())])
BATCH = 65_536
Held = Callable[[str], Iterable[pa.RecordBatch]]


class Intake:
    """Rows of one file. Made by :meth:`opened`."""

    def __init__(self, folder: Path, base: duckdb.DuckDBPyConnection, held: Held) -> None:
        self._folder, self._base, self._held = folder, base, held
        self._rows: parquet.ParquetWriter | None = parquet.ParquetWriter(folder / "rows.parquet", ROW)
        self.unchanged = self.repeated = self.recorded = 0

    @classmethod
    @contextmanager
    def opened(cls, held: Held) -> Iterator[Intake]:
        """An empty one, in a folder of its own that is gone at the end. ``held`` gives what is held at a day."""
        import duckdb  # heavy, and most processes take in no file

        with tempfile.TemporaryDirectory(prefix="xinxiao-subjects-") as place:
            folder = Path(place)
            config: dict[str, Any] = {
                "threads": 2,
                "memory_limit": MEMORY,
                "temp_directory": f"{place}/spill",
            }
            config["preserve_insertion_order"] = False
            with duckdb.connect(str(folder / "base.duckdb"), config=config) as base:
                made = cls(folder, base, held)
                try:
                    yield made
                finally:
                    made.end()

    def end(self) -> None:
        """No more rows come."""
        if self._rows is not None:
            self._rows.close()
            self._rows = None

    def add(self, rows: pa.Table) -> None:
        """Gather rows of ``ROW``."""
        if self._rows is not None and rows.num_rows:
            self._rows.write_table(rows.select(ROW.names).cast(ROW), BATCH)

    def compare(
        self, day: str, usual: dict[str, str], stamped: dict[str, str], needed: Iterable[str]
    ) -> None:
        """Compare what was gathered with what is held at a day.

        ``usual``: what a new subject has in columns the file has not; ``stamped``: what each version of this file has (source,
        synthetic); ``needed``: columns that may not be empty. Afterwards :meth:`told` and :meth:`versions` say what came of it.
        """
        self.end()
        self._hold(day)
        self._doubled()
        self._merge(day, usual, stamped, tuple(needed))

    def told(self) -> Iterator[pa.Table]:
        """What is wrong with rows, as the tables of :mod:`xinxiao.files.told`."""
        yield from self._tables("SELECT line, column_name, value, code FROM told ORDER BY line", TOLD)

    def refused(self) -> Iterator[tuple[pa.Table, pa.Array]]:
        """The rows that are not recorded because of an error, as ``ROW``, each with the codes of why."""
        sql = f"""
            SELECT r.*, string_agg(DISTINCT t.code, ' ') AS why FROM {self._gathered} r
            JOIN told t ON t.line = r."LINE" WHERE t.code <> 'ROW_TWICE' GROUP BY ALL ORDER BY "LINE"
        """
        schema = pa.schema([*ROW, ("why", pa.string())])
        for table in self._tables(sql, schema):
            yield table.drop_columns(["why"]), table["why"].combine_chunks()

    def versions(self) -> Iterator[pa.RecordBatch]:
        """The versions that are none yet, by code, as batches of ``COLUMNS``."""
        for batch in parquet.ParquetFile(self._folder / "versions.parquet").iter_batches(BATCH):
            yield batch.cast(SCHEMA)

    @property
    def _gathered(self) -> str:
        return f"read_parquet({self._place('rows')})"

    def _place(self, name: str) -> str:
        """A file of this intake as SQL names it."""
        place = str(self._folder / f"{name}.parquet")
        return "'" + place.replace("'", "''") + "'"

    def _tables(self, sql: str, schema: pa.Schema) -> Iterator[pa.Table]:
        reader = self._base.execute(sql).to_arrow_reader(BATCH)
        for batch in reader:
            yield pa.table(batch.columns, names=schema.names).cast(schema)

    def _hold(self, day: str) -> None:
        place = self._folder / "held.parquet"
        with parquet.ParquetWriter(place, SCHEMA) as writer:
            for batch in self._held(day):
                writer.write_batch(batch)

    def _doubled(self) -> None:
        """Rows of one subject: of those that say the same all but the first are left out, of those that differ all."""
        said = ", ".join(f"coalesce({name}, chr(0))" for name in DESCRIBED)
        self._base.execute(f"""
            CREATE OR REPLACE TABLE many AS
              SELECT code FROM {self._gathered} GROUP BY code HAVING count(*) > 1;
            CREATE OR REPLACE TABLE doubled AS
              SELECT "LINE", code, row_number() OVER (PARTITION BY code ORDER BY "LINE") AS nth, list(concat_ws(chr(1), {said}))
                OVER (PARTITION BY code) AS every FROM {self._gathered} SEMI JOIN many USING (code);
            CREATE OR REPLACE TABLE told AS
              SELECT "LINE" AS line, 'code' AS column_name, code AS value,
                CASE WHEN len(list_distinct(every)) > 1 THEN 'ROW_DIFFERS' ELSE 'ROW_TWICE' END AS code
              FROM doubled WHERE len(list_distinct(every)) > 1 OR nth > 1;
            DROP TABLE doubled;
        """)
        self.repeated = self._one("SELECT count(*) FROM told WHERE code = 'ROW_TWICE'")

    def _merge(
        self, day: str, usual: dict[str, str], stamped: dict[str, str], needed: tuple[str, ...]
    ) -> None:
        name = DUCKDB.name
        values = {f"usual_{column}": text for column, text in usual.items()} | stamped | {"day": day}
        own = {
            column: f"coalesce(r.{name(column)}, h.{name(column)}, {f'$usual_{column}' if column in usual else chr(39) * 2})"
            for column in DESCRIBED
        }
        stamps = {column: f"${column}" for column in stamped}
        every = {"code": "r.code", "valid_from": "$day", **own, **stamps}
        alike = " AND ".join(f"{every[column]} = h.{name(column)}" for column in (*DESCRIBED, "synthetic"))
        columns = ", ".join(f"{every[column]} AS {name(column)}" for column in COLUMNS)
        self._base.execute(
            f"""
            COPY (SELECT r."LINE", {columns}, coalesce({alike}, false) AS alike
            FROM {self._gathered} r LEFT JOIN read_parquet({self._place("held")}) h ON h.code = r.code
            WHERE NOT EXISTS (SELECT 1 FROM told t WHERE t.line = r."LINE"))
            TO {self._place("merged")} (FORMAT PARQUET, ROW_GROUP_SIZE {BATCH})
            """,
            values,
        )
        merged = f"read_parquet({self._place('merged')})"
        for column in needed:
            self._base.execute(
                f"INSERT INTO told SELECT \"LINE\", '{column}', '', 'CELL_EMPTY' FROM {merged}"
                f" WHERE NOT alike AND {name(column)} = ''"
            )
        filled = " AND ".join(["NOT alike", *(f"{name(column)} <> ''" for column in needed)])
        self.unchanged = self._one(f"SELECT count(*) FROM {merged} WHERE alike")
        self.recorded = self._one(f"SELECT count(*) FROM {merged} WHERE {filled}")
        self._base.execute(
            f"COPY (SELECT {DUCKDB.names(COLUMNS)} FROM {merged} WHERE {filled} ORDER BY code)"
            f" TO {self._place('versions')} (FORMAT PARQUET, ROW_GROUP_SIZE {BATCH})"
        )

    def _one(self, sql: str) -> int:
        found = self._base.execute(sql).fetchone()
        return int(found[0]) if found else 0
