"""Tables out: CSV that a spreadsheet and a statistics package read alike, the same bytes every time."""

from __future__ import annotations

from xinxiao.index.coherence.arrays import DIGITS
from xinxiao.index.spec.table import Column, Table


def write_csv(table: Table) -> bytes:
    """The table as UTF-8 CSV: a header, texts in quotes, numbers with ``DIGITS`` significant digits, missing = empty."""
    header = ",".join(map(_quoted, table.column_names))
    columns = [_cells(column) for column in table.columns.values()]
    return "\n".join([header, *map(",".join, zip(*columns, strict=True)), ""]).encode()


def rounded(value: float) -> float:
    """A number with ``DIGITS`` significant digits."""
    return float(f"{value:.{DIGITS}g}")


def _cells(column: Column) -> list[str]:
    cells = column.cells()
    if column.kind == "text":
        written = {cell: "" if cell is None else _quoted(cell) for cell in set(cells)}
        return [written[cell] for cell in cells]
    if column.kind == "number":
        return ["" if x is None else _number(x) for x in cells]
    return ["" if x is None else str(x).lower() for x in cells]


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


def _number(value: float) -> str:
    written = f"{value:.{DIGITS}g}"
    return repr(float(written)).removesuffix(".0") if "e" in written else written
