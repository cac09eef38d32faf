"""Numbers out of contents of reports, many at once, as the texts they were reported as.

Contents are JSON; DuckDB takes a batch apart, Arrow looks which cells are numbers. No object is made of a cell, so that a million
reports of sixty cells take as much memory as their texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.model.collect.content import CANONICAL, DIGITS
from xinxiao.store.sql import DUCKDB

PIECE = 32_768
"""Contents that are taken apart at once."""
CONTENT = pa.schema([pa.field("unit", pa.string()), pa.field("content", pa.binary())])


def numbers(batches: Iterable[pa.RecordBatch], items: Sequence[str]) -> pa.Table:
    """The cells of some items that hold a number in canonical form, as texts: columns ``unit`` and the items, one row for each
    content (batches of ``CONTENT``, in their order); null where there is none."""
    import duckdb

    name = DUCKDB.name
    shape = ", ".join(f'"{item}": "VARCHAR"' for item in items)
    cells = ", ".join(f"said.cells.{name(item)} AS {name(item)}" for item in items)
    sql = (
        f"SELECT unit, {cells} FROM (SELECT unit, row, "
        f"json_transform(decode(content), '{{\"cells\": {{{shape}}}}}') AS said FROM contents) ORDER BY row"
    )
    schema = pa.schema([pa.field("unit", pa.string()), *(pa.field(item, pa.string()) for item in items)])
    if not items:
        return pa.Table.from_batches(batches, CONTENT).select(["unit"])
    found = list[pa.Table]()
    with duckdb.connect(config={"threads": 2, "temp_directory": ""}) as connection:
        for batch in batches:
            table = pa.Table.from_batches([batch]).append_column("row", pa.array(range(batch.num_rows)))
            connection.register("contents", table)
            made = connection.execute(sql).to_arrow_table().cast(schema)
            connection.unregister("contents")
            found.append(pa.table([made.column(0), *map(_canonical, made.columns[1:])], schema=schema))
    return pa.concat_tables(found).combine_chunks() if found else schema.empty_table()


def _canonical(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    """The same, without what is no number: as :func:`is_number` says of one."""
    shown = pc.utf8_length(pc.replace_substring_regex(cells, r"[-.]", ""))
    sound = pc.and_(pc.match_substring_regex(cells, CANONICAL), pc.less_equal(shown, DIGITS))
    return pc.if_else(sound, cells, pa.scalar(None, pa.string()))
