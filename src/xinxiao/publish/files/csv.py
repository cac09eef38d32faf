"""CSV for people: UTF-8, comma, a header, LF line ends (RFC 4180 but for the line end).

A text that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, CSV injection); numbers never do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.model.extract import Extract
from xinxiao.publish.files.long import RELEASE, SYNTHETIC, Long
from xinxiao.publish.files.wide import Wide
from xinxiao.publish.sdmx.cells import texts

FORMULA = r"^[=+\-@\t\r]"
"""How a text begins that a spreadsheet would run."""
_FORMULA = re.compile(FORMULA)
BOM = b"\xef\xbb\xbf"
"""Bytes by which some spreadsheets know UTF-8."""


def stream(extract: Extract) -> Iterator[bytes]:
    """The rows as a machine reads them: the dataflow's SDMX columns, then the release."""
    more = {RELEASE: extract.state} | ({SYNTHETIC: "true"} if extract.release.programme.synthetic else {})
    yield _head([*extract.dataflow.columns, *more])
    for batch in extract.batches():
        yield _written(batch, more)


def long(rows: Long) -> Iterator[bytes]:
    """The rows in the long layout."""
    yield _head(rows.schema.names)
    for batch in rows.batches():
        yield _written(batch, {})


def wide(table: Wide) -> Iterator[bytes]:
    """The rows in the wide layout; behind a period with doubts a column of them."""
    yield _head([head.id for head in table.heads])
    for block in table.grid.blocks():
        cells = list[pa.Array]()
        for i, (numbers, doubts) in enumerate(zip(block.numbers, block.doubts, strict=True)):
            cells += [numbers, quoted(safe(table.doubts.take(doubts)))] if i in table.doubted else [numbers]
        before, after = (
            [quoted(safe(c)) for c in part] for part in (table.before(block), table.after(block))
        )
        yield lines([*before, *cells, *after])


def guarded(text: str) -> str:
    """A text as it may stand in a sheet: never a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def _head(names: Iterable[str]) -> bytes:
    return (",".join(names) + "\n").encode()


def _written(batch: pa.RecordBatch, more: dict[str, str]) -> bytes:
    columns = [quoted(_text(batch, name)) for name in batch.schema.names]
    columns += [quoted(pa.repeat(pa.scalar(value, pa.string()), batch.num_rows)) for value in more.values()]
    return lines(columns)


def lines(columns: Sequence[pa.Array]) -> bytes:
    """Columns of cells, quoted where need be, as lines."""
    joined = pc.binary_join_element_wise(*(pc.fill_null(column, "") for column in columns), ",")
    return "".join(f"{line}\n" for line in joined.to_pylist()).encode()


def quoted(column: pa.Array) -> pa.Array:
    """Cells in quotation marks where they hold a comma, a quotation mark or a line end."""
    needed = pc.match_substring_regex(column, r"[\",\r\n]")
    if not pc.any(needed).as_py():
        return column
    doubled = pc.replace_substring(column, '"', '""')
    mark = pa.scalar('"')
    return pc.if_else(needed, pc.binary_join_element_wise(mark, doubled, mark, ""), column)


def _text(batch: pa.RecordBatch, name: str) -> pa.Array:
    column = texts(batch, name)
    return safe(column) if pa.types.is_string(batch.column(name).type) else column


def safe(column: pa.Array) -> pa.Array:
    """Texts, those that would run as a formula made plain text."""
    risky = pc.match_substring_regex(column, FORMULA)
    if not pc.any(risky).as_py():
        return column
    return pc.if_else(risky, pc.binary_join_element_wise(pa.scalar("'"), column, ""), column)
