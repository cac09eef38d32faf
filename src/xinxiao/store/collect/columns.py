"""Contents of reports to columns, and those to one Parquet file: the same reports give the same bytes.

Contents are JSON; DuckDB takes each apart once and types its cells by sets of rows. Batches of one size go in, in order, and row
groups come out, so that memory does not grow with the number of reports.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from xinxiao.model.collect.form import Form, Item
from xinxiao.model.collect.snapshot import (
    ABOUT,
    DIGITS,
    EXPLANATIONS,
    FIRST,
    MARK,
    MONTH,
    SUBMITTED,
    Forerunner,
    Written,
    has_part,
    schema_of,
)
from xinxiao.model.collect.synthetic import synthetic_of
from xinxiao.store.blobs import hash_of
from xinxiao.store.sql import DUCKDB

ROWS = 32_768
"""Rows that are taken apart at once, and of a row group."""
MEMORY = "2GB"


def write(
    form: Form,
    reports: Iterable[pa.RecordBatch],
    frame: pa.Table,
    place: Path,
    before: Forerunner | None = None,
) -> Written:
    """Write the snapshot of ``reports`` (batches of ``SUBMITTED``, by unit) as a new file.

    ``frame``: columns ``unit``, those of ``ABOUT`` and ``valid_from``, one row for each unit; of units it does not know these are
    empty. ``before``: the period whose sums are parts of those here, None for the first of a year. Returns how many rows were
    written.
    """
    import duckdb

    schema, counts = schema_of(form), [0, 0, 0]
    frame = frame.sort_by("unit").combine_chunks()
    sql = _sql(form, before.names if before else {})
    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": 2,
        "memory_limit": MEMORY,
        "temp_directory": "",
    }
    with duckdb.connect(config=config) as connection, _writer(place, schema) as writer:
        for batch in _even(reports):
            table = _with_frame(batch, frame)
            connection.register("reports", table)
            made = _typed(connection.execute(sql).to_arrow_table(), form, schema, first=before is None)
            connection.unregister("reports")
            writer.write_table(made.combine_chunks(), row_group_size=ROWS)
            counts[0] += made.num_rows
            counts[1] += pc.sum(pc.greater(made.column("number"), 0)).as_py() or 0
            counts[2] += synthetic_of(made.column("unit"))
    return Written(counts[0], counts[1], counts[2], hash_of(place))


def _writer(place: Path, schema: pa.Schema) -> Any:
    """Texts repeat, numbers hardly: a dictionary of these is given up for each group of rows, after a fifth of the time of all."""
    return pq.ParquetWriter(
        place,
        schema,
        version="2.6",
        compression="zstd",
        compression_level=1,
        use_dictionary=[field.name for field in schema if not pa.types.is_decimal(field.type)],
        store_schema=False,
    )


def _even(reports: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """The same rows in tables of ``ROWS`` rows, whatever batches they come in."""
    held: list[pa.Table] = []
    count = 0
    for batch in reports:
        held.append(pa.Table.from_batches([batch]).cast(SUBMITTED))
        count += batch.num_rows
        while count >= ROWS:
            whole = pa.concat_tables(held)
            yield whole.slice(0, ROWS)
            held, count = [whole.slice(ROWS)], count - ROWS
    if count:
        yield pa.concat_tables(held)


def _with_frame(reports: pa.Table, frame: pa.Table) -> pa.Table:
    """Reports with what the frame, in the order of its units, says of each: only the part of it between their first and last is
    looked through, not all of it for each batch."""
    names, bounds = frame.column("unit"), pc.min_max(reports.column("unit"))
    first = bisect_left(range(len(names)), bounds["min"].as_py(), key=lambda at: names[at].as_py())
    last = bisect_right(range(len(names)), bounds["max"].as_py(), key=lambda at: names[at].as_py())
    near = frame.slice(first, last - first)
    at = pc.index_in(reports.column("unit"), value_set=near.column("unit"))
    for name, own in zip((*ABOUT, "valid_from"), (*ABOUT, "unit_from"), strict=True):
        column = pc.fill_null(near.column(name).combine_chunks().take(at), "")
        reports = reports.append_column(own, column)
    return reports


def _sql(form: Form, names: Mapping[str, str]) -> str:
    """What stands in each place of ``reports``, as text, and what it is; of what counts from January also the period before.

    Rows are put in order again, for what is kept apart comes back in that of two threads. Numbers are typed by Arrow afterwards: DuckDB takes forty microseconds for each cast of a text to 38 digits.
    """
    name = DUCKDB.name
    cells = ", ".join(f'"{item.id}": "VARCHAR"' for item in form.items)
    shape = f'{{"cells": {{{cells}}}, "marks": {{{cells}}}, "explanations": "JSON"}}'
    counted = ", ".join(
        f'"{names[item.id]}": "VARCHAR"' for item in form.items if has_part(item) and item.id in names
    )
    before = f"json_transform(decode(before), '{{\"cells\": {{{counted}}}}}')" if counted else "NULL"
    first = ", ".join(map(name, FIRST))
    told = ", ".join(part for item in form.items for part in _told(item, names.get(item.id, "")))
    return (
        f"WITH apart AS MATERIALIZED (SELECT {first}, content IS NOT NULL AS sent, "
        f"json_transform(decode(content), '{shape}') AS said, {before} AS earlier FROM reports) "
        f"SELECT {first}, nullif(CAST(said.explanations AS VARCHAR), '{{}}') AS {EXPLANATIONS}, {told} FROM apart ORDER BY unit"
    )


def _told(item: Item, before: str) -> Iterator[str]:
    name = DUCKDB.name
    cell, mark = f"said.cells.{name(item.id)}", f"said.marks.{name(item.id)}"
    fits = _fits(cell, item) if item.type == "number" else f"{cell} IS NOT NULL"
    yield f"CASE WHEN {fits} THEN {cell} END AS {name(item.id)}"
    yield (
        f"CASE WHEN {fits} THEN 'V' WHEN NOT sent THEN NULL WHEN {cell} IS NOT NULL THEN 'U' "
        f"ELSE coalesce({mark}, 'B') END AS {name(item.id + MARK)}"
    )
    if has_part(item):
        then = f"earlier.cells.{name(before)}"
        held = f"CASE WHEN {_fits(then, item)} THEN {then} END" if before else "CAST(NULL AS VARCHAR)"
        yield f"{held} AS {name(item.id + MONTH)}"


def _fits(cell: str, item: Item) -> str:
    """Whether a cell is a number that the column holds as it is; one with more places than the item has would be rounded."""
    places = rf"(\.[0-9]{{1,{item.places}}})?" if item.places else ""
    return f"regexp_full_match({cell}, '-?(0|[1-9][0-9]{{0,{DIGITS - item.places - 1}}}){places}')"


def _typed(texts: pa.Table, form: Form, schema: pa.Schema, *, first: bool) -> pa.Table:
    """The columns in their types; the part of a period is its number less that of the period before; in the ``first`` of a
    year all of it."""
    columns = {field.name: texts.column(field.name).cast(field.type) for field in schema}
    for item in form.items:
        if has_part(item):
            part = item.id + MONTH
            columns[part] = columns[item.id] if first else _less(columns[item.id], columns[part])
    return pa.table(columns, schema=schema)


def _less(now: pa.ChunkedArray, before: pa.ChunkedArray) -> pa.ChunkedArray:
    """Differences, exact; null for one of more digits than the column holds."""
    kind = now.type
    wide = pa.decimal256(2 * DIGITS - 1, kind.scale)
    less = pc.subtract(now.cast(wide), before.cast(wide))
    try:
        return less.cast(kind)
    except pa.ArrowInvalid:
        most = pa.scalar(Decimal(10) ** (DIGITS - kind.scale), less.type)
        return pc.if_else(pc.less(pc.abs(less), most), less, pa.scalar(None, less.type)).cast(kind)
