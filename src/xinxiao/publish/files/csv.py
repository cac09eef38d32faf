"""CSV for people: UTF-8, comma, a header, LF line ends (RFC 4180 but for the line end).

A text that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, CSV injection); numbers never do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.model.extract import Extract
from xinxiao.model.number import double_texts, exact_texts
from xinxiao.model.structure import DECIMALS

RELEASE, SYNTHETIC = "RELEASE", "SYNTHETIC"
FORMULA = r"^[=+\-@\t\r]"
"""How a text begins that a spreadsheet would run."""


def stream(extract: Extract) -> Iterator[bytes]:
    """The rows as CSV in pieces, the header first."""
    more = {RELEASE: extract.state} | ({SYNTHETIC: "true"} if extract.release.programme.synthetic else {})
    names = [*extract.dataflow.columns, *more]
    yield (",".join(names) + "\n").encode()
    for batch in extract.batches():
        yield _written(batch, more)


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
    column = batch.column(name)
    if pa.types.is_decimal(column.type):
        return exact_texts(column, batch.column(DECIMALS) if DECIMALS in batch.schema.names else None)
    if pa.types.is_floating(column.type):
        return double_texts(column)
    return safe(column) if pa.types.is_string(column.type) else column.cast(pa.string())


def safe(column: pa.Array) -> pa.Array:
    """Texts, those that would run as a formula made plain text."""
    risky = pc.match_substring_regex(column, FORMULA)
    if not pc.any(risky).as_py():
        return column
    return pc.if_else(risky, pc.binary_join_element_wise(pa.scalar("'"), column, ""), column)
